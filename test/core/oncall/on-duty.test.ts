import { describe, expect, test } from 'vitest';
import { planFor, reassignedPlan, replannedOnCall } from '#core/oncall/escalation.ts';
import { responsePlan } from '#core/oncall/plan.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Override, Roster } from '#core/oncall/roster.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import { emptyRoster } from '../../support/samples.ts';
import { changed, directoryOf } from '../setup/documents.ts';

/** Sunday noon in New York; the next hand-off is on Monday at nine. */
const at = instant('2026-11-22T17:00:00Z');
const monday = instant('2026-11-23T14:00:00Z');
const hour = 3600;

const primary = {
  name: 'Primary',
  timeZone: 'America/New_York',
  layers: [{ name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-16T09:00', turn: 'weekly' }],
};

/** Ana until Monday at nine, Bo after her. */
function directoryWith(level: Record<string, unknown>, schedules: Record<string, unknown> = {}) {
  return directoryOf(
    changed({
      'people.chidi': { name: 'Chidi', phone: '+15555550103' },
      schedules: { primary, ...schedules },
      'escalationPolicies.default.levels.0': { name: 'On call', ...level },
    }),
  );
}

const override = (change: Partial<Override>): Override => ({
  id: 'ovr_1',
  schedule: 'primary',
  person: 'chidi',
  from: addSeconds(at, -hour),
  until: addSeconds(at, hour),
  by: 'Bo',
  createdAt: addSeconds(at, -2 * hour),
  ...change,
});

const withOverride = (change: Partial<Override> = {}): Roster => ({
  ...emptyRoster,
  overrides: [override(change)],
});

function firstLevel(directory: ReturnType<typeof directoryWith>, roster = emptyRoster) {
  const plan = planFor(directory, roster, { service: 'payments', severity: 'SEV1', at });
  expect(responsePlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  const level = plan.levels[0];
  return {
    plan,
    people: level?.people.map(({ person }) => person),
    handOffs: level?.handOffs?.map(handOff => [
      handOff.at,
      ...handOff.people.map(({ person }) => person),
    ]),
    because: level?.because,
    schedules: level?.schedules,
  };
}

describe('a level with a schedule', () => {
  test('pages whoever’s turn it is where an override names somebody who is not there any more', () => {
    const directory = directoryWith({ schedules: ['primary'] });
    const dead = withOverride({ person: 'zed' });
    expect(firstLevel(directory, dead).people).toEqual(['ana']);
    expect(firstLevel(directory, dead)).toEqual(firstLevel(directory));
  });

  test('pages whoever is on call, says why, and knows who comes next', () => {
    expect(firstLevel(directoryWith({ schedules: ['primary'] }))).toMatchObject({
      people: ['ana'],
      handOffs: [[monday, 'bo']],
      because: {
        ana: 'on call for Primary until Mon 23 Nov 09:00 EST',
        bo: 'on call for Primary',
      },
      schedules: ['primary'],
    });
  });

  test('pages nobody twice, however many ways lead to them (3.2 no. 16: two targets, one person)', () => {
    const secondary = { ...primary, name: 'Secondary' };
    const level = { people: ['ana'], schedules: ['primary', 'secondary'] };
    expect(firstLevel(directoryWith(level, { secondary }))).toMatchObject({
      people: ['ana'],
      handOffs: [[monday, 'ana', 'bo']],
      because: { bo: 'on call for Primary' },
    });
  });

  test('has nobody where nobody is on duty, and says when that ends', () => {
    const layers = [{ ...primary.layers[0], start: '2026-11-23T09:00' }];
    const level = { schedules: ['later'] };
    expect(firstLevel(directoryWith(level, { later: { ...primary, layers } }))).toMatchObject({
      people: [],
      handOffs: [[monday, 'ana']],
    });
  });

  test('follows an override and its end', () => {
    const level = { schedules: ['primary'] };
    expect(firstLevel(directoryWith(level), withOverride())).toMatchObject({
      people: ['chidi'],
      handOffs: [
        [addSeconds(at, hour), 'ana'],
        [monday, 'bo'],
      ],
      because: { chidi: 'on call for Primary until Sun 22 Nov 13:00 EST' },
    });
  });

  test('has the hand-offs of two days and no more', () => {
    const layers = [{ ...primary.layers[0], turn: 'daily' }];
    const daily = directoryWith({ schedules: ['daily'] }, { daily: { ...primary, layers } });
    expect(firstLevel(daily).handOffs).toHaveLength(2);
  });
});

describe('the plan in force', () => {
  test('follows an override that came later, and keeps those whom the policy names', () => {
    const directory = directoryWith({ people: ['bo'], schedules: ['primary'] });
    const { plan } = firstLevel(directory);
    const now = addSeconds(at, 60);
    const replanned = replannedOnCall(plan, directory, withOverride(), now, 'SEV1');
    expect(replanned.levels[0]?.people.map(({ person }) => person)).toEqual(['bo', 'chidi']);
    expect(replanned.levels[1]).toEqual(plan.levels[1]);
    const again = replannedOnCall(replanned, directory, emptyRoster, now, 'SEV1');
    expect(again).toEqual({ ...plan, onCallKnownUntil: addSeconds(now, 48 * 3600) });
  });

  test('keeps whom it names when their schedule was deleted meanwhile', () => {
    const { plan } = firstLevel(directoryWith({ schedules: ['primary'] }));
    const without = directoryOf(changed({}));
    expect(replannedOnCall(plan, without, withOverride(), at, 'SEV1')).toEqual(plan);
  });

  test('goes by what is left of several schedules, of which one was deleted meanwhile', () => {
    const both = { schedules: ['primary', 'second'] };
    const second = { ...primary, layers: [{ ...primary.layers[0], people: ['bo'] }] };
    const { plan } = firstLevel(directoryWith(both, { second }));
    expect(plan.levels[0]?.people.map(({ person }) => person)).toEqual(['ana', 'bo']);
    const left = directoryWith({ schedules: ['primary'] });
    const replanned = replannedOnCall(plan, left, withOverride(), at, 'SEV1');
    expect(replanned.levels[0]?.people.map(({ person }) => person)).toEqual(['chidi']);
  });

  describe('of whom nobody is there any more', () => {
    const people = (names: readonly string[]) => ({
      people: Object.fromEntries(
        names.map((id, index) => [id, { name: id, phone: `+1555555013${index}` }]),
      ),
      'teams.commerce': { name: 'Commerce', members: names },
      'escalationPolicies.default.levels': names.map(id => ({ name: id, people: [id] })),
    });
    const before = directoryOf(changed(people(['ana', 'bo'])));
    const { plan } = firstLevel(before);
    const next = (names: readonly string[], numbers = 0) =>
      replannedOnCall(
        plan,
        directoryOf(
          changed({
            ...people(names),
            people: Object.fromEntries(
              names.map((id, index) => [
                id,
                { name: id, phone: `+155555501${50 - numbers + index}` },
              ]),
            ),
          }),
        ),
        emptyRoster,
        at,
        'SEV1',
      ).levels.map(({ name }) => name);

    test('is followed by the policy of now, behind levels that keep their numbers', () => {
      expect(next(['chidi', 'dana'])).toEqual(['ana', 'bo', 'chidi', 'dana']);
    });

    test('stays as it is while one of them is there, or somebody has their number under another id', () => {
      expect(next(['chidi', 'bo'])).toEqual(['ana', 'bo']);
      expect(next(['chidi', 'dana'], 20)).toEqual(['ana', 'bo']);
    });
  });

  test('is handed to others in front of its own levels', () => {
    const directory = directoryWith({ schedules: ['primary'] });
    const { plan } = firstLevel(directory);
    const chidi = responderFor(directory, emptyRoster, 'chidi', 'high');
    if (chidi === undefined) throw new Error('Chidi is configured');
    const reassigned = reassignedPlan(plan, [chidi], 'Reassigned by Bo');
    expect(reassigned).toEqual({
      ...plan,
      levels: [
        {
          ...{ name: 'Reassigned by Bo', people: [chidi], acknowledgeWithinSeconds: 300 },
          isHandedOver: true,
        },
        ...plan.levels,
      ],
    });
  });
});
