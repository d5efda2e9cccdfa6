import { describe, expect, test } from 'vitest';
import { asked } from '../asked.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

describe('who is on call', () => {
  test('is asked for now, for a moment, and for a time to come', async () => {
    const now = await asked(['oncall']);
    expect(now.last).toMatchObject({ operation: 'whoIsOnCall', query: {} });
    expect(now.ran.out).toMatchInlineSnapshot(`
      "SCHEDULE  ON DUTY    UNTIL             NEXT  WHY
      primary   Ana Silva  Mon 23 Nov 08:00        on call for Payments primary until
                                                   Mon 09:00
      Times in UTC."
    `);

    const { last } = await asked(['oncall', '--at=18:00', '--until=+2d', '--schedule=primary']);
    expect(last?.query).toEqual({
      at: '2026-11-23T18:00:00.000Z',
      until: '2026-11-25T18:00:00.000Z',
      schedule: 'primary',
    });
  });

  test('nobody on duty and a gap between shifts are told as such', async () => {
    const { ran } = await asked(['oncall', '--until=+2d'], {
      whoIsOnCall: () => ({
        at: '2026-11-23T02:20:00.000Z',
        until: '2026-11-25T02:20:00.000Z',
        schedules: [
          {
            schedule: 'primary',
            name: 'Primary',
            timeZone: 'UTC',
            shifts: [
              {
                person: 'ana',
                name: 'Ana',
                from: '2026-11-23T02:20:00.000Z',
                until: '2026-11-23T18:00:00.000Z',
                reason: 'turn of Weekly',
              },
              {
                person: 'bo',
                name: 'Bo',
                from: '2026-11-24T08:00:00.000Z',
                until: '2026-11-25T02:20:00.000Z',
                reason: 'turn of Weekly',
              },
            ],
          },
          { schedule: 'night', name: 'Night', timeZone: 'UTC', shifts: [] },
        ],
      }),
    });
    expect(ran.out).toMatchInlineSnapshot(`
      "Primary
      FROM              UNTIL             ON DUTY  WHY
      Mon 23 Nov 02:20  Mon 23 Nov 18:00  Ana      turn of Weekly
      Mon 23 Nov 18:00  Tue 24 Nov 08:00  nobody
      Tue 24 Nov 08:00  Wed 25 Nov 02:20  Bo       turn of Weekly

      Night
      FROM              UNTIL             ON DUTY  WHY
      Mon 23 Nov 02:20  Wed 25 Nov 02:20  nobody

      Times in UTC."
    `);
  });

  test('times are read and shown on the clock of the zone that is named', async () => {
    const { ran, last } = await asked(['oncall', '--at=09:00', '--zone=Europe/Berlin']);
    expect(last?.query).toEqual({ at: '2026-11-23T08:00:00.000Z' });
    expect(ran.out).toContain('Times in Europe/Berlin.');
  });

  test.each([
    [['--zone=Berlin'], 'There is no time zone Berlin.'],
    [['--at=25:00'], 'clocks in UTC show 2026-11-23 25:00 never'],
    [['--at=2026-10-25 02:30', '--zone=Europe/Berlin'], 'twice'],
    [['--at=2026-03-29 02:30', '--zone=Europe/Berlin'], 'never'],
    [['--at=tomorrow'], '--at is not a time: tomorrow'],
  ])('%s is wrong usage', async (words, said) => {
    await using api = await fakeApi();
    const ran = await run(['oncall', ...words], { env: { TOCSIN_URL: api.url } });
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain(said);
  });

  test('the hand-off note goes to the terminal or into a file', async () => {
    const { ran } = await asked(['handoff', '--schedule=primary', '--output=note.md']);
    expect(ran.out).toBe('Hand-off note written to note.md');
    expect(ran.files).toEqual({ '/home/ana/note.md': '# Hand-off: Payments primary\n' });
  });
});

