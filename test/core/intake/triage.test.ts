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

/** The incident in which an alert of elsewhere fires. */
const elsewhere = given(declare()).incident;

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
const alert = (
  status: 'firing' | 'cleared',
  ...incidents: NonNullable<Known['alert']>['incidents']
): NonNullable<Known['alert']> => ({ status, at: later(100), incidents });

type Memory = 'new' | 'member' | 'cleared' | 'member elsewhere';
const remembered = (memory: Memory, home: Known['incident']): Known['alert'] | undefined => {
  const there = home === undefined ? [] : [home];
  switch (memory) {
    case 'new':
      return undefined;
    case 'member':
      return alert('firing', ...there);
    case 'cleared':
      return alert('cleared', ...there);
    case 'member elsewhere':
      return alert('firing', { id: secondId, state: elsewhere });
    default:
      return memory satisfies never;
  }
};
const known = (memory: Memory, phase: Phase | 'none'): Known => {
  const home = phase === 'none' ? undefined : incident(phase);
  const known = remembered(memory, home);
  return { ...(known && { alert: known }), ...(home && { incident: home }) };
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
    // The same series under another grouping is no second trouble.
    [
      'member elsewhere',
      'none',
      { outcome: 'attach', incidentId: secondId, member: true, claims: {} },
    ],

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
    [
      'member elsewhere',
      'closed',
      { outcome: 'attach', incidentId: secondId, claims: { replaces: firstId } },
    ],
  ];
  test.each(table)('%s, incident: %s', (memory, phase, expected) => {
    expect(triage({ status: 'firing' }, now, known(memory, phase))).toMatchObject(expected);
  });
});

describe('an alert that clears', () => {
  /** Remembered as of now: an older word that it fires may be on its way still. */
  const already = { outcome: 'over', reason: 'it was cleared already' };
  const gone = { outcome: 'clear', incidentId: firstId };
  const table: [Memory, Phase | 'none', object][] = [
    ['new', 'none', { outcome: 'ignore', remember: true }],
    ['member', 'none', { outcome: 'ignore', remember: true }],
    ['cleared', 'none', already],

    ['member', 'open', gone],
    ['member', 'acknowledged', gone],
    ['member', 'resolved before', gone],
    ['member', 'resolved since', gone],
    [
      'member',
      'closed',
      { outcome: 'ignore', remember: true, reason: `${firstId} is closed already` },
    ],

    ['cleared', 'open', already],
    ['cleared', 'acknowledged', already],
    ['cleared', 'resolved before', already],
    ['cleared', 'resolved since', already],
    ['cleared', 'closed', already],
  ];
  test.each(table)('%s, incident: %s', (memory, phase, expected) => {
    expect(triage({ status: 'cleared' }, now, known(memory, phase))).toMatchObject(expected);
  });
});

describe('an alert that fires while its incident resolves by itself', () => {
  const byItself = [declare(), clear(30, 'host-a'), wake(330)];
  const here = { id: firstId, state: given(...byItself).incident };
  const watching = (known?: Known['alert']): Known => ({
    ...(known && { alert: known }),
    incident: here,
  });

  // CloudWatch says that an alarm fires once. Were it taken for a repeat, nobody would ever hear of it.
  test('was not clear after all, so the incident is reopened', () => {
    const reason = `fired before ${firstId} resolved by itself, so it is reopened`;
    const cleared = alert('cleared', here);
    expect(triage({ status: 'firing' }, now, watching(cleared))).toEqual({ ...again, reason });
    expect(triage({ status: 'firing' }, now, watching())).toEqual({ ...news, reason });
  });

  test('and only said again what was known changes nothing', () => {
    expect(triage({ status: 'firing' }, now, watching(alert('firing', here)))).toMatchObject(
      repeat,
    );
  });
});

describe('what was overtaken in the queue', () => {
  const home = incident('open') as NonNullable<Known['incident']>;
  const newer = (status: 'firing' | 'cleared'): Known => ({
    alert: { status, at: later(301), incidents: [home] },
    incident: home,
  });

  test.each([
    ['firing', 'cleared'],
    ['cleared', 'firing'],
    ['cleared', 'cleared'],
  ] as const)('%s, overtaken by %s, changes nothing', (status, overtaker) => {
    expect(triage({ status }, now, newer(overtaker))).toEqual({
      outcome: 'ignore',
      remember: false,
      reason: `overtaken by a newer notification, which said ${overtaker}`,
    });
  });

  // It may have said worse than the one that overtook it.
  test('is judged like a repeat while the alert fires', () => {
    const reason = `overtaken, and already part of ${firstId}`;
    expect(triage({ status: 'firing' }, now, newer('firing'))).toEqual({ ...repeat, reason });
  });

  test('of the same moment counts, because the order within it is unknown', () => {
    const sameMoment = { ...newer('firing'), alert: { ...alert('firing', home), at: now } };
    expect(triage({ status: 'cleared' }, now, sameMoment)).toMatchObject({ outcome: 'clear' });
  });
});

describe('a series that fires in two incidents', () => {
  const here = incident('open') as NonNullable<Known['incident']>;
  const there = { id: secondId, state: elsewhere };

  test('clears in both, one after the other', () => {
    const known = { alert: alert('firing', here, there) };
    expect(triage({ status: 'cleared' }, now, known)).toMatchObject({
      ...{ outcome: 'clear', incidentId: firstId },
      remaining: [secondId],
    });
  });

  test('clears in the one that is left when the other is over', () => {
    const closed = incident('closed') as NonNullable<Known['incident']>;
    const known = { alert: alert('firing', closed, there) };
    expect(triage({ status: 'cleared' }, now, known)).toMatchObject({
      ...{ outcome: 'clear', incidentId: secondId },
      remaining: [],
    });
  });
});

describe('an alert that its sender lost sight of', () => {
  const lost = { status: 'unknown', statusReason: 'the rule was paused' } as const;

  test('is doubted where it fires, and cleared nowhere', () => {
    expect(triage(lost, now, known('member', 'open'))).toEqual({
      ...{ outcome: 'doubt', incidentId: firstId },
      reason: 'the rule was paused',
    });
  });

  test.each(['new', 'cleared'] as const)('is nothing when it is %s', memory => {
    expect(triage(lost, now, known(memory, 'open'))).toMatchObject({ outcome: 'ignore' });
  });
});

describe('a group that is over as a whole', () => {
  const over = { status: 'cleared', wholeProblem: true } as const;

  test('clears all of its incident, whatever was listed', () => {
    expect(triage(over, now, known('new', 'open'))).toMatchObject({
      ...{ outcome: 'clear', incidentId: firstId },
    });
  });

  test('is nothing where no open incident has its problem', () => {
    expect(triage(over, now, known('new', 'none'))).toMatchObject({ outcome: 'ignore' });
    expect(triage(over, now, known('new', 'closed'))).toMatchObject({ outcome: 'ignore' });
  });
});

test('time alone decides nothing: hours later the same is the same', () => {
  const late = triage({ status: 'firing' }, later(hours(9)), known('member', 'open'));
  expect(late).toMatchObject(repeat);
});
