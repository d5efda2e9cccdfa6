import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Measured, matchPatterns, recogniser } from '#core/diagnosis/pattern.ts';
import { library } from '#core/diagnosis/pattern-library.ts';

const found = (...texts: string[]) =>
  matchPatterns(
    library,
    texts.map((text, index) => ({ where: `line ${index}`, text })),
  );
const best = (...texts: string[]) => found(...texts)[0]?.pattern.id;

describe('the library', () => {
  test.each([
    ['Timeouts: no connection available in the pool', 'connection-pool-exhausted'],
    ['FATAL: remaining connection slots are reserved for superusers', 'connection-pool-exhausted'],
    ['container OOMKilled, restarting', 'memory-leak'],
    ['java.lang.OutOfMemoryError: out of memory', 'memory-leak'],
    ['External API timeout at the payment provider', 'third-party-down'],
    ['ThrottlingException: Rate exceeded', 'throttled'],
    ['Messages arrive in the orders DLQ', 'dead-letters'],
    ['x509: certificate has expired', 'certificate-expired'],
    ['write failed: ENOSPC, no space left on device', 'disk-full'],
    ['Errors since release 214', 'deployment-regression'],
    ['checkout answers 503 Service Unavailable', 'dependency-errors'],
    ['Cold start latency on authorise', 'cold-starts'],
  ])('knows %j', (text, pattern) => {
    expect(best(text)).toBe(pattern);
  });

  test('names only commands that there are', () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = library.flatMap(({ quickFixes }) =>
      quickFixes.flatMap(fix => fix.command ?? []),
    );
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      expect(scripts.scripts, command).toHaveProperty([command.split(' ')[0] ?? '']);
    }
  });

  test('has ids of its own, a cause and a way out for each', () => {
    expect(new Set(library.map(({ id }) => id)).size).toBe(library.length);
    for (const { cause, quickFixes, longTerm, symptoms } of library) {
      expect([cause, longTerm].every(text => text.length > 20)).toBe(true);
      expect(quickFixes.length).toBeGreaterThan(0);
      for (const { words } of symptoms) {
        expect(words.every(word => word === word.toLowerCase())).toBe(true);
      }
    }
  });
});

describe('a match', () => {
  test('shows the text that it was found in, and where', () => {
    expect(found('all well', 'ERROR no connection available (pool 50/50)')[0]?.evidence).toEqual([
      {
        where: 'line 1',
        quote: 'ERROR no connection available (pool 50/50)',
      },
    ]);
  });

  test('is not made of numbers that logs are full of', () => {
    const line = { where: '/aws/lambda/checkout', text: 'GET /cart 200 in 503 ms' };
    expect(matchPatterns(library, [{ ...line, isLog: true }])).toEqual([]);
    expect(matchPatterns(library, [line])).toHaveLength(1);
  });

  test('is not made of one hint, nor of the middle of a word', () => {
    expect(found('timeout of the database')).toEqual([]);
    expect(found('the showroom is closed, zoom in')).toEqual([]);
  });

  test('counts a symptom once, however often a log repeats it', () => {
    const once = found('no connection available')[0]?.score;
    expect(found(...Array.from({ length: 50 }, () => 'no connection available'))[0]?.score).toBe(
      once,
    );
  });

  test('puts the pattern with more symptoms first', () => {
    expect(
      found('503 from upstream', 'no connection available', 'connection pool is empty').map(
        ({ pattern }) => pattern.id,
      ),
    ).toEqual(['connection-pool-exhausted', 'dependency-errors']);
  });
});

describe('a metric', () => {
  const measured = (name: string, before: number[], since: number[], of = 'payments') => {
    const known = recogniser(library);
    known.seeMetric({ name, dimensions: { Name: of }, before, since } satisfies Measured);
    return known.matches().map(({ pattern, evidence }) => [pattern.id, evidence[0]?.quote]);
  };

  test('shows a pattern by what it did since the beginning, and says what that was', () => {
    expect(measured('MemoryUtilization', [60, 61], [70, 93.456])).toEqual([
      ['memory-leak', 'MemoryUtilization of payments reached 93.46'],
    ]);
    expect(measured('FreeStorageSpace', [5e9], [4e9, 9e8])).toEqual([
      ['disk-full', 'FreeStorageSpace of payments fell to 900000000'],
    ]);
    expect(measured('MemoryUtilization', [95, 96], [60])).toEqual([]);
    expect(measured('MemoryUtilization', [95], [])).toEqual([]);
  });

  test('counts only for what it belongs to: messages wait in every queue but a dead-letter one', () => {
    const name = 'ApproximateNumberOfMessagesVisible';
    expect(measured(name, [0], [12], 'orders')).toEqual([]);
    expect(measured(name, [0], [12], 'orders-DLQ')).toHaveLength(1);
  });

  test('that rises is a hint, which with another is a suggestion', () => {
    const known = recogniser(library);
    known.seeMetric({
      ...{ name: 'DatabaseConnections', dimensions: {} },
      ...{ before: [40, 41, 39], since: [40, 78] },
    });
    expect(known.matches()).toEqual([]);
    known.see({ where: 'log', text: 'timeout while asking the database', isLog: true });
    expect(known.matches()[0]?.evidence.map(({ quote }) => quote)).toEqual([
      'timeout while asking the database',
      'DatabaseConnections rose from 40 to 78',
    ]);
  });
});

test.each([
  '2026-11-23T02:14:00Z\tERROR\tThrottlingException: slow down',
  '\tENOSPC',
  '\n\tx509: unknown authority',
])('a page that holds %j is looked at line by line', line => {
  const known = recogniser(library);
  expect(known.mayShow(['all is well', line].join('\n'))).toBe(true);
  known.see({ where: 'log', text: line, isLog: true });
  expect(known.matches()).toHaveLength(1);
});

test.each([
  'REPORT RequestId: 1 Duration: 4 ms Init Duration: 301 ms',
  'INFO Starting connection pool',
  'DEBUG throttling=disabled dlq=https://sqs.example.com/orders-dlq',
  'INFO rolled after deploy hook registered',
  'INFO priority=high cache=memory',
])('%j in a log is what is well, and shows nothing', text => {
  expect(matchPatterns(library, [{ where: 'log', text, isLog: true }])).toEqual([]);
});

test('what is recognised in one run is known in the next, wherever the evidence is cut', () => {
  const texts = library.flatMap(({ symptoms }) => symptoms.map(({ words }) => words.join(' ')));
  const lines = fc.array(fc.oneof(fc.constantFrom(...texts), fc.string()), { maxLength: 40 });
  fc.assert(
    fc.property(lines, fc.nat(40), (all, cut) => {
      const observations = all.map(text => ({ where: 'log', text, isLog: true as const }));
      const first = recogniser(library);
      observations.slice(0, cut).forEach(first.see);
      // As the progress of an archive is kept.
      const kept = JSON.parse(JSON.stringify(first.recognised()));
      const second = recogniser(library, kept);
      observations.slice(cut).forEach(second.see);
      expect(second.matches()).toEqual(matchPatterns(library, observations));
    }),
  );
});
