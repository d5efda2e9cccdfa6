import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { library } from '#core/patterns/library.ts';
import { matchPatterns } from '#core/patterns/pattern.ts';

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
        words: ['no connection available'],
      },
    ]);
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
