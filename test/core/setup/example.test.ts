import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '#cli/setup/configuration-file.ts';
import { fingerprint, problemKey } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { classify } from '#core/intake/severity/classify.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { knownSchedule } from '#core/oncall/on-duty.ts';
import { shiftsBetween, whoIsOnCall } from '#core/oncall/who-is-on-call.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import { instant } from '#core/time/instant.ts';
import { schemaFile, schemaText } from '../../../scripts/write-schema.ts';
import { emptyRoster } from '../../support/samples.ts';
import { directoryOf } from './documents.ts';

const text = readFileSync('tocsin.yaml', 'utf8');

function example() {
  const checked = checkConfiguration(text, 'tocsin.yaml');
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems, null, 2));
  return checked;
}

test('the example is right, without a warning', () => {
  expect(example().warnings).toEqual([]);
});

test("the example has the runbook's five levels, one person each (R27)", () => {
  const directory = directoryOf(example().document);
  const { levels } = planFor(directory, emptyRoster, {
    at: instant('2026-11-23T02:14:00Z'),
    service: 'payments',
    severity: 'SEV1',
  });
  expect(levels.map(({ name, people }) => [name, people.length])).toEqual([
    ['On-call Engineer', 1],
    ['Team Lead', 1],
    ['Engineering Manager', 1],
    ['VP Engineering', 1],
    ['CTO', 1],
    ['Fallback contact', 1],
  ]);
  const own = levels.filter(({ isFallback }) => !isFallback);
  expect(new Set(own.flatMap(({ people }) => people.map(({ phone }) => phone))).size).toBe(5);
});

describe('in the example', () => {
  const onCall = (id: string, at: string) => {
    const schedule = knownSchedule(directoryOf(example().document), id);
    return schedule && whoIsOnCall(schedule, [], instant(at))?.person;
  };

  test('two engineers take turns of a week, from Monday at nine in New York', () => {
    expect(onCall('primary', '2026-11-23T13:59:00Z')).toBe('farid');
    expect(onCall('primary', '2026-11-23T14:00:00Z')).toBe('ana');
    expect(onCall('primary', '2026-11-30T13:59:00Z')).toBe('ana');
  });

  test('the storefront follows the sun, but not on a holiday', () => {
    expect(onCall('follow-the-sun', '2026-11-24T10:00:00Z')).toMatch(/gwen|bo/);
    expect(onCall('follow-the-sun', '2026-11-24T15:00:00Z')).toMatch(/ana|farid/);
    expect(onCall('follow-the-sun', '2026-12-25T10:00:00Z')).toMatch(/ana|farid/);
  });

  test('somebody is always on call', () => {
    for (const id of ['primary', 'follow-the-sun']) {
      const schedule = knownSchedule(directoryOf(example().document), id);
      const [from, until] = [instant('2026-11-23T00:00:00Z'), instant('2027-11-23T00:00:00Z')];
      const shifts = schedule === undefined ? [] : shiftsBetween(schedule, [], from, until);
      const ends = shifts.map(shift => shift.until);
      expect(shifts.map(shift => shift.from)).toEqual([from, ...ends.slice(0, -1)]);
      expect(ends.at(-1)).toBe(until);
    }
  });

  test('a cosmetic problem of the website waits for the next business day', () => {
    const at = instant('2026-12-24T22:30:00Z');
    const wanted = { service: 'website', severity: 'SEV4', at } as const;
    const plan = planFor(directoryOf(example().document), emptyRoster, wanted);
    expect(plan).toMatchObject({ policy: 'storefront', opening: 'ticket' });
    expect(plan.respondAt?.[0]).toBe('2026-12-28T14:00:00.000Z');
    expect(plan).not.toHaveProperty('respondWithinSeconds');
  });
});

test.each([
  ['payment-gateway', 'payments'],
  ['Checkout API', 'checkout-api'],
  ['catalog-db', 'catalogue'],
  ['something else', 'website'],
])('in the example, an alert of %s is about %s', (service, expected) => {
  expect(serviceFor(directoryOf(example().document), { service, labels: {} }).service).toBe(
    expected,
  );
});

test.each([
  ['a slow checkout', { service: 'checkout-api', title: 'p99 latency of checkout' }, 'SEV2'],
  ['declined cards', { service: 'payments', numbers: { declined_percent: 31 } }, 'SEV1'],
  ['few declined cards', { service: 'payments', numbers: { declined_percent: 3 } }, 'SEV3'],
  [
    'a slow checkout in staging, whatever the sender calls it',
    {
      service: 'checkout-api',
      title: 'p99 latency of checkout',
      vendorSeverity: 'SEV1',
      labels: { environment: 'staging' },
    },
    'SEV4',
  ],
])('in the example, %s is classified by the rules of the team', (_name, given, severity) => {
  const { rules } = directoryOf(example().document);
  const alert: Alert = {
    source: 'generic',
    status: 'firing',
    fingerprint: fingerprint('f'),
    problem: problemKey('p'),
    name: 'Sample',
    title: 'Sample',
    labels: {},
    annotations: {},
    numbers: {},
    links: [],
    ...given,
  };
  expect(classify(rules, { kind: 'alert', alert }).severity).toBe(severity);
});

test('what the example shows in comments would be right too', () => {
  const blocks = /^# (severities|heartbeats|maintenance|integrations|tokens):\n(# {2,}.*\n)+/gm;
  const uncommented = text.replaceAll(blocks, block => block.replaceAll(/^# /gm, ''));
  const checked = checkConfiguration(uncommented, 'tocsin.yaml');
  expect(checked).toMatchObject({ warnings: [] });
  expect(Object.keys('document' in checked ? checked.document : {})).toEqual(
    expect.arrayContaining(['severities', 'heartbeats', 'maintenance', 'integrations', 'tokens']),
  );
});

test('the schema for editors is that of the code: node scripts/write-schema.ts', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText());
});

test('the first line of the example names the schema', () => {
  expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemaFile}`);
});
