import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mailReceipt, smsReceipt, voiceReceipt } from '#contract/delivery-receipts.ts';
import { inboundText } from '#contract/inbound-text.ts';
import type { Source } from '#core/sources.ts';
import { parsedBy } from '../core/intake/fixture.ts';

/* Of what others send, every field may be missing or null one day. */

/** Each value inside, named by its path, once without it and once with null in its place. */
function* damaged(
  value: unknown,
  path: string[] = [],
): Generator<{ path: string; damage: (root: never) => unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    const name = here.map(step => (/^\d+$/.test(step) ? '#' : step)).join('.');
    for (const how of ['null', 'absent'] as const) {
      yield { path: name, damage: root => replaced(root, here, how) };
    }
    yield* damaged(inner, here);
  }
}

function replaced(root: unknown, [step = '', ...rest]: string[], how: 'null' | 'absent'): unknown {
  const copy = (Array.isArray(root) ? [...root] : { ...(root as object) }) as Record<
    string,
    unknown
  >;
  if (rest.length > 0) copy[step] = replaced(copy[step], rest, how);
  else if (how === 'null') copy[step] = null;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return copy;
}

/** By which fields alone something can be lost. */
function needed(event: object, understood: (event: unknown) => boolean): string[] {
  expect(understood(event)).toBe(true);
  const lost = [...damaged(event)].filter(({ damage }) => !understood(damage(event as never)));
  return [...new Set(lost.map(({ path }) => path))].sort();
}

const folder = new URL('../fixtures/alerts/', import.meta.url);
/** By file: what cannot be an alert without it is refused, by name. */
const neededByAlerts: Record<string, string[]> = {
  'alertmanager-mixed.json': ['alerts', 'alerts.#'],
  // Its members have neither a fingerprint nor annotations.
  'alertmanager-version-3.json': ['alerts', 'alerts.#', 'alerts.#.labels'],
  'cloudwatch-action.json': [
    'alarmData',
    'alarmData.alarmName',
    'alarmData.state',
    'alarmData.state.value',
  ],
  'cloudwatch-alarm.json': ['AlarmName', 'NewStateValue'],
  'cloudwatch-event.json': [
    'detail',
    'detail-type',
    'detail.alarmName',
    'detail.state',
    'detail.state.value',
    'source',
  ],
  'generic.json': ['title'],
  'grafana-before-values.json': ['alerts', 'alerts.#'],
  'grafana-values.json': ['alerts', 'alerts.#'],
};

describe('of an alert', () => {
  test.each(readdirSync(folder))(
    '%s, every field but those that make it one may be missing',
    file => {
      const source = file.split(/[-.]/)[0] as Source;
      const event = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      const alertsIn = (body: unknown) => {
        const parsed = parsedBy(source, JSON.stringify(body));
        return 'alerts' in parsed ? parsed.alerts.length : 0;
      };
      const all = event.alerts?.length ?? 1;
      expect({ [file]: needed(event, body => alertsIn(body) >= all) }).toEqual({
        [file]: neededByAlerts[file],
      });
    },
  );
});

describe('of what became of a message', () => {
  const failed = {
    notification: { messageId: 'm-1', timestamp: '2026-11-23 00:40:34.558' },
    delivery: {
      destination: '+15550100',
      priceInUSD: 0.006,
      providerResponse: 'Phone is unreachable',
    },
    status: 'FAILURE',
  };
  test('a text, its id and its status are all that is needed', () => {
    const lost = needed(failed, line => smsReceipt(JSON.stringify(line)) !== undefined);
    expect(lost).toEqual(['notification', 'notification.messageId', 'status']);
  });

  const call = {
    source: 'aws.sms-voice',
    time: '2026-11-23T02:14:05Z',
    detail: {
      eventType: 'VOICE_BUSY',
      messageId: 'm-1',
      messageStatusDescription: 'busy',
      context: {},
    },
  };
  test('a call, its id and what happened are', () => {
    const lost = needed(call, event => voiceReceipt(event) !== undefined);
    expect(lost).toEqual(['detail', 'detail.eventType', 'detail.messageId', 'source']);
  });

  const bounced = {
    source: 'aws.ses',
    detail: {
      eventType: 'Bounce',
      mail: { messageId: 'm-1', tags: { a: ['b'] } },
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [{ emailAddress: 'a@example.com', diagnosticCode: '550' }],
      },
    },
  };
  test('a mail, likewise', () => {
    const lost = needed(bounced, event => mailReceipt(event) !== undefined);
    expect(lost).toEqual([
      'detail',
      'detail.eventType',
      'detail.mail',
      'detail.mail.messageId',
      'source',
    ]);
  });
});

describe('of a text from a phone', () => {
  const text = {
    originationNumber: '+15555550101',
    destinationNumber: '+15550199',
    messageKeyword: 'KEYWORD_1',
    messageBody: 'A 4711',
    inboundMessageId: 'in-1',
    previousPublishedMessageId: 'out-1',
  };
  const wrapped = (message: unknown) => ({
    Type: 'Notification',
    MessageId: 'sns-1',
    Message: JSON.stringify(message),
  });
  const isRead = (body: unknown) => {
    try {
      return inboundText(JSON.stringify(body)).originationNumber === text.originationNumber;
    } catch {
      return false;
    }
  };

  test('the number that it comes from is all that is needed', () => {
    expect(needed(text, message => isRead(wrapped(message)))).toEqual(['originationNumber']);
    expect(needed(text, isRead)).toEqual(['originationNumber']);
    expect(needed(wrapped(text), isRead)).toEqual(['Message']);
  });

  test('it has one id however often it comes, and a body that may be empty', () => {
    const { inboundMessageId: _id, messageBody: _body, ...bare } = text;
    const read = () => inboundText(JSON.stringify(wrapped(bare)));
    expect(read()).toEqual({
      originationNumber: '+15555550101',
      messageBody: '',
      inboundMessageId: 'sns-1',
    });
    const raw = () => inboundText(JSON.stringify(bare)).inboundMessageId;
    expect(raw()).toBe(raw());
    expect(raw()).not.toBe('');
  });
});
