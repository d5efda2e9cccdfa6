import { describe, expect, test } from 'vitest';
import type { ActionRun } from '#core/actions/run.ts';
import { numberedIncidentId, parsePhoneNumber, problemKey } from '#core/ids.ts';
import type { Override } from '#core/oncall/roster.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { ana, carryOut, declared, firstId, later, pageOf, start } from '../support/samples.ts';
import { onDynamoDb, type Stores } from '../support/tables.ts';

/* A busy table answers a query with a part of what there is, and reads a part of what a batch asks for. */

const { open } = onDynamoDb({ oneByOne: true });
const ids = [1, 2, 3].map(number => numberedIncidentId(2026, number));
const phone = parsePhoneNumber('+1 555 555 0101');

async function pagedForAll({ incidents, pages }: Stores) {
  for (const id of ids) {
    const { after } = declared(id);
    await incidents.append(declared(id));
    const page = pageOf(after);
    await pages.claim({
      ...{ page, guard: pageGuard(after), at: start, token: `token-${id}`, attempt: 1 },
    });
    const { key, channel, level, round, purpose, to } = page;
    const outcome = { sent: true, externalId: 'message-1' } as const;
    await carryOut(
      incidents,
      id,
      {
        ...{ type: 'RecordPageOutcome', at: later(1), page: key, person: to.person },
        ...{ channel, level, round, purpose, outcome },
      },
      [
        {
          ...{ kind: 'page-outcome', key, status: 'sent', detail: 'told' },
          ...{ messageId: 'message-1', at: later(1) },
        },
      ],
    );
  }
}

describe('with small answers', () => {
  test('a phone knows everything that it was paged for', async () => {
    const stores = await open();
    await pagedForAll(stores);
    if (phone === undefined) throw new Error('Not a number');
    const paged = await stores.phonePages.of(phone);
    expect(paged.map(each => each.incidentId).toSorted()).toEqual(ids);
  });

  test('a message leads to every page that it told of', async () => {
    const stores = await open();
    await pagedForAll(stores);
    const pages = await stores.pagesByMessage('message-1');
    expect(pages.map(each => each.incidentId).toSorted()).toEqual(ids);
  });

  test('every page of an incident is there, and its whole history', async () => {
    const { incidents, pages, pagesOf } = await open();
    const { after } = declared();
    await incidents.append(declared());
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      const claim = { page: pageOf(after, { key }), guard: pageGuard(after), at: start };
      await pages.claim({ ...claim, token: `token-${index}`, attempt: 1 });
    }
    for (const text of ['one', 'two']) {
      await carryOut(incidents, firstId, { type: 'AddNote', at: later(1), by: ana, text });
    }
    expect((await pagesOf(firstId)).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect((await incidents.history(firstId)).map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  test('incidents, their deadlines and their problems are all there', async () => {
    const { incidents, alerts } = await open();
    for (const id of ids) {
      await incidents.append(declared(id, [{ kind: 'problem', problem: problemKey(id) }]));
    }
    expect(await incidents.overdue(later(310), 10)).toHaveLength(3);
    expect(await incidents.overdue(later(310), 2)).toHaveLength(2);
    const listed = await incidents.list({ phases: ['open'], limit: 10 });
    expect(listed.incidents).toHaveLength(3);
    expect([...(await incidents.loadMany(ids)).keys()].toSorted()).toEqual(ids);
    const { problems } = await alerts.lookUp({
      problems: ids.map(id => problemKey(id)),
      fingerprints: [],
    });
    expect([...problems.values()].toSorted()).toEqual(ids);
  });

  test('everybody who stands in, and everything that was done by hand, is there', async () => {
    const { roster, actions } = await open();
    const overrides: Override[] = ['a', 'b', 'c'].map(id => ({
      ...{ id, schedule: 'primary', person: 'ana', by: 'bo' },
      ...{ from: start, until: later(3600), createdAt: start },
    }));
    await roster.addOverrides(overrides);
    expect((await roster.newest()).overrides).toEqual(overrides);
    for (const id of ['act_1', 'act_2', 'act_3']) await actions.open(run(id));
    expect(await actions.recent(10)).toHaveLength(3);
    expect(await actions.overdue(later(7 * 86_400), 10)).toHaveLength(3);
  });
});

function run(id: string): ActionRun {
  return {
    ...{ id, action: 'config:set', family: 'configuration', service: 'payments' },
    ...{ inputs: {}, by: ana, reason: 'it helps', at: start, status: 'running' },
    ...{ look: { kind: 'parameters', names: ['/a'] }, steps: [], notes: [], digest: 'd' },
  };
}
