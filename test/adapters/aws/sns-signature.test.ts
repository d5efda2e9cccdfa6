import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  cached,
  fetchCertificate,
  fetchText,
  isCertificateOfSns,
  NoSuchCertificate,
  verifySnsMessage,
} from '#adapters/aws/sns-signature.ts';
import { instant } from '#core/time/instant.ts';
import { selfSignedCertificate } from '../self-signed-certificate.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = selfSignedCertificate(keys, { from: '2026-01-01T00:00:00', to: '2027-01-01T00:00:00' });
const at = '2026-11-23T02:14:05.000Z';
const address = `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${'0a'.repeat(16)}.pem`;

const notification = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  Message: '{"AlarmName":"checkout-5xx"}\nand a second line',
  Timestamp: '2026-11-23T02:14:01.000Z',
  SignatureVersion: '2',
  SigningCertURL: address,
};
const confirmation = {
  ...notification,
  Type: 'SubscriptionConfirmation',
  Token: '2336412f37',
  SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37',
};

/** As the developer guide of SNS describes it, written apart from the code under test. */
function signed<Message extends Record<string, unknown>>(message: Message) {
  const names =
    message.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names
    .filter(name => typeof message[name] === 'string')
    .map(name => `${name}\n${message[name]}\n`)
    .join('');
  const algorithm = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const Signature = sign(algorithm, Buffer.from(text), keys.privateKey).toString('base64');
  return { ...message, Signature };
}

const verified = (message: unknown, { certificate = pem, now = at } = {}) =>
  verifySnsMessage({ fetchCertificate: async () => certificate, now: () => instant(now) }, message);

describe('what SNS signed is believed', () => {
  const { SigningCertURL, ...withoutAddress } = notification;
  const cases: Record<string, Record<string, unknown>> = {
    'a notification without a subject': notification,
    'a notification with a subject': { ...notification, Subject: 'ALARM: "checkout-5xx"' },
    'a notification with the null subject of Lambda': { ...notification, Subject: null },
    'a notification with characters outside ASCII': { ...notification, Message: 'über — 5 %' },
    'signature version 1': { ...notification, SignatureVersion: '1' },
    'a subscription confirmation': confirmation,
    'an unsubscribe confirmation': { ...confirmation, Type: 'UnsubscribeConfirmation' },
    'the spelling of Lambda': { ...withoutAddress, SigningCertUrl: SigningCertURL },
    'a member that came later': { ...notification, SequenceNumber: '1' },
  };
  for (const [name, message] of Object.entries(cases)) {
    test(name, async () => {
      expect(await verified(signed(message))).toEqual({ valid: true });
    });
  }
});

test('what SNS signed is believed for as long as it tries to deliver it', async () => {
  const message = signed(notification);
  for (const now of ['2026-11-23T02:09:01.000Z', '2026-11-23T03:29:01.000Z']) {
    expect(await verified(message, { now })).toEqual({ valid: true });
  }
});

