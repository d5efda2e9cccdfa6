import { describe, expect, test } from 'vitest';
import type { Call } from '#app/api/operation.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { actionItemOperations } from '#app/review/action-item-operations.ts';
import { exportActionItem } from '#app/review/export-action-item.ts';
import { type IncidentId, incidentId } from '#core/ids.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { reactions } from '#core/reactions.ts';
import type { IssueReaction } from '#core/review/review-reactions.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { CreateIssue, IssueOutcome } from '#ports/review.ts';
import { addActionItem, declare, declareByHand, resolve } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/github-AbCdEf';
const github = { github: { repository: 'northwind/books', secret } };
const automation = {
  jiraAutomation: { webhook: 'https://api-private.atlassian.com/automation/webhooks/x', secret },
};
const made: IssueOutcome = {
  created: { reference: 'northwind/books#1', url: 'https://github.com/northwind/books/issues/1' },
};
const refused: IssueOutcome = {
  failed: 'give-up',
  reason: 'GitHub: answered 401:\nBad credentials',
};

/** An incident with one action item, and a queue whose messages the test delivers. */
async function aShop(
  outcomes: (IssueOutcome | 'breaks')[] = [made],
  actionItems: object | undefined = github,
  teams: object = {},
  more: readonly IncidentId[] = [],
) {
  const parsed = parseDirectory({
    ...team,
    teams: { ...team.teams, ...teams },
    ...(actionItems && { actionItems }),
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const handle = handleCommand({ incidents, pause: async () => {} });
  let clock: Instant = later(4000);
  const opened: Parameters<CreateIssue>[] = [];
  const again: { reaction: IssueReaction; delaySeconds: number }[] = [];
  const logged: string[] = [];
  const deliver = exportActionItem({
    incidents,
    handle,
    configuration,
    ledger: memory.memoryEffects(table),
    createIssue: async (...given) => {
      opened.push(given);
      const outcome = outcomes[Math.min(opened.length, outcomes.length) - 1] ?? made;
      if (outcome === 'breaks') throw new Error('out of memory');
      return outcome;
    },
    queueIssueAgain: async (reaction, delaySeconds) => {
      again.push({ reaction, delaySeconds });
    },
    now: () => clock,
    log: (level, message) => logged.push(`${level} ${message}`),
  });
  const operations = actionItemOperations({
    incidents,
    configuration,
    openReviews: async () => [],
    once: idempotentCommands({ incidents, configuration, handle }).once,
    now: () => clock,
  });
  for (const command of [declare('SEV1'), resolve(3600), addActionItem(3900)]) {
    await handle(firstId, command);
  }
  for (const id of more) {
    await handle(id, { ...declareByHand(), id });
    await handle(id, resolve(3600));
    await handle(id, addActionItem(3900));
  }
  return {
    deliver,
    opened,
    again,
    logged,
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
    first: { kind: 'issue', key: 'k', incidentId: firstId, item: 1, attempt: 1 } as const,
    ask: (item = 1) =>
      operations.exportActionItem(
        callOf<'exportActionItem'>({ params: { id: firstId, item: String(item) }, body: {} }),
      ),
    list: async (
      query: Call<'listActionItems'>['query'] = { status: 'all', incident: firstId },
    ) => {
      const outcome = await operations.listActionItems(callOf<'listActionItems'>({ query }));
      return 'answer' in outcome ? outcome.answer.items : [];
    },
    /** The reactions to the newest commit, as the stream brings them. */
    async newest(): Promise<IssueReaction[]> {
      const { incident, version } = await incidents.load(firstId);
      if (incident.phase === 'undeclared') throw new Error('Not declared');
      const commits = await incidents.history(firstId);
      const events: IncidentEvent[] = commits.at(-1)?.events ?? [];
      const headline = headlineOf(incident);
      return reactions({ incidentId: firstId, version, headline, events }).flatMap(each =>
        each.kind === 'issue' ? [each] : [],
      );
    },
  };
}

describe('a new action item', () => {
  test('becomes an issue, and says which', async () => {
    const shop = await aShop();
    const [reaction] = await shop.newest();
    if (reaction === undefined) throw new Error('Nothing follows');
    await shop.deliver(reaction);
    const [tracker, issue] = shop.opened[0] ?? [];
    expect(tracker).toMatchObject({ kind: 'github', repository: 'northwind/books', secret });
    expect(issue).toMatchObject({
      title: 'INC-2026-001: Add monitoring for connection pool',
      ref: expect.stringMatching(/^tocsin-[0-9a-f]{16}$/),
    });
    expect((await shop.list())[0]).toMatchObject({
      issue: { tracker: 'github', ...('created' in made && made.created) },
    });
  });

  test('becomes one issue, however often it is delivered', async () => {
    const shop = await aShop();
    const both = await Promise.allSettled([shop.deliver(shop.first), shop.deliver(shop.first)]);
    // The second cannot know whether the first lives: its message comes again.
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await shop.deliver(shop.first);
    // Asked for by hand, it comes under another key.
    await shop.deliver({ ...shop.first, key: 'by hand' });
    expect(shop.opened).toHaveLength(1);
  });

  test('is not exported by two at once', async () => {
    const shop = await aShop();
    const both = await Promise.allSettled([
      shop.deliver(shop.first),
      shop.deliver({ ...shop.first, key: 'by hand' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await shop.deliver({ ...shop.first, key: 'by hand' });
    expect(shop.opened).toHaveLength(1);
  });

  test('is tried again after a run that broke', async () => {
    const shop = await aShop(['breaks', made]);
    await expect(shop.deliver(shop.first)).rejects.toThrow('out of memory');
    await shop.deliver(shop.first);
    expect((await shop.list())[0]).toHaveProperty('issue');
  });

  test('that is refused says why, in one line, and is left alone', async () => {
    const shop = await aShop([refused]);
    await shop.deliver(shop.first);
    expect((await shop.list())[0]?.exportFailure).toMatchObject({
      tracker: 'github',
      reason: 'GitHub: answered 401: Bad credentials',
      isFinal: true,
    });
    expect(shop.again).toEqual([]);
    expect(shop.logged).toEqual(['error action item not exported']);
  });

  test('waits as long as it is told to, longer each time, and half an hour in all', async () => {
    const shop = await aShop([
      { failed: 'retry', reason: 'answered 429', afterSeconds: 7200 },
      { failed: 'retry', reason: 'answered 503' },
    ]);
    let reaction: IssueReaction | undefined = shop.first;
    while (reaction !== undefined && shop.opened.length < 20) {
      await shop.deliver(reaction);
      const failure = (await shop.list())[0]?.exportFailure;
      expect(failure).toMatchObject({ attempt: reaction.attempt });
      shop.passes(1000);
      reaction = shop.again[shop.opened.length - 1]?.reaction;
    }
    expect(shop.again.map(({ delaySeconds }) => delaySeconds)).toEqual([900, 120, 240, 480, 900]);
    expect((await shop.list())[0]?.exportFailure).toMatchObject({ attempt: 6, isFinal: true });
  });

  test('starts a rule once, even after a run that died', async () => {
    const shop = await aShop(['breaks', made], automation);
    await expect(shop.deliver(shop.first)).rejects.toThrow();
    await shop.deliver(shop.first);
    expect(shop.opened).toHaveLength(1);
    expect((await shop.list())[0]?.exportFailure?.reason).toContain('it may have arrived');
  });

  test('goes nowhere where nothing is configured', async () => {
    const shop = await aShop([made], {});
    await shop.deliver(shop.first);
    expect(shop.opened).toEqual([]);
    expect((await shop.list())[0]).not.toHaveProperty('exportFailure');
  });

  test('goes where the team of the service says, instead of where everybody’s go', async () => {
    const jira = {
      site: 'https://northwind.atlassian.net/',
      project: 'OPS',
      user: 'bot@example.com',
      secret,
    };
    const known = (team.teams as Record<string, object>).commerce;
    const shop = await aShop([made], github, { commerce: { ...known, actionItems: { jira } } });
    await shop.deliver(shop.first);
    expect(shop.opened[0]?.[0]).toMatchObject({
      kind: 'jira',
      site: 'https://northwind.atlassian.net',
      issueType: 'Task',
    });
  });
});

test('of those without a day the newest incident comes first, after the thousandth of a year as well', async () => {
  const ids = ['INC-2026-998', 'INC-2026-1000', 'INC-2026-999'].map(incidentId);
  const shop = await aShop([], undefined, {}, ids);
  const query = { status: 'all' } as const;
  expect((await shop.list(query)).map(({ incident }) => incident)).toEqual([
    'INC-2026-1000',
    'INC-2026-999',
    'INC-2026-998',
    firstId,
  ]);
});

describe('by hand', () => {
  test('an item that was refused is tried again', async () => {
    const shop = await aShop([refused, made]);
    await shop.deliver(shop.first);
    expect(await shop.ask()).toMatchObject({ answer: { item: 1 } });
    expect((await shop.list())[0]).not.toHaveProperty('exportFailure');
    const [reaction] = await shop.newest();
    if (reaction === undefined) throw new Error('Nothing follows');
    await shop.deliver(reaction);
    expect((await shop.list())[0]).toHaveProperty('issue.reference', 'northwind/books#1');
  });

  test('one that is an issue is refused, with the issue', async () => {
    const shop = await aShop();
    await shop.deliver(shop.first);
    expect(await shop.ask()).toMatchObject({
      refused: {
        rule: 'exported-already',
        text: expect.stringContaining('https://github.com/northwind/books/issues/1'),
      },
    });
  });

  test('there is nothing where no tracker is configured, and none of what is not there', async () => {
    const without = await aShop([made], {});
    expect(await without.ask()).toMatchObject({ refused: { rule: 'no-tracker' } });
    const shop = await aShop();
    expect(await shop.ask(7)).toMatchObject({ refused: { rule: 'unknown-action-item' } });
  });
});
