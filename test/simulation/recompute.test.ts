import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headlineOf } from '#core/incident/headline.ts';
import { evolve, undeclared } from '#core/incident/incident.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { reactions } from '#core/reactions.ts';
import { life, live } from '../core/incident/lives.ts';
import { tries } from '../support/effort.ts';
import { addressOf, recomputedPages } from './recompute.ts';

/** What the stream made of each commit of this life, as it happened. */
function queuedIn(wishes: Parameters<typeof live>[0]) {
  const steps = live(wishes);
  let version = 0;
  const queued = steps.flatMap(({ after, events }): PageReaction[] => {
    if (events.length === 0 || after.phase === 'undeclared') return [];
    version += 1;
    const commit = { incidentId: after.id, version, headline: headlineOf(after), events };
    return reactions(commit).filter(reaction => reaction.kind === 'page');
  });
  return { queued, events: steps.flatMap(({ events }) => events) };
}

test('from the events alone every page can be recomputed: its key, recipient, channel and reason', () => {
  let pages = 0;
  fc.assert(
    fc.property(life, wishes => {
      const { queued, events } = queuedIn(wishes);
      const stored = JSON.parse(JSON.stringify(events)) as typeof events;
      const recomputed = recomputedPages(stored);
      pages += recomputed.length;
      expect(recomputed.map(withoutWords)).toEqual(
        queued.map(({ key, to, channel }) => ({
          key,
          person: to.person,
          channel,
          address: addressOf(to, channel),
        })),
      );
      for (const [index, { reason }] of recomputed.entries()) {
        // What is beside the ladder says it in words that only the message knows.
        if (reason !== '') expect(queued[index]?.reason).toBe(reason);
        else expect(queued[index]?.reason).not.toBe('');
      }
    }),
    tries(100),
  );
  expect(pages).toBeGreaterThan(200);
});

test('no two decisions of one life give different pages the same key', () => {
  fc.assert(
    fc.property(life, wishes => {
      const { events } = queuedIn(wishes);
      const byKey = Map.groupBy(recomputedPages(events), ({ key }) => key);
      for (const [key, pages] of byKey) {
        // A page brought forward is the very page that would have come later.
        const whom = new Set(pages.map(({ person, channel }) => `${person} ${channel}`));
        expect([key, whom.size]).toEqual([key, 1]);
      }
    }),
    tries(100),
  );
});

test('folding the events knows every page that the ladder still waits for', () => {
  fc.assert(
    fc.property(life, wishes => {
      const { events } = queuedIn(wishes);
      const incident = events.reduce(evolve, undeclared);
      if (incident.phase === 'undeclared') return;
      const keys = new Set(recomputedPages(events).map(({ key }) => key));
      const awaited = incident.paging.escalation.pages.filter(
        ({ afterSeconds }) => afterSeconds === 0,
      );
      for (const { key } of awaited) expect(keys).toContain(key);
    }),
    tries(100),
  );
});

function withoutWords({ reason: _, ...page }: ReturnType<typeof recomputedPages>[number]) {
  return page;
}
