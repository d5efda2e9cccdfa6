import { describe, expect, test } from 'vitest';
import { alertOf, alertsOf, fixture, parsedBy } from '../fixture.ts';

const parsed = (body: unknown) => parsedBy('generic', JSON.stringify(body));
const title = 'Payment processing down';

test('our own form becomes an alert as it says', () => {
  expect(alertOf('generic', fixture('generic'))).toEqual({
    source: 'generic',
    status: 'firing',
    fingerprint: 'generic:payments/down',
    problem: 'generic:payments/down',
    name: title,
    title,
    description: 'No payment went through since 02:10.',
    service: 'payments',
    vendorSeverity: 'SEV1',
    labels: { attempt: '3', canary: 'false', region: 'eu-west-1' },
    annotations: {},
    numbers: { failed_percent: 63.5 },
    startedAt: '2026-11-23T02:10:00.000Z',
    links: [{ title: 'Dashboard', url: 'https://grafana.example.com/d/payments' }],
  });
});

test('a title is all that is needed', () => {
  expect(alertOf('generic', { title })).toMatchObject({
    status: 'firing',
    problem: `generic:||${title}`,
  });
});

test('a list and a list under "alerts" are taken as well', () => {
  expect(alertsOf('generic', [{ title: 'A' }, { title: 'B' }])).toHaveLength(2);
  expect(alertsOf('generic', { alerts: [{ title: 'A' }, { title: 'B' }] })).toHaveLength(2);
});

test('the same key is the same problem whatever else changes, and clears it', () => {
  const firing = alertOf('generic', { title, key: 'k', service: 'a' });
  const cleared = alertOf('generic', { status: 'resolved', dedupKey: 'k' });
  expect(cleared).toMatchObject({
    status: 'cleared',
    fingerprint: firing.fingerprint,
    problem: firing.problem,
  });
});

test('a key cannot pose as a title of a service', () => {
  const byTitle = alertOf('generic', { title: 'T', service: 'S' });
  const byKey = alertOf('generic', { title: 'T', key: '|S|T' });
  expect(byKey.problem).not.toBe(byTitle.problem);
});

describe('what is wrong is refused by the name of the field', () => {
  const cases: Record<string, [unknown, { path: string; message: unknown }]> = {
    'an unknown field': [
      { title, sevrity: 'SEV1' },
      {
        path: '/sevrity',
        message: expect.stringMatching(/^is not a known field; there are title,/),
      },
    ],
    'an unknown field of an alert in a list': [
      { alerts: [{ title }, { title, x: 1 }] },
      { path: '/alerts/1/x', message: expect.stringMatching(/^is not a known field/) },
    ],
    'an unknown field beside the list': [
      { alerts: [{ title }], team: 'x' },
      { path: '/team', message: 'is not a known field beside alerts' },
    ],
    'no title': [{ severity: 'SEV1' }, { path: '/title', message: 'is missing' }],
    'an empty title': [{ title: '  ' }, { path: '/title', message: 'is missing' }],
    'a title that is no text': [{ title: 5 }, { path: '/title', message: 'must be a string' }],
    'a resolved alert that names nothing': [
      { status: 'resolved' },
      { path: '/title', message: 'is missing; a resolved alert needs a key or its title' },
    ],
    'another status': [
      { title, status: 'ok' },
      { path: '/status', message: 'must be one of firing, resolved' },
    ],
    'two keys': [
      { title, key: 'a', dedupKey: 'b' },
      { path: '/dedupKey', message: 'differs from key; it is another name for it' },
    ],
    'a time without a zone': [
      { title, startedAt: '2026-11-23T02:14:05' },
      {
        path: '/startedAt',
        message: 'must be a time with a zone, such as 2026-11-23T02:14:05Z',
      },
    ],
    'a link that is not of the web': [
      { title, links: [{ url: 'javascript:alert(1)' }] },
      { path: '/links/0/url', message: 'must be an http or https address' },
    ],
    'a value that is no number': [
      { title, values: { 'a/b': 'x' } },
      { path: '/values/a~1b', message: 'must be a number' },
    ],
    'a label that is an object': [
      { title, labels: { a: {} } },
      { path: '/labels/a', message: 'is not valid' },
    ],
    'an empty list': [[], { path: '', message: 'must hold at least one alert' }],
    'a list that is none': [{ alerts: 5 }, { path: '/alerts', message: 'must be an array' }],
    'a bare text': ['text', { path: '', message: 'must be an object' }],
  };
  for (const [name, [body, refusal]] of Object.entries(cases)) {
    test(name, () => expect(parsed(body)).toEqual({ invalid: [refusal] }));
  }
});

test('what is empty is absent, and a status may be in any case', () => {
  const alert = {
    title: 'x',
    severity: '',
    service: '<no value>',
    description: null,
    status: 'Resolved',
  };
  const parsed = parsedBy('generic', JSON.stringify(alert));
  expect(parsed).toMatchObject({ alerts: [{ title: 'x', status: 'cleared' }] });
  expect(parsed).not.toMatchObject({ alerts: [{ service: expect.anything() }] });
});
