import { describe, expect, test } from 'vitest';
import { type AcceptedBody, changedCalls, replay } from '#core/incident/replay.ts';
import { firstKey } from '#core/intake/trust-domain.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { emptyRoster, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const ladder = (...levels: string[]) => ({
  escalationPolicies: {
    default: { levels: levels.map(person => ({ name: person, people: [person] })) },
  },
});
const base = { ...team, ...ladder('ana', 'bo'), notify: { high: ['sms'], low: ['email'] } };

function directoryOf(document: object) {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory;
}

const bodyOf = (seconds: number, alert: object, id = `rcp-${seconds}`): AcceptedBody => ({
  id,
  at: later(seconds),
  source: 'generic',
  domain: firstKey,
  body: JSON.stringify(alert),
});
const down = { title: 'Payment processing down', service: 'payments', key: 'pay' };
const replayed = async (bodies: AcceptedBody[], document: object = base) =>
  (await replay(directoryOf(document), emptyRoster, bodies)).calls;

describe('bodies that were kept, replayed,', () => {
  test('call whom the configuration says, once for what is repeated, until it clears', async () => {
    const calls = await replayed([
      bodyOf(0, down),
      bodyOf(30, down),
      bodyOf(400, { ...down, status: 'resolved' }),
    ]);
    expect(calls).toMatchObject([{ origin: 'rcp-0#0', severity: 'SEV1', until: later(400) }]);
    expect(calls[0]?.pages).toEqual([
      { at: later(0), person: 'ana', channel: 'sms' },
      { at: later(300), person: 'bo', channel: 'sms' },
    ]);
  });

  test('call again when it fires after it had resolved, and when it becomes worse', async () => {
    const calls = await replayed([
      bodyOf(0, { ...down, title: 'Payment queue grows', severity: 'SEV2' }),
      bodyOf(60, { ...down, title: 'Payment queue grows', severity: 'SEV1' }),
      bodyOf(120, { ...down, title: 'Payment queue grows', status: 'resolved' }),
      // It is clear for its five minutes, and watched.
      bodyOf(600, { ...down, title: 'Payment queue grows', severity: 'SEV1' }),
      bodyOf(700, { ...down, title: 'Payment queue grows', status: 'resolved' }),
      // And closed.
      bodyOf(9000, { ...down, title: 'Payment queue grows', severity: 'SEV1' }),
    ]);
    expect(calls.map(({ origin, severity }) => [origin, severity])).toEqual([
      ['rcp-0#0', 'SEV2'],
      ['rcp-60#0', 'SEV1'],
      ['rcp-600#0', 'SEV1'],
      ['rcp-9000#0', 'SEV1'],
    ]);
  });

  test('call no more for what flaps, until it was quiet for longer', async () => {
    const cleared = { ...down, status: 'resolved' };
    const comesBack = [0, 400, 800, 1300, 2000].flatMap(at => [
      bodyOf(at, down),
      bodyOf(at + 60, cleared),
    ]);
    // Its third all-clear within an hour is none: it stays open, and whoever was called goes on.
    const calls = await replayed([...comesBack, bodyOf(2060 + 1700, down)]);
    expect(calls.map(({ origin }) => origin)).toEqual(['rcp-0#0', 'rcp-400#0', 'rcp-800#0']);
    expect(calls.at(-1)).not.toHaveProperty('until');
    const quiet = await replayed([...comesBack, bodyOf(2060 + 1900, down)]);
    expect(quiet.map(({ origin }) => origin).at(-1)).toBe('rcp-3960#0');
  });

  test('beyond what one integration may open are one call', async () => {
    const storm = Array.from({ length: 50 }, (_, index) =>
      bodyOf(index / 10, { title: `Disk ${index} is full`, severity: 'SEV2' }, `rcp-${index}`),
    );
    const calls = await replayed(storm);
    expect(calls.length).toBeLessThan(13);
    expect(calls.at(-1)?.title).toBe('Flood of alerts for website');
  });

  test('wait for a maintenance, and call for what still fires at its end', async () => {
    const maintenance = [
      {
        name: 'vacuum',
        match: 'service="website"',
        owner: 'ana',
        reason: 'vacuum',
        from: '2026-11-22T21:00',
        until: '2026-11-22T22:00',
      },
    ];
    const [still, over] = [
      { title: 'Still', severity: 'SEV2' },
      { title: 'Over', severity: 'SEV2' },
    ];
    const calls = await replayed(
      [bodyOf(0, still), bodyOf(1, over), bodyOf(60, { ...over, status: 'resolved' })],
      { ...base, maintenance },
    );
    // Ten in the evening in New York.
    expect(calls).toMatchObject([{ title: 'Still', at: '2026-11-23T03:00:00.000Z' }]);
  });

  test('that are in no form that is understood are counted', async () => {
    const { calls, unread } = await replay(directoryOf(base), emptyRoster, [
      bodyOf(0, { colour: 'red' }),
    ]);
    expect([calls, unread]).toEqual([[], 1]);
  });
});

describe('of two configurations over the same bodies', () => {
  const bodies = [bodyOf(0, down), bodyOf(50, { title: 'Staging is slow', severity: 'SEV2' })];

  test('the same is no difference, whatever else is written differently', async () => {
    const [was, is] = [
      await replayed(bodies),
      await replayed(bodies.toReversed(), {
        ...base,
        organisation: { ...base.organisation, name: 'Other' },
      }),
    ];
    expect(is).toEqual(was);
    expect(changedCalls(was, is)).toEqual([]);
  });

  test('what is added, lost and moved is told with to whom', async () => {
    const rules = [{ name: 'slow can wait', severity: 'SEV4', when: { title: 'Staging*' } }];
    const changed = changedCalls(
      await replayed(bodies),
      await replayed(bodies, { ...base, ...ladder('chidi', 'bo'), rules }),
    );
    expect(changed).toMatchObject([
      {
        origin: 'rcp-0#0',
        added: [{ person: 'chidi' }],
        lost: [{ person: 'ana' }],
      },
      {
        origin: 'rcp-50#0',
        before: { severity: 'SEV2' },
        after: { severity: 'SEV4' },
        added: [],
        lost: [{ person: 'ana' }, { person: 'bo' }],
      },
    ]);
  });
});
