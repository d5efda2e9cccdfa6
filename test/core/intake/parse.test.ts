import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';
import { type Source, sources } from '#core/sources.ts';
import { tries } from '../../support/effort.ts';
import { anySigns } from '../text/untrusted.ts';
import { type Fixture, fixture, fixtures } from './fixture.ts';

describe('a body that is no JSON that we take', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const cases: Record<string, [body: string, path: string, message: RegExp]> = {
    'nothing at all': ['', '', /^is empty/],
    'half a body': ['{"alerts":[', '', /^is not JSON: /],
    'something too long': [' '.repeat(4 * 1024 * 1024 + 1), '', /characters/],
    'something too deep': [`{"a":${deep(40)}}`, `/a${'/0'.repeat(31)}`, /deeper than 32 levels/],
    'a depth that would break a recursive reader': [deep(500_000), '/0'.repeat(32), /deeper/],
    'too many values': [`[${'0,'.repeat(400_001)}0]`, '', /more than 400000 values/],
    'a member that would change its object': [
      '{"alerts":[{"labels":{"__proto__":{"a":1}}}]}',
      '/alerts/0/labels/__proto__',
      /not accepted/,
    ],
  };
  // It is refused before anybody looks who sent it.
  for (const [name, [body, path, message]] of Object.entries(cases)) {
    test(`${name} is refused with the place`, async () => {
      expect(await parsePayload('generic', body)).toEqual({
        invalid: [{ path, message: expect.stringMatching(message) }],
      });
    });
  }

  for (const source of sources.filter(each => each !== 'auto')) {
    test(`is refused whoever sends it, such as ${source}`, async () => {
      expect(await parsePayload(source, '{"alerts":[')).toEqual({
        invalid: [{ path: '', message: expect.stringMatching(/^is not JSON: /) }],
      });
    });
  }
});

describe('whatever comes', () => {
  const source = fc.constantFrom(...sources);

  test('any JSON is read or refused with a place, and nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(source, fc.json({ maxDepth: 6 }), (from, body) => holds(from, body)),
      tries(200),
    );
  });

  test('any text is read or refused with a place, and nothing is thrown', async () => {
    await fc.assert(fc.asyncProperty(source, anySigns(), (from, body) => holds(from, body)));
  });

  test('names of nothing that one can see make no title of such signs', async () => {
    const body = (alertname: string) => JSON.stringify({ alerts: [{ labels: { alertname } }] });
    for (const alertname of ['\u0000', ' \u0007\u001b ']) {
      for (const from of ['alertmanager', 'grafana'] as const) await holds(from, body(alertname));
    }
  });

  for (const name of Object.keys(fixtures) as Fixture[]) {
    test(`${name} with any member replaced or left out is read or refused`, async () => {
      const places = placesIn(fixture(name));
      const mutation = fc.record({
        place: fc.constantFrom(...places),
        value: fc.oneof(
          fc.constant(undefined),
          fc.jsonValue(),
          anySigns(),
          fc.constantFrom('firing', 'resolved', 'ALARM', 'OK', 0, -1e308, '', [], {}, null),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async mutations => {
          const body = fixture(name);
          // Copied, or one of the constants put into itself would make a circle.
          for (const { place, value } of mutations) replace(body, place, structuredClone(value));
          await holds(fixtures[name], JSON.stringify(body));
          await holds('auto', JSON.stringify(body));
        }),
        tries(60),
      );
    });
  }
});

/** What is true of every answer. */
async function holds(source: Source, body: string): Promise<void> {
  const parsed = await parsePayload(source, body);
  if ('invalid' in parsed) {
    expect(parsed.invalid.length).toBeGreaterThan(0);
    for (const { path, message } of parsed.invalid) {
      expect(path).toMatch(/^(\/|$)/);
      expect(message).not.toBe('');
    }
    return;
  }
  expect(parsed.alerts.length + parsed.ignored.length).toBeGreaterThan(0);
  for (const alert of parsed.alerts) {
    if (source !== 'auto') expect(alert.source).toBe(source);
    expect(['firing', 'cleared', 'unknown']).toContain(alert.status);
    for (const key of [alert.fingerprint, alert.problem]) {
      expect(key.startsWith(`${alert.source}:`)).toBe(true);
      expect(key.length).toBeLessThanOrEqual(200);
    }
    expect(alert.title.trim()).not.toBe('');
    expect(alert.title.length).toBeLessThanOrEqual(200);
    expect(alert.title).not.toMatch(/\p{Cc}/u);
    expect(alert.name).not.toBe('');
    for (const link of alert.links) expect(link.url).toMatch(/^https?:\/\//i);
    for (const number of Object.values(alert.numbers)) expect(number).toSatisfy(Number.isFinite);
  }
  // It must survive the queue and the table.
  expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed);
}

function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  const inner = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replace(body: unknown, place: readonly string[], value: unknown): void {
  let at = body as Record<string, unknown>;
  for (const key of place.slice(0, -1)) {
    const next = at[key];
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string, unknown>;
  }
  const last = place[place.length - 1];
  if (last === undefined) return;
  if (value === undefined) delete at[last];
  else at[last] = value;
}
