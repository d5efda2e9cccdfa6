import { describe, expect, test } from 'vitest';
import { authenticateCaller } from '#app/api/authenticate.ts';
import { heartbeatDoor, takeBeat } from '#app/intake/heartbeat-door.ts';
import { heartbeatOperations } from '#app/intake/heartbeat-operations.ts';
import { heartbeatRound } from '#app/intake/heartbeat-round.ts';
import { sha256 } from '#core/digest.ts';
import { receiptId } from '#core/ids.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Heartbeats } from '#ports/intake.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import { team } from '../../support/team.ts';

const backup = { name: 'nightly-backup', service: 'payments', every: '1h', grace: '10m' };
const senders = [
  { name: 'prom', source: 'alertmanager', service: 'website' },
  { name: 'cron', source: 'generic' },
];
const tokens = [
  { name: 'reader', sha256: sha256('reader'), scope: 'read' },
  { name: 'responder', sha256: sha256('responder'), scope: 'respond' },
];

function watch(change: object = {}) {
  const intake = intakeOnMemory(senders, { heartbeats: [{ ...backup, ...change }], tokens });
  const { configuration, heartbeats, enqueue, now, deliver, passes } = intake;
  const counted = () => receiptId(`rcp_own${++receipts}`);
  let receipts = 0;
  const failing = { told: false };
  const round = heartbeatRound({
    heartbeats: {
      ...heartbeats,
      async told(...given: Parameters<Heartbeats['told']>) {
        if (failing.told) throw new Error('The round died');
        await heartbeats.told(...given);
      },
    },
    accept: enqueue,
    newReceiptId: counted,
  });
  const appliedAt: Instant = now();
  const [applied] = intake.table.configurations;
  if (applied !== undefined) Object.assign(applied, { at: appliedAt });
  const door = heartbeatDoor({
    authenticateKey: intake.authenticate,
    authenticateToken: authenticateCaller({ configuration, adminTokenSha256: sha256('admin') }),
    beat: takeBeat({ configuration, accept: enqueue, newReceiptId: counted, now }),
  });
  return {
    ...intake,
    failing,
    async beat(key = 'cron', { name = backup.name, method = 'POST' } = {}) {
      const { status, body } = await door(name, {
        ...{ method, path: `/v1/heartbeats/${name}`, query: {} },
        headers: key === '' ? {} : { 'x-api-key': key },
        body: undefined,
      });
      await deliver();
      return { status, ...JSON.parse(body) };
    },
    /** So much time passes; then the round comes. */
    async later(seconds: number) {
      passes(seconds);
      const directory = (await configuration.newest())?.directory;
      if (directory === undefined) throw new Error('Not configured');
      await round(directory, appliedAt, now());
      await deliver();
    },
    async list() {
      const operations = heartbeatOperations({ configuration, heartbeats, now });
      const outcome = await operations.listHeartbeats({} as never);
      if (!('answer' in outcome)) throw new Error(JSON.stringify(outcome));
      return outcome.answer.heartbeats;
    },
    configure(more: object) {
      const parsed = parseDirectory({ ...team, ...more });
      if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
      configuration.put(parsed.directory);
    },
  };
}

describe('who may keep one alive', () => {
  test('with an owner takes no key that names no integration, whatever its owner is called', async () => {
    const { beat, configure } = watch();
    configure({
      integrations: [{ name: 'default', source: 'generic', keySha256: sha256('default') }],
      heartbeats: [{ ...backup, integration: 'default' }],
    });
    expect(await beat('first key')).toMatchObject({ status: 403 });
    expect(await beat('default')).toMatchObject({ status: 202 });
  });

  test('without an owner is kept alive by any key', async () => {
    expect(await watch().beat('first key')).toMatchObject({ status: 202 });
  });

  test('is kept alive by no key of the shadow, and is not waited for where that is its owner’s', async () => {
    const inShadow = { name: 'cron', source: 'generic', keySha256: sha256('cron'), shadow: true };
    const { beat, configure, later, list, all, table } = watch();
    configure({ integrations: [inShadow], heartbeats: [backup] });
    // As in earnest, so that no job that sends it fails.
    expect(await beat('cron')).toMatchObject({ status: 202 });
    expect((await list())[0]).not.toHaveProperty('lastAt');
    expect(table.receipts.get(receiptId('rcp_own1'))).toMatchObject({
      outcomes: [{ outcome: 'ignored', reason: expect.stringContaining('shadow') }],
    });
    configure({ integrations: [inShadow], heartbeats: [{ ...backup, integration: 'cron' }] });
    await later(4300);
    expect(all()).toEqual([]);
  });

  test('of a sender that came into the shadow is not waited for', async () => {
    const { heartbeats, configure, later, now, all } = watch();
    const watchdog = { title: 'Watchdog', integration: 'prom', domain: 'key:prom' as never };
    await heartbeats.beat({ id: 'v2|1', at: now(), watchdog });
    const prom = { name: 'prom', source: 'alertmanager', keySha256: sha256('prom'), shadow: true };
    configure({ integrations: [prom] });
    await later(1000);
    expect(all()).toEqual([]);
  });

  test('is one of twenty alerts of a sender at most, of which the first that came stay', async () => {
    const { heartbeats, later, list, now } = watch();
    for (let number = 0; number < 50; number++) {
      const watchdog = { title: `W${number}`, integration: 'prom', domain: 'key:prom' as never };
      await heartbeats.beat({ id: `v2|${number}`, at: addSeconds(now(), number), watchdog });
    }
    await later(60);
    const waited = (await list()).filter(({ from }) => from === 'sender').map(({ name }) => name);
    expect(waited).toHaveLength(20);
    expect(waited).toContain('W0 of prom');
    expect(waited).not.toContain('W49 of prom');
  });
});