describe('standing in', () => {
  test('an override may end on the day after, and is added with or without the word', async () => {
    for (const words of [['override'], ['override', 'add']]) {
      const given = ['--schedule=primary', '--person=bo', '--from=18:00', '--until=08:00'];
      const { last } = await asked([...words, ...given, '--instead=ana', '--reason=Concert']);
      expect(last).toMatchObject({ operation: 'addOverride' });
      expect(last?.body).toEqual({
        schedule: 'primary',
        person: 'bo',
        from: '2026-11-23T18:00:00.000Z',
        until: '2026-11-24T08:00:00.000Z',
        instead: 'ana',
        reason: 'Concert',
      });
    }
  });

  test('overrides are listed and taken back', async () => {
    const listed = await asked(['override', 'list', '--schedule=primary']);
    expect(listed.last).toMatchObject({
      operation: 'listOverrides',
      query: { schedule: 'primary' },
    });
    expect(listed.ran.out).toMatchInlineSnapshot(`
      "ovr_7c1d
        SCHEDULE primary  STANDS IN Bo Lindqvist  FOR ana  FROM Tue 24 Nov 17:00
        UNTIL Wed 25 Nov 07:00  REASON Concert
      Times in UTC."
    `);
    const removed = await asked(['override', 'remove', 'ovr_7c1d']);
    expect(removed.last).toMatchObject({
      operation: 'removeOverride',
      params: { id: 'ovr_7c1d' },
    });
    expect(removed.ran.out).toBe('Bo Lindqvist does not stand in on primary any more.');
  });

  test('a swap names both shifts', async () => {
    const { last } = await asked([
      'swap',
      '--schedule=primary',
      '--person=ana',
      '--from=2026-11-24 08:00',
      '--until=+24h',
      '--with=bo',
      '--their-from=2026-12-01 08:00',
      '--their-until=2026-12-02 08:00',
    ]);
    expect(last?.body).toEqual({
      schedule: 'primary',
      give: {
        person: 'ana',
        from: '2026-11-24T08:00:00.000Z',
        until: '2026-11-25T08:00:00.000Z',
      },
      take: {
        person: 'bo',
        from: '2026-12-01T08:00:00.000Z',
        until: '2026-12-02T08:00:00.000Z',
      },
    });
  });

  test('a calendar has one owner, and its address is shown once', async () => {
    const { ran, last } = await asked(['calendar', '--person=ana']);
    expect(last?.body).toEqual({ person: 'ana' });
    expect(ran.out.split('\n')[0]).toBe('https://tocsin.example.com/v1/calendar/tk_4f0c.ics');
    const revoked = await asked(['calendar', 'revoke', 'cal_51ab']);
    expect(revoked.last).toMatchObject({
      operation: 'revokeCalendarFeed',
      params: { id: 'cal_51ab' },
    });
    const listed = await asked(['calendars', '--person=ana']);
    expect(listed.last).toMatchObject({ operation: 'listCalendarFeeds', query: { person: 'ana' } });
    expect(listed.ran.out).toMatch(/^cal_51ab +ana .* Ana Silva$/m);
    const both = await run(['calendar', '--person=ana', '--schedule=primary']);
    expect(both.exitCode).toBe(2);
  });
});

describe('coverage', () => {
  test('a problem makes the command fail, for CI, and is told on standard output', async () => {
    await using api = await fakeApi();
    const ran = await run(['coverage', '--days=90'], { env: { TOCSIN_URL: api.url } });
    expect(api.requests).toMatchObject([{ operation: 'coverage', query: { days: 90 } }]);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toMatch(/^problem {2}Nobody is on duty for Payments primary/);
    expect(ran.error).toContain('1 problem to fix.');
    expect(ran.out).toMatch(/The account's settings for texts are those of .*22/);

    const json = await run(['coverage', '--json'], { env: { TOCSIN_URL: api.url } });
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.out).findings).toHaveLength(1);
    expect(JSON.parse(json.error)).toMatchObject({ exitCode: 1 });
  });

  test('shifts about which the time zone data here and there disagree are told', async () => {
    const [from, until] = ['2026-11-23T02:20:00.000Z', '2027-02-21T02:20:00.000Z'];
    const minutes = 60;
    const casablanca = {
      timeZone: 'Africa/Casablanca',
      offsets: [{ from, minutes: minutes * 12 }],
    };
    const shift = {
      person: 'ana',
      name: 'Ana',
      from,
      until: '2026-12-07T08:00:00.000Z',
      reason: '',
    };
    await using api = await fakeApi({
      coverage: () => ({
        from,
        until,
        findings: [],
        timeZoneData: '2030a',
        timeZones: [casablanca],
      }),
      whoIsOnCall: () => ({
        ...{ at: from, until },
        schedules: [
          { schedule: 'night', name: 'Night', timeZone: 'Africa/Casablanca', shifts: [shift] },
          { schedule: 'day', name: 'Day', timeZone: 'UTC', shifts: [shift] },
        ],
      }),
    });
    const env = { TOCSIN_URL: api.url };
    const ran = await run(['coverage', '--json'], { env, timeZoneData: '2025c' });
    const { findings } = JSON.parse(ran.out) as { findings: { text: string }[] };
    expect(findings).toMatchObject([{ kind: 'time-zone-data', severity: 'warning' }]);
    expect(findings[0]?.text).toMatch(
      /^shifts of Night change .*2025c.*Africa\/Casablanca (660|720) minutes behind .*2030a/,
    );

    const known = await run(['oncall', '--json'], { env, timeZoneData: '2025c' });
    expect(JSON.parse(known.out)).toMatchObject({ timeZoneDataHere: '2025c' });
  });

  test('warnings alone are fine, unless --strict', async () => {
    await using api = await fakeApi({
      coverage: () => ({
        from: '2026-11-23T02:20:00.000Z',
        until: '2027-02-21T02:20:00.000Z',
        findings: [{ kind: 'one-channel', severity: 'warning', text: 'Ana has one channel' }],
      }),
    });
    const env = { TOCSIN_URL: api.url };
    expect(await run(['coverage'], { env })).toMatchObject({ exitCode: 0, error: '' });
    expect(await run(['coverage', '--strict'], { env })).toMatchObject({ exitCode: 1 });
  });
});