describe('what is not signed by SNS is refused', () => {
  const good = signed(notification);
  const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const year = { from: '2026-01-01T00:00:00', to: '2027-01-01T00:00:00' };
  const changed = 'it was changed, or signed with another key';
  const cases: Record<string, [message: unknown, reason: string, options?: object]> = {
    'a changed message': [{ ...good, Message: '{"AlarmName":"other"}' }, changed],
    'a changed topic': [{ ...good, TopicArn: 'arn:aws:sns:eu-west-1:1:other' }, changed],
    'an added subject': [{ ...good, Subject: 'Hello' }, changed],
    'a signature of the other version': [{ ...good, SignatureVersion: '1' }, changed],
    'another key': [good, changed, { certificate: selfSignedCertificate(otherKeys, year) }],
    'an expired certificate': [
      good,
      'the certificate has expired',
      { certificate: selfSignedCertificate(keys, { ...year, to: '2026-11-23T02:14:04' }) },
    ],
    'a certificate of the future': [
      good,
      'the certificate is not valid yet',
      { certificate: selfSignedCertificate(keys, { ...year, from: '2026-11-23T02:14:06' }) },
    ],
    'what was signed longer ago than SNS tries': [
      good,
      'it is of 2026-11-23T02:14:01.000Z, which is too long ago',
      { now: '2026-11-23T03:29:01.001Z' },
    ],
    'what is signed for later': [
      good,
      'it is of 2026-11-23T02:14:01.000Z, which is still to come',
      { now: '2026-11-23T02:09:00.999Z' },
    ],
    'no time that can be read': [
      signed({ ...notification, Timestamp: 'just now' }),
      'Timestamp is missing or not of SNS',
    ],
    'something else than a certificate': [
      good,
      'what is at the address is no certificate',
      { certificate: '<html></html>' },
    ],
    'a key that is not RSA': [
      good,
      'the key is not RSA',
      {
        certificate: selfSignedCertificate(
          generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
          year,
        ),
      },
    ],
    'no signature': [
      { ...notification, Signature: undefined },
      'Signature is missing or not of SNS',
    ],
    'a signature version of the future': [
      { ...good, SignatureVersion: '3' },
      'SignatureVersion is missing or not of SNS',
    ],
    'an unknown type': [{ ...good, Type: 'Other' }, 'Type is missing or not of SNS'],
    'a line break where one member could pose as two': [
      { ...good, MessageId: '1\nSubject\nHello' },
      'MessageId is missing or not of SNS',
    ],
    'no address of a certificate': [
      { ...good, SigningCertURL: undefined },
      'the certificate is not at an address of Amazon SNS',
    ],
    'no object': ['text', 'body is missing or not of SNS'],
    nothing: [undefined, 'body is missing or not of SNS'],
  };
  for (const [name, [message, reason, options]] of Object.entries(cases)) {
    test(name, async () => {
      expect(await verified(message, options)).toEqual({ valid: false, reason });
    });
  }

  test('a certificate elsewhere is not even fetched', async () => {
    const fetched: string[] = [];
    const deps = {
      fetchCertificate: async (url: string) => {
        fetched.push(url);
        return pem;
      },
      now: () => instant(at),
    };
    const elsewhere = { ...notification, SigningCertURL: 'https://example.com/x.pem' };
    expect(await verifySnsMessage(deps, signed(elsewhere))).toMatchObject({ valid: false });
    expect(fetched).toEqual([]);
  });

  test('a certificate that AWS does not have refuses the message', async () => {
    const fetchCertificate = () => Promise.reject(new NoSuchCertificate('nothing is there (403)'));
    const verdict = await verifySnsMessage({ fetchCertificate, now: () => instant(at) }, good);
    expect(verdict).toEqual({ valid: false, reason: 'nothing is there (403)' });
  });

  test('a network that fails is thrown, so that SNS sends the message again', async () => {
    const fetchCertificate = () => Promise.reject(new Error('no route'));
    const verdict = verifySnsMessage({ fetchCertificate, now: () => instant(at) }, good);
    await expect(verdict).rejects.toThrow('no route');
  });
});