test('however many alerts a key has us remember, what is missed is told before they are forgotten, some at a time', async () => {
  const { heartbeats, configuration, now } = watch();
  const directory = (await configuration.newest())?.directory;
  if (directory === undefined) throw new Error('Not configured');
  const watchdog = { title: 'W', integration: 'prom', domain: 'key:prom' as never };
  for (let number = 0; number < 2000; number++) {
    await heartbeats.beat({ id: `a|${number}`, at: addSeconds(now(), number), watchdog });
  }
  const done: string[] = [];
  const round = heartbeatRound({
    heartbeats: { ...heartbeats, forget: async () => void done.push('forgotten') },
    accept: async () => {
      done.push('told');
      return 'accepted';
    },
    newReceiptId: () => receiptId('rcp_own'),
  });
  await round(directory, now(), addSeconds(now(), 4300));
  const told = done.filter(each => each === 'told');
  expect(done.slice(0, told.length)).toEqual(told);
  expect(told).toHaveLength(21);
  expect(done.length).toBeLessThan(1000);
});

describe('a heartbeat of tocsin.yaml', () => {
  test('that never came is missed when its time is over, and not before', async () => {
    const { later, all } = watch();
    await later(0);
    await later(4100);
    expect(all()).toEqual([]);
    await later(100);
    expect(all()).toMatchObject([
      {
        phase: 'open',
        severity: 'SEV2',
        title: 'The heartbeat nightly-backup is missed',
        problem: expect.stringContaining('native:tocsin'),
        plan: { service: { id: 'payments' } },
      },
    ]);
  });

  test('is missed once, however many rounds find it so', async () => {
    const { later, all } = watch();
    await later(0);
    for (let round = 0; round < 5; round++) await later(4200);
    expect(all()).toHaveLength(1);
    expect(all()[0]?.alerts).toEqual({ firing: 1, cleared: 0 });
  });

  test('that comes in time keeps everybody asleep, and by GET as well', async () => {
    const { later, all, beat } = watch();
    await later(0);
    for (let hour = 0; hour < 3; hour++) {
      expect(await beat('cron', { method: 'GET' })).toMatchObject({ status: 202 });
      await later(4100);
    }
    expect(all()).toEqual([]);
  });

  test('clears what its absence opened when it comes again, and is missed anew', async () => {
    const { later, all, beat } = watch({ severity: 'SEV3' });
    await later(0);
    await later(4300);
    expect(all()).toMatchObject([{ severity: 'SEV3', alerts: { firing: 1 } }]);
    await beat();
    await later(300);
    expect(all()).toMatchObject([{ alerts: { firing: 0, cleared: 1 } }]);
    await later(4300);
    expect(all()[0]).toMatchObject({ alerts: { firing: 1 } });
  });

  test('is told of by the next round where one died on the way', async () => {
    const { later, all, failing, beat } = watch();
    await later(0);
    failing.told = true;
    await expect(later(4300)).rejects.toThrow('The round died');
    failing.told = false;
    await later(300);
    expect(all()).toHaveLength(1);
    await beat();
    await later(300);
    expect(all()[0]?.alerts).toMatchObject({ firing: 0 });
  });

  test('that the configuration no longer names clears, and is waited for no more', async () => {
    const { later, all, configure, heartbeats } = watch();
    await later(0);
    await later(4300);
    configure({});
    await later(300);
    expect(all()).toMatchObject([{ alerts: { firing: 0 } }]);
    expect(await heartbeats.all()).toEqual([]);
  });

  test('is listed with its age and state', async () => {
    const { later, list, beat, now } = watch();
    expect(await list()).toMatchObject([{ name: 'nightly-backup', state: 'waiting' }]);
    await beat();
    const lastAt = now();
    await later(300);
    expect(await list()).toMatchObject([
      { state: 'alive', lastAt, from: 'configuration', everySeconds: 3600, graceSeconds: 600 },
    ]);
    await later(4300);
    expect(await list()).toMatchObject([{ state: 'missed', lastAt }]);
  });
});

