import { handleCommand } from '#app/incident/handle-command.ts';
import { page } from '#app/paging/page.ts';
import type { IncidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { reactions } from '#core/reactions.ts';
import type { Delivery } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { PageLedger } from '#ports/paging.ts';
import { acknowledge, declare, people, planOf } from '../support/incidents.ts';
import * as memory from '../support/memory/memory-table.ts';
import { firstId, later } from '../support/samples.ts';
import { chance } from './chance.ts';

/*
 * The acknowledgement against the pages, in any order. The real use cases run at once on the memory stores; each call of
 * a port waits until chance lets it go on, so that every step of one may fall between any two of another.
 */

export type Outcome = { violations: string[]; sent: number };

/** One history. `unguarded` breaks the claim on purpose, to see that this would be found. */
export async function interleave(seed: number, { unguarded = false } = {}): Promise<Outcome> {
  const pick = chance(seed);
  const waiting: (() => void)[] = [];
  const turn = () => new Promise<void>(resolve => waiting.push(resolve));
  const table = memory.memoryTable();
  const stored = memory.memoryIncidents(table);
  const ledger = memory.memoryPages(table);

  let step = 0;
  let acknowledgedAt: number | undefined;
  const claimedAt = new Map<string, number>();
  const sent: string[] = [];
  const sentTo: string[] = [];

  const incidents: IncidentStore = {
    ...stored,
    load: async id => {
      await turn();
      return stored.load(id);
    },
    append: async commit => {
      await turn();
      const outcome = await stored.append(commit);
      step += 1;
      const isAcknowledgement = commit.events.some(({ type }) => type === 'IncidentAcknowledged');
      if (outcome === 'appended' && isAcknowledgement) acknowledgedAt = step;
      return outcome;
    },
  };
  const claiming: PageLedger = {
    ...ledger,
    claim: async claim => {
      await turn();
      const { incident } = await stored.load(firstId as IncidentId);
      const seen = unguarded ? { ...claim, guard: pageGuard(incident) } : claim;
      const outcome = await ledger.claim(seen);
      step += 1;
      if (outcome === 'taken') claimedAt.set(claim.page.key, step);
      return outcome;
    },
    suppress: async (...given) => {
      await turn();
      return ledger.suppress(...given);
    },
  };
  const handle = handleCommand({ incidents, pause: turn });
  const send = async (to: string): Promise<Delivery> => {
    await turn();
    sentTo.push(to);
    return { sent: true, externalId: `m-${sentTo.length}` };
  };
  let tokens = 0;
  const paging = page({
    reachedNow: async to => ({ to }),
    incidents,
    ledger: claiming,
    traffic: memory.memoryTraffic(table),
    pause: turn,
    handle,
    noteRefusal: async () => {},
    sendSms: send,
    sendEmail: send,
    sendVoice: send,
    sendWebhook: send,
    sendDirect: ({ email = '' }) => send(email),
    sendPush: ({ push = '' }) => send(push),
    forgetDevices: async () => {},
    queuePageAgain: async () => {},
    now: () => later(2),
    newToken: () => `token-${tokens++}`,
    publicUrl: 'https://tocsin.example.com',
    log: (_level, message, { page: key }) => {
      if (message === 'page sent' && typeof key === 'string') sent.push(key);
    },
  });

  const [first, ...others] = planOf('SEV1').levels;
  if (first === undefined) throw new Error('No level');
  const levels = [{ ...first, people: [people.ana, people.bo] }, ...others];
  const declared = declare('SEV1', { plan: planOf('SEV1', { levels }) });
  const wholly = handleCommand({ incidents: stored, pause: async () => {} });
  const opened = await wholly(firstId, declared);
  if (!('incident' in opened) || opened.incident.phase === 'undeclared') throw new Error('Refused');
  const { incident, version, events } = opened;
  const commit = { incidentId: firstId, version, headline: headlineOf(incident), events };
  const pages = reactions(commit).filter(reaction => reaction.kind === 'page');

  // Queues hand out each page at least once; somebody acknowledges at any moment, perhaps two at once.
  const tasks = [
    ...pages.map(reaction => paging(reaction, 1)),
    ...pages.slice(0, 1 + pick(2)).map(reaction => paging(reaction, 1)),
    handle(firstId, acknowledge(1)),
    ...(pick(2) === 1 ? [handle(firstId, acknowledge(1))] : []),
  ];
  let open = tasks.length;
  const errors: string[] = [];
  for (const task of tasks) {
    void task
      .catch((error: unknown) => errors.push(String(error)))
      .finally(() => {
        open -= 1;
      });
  }
  while (open > 0) {
    await new Promise<void>(resolve => setImmediate(resolve));
    waiting.splice(pick(waiting.length), 1)[0]?.();
  }

  const violations = [
    ...[...claimedAt]
      .filter(([, at]) => acknowledgedAt !== undefined && at > acknowledgedAt)
      .map(([key]) => `${key} was claimed after the acknowledgement had committed`),
    ...sent.filter((key, index) => sent.indexOf(key) !== index).map(key => `${key} was sent twice`),
    ...(sentTo.length > claimedAt.size ? ['something was sent that nobody had claimed'] : []),
    // A second delivery that finds the page in another's hands comes again later; that is no error.
    ...errors.filter(error => !error.includes('is held by another run')),
  ];
  return { violations, sent: sentTo.length };
}
