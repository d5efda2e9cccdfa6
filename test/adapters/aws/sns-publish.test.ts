import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendSms, snsPublish } from '#adapters/aws/sns-publish.ts';
import { phoneNumber } from '#core/ids.ts';

/** As SNS writes it, of whichever is asked for now. */
let refusal = { status: 400, code: '' };
const sns = createServer(async (request, response) => {
  await Array.fromAsync(request);
  response.writeHead(refusal.status, { 'content-type': 'text/xml' }).end(
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <Error>
    <Type>Sender</Type>
    <Code>${refusal.code}</Code>
    <Message>Invalid parameter: PhoneNumber Reason: +15555550101 &amp; no other</Message>
  </Error>
  <RequestId>9d3f</RequestId>
</ErrorResponse>`,
  );
});
beforeAll(() => new Promise<void>(listening => sns.listen(0, '127.0.0.1', listening)));
afterAll(() => {
  sns.closeAllConnections();
  sns.close();
});

const text = () =>
  sendSms(
    snsPublish({
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(sns.address() as AddressInfo).port}`,
    }),
  )(phoneNumber('+15555550101'), 'Disk full');

/** The codes of its model, not the names of the SDK's classes. */
describe('a text that SNS refuses', () => {
  test.each([
    ['InvalidParameter', 400],
    ['ParameterValueInvalid', 400],
    ['ValidationException', 400],
    ['UserError', 400],
    ['OptedOut', 400],
    ['NotFound', 404],
    ['EndpointDisabled', 400],
    ['AuthorizationError', 403],
  ])('with %s is given up for the next way, and told without the number', async (code, status) => {
    refusal = { status, code };
    const reason = `SNS: ${code}: Invalid parameter: PhoneNumber Reason: +1********01 & no other`;
    expect(await text()).toEqual({ sent: false, failed: 'give-up', reason });
  });

  test('for the moment is sent again', async () => {
    refusal = { status: 400, code: 'KMSThrottling' };
    expect(await text()).toMatchObject({ sent: false, failed: 'retry' });
  });
});
