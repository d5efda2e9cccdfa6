import { describe, expect, test } from 'vitest';
import { type ByHand, nothingByHand } from '#core/incident/made-by-hand.ts';
import { type AcceptedBody, changedCalls, replay } from '#core/incident/replay.ts';
import { firstKey, type TrustDomain } from '#core/intake/trust-domain.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { later, start } from '../../support/samples.ts';
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
const replayed = async (
  bodies: AcceptedBody[],
  document: object = base,
  byHand: ByHand = nothingByHand,
) => (await replay(directoryOf(document), byHand, bodies)).calls;

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
    // It came back after it had resolved, so its next all-clear is none: it stays open, and whoever was called goes on.
    const calls = await replayed([...comesBack, bodyOf(2060 + 1700, down)]);
    expect(calls.map(({ origin }) => origin)).toEqual(['rcp-0#0', 'rcp-400#0']);
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

  test('wait for a silence that somebody made, for as long as it was in force', async () => {
    const silence = {
      ...{ id: 'sil-1', match: 'service="website"', owner: 'ana', by: 'Ana', reason: 'disks' },
      ...{ from: start, until: later(7200), createdAt: later(60) },
    };
    const bodies = [
      bodyOf(0, { title: 'Before it was made', severity: 'SEV2' }),
      bodyOf(70, { title: 'Still', severity: 'SEV2' }),
      bodyOf(80, { title: 'Over', severity: 'SEV2' }),
      bodyOf(90, { title: 'Over', severity: 'SEV2', status: 'resolved' }),
      bodyOf(100, { title: 'Worst', severity: 'SEV1' }),
    ];
    const opened = async (more: object) => {
      const silences = [{ ...silence, ...more }];
      const calls = await replayed(bodies, base, { ...nothingByHand, silences });
      return calls.map(({ title, at }) => [title, at]);
    };
    expect(await opened({})).toEqual([
      ['Before it was made', later(0)],
      ['Worst', later(100)],
      ['Still', later(7200)],
    ]);
    expect(await opened({ ended: { at: later(600), by: 'Bo' } })).toContainEqual([
      'Still',
      later(600),
    ]);
    expect(await opened({ includeSev1: true })).toContainEqual(['Worst', later(7200)]);
  });

  test('call whoever stood in, from when that was known until it was taken back', async () => {
    const primary = {
      name: 'Primary',
      timeZone: 'UTC',
      layers: [{ name: 'Always', people: ['ana'], start: '2026-01-05T08:00', turn: 'weekly' }],
    };
    const onSchedule = {
      ...base,
      schedules: { primary },
      escalationPolicies: { default: { levels: [{ name: 'First', schedules: ['primary'] }] } },
    };
    const override = {
      ...{ id: 'ovr-1', schedule: 'primary', person: 'bo', by: 'Ana' },
      ...{ from: later(0), until: later(9000), createdAt: later(1000) },
    };
    const bodies = [0, 2000, 5000, 10_000].map(at =>
      bodyOf(at, { title: `Down ${at}`, severity: 'SEV2' }),
    );
    const people = async (more: object) => {
      const byHand = { ...nothingByHand, overrides: [{ ...override, ...more }] };
      const calls = await replayed(bodies, onSchedule, byHand);
      return calls.map(({ pages }) => pages[0]?.person);
    };
    expect(await people({})).toEqual(['ana', 'bo', 'bo', 'ana']);
    expect(await people({ removedAt: later(4000) })).toEqual(['ana', 'bo', 'ana', 'ana']);
    expect(await people({ schedule: 'gone' })).toEqual(['ana', 'ana', 'ana', 'ana']);
  });

  describe('of which one explains another', () => {
    const inhibit = [
      { name: 'node', source: 'kind="node"', target: 'kind="app"', equal: ['node'] },
      { name: 'app', source: 'kind="app"', target: 'kind=~"[b]atch"', equal: ['node'] },
    ];
    const of = (kind: string, more: object = {}) => ({
      ...{ title: `${kind} is bad`, key: kind, severity: 'SEV2', labels: { kind, node: 'n1' } },
      ...more,
    });
    const over = (kind: string) => of(kind, { status: 'resolved' });
    const opened = async (bodies: AcceptedBody[], rules: object[] = inhibit) =>
      (await replayed(bodies, { ...base, inhibit: rules })).map(({ title, at }) => [title, at]);

    test('keep that waiting, and call for it in the minute after its cause is over', async () => {
      const bodies = [bodyOf(0, of('node')), bodyOf(10, of('app')), bodyOf(400, of('app'))];
      expect(await opened(bodies)).toEqual([['node is bad', later(0)]]);
      const after = [...bodies, bodyOf(500, over('node'))];
      expect(await opened(after)).toEqual([
        ['node is bad', later(0)],
        ['app is bad', later(520)],
      ]);
      expect(await opened([...after, bodyOf(501, over('app'))])).toHaveLength(1);
      expect(await opened(bodies, [])).toHaveLength(2);
    });

    test('do so in one body, in a chain, and as bad as the worst that waits', async () => {
      const together = {
        ...bodyOf(0, {}),
        source: 'alertmanager' as const,
        body: JSON.stringify({
          version: '4',
          groupKey: 'g',
          alerts: ['batch', 'app', 'node'].map(kind => ({
            status: 'firing',
            labels: { alertname: `${kind} is bad`, kind, node: 'n1', severity: 'warning' },
            annotations: {},
            fingerprint: kind,
          })),
        }),
      };
      expect(await opened([together])).toEqual([['node is bad (kind=node, node=n1)', later(0)]]);
      const worse = await replayed(
        [bodyOf(0, of('node', { severity: 'SEV3' })), bodyOf(10, of('app'))],
        { ...base, inhibit },
      );
      expect(worse.map(({ title, severity }) => [title, severity])).toEqual([
        ['node is bad', 'SEV3'],
        ['node is bad', 'SEV2'],
      ]);
    });

    test('do so of one sender alone where the rule names none', async () => {
      const other = { ...bodyOf(10, of('app')), domain: 'key:other' as TrustDomain };
      expect(await opened([bodyOf(0, of('node')), other])).toHaveLength(2);
    });
  });

  test('that are in no form that is understood are counted', async () => {
    const { calls, unread } = await replay(directoryOf(base), nothingByHand, [
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
