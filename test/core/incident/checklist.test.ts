import { describe, expect, test } from 'vitest';
import { checklistOf } from '#core/incident/checklist.ts';
import { addSeconds } from '#core/time/instant.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  assign,
  declare,
  minutes,
  people,
  postUpdate,
  resolve,
  tick,
  wake,
} from '../../support/incidents.ts';

function done(...life: Parameters<typeof given>): string[] {
  const { incident } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return checklistOf(incident)
    .filter(item => item.done)
    .map(({ item }) => item);
}

describe("the commander's checklist (R16)", () => {
  test("has the runbook's lines, word for word", () => {
    const { incident } = given(declare());
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    expect(checklistOf(incident).map(({ group, text }) => `${group}: ${text}`)).toEqual([
      'During the incident: Take command, announce in channel',
      'During the incident: Assign roles (Tech Lead, Comms, Scribe)',
      'During the incident: Set update cadence',
      'During the incident: Keep focus on resolution, not blame',
      'During the incident: Make decisive calls on rollback vs fix',
      'During the incident: Ensure customer communication',
      'During the incident: Track timeline of events',
      'Resolution: Verify issue resolved',
      'Resolution: Monitor for 30 minutes',
      'Resolution: Stand down incident team',
      'Resolution: Update status page',
      'Resolution: Send all-clear message',
      'Resolution: Schedule post-mortem',
    ]);
  });

  test('ticks itself where the state can know', () => {
    expect(done(declare())).toEqual(['set-cadence', 'keep-timeline']);
    expect(done(declare(), acknowledge(5))).toContain('take-command');
    const roles = [
      assign(6, 'technicalLead', people.bo),
      assign(7, 'communicationsLead', people.chidi),
      assign(8, 'scribe', people.dana),
    ];
    expect(done(declare(), acknowledge(5), ...roles)).toContain('assign-roles');
    expect(done(declare(), acknowledge(5), postUpdate(9, { impact: 'No payments' }))).toContain(
      'customer-communication',
    );
  });

  test('is done with the resolution when the watch has ended', () => {
    const resolved = [declare(), acknowledge(5), resolve(60)];
    expect(done(...resolved)).toContain('verify-resolved');
    expect(done(...resolved)).not.toContain('all-clear');
    expect(done(...resolved, wake(60 + minutes(30)))).toEqual(
      expect.arrayContaining(['monitor-30-minutes', 'stand-down', 'all-clear']),
    );
  });

  test('waits for what follows from the all-clear, each for itself', () => {
    const { incident } = given(declare(), acknowledge(5), resolve(60), wake(60 + minutes(30)));
    if (incident.phase !== 'resolved') throw new Error('Not closed');
    const followed = (purpose: string, state: 'sent' | 'waiting' | 'failed', to: string) => ({
      ...{ purpose, state, to, at: addSeconds(incident.closedAt, 1) },
    });
    const items = checklistOf(incident, undefined, [
      followed('stand-down', 'sent', 'Ana'),
      followed('stand-down', 'waiting', 'Bo'),
      followed('all-clear', 'failed', 'stakeholders'),
      followed('status-page', 'sent', 'the status page'),
      { ...followed('post-mortem', 'failed', 'Ana'), at: addSeconds(incident.closedAt, -3600) },
    ]);
    const of = (wanted: string) => items.find(({ item }) => item === wanted);
    expect(of('stand-down')).toMatchObject({ done: false, by: 'Bo is not told yet' });
    expect(of('all-clear')).toMatchObject({ done: false, by: 'stakeholders was not told' });
    expect(of('update-status-page')).toMatchObject({ done: true, ticksItself: true });
    // What went before it was reopened counts no more.
    expect(of('schedule-postmortem')).not.toHaveProperty('by');
  });

  test("leaves to people what only they know, and a person's word wins", () => {
    expect(done(declare(), tick(5, 'decide-fix-or-rollback'))).toContain('decide-fix-or-rollback');
    expect(done(declare(), tick(5, 'keep-timeline', false))).not.toContain('keep-timeline');
  });

  test('refuses an item that it does not have', () => {
    given(declare()).when(tick(5, 'panic')).thenRefused('unknown-checklist-item');
  });
});
