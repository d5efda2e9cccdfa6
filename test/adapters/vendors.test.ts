import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendEmailBySes } from '#adapters/aws/ses.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { noVoice, sendVoice } from '#adapters/aws/voice.ts';
import { phoneNumber } from '#core/ids.ts';

let server: Server;
let env: Record<string, string>;
const received: { path: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += String(chunk);
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) });
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  env = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  received.length = 0;
  answer = { status: 200, body: '{"MessageId":"0102"}' };
});

const sender = { from: 'pager@example.com', configurationSet: 'Tocsin-mail' };
const ses = () => sendEmailBySes(signedCall({ service: 'ses', host: 'email' }, env), sender);
const voice = () => sendVoice(signedCall({ service: 'sms-voice' }, env), '+15550190');
const notice = { subject: 'Page', body: 'See https://tocsin.example.com/a/t' };

describe('an e-mail through SES', () => {
  test('is one signed request with text and HTML', async () => {
    expect(await ses()('ana@example.com', notice)).toEqual({ sent: true, externalId: '0102' });
    const [{ path, headers, body } = {} as never] = received;
    expect(path).toBe('/v2/email/outbound-emails');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=key\/\d+\/eu-west-1\/ses\//,
    );
    expect(body).toMatchObject({
      FromEmailAddress: 'pager@example.com',
      ConfigurationSetName: 'Tocsin-mail',
      Destination: { ToAddresses: ['ana@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Page', Charset: 'UTF-8' },
          Body: {
            Text: { Data: notice.body },
            Html: { Data: expect.stringContaining('<a href="https://tocsin.example.com/a/t">') },
          },
        },
      },
    });
  });

  test('names no configuration set where nobody waits to hear what became of it', async () => {
    const call = signedCall({ service: 'ses', host: 'email' }, env);
    await sendEmailBySes(call, { from: 'pager@example.com' })('ana@example.com', notice);
    expect(received[0]?.body).not.toHaveProperty('ConfigurationSetName');
  });

  test('asks for no answer of a machine, also beside the way out', async () => {
    const way = { Name: 'List-Unsubscribe', Value: '<https://tocsin.example.com/s/t>' };
    await ses()('ana@example.com', notice);
    await ses()('ana@example.com', { ...notice, unsubscribe: way.Value.slice(1, -1) });
    const [headers, more] = received.map(
      ({ body }) =>
        (body as { Content: { Simple: { Headers: unknown[] } } }).Content.Simple.Headers,
    );
    expect(headers).toEqual([
      { Name: 'Auto-Submitted', Value: 'auto-generated' },
      { Name: 'X-Auto-Response-Suppress', Value: 'OOF, AutoReply' },
    ]);
    expect(more).toEqual(expect.arrayContaining([...(headers ?? []), way]));
  });

  test('has the HTML that the notice brings', async () => {
    await ses()('ana@example.com', { ...notice, html: '<p>Mine' });
    expect(received[0]?.body).toHaveProperty('Content.Simple.Body.Html.Data', '<p>Mine');
  });

  test('has its attachment travel as base64, since SES sends seven bits of each byte unless it is told', async () => {
    const attachment = { name: 'a.ics', contentType: 'text/calendar', content: 'SUMMARY:Zürich' };
    await ses()('ana@example.com', { ...notice, attachment });
    expect(received[0]?.body).toHaveProperty('Content.Simple.Attachments', [
      {
        FileName: 'a.ics',
        ContentType: 'text/calendar',
        ContentDisposition: 'ATTACHMENT',
        ContentTransferEncoding: 'BASE64',
        RawContent: Buffer.from('SUMMARY:Zürich').toString('base64'),
      },
    ]);
  });
});

describe('a call through End User Messaging', () => {
  test('reads the words aloud from our number', async () => {
    expect(await voice()(phoneNumber('+15550101'), 'SEV1')).toEqual({
      sent: true,
      externalId: '0102',
    });
    const [{ headers, body } = {} as never] = received;
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'PinpointSMSVoiceV2.SendVoiceMessage',
    });
    expect(headers.authorization).toContain('/eu-west-1/sms-voice/aws4_request');
    expect(body).toMatchObject({
      DestinationPhoneNumber: '+15550101',
      OriginationIdentity: '+15550190',
      MessageBody: 'SEV1',
    });
  });

  test('is given up at once where there is no number to call from', async () => {
    const reason = 'no voice number is configured';
    const gaveUp = { sent: false, failed: 'give-up', reason };
    expect(await noVoice(phoneNumber('+15550101'), 'SEV1')).toEqual(gaveUp);
  });
});

describe('a refusal', () => {
  test.each([
    ['SES takes no message of this kind', 'give-up', 400, 'MessageRejected'],
    ['the sender is not verified', 'give-up', 400, 'MailFromDomainNotVerifiedException'],
    ['the account may not send', 'give-up', 400, 'SendingPausedException'],
    ['the function may not send', 'give-up', 403, 'AccessDeniedException'],
    ['too many at once', 'retry', 429, 'TooManyRequestsException'],
    ['too many at once, said otherwise', 'retry', 400, 'ThrottlingException'],
    ['SES is broken', 'retry', 500, 'InternalFailure'],
    ['SES is away', 'retry', 503, 'ServiceUnavailable'],
  ])('because %s is a %s', async (_, failed, status, error) => {
    answer = {
      status,
      headers: { 'x-amzn-errortype': `${error}:http://internal.example.com/` },
      body: '{"message":"Why"}',
    };
    expect(await ses()('ana@example.com', notice)).toEqual({
      sent: false,
      failed,
      reason: `SES: ${error}: Why`,
    });
    expect(received).toHaveLength(1);
  });

  test.each([
    ['the phone opted out', 'give-up', 'ConflictException'],
    ['the number is no number', 'give-up', 'ValidationException'],
    ['the month is spent', 'give-up', 'ServiceQuotaExceededException'],
    ['too many at once', 'retry', 'ThrottlingException'],
  ])('of a call because %s is a %s', async (_, failed, error) => {
    const body = { __type: `com.amazonaws.pinpointsmsvoicev2#${error}`, Message: 'Why' };
    answer = { status: 400, body: JSON.stringify(body) };
    expect(await voice()(phoneNumber('+15550101'), 'SEV1')).toEqual({
      sent: false,
      failed,
      reason: `End User Messaging: ${error}: Why`,
    });
  });

  test('says nothing of the address that it names', async () => {
    const message =
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: ana@example.com';
    answer = { status: 400, body: JSON.stringify({ __type: 'MessageRejected', message }) };
    expect(await ses()('ana@example.com', notice)).toMatchObject({
      reason: expect.stringMatching(/EU-WEST-1: a\*\*\*@example\.com$/),
    });
  });

  test('in no form that is known is read by its status', async () => {
    answer = { status: 502, body: '<html>Bad gateway' };
    expect(await ses()('ana@example.com', notice)).toEqual({
      sent: false,
      failed: 'retry',
      reason: 'SES: Error: answered 502',
    });
  });

  test('of the connection may pass', async () => {
    const nobody = signedCall(
      { service: 'ses', host: 'email' },
      { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    );
    expect(await sendEmailBySes(nobody, sender)('b@example.com', notice)).toMatchObject({
      sent: false,
      failed: 'retry',
      reason: expect.stringMatching(/^SES: no answer: /),
    });
  });
});
