import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Alert, Parsed } from '#core/intake/alert.ts';
import { readBody } from '#core/intake/read-body.ts';
import { senders } from '#core/intake/senders.ts';
import type { Source } from '#core/sources.ts';

export const fixtures = {
  'alertmanager-mixed': 'alertmanager',
  'alertmanager-version-3': 'alertmanager',
  'grafana-values': 'grafana',
  'grafana-before-values': 'grafana',
  'cloudwatch-alarm': 'cloudwatch',
  'cloudwatch-event': 'cloudwatch',
  'cloudwatch-action': 'cloudwatch',
  generic: 'generic',
} as const satisfies Record<string, Source>;

export type Fixture = keyof typeof fixtures;

/** A body as a sender posts it, as an object that a test may change. */
// biome-ignore lint/suspicious/noExplicitAny: a test reaches into any corner of a foreign format
export function fixture(name: Fixture): any {
  const file = new URL(`../../fixtures/alerts/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
}

const parsers = new Map(
  await Promise.all(
    senders.map(async ({ name, parser }) => [name as Source, await parser()] as const),
  ),
);

/** What a sender's own parser makes of a body, at once. */
export function parsedBy(source: Source, body: string): Parsed {
  const read = readBody(body);
  const parse = parsers.get(source);
  if (parse === undefined) throw new Error(`${source} has no parser of its own`);
  if ('invalid' in read) return { invalid: read.invalid };
  const parsed = parse(read.value);
  if (parsed instanceof Promise) throw new Error(`${source} is not read at once`);
  return parsed;
}

export function alertsOf(source: Source, body: unknown): Alert[] {
  const parsed = parsedBy(source, JSON.stringify(body));
  if ('invalid' in parsed) throw new Error(`Refused: ${JSON.stringify(parsed.invalid)}`);
  return parsed.alerts;
}

export function alertOf(source: Source, body: unknown): Alert {
  const [alert, ...others] = alertsOf(source, body);
  if (alert === undefined || others.length > 0) throw new Error('Not exactly one alert');
  return alert;
}
