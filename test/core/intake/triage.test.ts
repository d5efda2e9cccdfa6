import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { type Known, triage } from '#core/intake/triage.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  clear,
  declare,
  hours,
  minutes,
  resolve,
  wake,
} from '../../support/incidents.ts';
import { firstId, later, secondId } from '../../support/samples.ts';

/* Every combination of what is known with what arrives. All of it is accepted five minutes after the start. */

const now = later(300);
type Phase = 'open' | 'acknowledged' | 'resolved before' | 'resolved since' | 'closed';
const lives: Record<Phase, IncidentCommand[]> = {
  open: [declare()],
  acknowledged: [declare(), acknowledge(30)],
  'resolved before': [declare(), resolve(200)],
  'resolved since': [declare(), resolve(301)],
  closed: [declare(), resolve(60), wake(60 + minutes(30))],
};
const incident = (phase: Phase): Known['incident'] => ({
  id: firstId,
  state: given(...lives[phase]).incident,
});
const alert = (status: 'firing' | 'cleared', incidentId = firstId): Known['alert'] => ({
  status,
  at: later(100),
  incidentId,
});

type Memory = 'new' | 'member' | 'cleared' | 'member elsewhere';
const memories: Record<Memory, Known['alert'] | undefined> = {
  new: undefined,
  member: alert('firing'),
  cleared: alert('cleared'),
  'member elsewhere': alert('firing', secondId),
};
const known = (memory: Memory, phase: Phase | 'none'): Known => {
  const remembered = memories[memory];
  return {
    ...(remembered && { alert: remembered }),
    ...(phase !== 'none' && { incident: incident(phase) as NonNullable<Known['incident']> }),
  };
};

const news = { outcome: 'attach', incidentId: firstId, member: false, refired: false };
const again = { ...news, refired: true };
const still = { ...news, member: true };
const repeat = { outcome: 'repeat', incidentId: firstId };
const anew = { outcome: 'declare', replaces: firstId };

describe('an alert that fires', () => {
  const table: [Memory, Phase | 'none', object][] = [
    ['new', 'none', { outcome: 'declare', reason: 'no open incident has this problem' }],
    ['member', 'none', { outcome: 'declare' }],
    ['cleared', 'none', { outcome: 'declare' }],
    ['member elsewhere', 'none', { outcome: 'declare' }],

    ['new', 'open', { ...news, reason: `same problem as ${firstId}` }],
    ['member', 'open', { ...repeat, reason: `already part of ${firstId}` }],
    ['cleared', 'open', { ...again, reason: `fires again in ${firstId}` }],
    ['member elsewhere', 'open', news],

    ['new', 'acknowledged', news],
    ['member', 'acknowledged', repeat],
    ['cleared', 'acknowledged', again],
    ['member elsewhere', 'acknowledged', news],

    ['new', 'resolved before', news],
    ['member', 'resolved before', still],
    ['cleared', 'resolved before', again],
    ['member elsewhere', 'resolved before', news],

    ['new', 'resolved since', { ...repeat, reason: `accepted before ${firstId} was resolved` }],
    ['member', 'resolved since', repeat],
    ['cleared', 'resolved since', repeat],
    ['member elsewhere', 'resolved since', repeat],

    ['new', 'closed', { ...anew, reason: `${firstId} had this problem and is closed` }],
    ['member', 'closed', anew],
    ['cleared', 'closed', anew],
    ['member elsewhere', 'closed', anew],
  ];
  test.each(table)('%s, incident: %s', (memory, phase, expected) => {
    expect(triage('firing', now, known(memory, phase))).toMatchObject(expected);
  });
});

describe('an alert that clears', () => {
  const gone = { outcome: 'clear', incidentId: firstId };
  const table: [Memory, Phase | 'none', object][] = [
    ['new', 'none', { outcome: 'ignore', remember: true }],
    ['member', 'none', { outcome: 'ignore', remember: true }],
    ['cleared', 'none', { outcome: 'ignore', remember: false }],

    ['member', 'open', gone],
    ['member', 'acknowledged', gone],
    ['member', 'resolved before', gone],
    ['member', 'resolved since', gone],
    [
      'member',
      'closed',
      { outcome: 'ignore', remember: true, reason: `${firstId} is closed already` },
    ],

    ['cleared', 'open', { outcome: 'ignore', remember: false, reason: 'it was cleared already' }],
    ['cleared', 'acknowledged', { outcome: 'ignore', remember: false }],
    ['cleared', 'resolved before', { outcome: 'ignore', remember: false }],
    ['cleared', 'resolved since', { outcome: 'ignore', remember: false }],
    ['cleared', 'closed', { outcome: 'ignore', remember: false }],
  ];
  test.each(table)('%s, incident: %s', (memory, phase, expected) => {
    expect(triage('cleared', now, known(memory, phase))).toMatchObject(expected);
  });
});

describe('an alert that fires while its incident resolves by itself', () => {
  const byItself = [declare(), clear(30, 'host-a'), wake(330)];
  const watching = (remembered?: Known['alert']): Known => ({
    ...(remembered && { alert: remembered }),
    incident: { id: firstId, state: given(...byItself).incident },
  });

  // CloudWatch says that an alarm fires once. Were it taken for a repeat, nobody would ever hear of it.
  test('was not clear after all, so the incident is reopened', () => {
    const reason = `fired before ${firstId} resolved by itself, so it is reopened`;
    expect(triage('firing', now, watching(alert('cleared')))).toEqual({ ...again, reason });
    expect(triage('firing', now, watching())).toEqual({ ...news, reason });
  });

  test('and only said again what was known changes nothing', () => {
    expect(triage('firing', now, watching(alert('firing')))).toMatchObject(repeat);
  });
});

describe('what was overtaken in the queue', () => {
  const newer = (status: 'firing' | 'cleared'): Known => ({
    alert: { status, at: later(301), incidentId: firstId },
    incident: incident('open') as NonNullable<Known['incident']>,
  });

  test.each([
    ['firing', 'cleared'],
    ['firing', 'firing'],
    ['cleared', 'firing'],
    ['cleared', 'cleared'],
  ] as const)('%s, overtaken by %s, changes nothing', (status, overtaker) => {
    expect(triage(status, now, newer(overtaker))).toEqual({
      outcome: 'ignore',
      remember: false,
      reason: `overtaken by a newer notification, which said ${overtaker}`,
    });
  });

  test('of the same moment counts, because the order within it is unknown', () => {
    const sameMoment = {
      ...newer('firing'),
      alert: { status: 'firing', at: now, incidentId: firstId },
    };
    expect(triage('cleared', now, sameMoment as Known)).toMatchObject({ outcome: 'clear' });
  });
});

test('time alone decides nothing: hours later the same is the same', () => {
  expect(triage('firing', later(hours(9)), known('member', 'open'))).toMatchObject(repeat);
});