describe('who sends one', () => {
  test('holds the key of an integration, or a token that may respond', async () => {
    const { beat } = watch();
    expect(await beat('first key')).toMatchObject({ status: 202, heartbeat: 'nightly-backup' });
    expect(await beat('prom')).toMatchObject({ status: 202 });
    expect(await beat('responder')).toMatchObject({ status: 202 });
    expect(await beat('admin')).toMatchObject({ status: 202 });
    expect(await beat('reader')).toMatchObject({ status: 403 });
    expect(await beat('nobody')).toMatchObject({ status: 401 });
    expect(await beat('')).toMatchObject({ status: 401 });
  });

  test('is refused where another integration is named for it', async () => {
    const { beat, heartbeats } = watch({ integration: 'cron' });
    expect(await beat('prom')).toMatchObject({ status: 403 });
    expect(await heartbeats.all()).toEqual([]);
    expect(await beat('cron')).toMatchObject({ status: 202 });
  });

  test('is told where no heartbeat has this name', async () => {
    const { beat } = watch();
    expect(await beat('cron', { name: 'nightly' })).toMatchObject({
      status: 404,
      detail: 'There is no heartbeat nightly in tocsin.yaml.',
    });
  });

  test('is told by its receipt what became of it', async () => {
    const { beat, table } = watch();
    const { receiptId: id } = await beat();
    expect(table.receipts.get(id)).toMatchObject({
      state: 'processed',
      outcomes: [{ alert: 'nightly-backup', outcome: 'heeded' }],
    });
  });
});

describe("a sender's Watchdog", () => {
  const watchdog = (status = 'firing') => ({
    alerts: [
      {
        status,
        labels: { alertname: 'Watchdog', severity: 'none', cluster: 'eu' },
        annotations: {},
        startsAt: '2026-11-23T02:00:00Z',
      },
    ],
  });

  test('that was seen once and stays away is a missed heartbeat, until it comes again', async () => {
    const { send, later, all, list } = watch();
    await send('prom', watchdog());
    await later(600);
    expect(all()).toEqual([]);
    await later(301);
    expect(all()).toMatchObject([
      {
        title: 'The heartbeat Watchdog of prom (cluster eu) is missed',
        plan: { service: { id: 'website' } },
      },
    ]);
    expect(await list()).toMatchObject([
      { name: 'Watchdog of prom (cluster eu)', from: 'sender', state: 'missed' },
      { name: 'nightly-backup' },
    ]);
    await send('prom', watchdog());
    await later(300);
    expect(all()[0]?.alerts).toMatchObject({ firing: 0, cleared: 1 });
  });

  test('that goes by another identity since an upgrade is not missed under that of before', async () => {
    const { send, later, all, list, heartbeats, now } = watch();
    const before = { title: 'Watchdog', integration: 'prom', domain: 'key:prom' as never };
    await heartbeats.beat({ id: 'v2|key:prom|alertmanager:w1', at: now(), watchdog: before });
    await later(60);
    const [alert] = watchdog().alerts;
    await send('prom', { alerts: [{ ...alert, fingerprint: 'w1' }] });
    await later(850);
    expect(all()).toEqual([]);
    expect(await list()).toMatchObject([{ state: 'alive' }, { name: 'nightly-backup' }]);
  });

  test('is waited for as long as its integration says', async () => {
    const { send, later, all, configure } = watch();
    const integrations = senders.map(each => ({ ...each, keySha256: sha256(each.name) }));
    configure({ integrations: integrations.map(each => ({ ...each, watchdogWithin: '1h' })) });
    await send('prom', watchdog());
    await later(3500);
    expect(all()).toEqual([]);
    await later(200);
    expect(all()).toHaveLength(1);
  });

  test('is waited for beside all that come in one body, and stays alive when another comes before it', async () => {
    const { send, later, list } = watch();
    const watchdogs = (from: number) => ({
      alerts: Array.from({ length: 20 - from }, (_, index) => ({
        status: 'firing',
        labels: { alertname: 'Watchdog', severity: 'none', cluster: `c-${from + index}` },
      })),
    });
    await send('prom', watchdogs(1));
    await later(600);
    await send('prom', watchdogs(0));
    await later(600);
    const waited = (await list()).filter(({ from }) => from === 'sender');
    expect(waited.map(({ state }) => state)).toEqual(Array(20).fill('alive'));
  });

  test('that is over has not come', async () => {
    const { send, heartbeats } = watch();
    await send('prom', watchdog('resolved'));
    expect(await heartbeats.all()).toEqual([]);
  });
});
