import { describe, expect, test } from 'vitest';
import { decide } from '#core/incident/decide.ts';
import { evolve } from '#core/incident/incident.ts';
import { given } from '../../support/given.ts';
import { acknowledge, declare, planOf, postPublicNotice } from '../../support/incidents.ts';

type Words = Parameters<typeof postPublicNotice>[1];

/** An incident of which people tried to post all of these; some may have been refused. */
function incidentAfter(...notices: Words[]) {
  const plan = planOf('SEV1', { publish: 'approved' });
  let { incident } = given(declare('SEV1', { plan }), acknowledge(0));
  for (const [index, words] of notices.entries()) {
    const decision = decide(incident, postPublicNotice(index + 1, words));
    if ('events' in decision) incident = decision.events.reduce(evolve, incident);
  }
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return incident;
}

const often = (count: number, words: Words = {}) => Array.from({ length: count }, () => words);

describe('what an incident says on the status page', () => {
  test('leaves its item room for all else, however long the words are and of whatever letters', () => {
    const incident = incidentAfter(...often(60, { body: '障'.repeat(4000) }));
    expect(incident.publicNotices?.length).toBeGreaterThan(10);
    // An item holds 400 KB.
    expect(Buffer.byteLength(JSON.stringify(incident))).toBeLessThan(250 * 1024);
  });

  test('ends with its end, also where it is full', () => {
    const { publicNotices = [] } = incidentAfter(
      ...often(70),
      ...often(3, { stage: 'resolved' }),
      {},
    );
    expect(publicNotices.slice(-2).map(({ stage }) => stage)).toEqual([
      'investigating',
      'resolved',
    ]);
  });
});
