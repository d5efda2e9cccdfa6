import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isCertificateOfSmn, verifySmnMessage } from '#adapters/outside/smn-signature.ts';
import { instant } from '#core/time/instant.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = selfSignedCertificate(keys, { from: '2026-01-01T00:00:00', to: '2027-01-01T00:00:00' });
const certificate = `https://smn.eu-west-101.myhuaweicloud.eu/smn/SMN_eu-west-101_${'0a'.repeat(16)}.pem`;

const notification = {
  type: 'Notification',
  message: '{"alarm_name":"cpu-high"}\nand a second line',
  message_id: '88c7',
  timestamp: '2026-11-23T02:14:01Z',
  topic_urn: 'urn:smn:eu-west-101:1:alarms',
  signature_version: 'v1',
  signing_cert_url: certificate,
};
const confirmation = {
  ...notification,
  type: 'SubscriptionConfirmation',
  subscribe_url:
    'https://eu-west-101-console.huaweicloud.com/smn/subscription/confirm?token=ab12&topic_urn=urn:smn:eu-west-101:1:alarms&region=eu-west-101',
};

/** As the user guide of SMN describes it, written apart from the code under test. */
function signed(message: Record<string, unknown>) {
  const names =
    message.type === 'Notification'
      ? ['message', 'message_id', 'subject', 'timestamp', 'topic_urn', 'type']
      : ['message', 'message_id', 'subscribe_url', 'timestamp', 'topic_urn', 'type'];
  const text = names
    .filter(name => message[name])
    .map(name => `${name}\n${message[name]}\n`)
    .join('');
  const signature = sign('sha256', Buffer.from(text), keys.privateKey).toString('base64');
  return { ...message, signature };
}
const verified = (message: unknown, now = '2026-11-23T02:14:05Z') =>
  verifySmnMessage({ fetchCertificate: async () => pem, now: () => instant(now) }, message);

describe('what SMN signed is believed', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a notification', notification],
    ['one with a subject', { ...notification, subject: '[Critical Alarm] über' }],
    ['one with an empty subject', { ...notification, subject: '' }],
    ['a confirmation', confirmation],
    ['an unsubscription', { ...confirmation, type: 'UnsubscribeConfirmation' }],
  ])('%s', async (_, message) => {
    expect(await verified(signed(message))).toEqual({ valid: true });
  });
});

describe('what it did not sign, or not now, is not', () => {
  const good = signed(notification);
  test.each<[string, unknown]>([
    ['nothing', null],
    ['one without a signature', notification],
    ['one that was changed', { ...good, message: 'another' }],
    ['one of another topic', { ...good, topic_urn: 'urn:smn:eu-west-101:2:alarms' }],
    ['one with a subject that was added', { ...good, subject: 'added' }],
    ['one of another version', signed({ ...notification, signature_version: 'v2' })],
    [
      'one that is confirmed elsewhere',
      signed({
        ...confirmation,
        subscribe_url: 'https://console.example.com/smn/subscription/confirm?a=b',
      }),
    ],
    [
      'one with the certificate of somebody',
      signed({ ...notification, signing_cert_url: 'https://smn.example.com/smn/SMN_a.pem' }),
    ],
  ])('%s', async (_, message) => {
    expect(await verified(message)).toMatchObject({ valid: false });
  });

  test.each(['2026-11-23T03:30:00Z', '2026-11-23T02:05:00Z', '2027-01-02T00:00:00Z'])(
    'one of 02:14:01 at %s',
    async now => {
      expect(await verified(good, now)).toMatchObject({ valid: false });
    },
  );
});

test.each([
  certificate.replace('https', 'http'),
  certificate.replace('.eu/', '.eu.example.com/'),
  certificate.replace('https://', 'https://a@'),
  certificate.replace('.eu/', '.eu:444/'),
  certificate.replace('SMN_eu-west-101', 'SMN_eu-west-102'),
  `${certificate}?a=b`,
  `${certificate}\n`,
])('%j is no address of a certificate of SMN', url => {
  expect(isCertificateOfSmn(certificate)).toBe(true);
  expect(isCertificateOfSmn(url)).toBe(false);
});