describe('only the exact addresses of AWS are of SNS', () => {
  const path = `/SimpleNotificationService-${'0a'.repeat(16)}.pem`;
  for (const url of [
    `https://sns.us-east-1.amazonaws.com${path}`,
    `https://sns.us-gov-west-1.amazonaws.com${path}`,
    `https://sns.ap-southeast-2.amazonaws.com${path}`,
    `https://sns.cn-north-1.amazonaws.com.cn${path}`,
    `https://sns.eusc-de-east-1.amazonaws.eu${path}`,
  ]) {
    test(`${url} is`, () => expect(isCertificateOfSns(url)).toBe(true));
  }
  for (const [name, url] of Object.entries({
    'plain http': `http://sns.us-east-1.amazonaws.com${path}`,
    'a bucket called sns': `https://sns.s3-us-west-2.amazonaws.com${path}`,
    'a bucket called sns, other form': `https://sns.s3.us-west-2.amazonaws.com${path}`,
    'a host that only begins so': `https://sns.us-east-1.amazonaws.com.example.com${path}`,
    'a user before the host': `https://sns.us-east-1.amazonaws.com@example.com${path}`,
    'a user at the host': `https://a:b@sns.us-east-1.amazonaws.com${path}`,
    'another port': `https://sns.us-east-1.amazonaws.com:8443${path}`,
    'the port that goes without saying': `https://sns.us-east-1.amazonaws.com:443${path}`,
    'a query': `https://sns.us-east-1.amazonaws.com${path}?x=1`,
    'an empty query': `https://sns.us-east-1.amazonaws.com${path}?`,
    'a fragment': `https://sns.us-east-1.amazonaws.com${path}#x`,
    'another file': 'https://sns.us-east-1.amazonaws.com/other.pem',
    'a folder before it': `https://sns.us-east-1.amazonaws.com/x${path}`,
    'a way back up': `https://sns.us-east-1.amazonaws.com/x/..${path}`,
    backslashes: `https:\\\\sns.us-east-1.amazonaws.com${path}`,
    'a blank in front': ` https://sns.us-east-1.amazonaws.com${path}`,
    'a tab inside': `https://sns.us-east-1.amaz\tonaws.com${path}`,
    'upper case': `https://SNS.us-east-1.amazonaws.com${path}`,
    'no URL': 'certificate',
  })) {
    test(`${name} is not`, () => expect(isCertificateOfSns(url)).toBe(false));
  }
});

describe('certificates are fetched with care', () => {
  test('the same address is asked once, also at the same time', async () => {
    let asked = 0;
    const get = cached(async url => {
      asked += 1;
      return `certificate of ${url}`;
    });
    const [first, second] = await Promise.all([get('a'), get('a')]);
    expect([first, second, await get('a'), asked]).toEqual([
      ...Array(3).fill('certificate of a'),
      1,
    ]);
  });

  test('a failure is not kept', async () => {
    let asked = 0;
    const get = cached(async () => {
      asked += 1;
      if (asked === 1) throw new Error('no route');
      return 'certificate';
    });
    await expect(get('a')).rejects.toThrow('no route');
    expect(await get('a')).toBe('certificate');
  });

  test('the cache stays small', async () => {
    let asked = 0;
    const get = cached(async url => {
      asked += 1;
      return url;
    });
    for (let number = 0; number < 50; number++) await get(`url ${number}`);
    await get('url 49');
    expect(asked).toBe(50);
    await get('url 0');
    expect(asked).toBe(51);
  });

  test('an address that is not of SNS is not asked', async () => {
    await expect(fetchCertificate('https://example.com/x.pem')).rejects.toThrow(NoSuchCertificate);
  });

  test('no redirect is followed, and neither 404 nor a huge body is a certificate', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/good' }).end();
      else if (request.url === '/good') response.end('certificate');
      else if (request.url === '/huge') response.end('x'.repeat(100_000));
      else if (request.url === '/busy') response.writeHead(503).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await fetchText(`${base}/good`)).toBe('certificate');
      await expect(fetchText(`${base}/moved`)).rejects.toThrow();
      await expect(fetchText(`${base}/missing`)).rejects.toThrow(NoSuchCertificate);
      await expect(fetchText(`${base}/huge`)).rejects.toThrow(NoSuchCertificate);
      await expect(fetchText(`${base}/busy`)).rejects.toThrow('status 503');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

const corpus = fileURLToPath(new URL('../../../../shared/corpus/sns/', import.meta.url));

describe.runIf(existsSync(corpus))('messages that SNS really signed', () => {
  const files = existsSync(corpus)
    ? readdirSync(corpus).filter(file => file.includes('signed-v') || file.includes('-signed'))
    : [];
  const certificate = () =>
    readFileSync(`${corpus}${readdirSync(corpus).find(file => file.endsWith('.pem'))}`, 'utf8');
  for (const file of files) {
    test(`${file} holds while its certificate does, and not after`, async () => {
      const message = JSON.parse(readFileSync(`${corpus}${file}`, 'utf8'));
      const options = { certificate: certificate() };
      const then = { ...options, now: message.Timestamp };
      expect(await verified(message, then)).toEqual({ valid: true });
      expect(await verified(message, options)).toMatchObject({ valid: false });
    });
  }
});
