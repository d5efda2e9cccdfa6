import { describe, expect, test } from 'vitest';
import type { Requester } from '#app/api/authenticate.ts';
import { onCall } from '#app/oncall/who-is-on-call.ts';
import type { Override } from '#core/oncall/roster.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { instant } from '#core/time/instant.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { emptyRoster } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const weekly = {
  name: 'Primary',
  timeZone: 'Europe/Berlin',
  layers: [{ name: 'Weekly', people: ['ana', 'bo'], start: '2026-11-02T09:00', turn: 'weekly' }],
};
const concert: Override = {
  id: 'ovr_1',
  schedule: 'primary',
  person: 'bo',
  from: instant('2026-11-05T17:00:00Z'),
  until: instant('2026-11-06T07:00:00Z'),
  by: 'Ana',
  createdAt: instant('2026-11-01T10:00:00Z'),
};

function asking(schedules: unknown, overrides: Override[] = []) {
  const parsed = parseDirectory({ ...team, schedules });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  const whoIsOnCall = onCall({
    configuration,
    roster: { newest: async () => ({ ...emptyRoster, overrides }) },
    timeZoneData: '2026c',
    now: () => instant('2026-11-04T12:00:00Z'),
  });
  return (query: Parameters<typeof whoIsOnCall>[0]['query']) =>
    whoIsOnCall({ query, params: {}, body: undefined, asked: {} as Requester, publicUrl: '' });
}

describe('who is on call', () => {
  test('now, until when, why, and who is next', async () => {
    const ask = asking({ primary: weekly });
    expect(await ask({})).toMatchObject({
      answer: {
        at: '2026-11-04T12:00:00.000Z',
        schedules: [
          {
            schedule: 'primary',
            name: 'Primary',
            timeZone: 'Europe/Berlin',
            onDuty: { person: 'ana', name: 'Ana', until: '2026-11-09T08:00:00.000Z' },
            next: { person: 'bo', from: '2026-11-09T08:00:00.000Z' },
          },
        ],
      },
    });
  });

  test('the shifts of a time, overrides among them', async () => {
    const ask = asking({ primary: weekly }, [concert]);
    const outcome = await ask({ until: '2026-11-10T00:00:00+01:00', schedule: 'primary' });
    if (!('answer' in outcome)) throw new Error('no answer');
    const [schedule] = outcome.answer.schedules;
    expect(schedule?.shifts?.map(({ person, from, override }) => [person, from, override])).toEqual(
      [
        ['ana', '2026-11-04T12:00:00.000Z', undefined],
        ['bo', '2026-11-05T17:00:00.000Z', 'ovr_1'],
        ['ana', '2026-11-06T07:00:00.000Z', undefined],
        ['bo', '2026-11-09T08:00:00.000Z', undefined],
      ],
    );
  });

  test('the shifts of a time from where they begin to where they end, where somebody asks for whole ones', async () => {
    const ask = asking({ primary: weekly }, [concert]);
    const at = '2026-11-06T12:00:00Z';
    const until = '2026-11-10T00:00:00+01:00';
    const outcome = await ask({ at, until, whole: 'true' });
    if (!('answer' in outcome)) throw new Error('no answer');
    const [schedule] = outcome.answer.schedules;
    expect(schedule?.shifts?.map(({ person, from, until }) => [person, from, until])).toEqual([
      ['ana', '2026-11-06T07:00:00.000Z', '2026-11-09T08:00:00.000Z'],
      ['bo', '2026-11-09T08:00:00.000Z', '2026-11-16T08:00:00.000Z'],
    ]);
  });

  test('before the first hand-off nobody is, and that is said by nobody being named', async () => {
    const ask = asking({ primary: weekly });
    const outcome = await ask({ at: '2026-11-01T12:00:00Z' });
    if (!('answer' in outcome)) throw new Error('no answer');
    expect(outcome.answer.schedules[0]?.onDuty).toBeUndefined();
    expect(outcome.answer.schedules[0]?.next).toMatchObject({ person: 'ana' });
  });

  test('without schedules there is nothing to tell', async () => {
    expect(await asking({})({})).toMatchObject({ answer: { schedules: [] } });
  });

  test.each([
    [{ schedule: 'none' }, { notFound: 'schedule none' }],
    [{ schedule: 'constructor' }, { notFound: 'schedule constructor' }],
    [{ until: '2026-11-04T11:00:00Z' }, { invalid: { path: '?until' } }],
    [{ until: '2028-01-01T00:00:00Z' }, { invalid: { path: '?until' } }],
  ])('%j is refused', async (query, expected) => {
    expect(await asking({ primary: weekly })(query)).toMatchObject(expected);
  });
});
