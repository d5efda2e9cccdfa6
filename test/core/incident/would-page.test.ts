import { describe, expect, test } from 'vitest';
import { unanswered } from '#core/incident/would-page.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import type { Severity } from '#core/severity.ts';
import { instant } from '#core/time/instant.ts';
import { emptyRoster, later, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

function climbed(document: object, severity: Severity = 'SEV1', at = start, roster = emptyRoster) {
  const parsed = parseDirectory({ ...team, ...document });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { directory } = parsed;
  return unanswered({ directory, roster, service: 'payments', severity, at });
}

const policy = (levels: object[], more: object = {}) => ({
  escalationPolicies: { default: { levels, ...more } },
});

describe('an incident that nobody answers', () => {
  test('pages each level once it has waited for the one before, as often as the policy says', () => {
    const { rungs, againAt } = climbed({
      ...policy(
        [
          { name: 'First', people: ['ana'] },
          { name: 'Second', people: ['bo'], acknowledgeWithin: '10m' },
        ],
        { repeat: 2 },
      ),
      fallback: 'emil',
    });
    expect(
      rungs.map(rung => rung.kind === 'paged' && [rung.at, rung.name, rung.round, rung.until]),
    ).toEqual([
      [start, 'First', 1, later(300)],
      [later(300), 'Second', 1, later(900)],
      [later(900), 'First', 2, later(1200)],
      [later(1200), 'Second', 2, later(1800)],
      [later(1800), 'Fallback contact', 2, later(2100)],
    ]);
    expect(againAt).toBe(later(2100));
  });

  test('leaves out what would come when the next level is paged already, and says so', () => {
    const { rungs } = climbed({
      ...policy([
        { name: 'First', people: ['ana'] },
        { name: 'Second', people: ['bo'] },
      ]),
      notify: { high: ['sms', { channel: 'email', after: '6m' }] },
      severities: { SEV1: { acknowledgeWithin: '5m' }, SEV2: { acknowledgeWithin: '15m' } },
    });
    expect(rungs[0]).toMatchObject({
      pages: [{ at: start, person: 'ana', channel: 'sms' }],
      passedOver: [
        {
          person: 'ana',
          channel: 'email',
          why: 'it would come after 6 min, when the next level is paged already',
        },
      ],
    });
  });

  test('does not wait for a level that nobody of can be reached, and says why', () => {
    const roster = {
      ...emptyRoster,
      contacts: (['sms', 'email'] as const).map(channel => ({
        person: 'ana',
        channel,
        address: channel === 'sms' ? '+15555550101' : 'ana@example.com',
        state: 'opted-out' as const,
        enteredBy: 'configuration' as const,
        at: start,
      })),
    };
    const { rungs } = climbed(
      policy([
        { name: 'First', people: ['ana'] },
        { name: 'Second', people: ['bo'] },
      ]),
      'SEV1',
      start,
      roster,
    );
    expect(rungs.slice(0, 2)).toMatchObject([
      {
        at: start,
        until: start,
        pages: [],
        passedOver: [{ person: 'ana', why: 'the number has opted out; the address has opted out' }],
      },
      { at: start, name: 'Second', pages: [{ person: 'bo' }, { person: 'bo' }] },
    ]);
  });

  test('tells of a ticket and pages on the next business day whoever is on duty then, however far off', () => {
    const { rungs } = climbed(
      {
        ...policy([{ name: 'First', schedules: ['primary'] }]),
        schedules: {
          primary: {
            name: 'Primary',
            timeZone: 'America/New_York',
            layers: [
              { name: 'Daily', people: ['ana', 'bo'], start: '2026-12-24T09:00', turn: 'daily' },
            ],
          },
        },
        calendars: {
          default: {
            timeZone: 'America/New_York',
            from: '09:00',
            to: '17:00',
            holidays: ['2026-12-25', '2026-12-28', '2026-12-29'],
          },
        },
      },
      'SEV4',
      instant('2026-12-24T22:00:00Z'),
    );
    expect(rungs.slice(0, 2)).toMatchObject([
      { kind: 'told', people: [{ person: 'ana' }], until: '2026-12-30T14:00:00.000Z' },
      {
        kind: 'paged',
        at: '2026-12-30T14:00:00.000Z',
        // Six turns after the 24th.
        pages: [
          { person: 'ana', why: expect.stringContaining('on call for Primary') },
          { person: 'ana' },
        ],
      },
    ]);
  });

  test('never pages for a ticket that may wait for ever', () => {
    const { rungs, againAt } = climbed({}, 'SEV4');
    expect(rungs).toMatchObject([{ kind: 'told' }]);
    expect(rungs[0]?.until).toBeUndefined();
    expect(againAt).toBeUndefined();
  });
});
