import { describe, expect, test } from 'vitest';
import {
  mailReceipt,
  receiptAgain,
  smsReceipt,
  voiceReceipt,
} from '#contract/delivery-receipts.ts';

/** As SNS writes them; from its documentation. */
const delivered = {
  notification: {
    messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf',
    timestamp: '2016-06-28 00:40:34.558',
  },
  delivery: {
    phoneCarrier: 'My Phone Carrier',
    mnc: 270,
    numberOfMessageParts: 1,
    destination: '+15550100',
    priceInUSD: 0.00645,
    smsType: 'Transactional',
    mcc: 310,
    providerResponse: 'Message has been accepted by phone carrier',
    dwellTimeMs: 599,
    dwellTimeMsUntilDeviceAck: 1344,
  },
  status: 'SUCCESS',
};

describe('a line of the log of texts', () => {
  test('says that a text arrived', () => {
    expect(smsReceipt(JSON.stringify(delivered))).toEqual({
      messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf',
      address: '+15550100',
      outcome: { delivered: true },
    });
  });

  test.each([
    'Unknown error attempting to reach phone',
    'Phone number is opted out',
    'Invalid phone number',
    'Phone is currently unreachable/unavailable',
    'This delivery would exceed max price',
  ])('says that it did not, and why: %s', providerResponse => {
    const { delivery } = delivered;
    const line = { ...delivered, status: 'FAILURE', delivery: { ...delivery, providerResponse } };
    expect(smsReceipt(JSON.stringify(line))).toHaveProperty('outcome', {
      delivered: false,
      reason: providerResponse,
    });
  });

  test.each(['', 'not JSON', '{}', '[]', 'null', '{"status":"SUCCESS"}'])(
    'that is not one is nothing: %s',
    line => expect(smsReceipt(line)).toBeUndefined(),
  );
});

describe('an event of a call', () => {
  const event = (eventType: string, more: object = {}) => ({
    version: '0',
    'detail-type': 'Voice Message Delivery Status Updated',
    source: 'aws.sms-voice',
    detail: { eventType, eventVersion: '1.0', messageId: '1d2295bd', isFinal: false, ...more },
  });

  test.each(['VOICE_ANSWERED', 'VOICE_COMPLETED'])('%s: it reached somebody', type => {
    expect(voiceReceipt(event(type))).toEqual({
      messageId: '1d2295bd',
      outcome: { delivered: true },
    });
  });

  test.each([
    ['VOICE_BUSY', 'the line was busy'],
    ['VOICE_NO_ANSWER', 'nobody answered the call'],
    ['VOICE_TTL_EXPIRED', 'the call was not made in time'],
    ['VOICE_FAILED', 'the call failed'],
  ])('%s: %s', (type, reason) => {
    expect(voiceReceipt(event(type))).toHaveProperty('outcome', { delivered: false, reason });
  });

  test('says why where the vendor does', () => {
    const failed = event('VOICE_FAILED', { messageStatusDescription: 'No route' });
    expect(voiceReceipt(failed)).toHaveProperty('outcome.reason', 'the call failed: No route');
  });

  test.each(['VOICE_INITIATED', 'VOICE_RINGING', 'VOICE_SOMETHING_NEW', 'TEXT_SUCCESSFUL'])(
    '%s decides nothing',
    type => expect(voiceReceipt(event(type))).toBeUndefined(),
  );

  test('of somebody else decides nothing', () => {
    expect(voiceReceipt({ ...event('VOICE_BUSY'), source: 'my.app' })).toBeUndefined();
    expect(voiceReceipt('VOICE_BUSY')).toBeUndefined();
  });
});

describe('what SES says of a mail', () => {
  const event = (eventType: string, more: object = {}) => ({
    'detail-type': 'Email',
    source: 'aws.ses',
    detail: { eventType, mail: { messageId: '0102', destination: ['ana@example.com'] }, ...more },
  });

  test('Delivery: it reached the mailbox', () => {
    expect(mailReceipt(event('Delivery'))).toEqual({
      messageId: '0102',
      outcome: { delivered: true },
    });
  });

  test('Bounce: it did not, in the words of the mail server', () => {
    const bouncedRecipients = [
      { emailAddress: 'ana@example.com', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ];
    const bounce = { bounceType: 'Permanent', bouncedRecipients };
    expect(mailReceipt(event('Bounce', { bounce }))).toEqual({
      messageId: '0102',
      address: 'ana@example.com',
      outcome: {
        delivered: false,
        reason: 'the address bounced: smtp; 550 5.1.1 user unknown',
        isFinal: true,
      },
    });
  });

  test('Bounce: with nothing of the address in those words, which are told where addresses are not', () => {
    const diagnosticCode =
      'smtp; 550 5.1.1 <ana.lima+x@mail.example.com>: user unknown, call +15555550101';
    const bounce = { bounceType: 'Permanent', bouncedRecipients: [{ diagnosticCode }] };
    expect(mailReceipt(event('Bounce', { bounce }))).toHaveProperty(
      'outcome.reason',
      'the address bounced: smtp; 550 5.1.1 <a***@mail.example.com>: user unknown, call +1********01',
    );
  });

  test('DeliveryDelay: it did not arrive in time, and may still', () => {
    const delayedRecipients = [{ emailAddress: 'ana@example.com', diagnosticCode: '451 later' }];
    expect(mailReceipt(event('DeliveryDelay', { deliveryDelay: { delayedRecipients } }))).toEqual({
      messageId: '0102',
      outcome: { delivered: false, reason: 'the mail server makes it wait: 451 later' },
    });
  });

  test('Bounce for the moment, which an answer that somebody is away is as well, is no last word', () => {
    const bounce = { bounceType: 'Transient' };
    expect(mailReceipt(event('Bounce', { bounce }))).toHaveProperty('outcome', {
      delivered: false,
      reason: 'the mailbox takes nothing now',
    });
    const unclear = event('Bounce', { bounce: { bounceType: 'Undetermined' } });
    expect(mailReceipt(unclear)).toHaveProperty('outcome', {
      delivered: false,
      reason: 'the address bounced',
    });
  });

  test('Reject: it was never sent', () => {
    expect(mailReceipt(event('Reject', { reject: { reason: 'Bad content' } }))).toHaveProperty(
      'outcome.reason',
      'SES did not send it: Bad content',
    );
  });

  test.each(['Send', 'Open', 'Complaint'])('%s decides nothing', type => {
    expect(mailReceipt(event(type))).toBeUndefined();
    expect(mailReceipt({ ...event('Bounce'), source: 'my.app' })).toBeUndefined();
  });
});

test('a receipt to look at again is read as it was written', () => {
  const message = {
    kind: 'receipt' as const,
    receipt: { messageId: 'm', outcome: { delivered: false as const, reason: 'busy' } },
    looks: 2,
  };
  expect(receiptAgain.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
});
