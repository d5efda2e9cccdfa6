import { describe, expect, test } from 'vitest';
import { incidentId } from '#core/ids.ts';
import { alertOfAlarm } from '#core/intake/sources/cloudwatch-alarm.ts';
import { inDomain, nativeAlarms } from '#core/intake/trust-domain.ts';
import type { ReadLogs } from '#ports/diagnosis.ts';
import { ana, declare } from '../../support/incidents.ts';
import { firstId, later } from '../../support/samples.ts';
import { aVault, linesOf } from '../../support/vaults.ts';

const group = '/aws/lambda/payments';
const logs = { logGroups: [group] };
const noTime = { remainingMs: () => 0 };
const short = (key: string) => key.split('/').slice(2).join('/');

describe('evidence is collected', () => {
  test('as an incident begins, and at its end chained to that', async () => {
    const vault = await aVault({ evidence: logs });
    await vault.collect(vault.message({ occasion: 'declared' }));
    await vault.resolves();
    await vault.collect(vault.message());
    expect(await vault.archives()).toMatchObject([
      { occasion: 'declared', missing: [] },
      { occasion: 'resolved', missing: [] },
    ]);
    expect(await vault.flaws()).toEqual([]);
    const folders = new Set(vault.names().map(key => short(key).split('/')[0]));
    expect([...folders]).toEqual([
      '2026-11-23T02-14-00-000Z-declared',
      '2026-11-23T02-15-00-000Z-1',
    ]);
  });

  test('without where people are reached: it is read by whoever may read, and leaves the house', async () => {
    const vault = await aVault();
    await vault.resolves();
    await vault.collect(vault.message());
    const texts = vault.names().map(name => vault.text(name));
    expect(texts.join('\n')).toContain('"person":"ana"');
    expect(texts.join('\n')).toContain('"phone":"+1********01","email":"a***@example.com"');
    for (const text of texts) expect(text).not.toMatch(/\+1555555010\d|ana@example\.com/);
  });

  test('once for what was resolved before its beginning was looked at', async () => {
    const vault = await aVault({ evidence: logs });
    await vault.resolves();
    await vault.collect(vault.message());
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await vault.archives()).toHaveLength(1);
  });

  test('not at the end of what was reopened meanwhile', async () => {
    const vault = await aVault();
    await vault.collect(vault.message());
    expect(await vault.archives()).toEqual([]);
  });

  test.each([
    {
      arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders|p99: slow',
      name: 'orders|p99: slow',
    },
    { arn: undefined, name: 'orders-errors' },
    { contributor: { id: 'one', attributes: {} }, name: 'orders-errors' },
  ])('from the alarm that told, although no configuration names it: %j', async alarm => {
    const vault = await aVault();
    const { name } = alarm;
    const told = { arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`, ...alarm };
    const { fingerprint } = inDomain(nativeAlarms, alertOfAlarm(told as never, 'firing'));
    const at = later(10);
    const alerts = [{ fingerprint, title: 'An alarm', source: 'cloudwatch' }];
    await vault.handle(firstId, { type: 'AttachAlerts', at, alerts, refired: 0 });
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(vault.asked).toContain(`alarm ${name}`);
  });

  test('from alarms, deployments, changes and databases, as the service says', async () => {
    const vault = await aVault({
      evidence: {
        alarms: ['payments-5xx'],
        deployments: [
          { application: 'payments', group: 'production' },
          { cluster: 'main', ecsService: 'payments' },
        ],
        changes: [{ resource: 'payments-capture' }, { source: 'rds.amazonaws.com' }],
        databaseSnapshots: [{ cluster: 'orders', keepDays: 30 }],
        metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum' }],
      },
    });
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(vault.asked).not.toContainEqual(expect.stringContaining('snapshot'));
    const inner = (key: string) => key.split('/').slice(3).join('/');
    const early = vault.names().filter(key => key.includes('-declared/'));
    expect(early.map(inner)).toEqual(
      expect.arrayContaining(['metrics.json', 'metrics/01-Errors.svg', 'manifest.json']),
    );
    await vault.resolves();
    await vault.collect(vault.message());
    expect(new Set(vault.asked)).toEqual(
      new Set([
        'alarm payments-5xx',
        'deployments payments/production',
        'deployments main/payments',
        'changes payments-capture',
        'changes rds.amazonaws.com',
        // By its moment as well: another stack of the account has an INC-2026-001 of its own.
        `snapshot tocsin-inc-2026-001-20261123021400-orders until ${later(300 + 30 * 86_400)}`,
      ]),
    );
    const final = vault.names().filter(key => key.includes('Z-1/'));
    expect(final.map(inner)).toEqual([
      'events.ndjson',
      'timeline.json',
      'pages.ndjson',
      'incident.json',
      'report.md',
      'metrics.json',
      'metrics/01-Errors.svg',
      'alarm-history.ndjson',
      'deployments.ndjson',
      'changes.ndjson',
      'database/cluster-orders.json',
      'manifest.json',
    ]);
    expect(await vault.flaws()).toEqual([]);
  });

  test('and what one source would not give is asked for again alone', async () => {
    let isBroken = true;
    const vault = await aVault({
      evidence: { logGroups: [group, '/aws/lambda/other'] },
      readLogs: async (name, window, next) =>
        isBroken && name === group
          ? { unreadable: `${name}: throttled` }
          : linesOf(1)(name, window, next),
    });
    await vault.resolves();
    await vault.collect(vault.message());
    const [first] = await vault.archives();
    expect(first).toMatchObject({
      missing: [`logs ${group}: throttled`],
      again: [`logs:${group}`],
    });
    isBroken = false;
    await vault.collect(vault.message({ attempt: 2, sources: [`logs:${group}`] }));
    expect(await vault.archives()).toHaveLength(2);
    expect((await vault.lines()).map(line => line.group)).toEqual([group, group]);
    expect(await vault.flaws()).toEqual([]);
  });

  test('and what is too much to be looked through is missing, and not asked for again', async () => {
    const cut = 'ecs.amazonaws.com: nothing before two was looked through';
    const flapped = 'payments-5xx: nothing before one was looked through';
    const vault = await aVault({
      evidence: { alarms: ['payments-5xx'], changes: [{ source: 'ecs.amazonaws.com' }] },
      change: {
        readAlarmHistory: async () => ({ records: [], cut: [flapped] }),
        readChanges: async () => ({ records: [{ name: 'UpdateService' }], cut }),
      },
    });
    await vault.resolves();
    await vault.collect(vault.message());
    expect(vault.names().map(short)).toContain('2026-11-23T02-15-00-000Z-1/changes.ndjson');
    expect(await vault.archives()).toMatchObject([
      { missing: [`alarms ${flapped}`, `changes ${cut}`], again: [] },
    ]);
  });
});

describe('what was said in the channel', () => {
  const transcript = {
    channel: 'incident-2026-11-22-payments',
    messages: [
      { at: later(60), ts: '1.1', user: 'U0ANA', name: 'Ana', text: 'The pool is full\nagain' },
      { at: later(70), ts: '1.2', user: 'U0BO', text: 'Yes', thread: '1.1', files: ['pool.png'] },
    ],
  };

  test('is kept once it is over, for people and for programs, and sealed with the rest', async () => {
    const vault = await aVault({ change: { readTranscript: async () => transcript } });
    await vault.resolves();
    await vault.collect(vault.message());
    await vault.collect(vault.message({ occasion: 'closed' }));
    const names = vault.names().map(short);
    expect(names.filter(name => name.includes('chat/'))).toEqual([
      '2026-11-23T02-15-00-000Z-closed-1/chat/transcript.ndjson',
      '2026-11-23T02-15-00-000Z-closed-1/chat/transcript.txt',
    ]);
    const key = vault.names().find(name => name.endsWith('transcript.txt')) ?? '';
    const text = new TextDecoder().decode(vault.bucket.objects.get(key));
    expect(text).toContain('Ana: The pool is full\n    again');
    expect(text).toContain('> U0BO: Yes\n    [pool.png]');
    expect(await vault.flaws()).toEqual([]);
  });

  test('that the chat does not show now is named as missing, and asked for again', async () => {
    const unreadable = async () => ({ unreadable: '#incident-2026-11-22-payments: 429' });
    const vault = await aVault({ change: { readTranscript: unreadable } });
    await vault.resolves();
    await vault.collect(vault.message({ occasion: 'closed' }));
    expect((await vault.archives()).at(-1)).toMatchObject({
      occasion: 'closed',
      missing: ['chat #incident-2026-11-22-payments: 429'],
      again: ['chat'],
    });
  });

  test('is nothing where there was no channel', async () => {
    const vault = await aVault();
    await vault.resolves();
    await vault.collect(vault.message({ occasion: 'closed' }));
    expect((await vault.archives()).at(-1)).toMatchObject({ missing: [] });
    expect(vault.names().filter(name => name.includes('chat'))).toEqual([]);
  });
});

describe('evidence that somebody asks for', () => {
  const asked = (...wanted: ('logs' | 'metrics' | 'database')[]) => ({
    occasion: 'asked' as const,
    asked: { at: later(200), by: ana, wanted },
  });

  test('is that and nothing else, up to now', async () => {
    const vault = await aVault({ evidence: logs });
    await vault.collect(vault.message(asked('logs')));
    expect(await vault.archives()).toMatchObject([
      { occasion: 'asked', asked: { by: ana, wanted: ['logs'] }, objects: 1 },
    ]);
    expect(vault.names().map(short)).toEqual([
      '2026-11-23T02-17-20-000Z-asked-1/logs/aws_lambda_payments-0001.ndjson.gz',
      '2026-11-23T02-17-20-000Z-asked-1/manifest.json',
    ]);
  });

  test('and is not configured says what to add where', async () => {
    const vault = await aVault({ evidence: logs });
    await vault.collect(vault.message(asked('database')));
    const [only] = await vault.archives();
    expect(only?.objects).toBe(0);
    expect(only?.notConfigured).toEqual([
      'database: in tocsin.yaml, under services.payments.evidence, add databaseSnapshots: [{ cluster: …, keepDays: 30 }], and apply it',
    ]);
    expect(await vault.flaws()).toEqual([]);
  });
});

describe('many sources of one kind', () => {
  test('are asked while there is time, and those that were not are missing and asked for again', async () => {
    const changes = ['rds', 'ecs', 'iam'].map(name => ({ source: `${name}.amazonaws.com` }));
    const vault = await aVault({ evidence: { changes } });
    await vault.resolves();
    await vault.runs(vault.message(), noTime);
    const [first] = await vault.archives();
    expect(first).toMatchObject({
      missing: ['changes: no time for 2 of 3'],
      again: ['changes'],
    });
    expect(await vault.flaws()).toEqual([]);
    expect(vault.asked).toEqual(['changes rds.amazonaws.com']);
  });
});

describe('lines of logs', () => {
  test('are all kept, in order and once, whatever a run has time for', async () => {
    for (const budget of [undefined, noTime]) {
      const vault = await aVault({ evidence: logs, readLogs: linesOf(40, 5) });
      await vault.resolves();
      const runs = await vault.runs(vault.message(), budget);
      expect(runs).toBe(budget === undefined ? 1 : 41);
      const lines = await vault.lines();
      expect(lines.map(({ id }) => id)).toEqual(
        Array.from({ length: 200 }, (_, number) => `${group}-${number}`),
      );
      expect(await vault.archives()).toHaveLength(1);
      expect(await vault.flaws()).toEqual([]);
    }
  });

  test('that come twice, on the edges of pages and of runs, are kept once', async () => {
    const overlapping: ReadLogs = async (name, window, next) => {
      const page = Number(next ?? 0);
      const ids = [page * 2 - 1, page * 2, page * 2 + 1].filter(id => id >= 0);
      const lines = ids.map(id => ({
        ...{ id: String(id), at: window.from, group: name, stream: 's', message: 'm' },
      }));
      return { lines, ...(page < 9 && { next: String(page + 1) }) };
    };
    for (const budget of [undefined, noTime]) {
      const vault = await aVault({ evidence: logs, readLogs: overlapping });
      await vault.resolves();
      await vault.runs(vault.message(), budget);
      const ids = (await vault.lines()).map(({ id }) => Number(id));
      expect(ids).toEqual(Array.from({ length: 20 }, (_, number) => number));
    }
  });

  test('survive a run that breaks anywhere, and one that is delivered twice', async () => {
    for (let breaksAt = 1; breaksAt < 40; breaksAt++) {
      const vault = await aVault({ evidence: logs, readLogs: linesOf(12, 5) });
      await vault.resolves();
      const { put } = vault.bucket;
      let puts = 0;
      // Stored, but the run never hears of it; then a delivery with more time does it over.
      vault.bucket.put = async (...given) => {
        const stored = await put(...given);
        puts += 1;
        if (puts === breaksAt) throw new Error('the function is gone');
        return stored;
      };
      const todo = [vault.message()];
      for (let run = 0; todo.length > 0 && run < 200; run++) {
        const [next = vault.message()] = todo;
        const some = run % 3 === 2 ? undefined : noTime;
        const outcome = await vault.collect(next, some).catch(() => 'broken' as const);
        if (outcome !== 'broken') todo.shift();
        todo.push(...vault.queued.splice(0));
      }
      vault.bucket.put = put;
      await vault.runs(vault.message());
      const ids = (await vault.lines()).map(({ id }) => id);
      expect(ids, `broken at ${breaksAt}`).toEqual(
        Array.from({ length: 60 }, (_, number) => `${group}-${number}`),
      );
      expect(await vault.archives()).toHaveLength(1);
      expect(await vault.flaws()).toEqual([]);
    }
  });

  test('go on where the log stopped answering, after a pause; not for ever', async () => {
    for (const [troubles, isWhole] of [
      [3, true],
      [99, false],
    ] as const) {
      let left = troubles;
      const vault = await aVault({
        evidence: logs,
        readLogs: async (name, window, next) => {
          if (next === '4' && left > 0) {
            left -= 1;
            return { unreadable: `${name}: throttled` };
          }
          return linesOf(8, 2)(name, window, next);
        },
      });
      await vault.resolves();
      await vault.runs(vault.message());
      expect(vault.delays).toEqual(Array.from({ length: isWhole ? 3 : 5 }, () => 30));
      expect(await vault.lines()).toHaveLength(isWhole ? 16 : 8);
      const [only] = await vault.archives();
      expect(only?.missing).toEqual(isWhole ? [] : [`logs ${group}: throttled`]);
      expect(await vault.flaws()).toEqual([]);
    }
  });

  test.each([
    ['at once', undefined],
    ['in the middle', '2'],
  ])(
    'that a run stored before it broke are sealed by the next, whom the log stops answering %s',
    async (_, at) => {
      let isThrottled = false;
      const vault = await aVault({
        evidence: logs,
        readLogs: async (name, window, next) => {
          if (isThrottled && next === at) {
            isThrottled = false;
            return { unreadable: `${name}: throttled` };
          }
          return linesOf(4, 2)(name, window, next);
        },
      });
      await vault.resolves();
      const { put } = vault.bucket;
      vault.bucket.put = async (key, ...given) => {
        if (key.endsWith('manifest.json')) throw new Error('the function is gone');
        return put(key, ...given);
      };
      await expect(vault.collect(vault.message())).rejects.toThrow('gone');
      vault.bucket.put = put;
      isThrottled = true;
      await vault.runs(vault.message());
      expect(await vault.archives()).toMatchObject([{ missing: [] }]);
      expect(await vault.lines()).toHaveLength(8);
      expect(await vault.flaws()).toEqual([]);
    },
  );

  test('are kept without what the rules leave out, and the manifest says how much that was', async () => {
    const vault = await aVault({
      evidence: { ...logs, redact: ['email', 'cust_[0-9]+'] },
      readLogs: linesOf(2, 1, 'mail to ana@example.com for cust_17 failed'),
    });
    await vault.resolves();
    await vault.runs(vault.message(), noTime);
    expect((await vault.lines()).map(({ message }) => message)).toEqual([
      'mail to [email] for [redacted] failed',
      'mail to [email] for [redacted] failed',
    ]);
    expect(await vault.archives()).toMatchObject([{ redacted: 4 }]);
  });

  test('of two groups with like names lie apart', async () => {
    const vault = await aVault({ evidence: { logGroups: ['/aws/a', '/aws_a', 'aws/a'] } });
    await vault.resolves();
    await vault.collect(vault.message());
    expect(vault.names().filter(key => key.includes('/logs/'))).toHaveLength(3);
  });
});

describe('what is collected', () => {
  const saying =
    (message: string): ReadLogs =>
    async () => ({
      lines: [
        { id: '1', at: later(0), group, stream: 's', message: 'GET /cart 200 in 503 ms' },
        { id: '2', at: later(1), group, stream: 's', message },
      ],
    });
  const told = async (vault: Awaited<ReturnType<typeof aVault>>) =>
    (await vault.events()).filter(({ type }) => /^(Pattern|Resemblance)/.test(type));

  test('is compared with known patterns by itself, and the very line is quoted, redacted', async () => {
    const evidence = { ...logs, redact: ['email'] };
    const readLogs = saying('no connection available for ana@example.com');
    const vault = await aVault({ evidence, readLogs });
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await told(vault)).toMatchObject([
      {
        pattern: 'connection-pool-exhausted',
        evidence: [{ where: group, quote: 'no connection available for [email]' }],
      },
    ]);
    // At the end it is no news any more.
    await vault.resolves();
    await vault.collect(vault.message());
    expect(await told(vault)).toHaveLength(1);
  });

  test('shows a deployment of the hour before as what to look at first', async () => {
    const deployments = [{ application: 'payments', group: 'production' }];
    const vault = await aVault({ evidence: { deployments } });
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await told(vault)).toMatchObject([
      {
        pattern: 'deployment-regression',
        evidence: [{ quote: 'Release 12 of payments/production, brought out 10 minutes before' }],
      },
    ]);
  });

  test('shows what a metric did since it began', async () => {
    const points = [-600, -540, -480].map(at => ({ at: later(at), value: 50 }));
    const vault = await aVault({
      evidence: {
        metrics: [{ namespace: 'ECS', name: 'MemoryUtilization', statistic: 'Maximum' }],
      },
      change: {
        readMetric: async () => ({ points: [...points, { at: later(0), value: 97 }] }),
      },
    });
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await told(vault)).toMatchObject([
      { pattern: 'memory-leak', evidence: [{ quote: 'MemoryUtilization reached 97' }] },
    ]);
  });

  test('is told as soon as a run has seen it, and however that goes the evidence is sealed', async () => {
    const vault = await aVault({ evidence: logs, readLogs: saying('ENOSPC') });
    const early = await aVault({
      evidence: logs,
      readLogs: async (name, window, next) => ({
        ...(await saying('ENOSPC')(name, window)),
        next: `${Number(next ?? 0) + 1}`,
      }),
    });
    await early.collect(early.message({ occasion: 'declared' }), noTime);
    // The run after what is small and comes first.
    await early.collect(early.queued.at(-1) ?? early.message(), noTime);
    expect(await early.archives()).toEqual([]);
    expect(await told(early)).toMatchObject([{ pattern: 'disk-full' }]);
    vault.incidents.list = async () => {
      throw new Error('throttled');
    };
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await vault.archives()).toHaveLength(1);
  });

  test('brings up what ended an incident of before that was like it', async () => {
    const vault = await aVault();
    await vault.collect(vault.message({ occasion: 'declared' }));
    expect(await told(vault)).toEqual([]);
    await vault.resolves();
    const second = incidentId('INC-2026-002');
    const again = declare('SEV1');
    await vault.handle(second, { ...again, id: second, at: later(7200) });
    await vault.collect({ ...vault.message({ occasion: 'declared' }), incidentId: second });
    expect(
      (await vault.events(second)).filter(({ type }) => type === 'ResemblanceNoted'),
    ).toMatchObject([
      {
        incidents: [
          {
            incident: firstId,
            because: expect.arrayContaining(['the same alert']),
            resolution: 'Restarted the pool.',
          },
        ],
      },
    ]);
  });
});

test('two archives made side by side are sealed one after the other, and both hold', async () => {
  const vault = await aVault({ evidence: logs });
  await vault.resolves();
  const asked = { at: later(200), by: ana, wanted: ['logs' as const] };
  await Promise.all([
    vault.collect(vault.message()),
    vault.collect(vault.message({ occasion: 'asked', asked })),
    vault.collect(vault.message({ attempt: 2 })),
  ]);
  expect(await vault.archives()).toHaveLength(3);
  expect(await vault.flaws()).toEqual([]);
});

test('an archive with very many objects names them in its manifest alone', async () => {
  const groups = Array.from({ length: 320 }, (_, number) => `/aws/lambda/f${number}`);
  const vault = await aVault({ evidence: { logGroups: groups } });
  await vault.resolves();
  await vault.runs(vault.message());
  const [only] = await vault.archives();
  expect(only).toMatchObject({ objects: 325 });
  expect(only?.contents).toBeUndefined();
  expect(await vault.flaws()).toEqual([]);
  expect(firstId).toBe('INC-2026-001');
});
