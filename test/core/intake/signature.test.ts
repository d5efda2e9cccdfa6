import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifySignature } from '#core/intake/signature.ts';
import { epochMs } from '#core/time/instant.ts';
import { later, start } from '../../support/samples.ts';

const body = '{"title":"Zahlung gestört"}';
const secret = 'hidden';
const now = String(Math.floor(epochMs(start) / 1000));
const hex = (text: string, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text).digest('hex');
const whsec = Buffer.from(secret).toString('base64');
const standard = (text: string) =>
  createHmac('sha256', secret).update(`msg_1.${now}.${text}`).digest('base64');

type Signing = Omit<Parameters<typeof verifySignature>[0], 'secrets' | 'at' | 'body' | 'headers'>;

/** How each signs one text; with a time where it signs one. */
const ways: [string, Signing, (text: string) => Record<string, string>, timed?: true][] = [
  ['GitHub', { scheme: 'github' }, text => ({ 'x-hub-signature-256': `sha256=${hex(text)}` })],
  [
    'PagerDuty, with a secret that is on its way out',
    { scheme: 'pagerduty' },
    text => ({ 'x-pagerduty-signature': `v1=${'0'.repeat(64)},v1=${hex(text)}` }),
  ],
  ['Sentry', { scheme: 'sentry' }, text => ({ 'sentry-hook-signature': hex(text) })],
  ['Grafana', { scheme: 'grafana' }, text => ({ 'x-grafana-alerting-signature': hex(text) })],
  [
    'Grafana with its time',
    { scheme: 'grafana', timestampHeader: 'X-Grafana-Alerting-Timestamp' },
    text => ({
      'x-grafana-alerting-signature': hex(`${now}:${text}`),
      'x-grafana-alerting-timestamp': now,
    }),
    true,
  ],
  [
    'Standard Webhooks',
    { scheme: 'standard-webhooks' },
    text => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': now,
      'webhook-signature': `v1a,x v1,${standard(text)}`,
    }),
    true,
  ],
  [
    'our own webhooks',
    { scheme: 'tocsin' },
    text => ({ 'tocsin-signature': `t=${now},v1=${hex(`${now}.${text}`)}` }),
    true,
  ],
  [
    'a sender with a header of its own',
    { scheme: 'hmac', header: 'X-Vercel-Signature', algorithm: 'sha1' },
    text => ({ 'x-vercel-signature': hex(text, 'sha1') }),
  ],
  [
    'a sender that writes base64',
    { scheme: 'hmac', header: 'X-Sign', encoding: 'base64' },
    text => ({ 'x-sign': createHmac('sha256', secret).update(text).digest('base64') }),
  ],
];

const verdict = (
  signing: Signing,
  headers: Record<string, string>,
  given: string | Uint8Array = body,
  at = start,
) => verifySignature({ ...signing, headers, body: given, secrets: ['old', secret], at });

describe.each(ways)('what %s signs', (_name, signing, headersFor, timed) => {
  test('is taken, and the same with one letter changed is not', () => {
    expect(verdict(signing, headersFor(body))).toEqual({ valid: true, isOfBody: true });
    expect(verdict(signing, headersFor(body), body.replace('Z', 'z'))).toMatchObject({
      valid: false,
      reason: 'the signature is not of this body',
    });
  });

  test('is what went over the wire, in whichever letters', () => {
    const sent = Buffer.from(body, 'latin1');
    const headers = headersFor('{}');
    const over = (text: string) => Buffer.from(text, 'latin1');
    expect(verdict(signing, headers, over('{}'))).toEqual({ valid: true, isOfBody: true });
    expect(verdict(signing, headersFor(body), sent)).toMatchObject({ valid: false });
  });

  test('is refused without its header, with half of it and with none that is one', () => {
    expect(verdict(signing, {})).toMatchObject({ valid: false });
    for (const change of [(text: string) => text.slice(0, -9), () => 'v1=', () => 'ü']) {
      const headers = Object.fromEntries(
        Object.entries(headersFor(body)).map(([name, text]) => [
          name,
          /timestamp|-id$/.test(name) ? text : change(text),
        ]),
      );
      expect(verdict(signing, headers)).toMatchObject({ valid: false });
    }
  });

  test.runIf(timed)('is refused when it is of another hour', () => {
    expect(verdict(signing, headersFor(body), body, later(299))).toEqual({
      valid: true,
      isOfBody: true,
    });
    expect(verdict(signing, headersFor(body), body, later(301))).toMatchObject({ valid: false });
    expect(verdict(signing, headersFor(body), body, later(-301))).toMatchObject({ valid: false });
  });
});

test('a secret of Standard Webhooks is used as the bytes that it stands for', () => {
  const headers = {
    'svix-id': 'msg_1',
    'svix-timestamp': now,
    'svix-signature': `v1,${standard(body)}`,
  };
  const asked = { scheme: 'standard-webhooks', headers, body, at: start } as const;
  expect(verifySignature({ ...asked, secrets: [`whsec_${whsec}`] })).toEqual({
    valid: true,
    isOfBody: true,
  });
});

test.each([
  ['gitlab', 'x-gitlab-token'],
  ['datadog', 'x-webhook-token'],
  ['opsgenie', 'x-webhook-token'],
  ['healthchecks', 'x-webhook-token'],
  ['token', 'x-webhook-token'],
] as const)('%s repeats a word in %s, which has to be ours', (scheme, header) => {
  expect(verdict({ scheme }, { [header]: secret })).toEqual({ valid: true, isOfBody: false });
  expect(verdict({ scheme }, { [header]: 'hiddem' })).toMatchObject({ valid: false });
  expect(verdict({ scheme }, {})).toMatchObject({ valid: false });
  expect(verdict({ scheme, header: 'X-Own' }, { 'x-own': `Bearer ${secret}` })).toEqual({
    valid: true,
    isOfBody: false,
  });
});

test('nothing is taken where there is no secret', () => {
  const asked = { headers: { 'x-webhook-token': '' }, body, secrets: [], at: start };
  expect(verifySignature({ scheme: 'token', ...asked })).toMatchObject({ valid: false });
});
