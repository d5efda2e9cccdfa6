import { afterEach, describe, expect, test } from 'vitest';
import { leaseSeconds } from '#core/lease.ts';
import { realStack } from './stack.ts';

/* What AWS does on bad days: it fails for a while, and it carries a thing out and loses the answer. */

const stack = realStack();
const ana = '+15555550101';
const bo = '+15555550102';

/** So many attempts are one call: with fewer nothing is noticed. */
const oneCall = 3;
const oneOfTable = 4;

interface Failing {
  service: string;
  operation: string;
  caller: string;
  times: number;
  when?: 'before' | 'after';
}
const fails = (fault: Failing) => stack.call('POST', '/_local/faults', { status: 500, ...fault });
const faultsLeft = () => stack.call<unknown[]>('GET', '/_local/faults');
const down = (title: string) => ({ title, severity: 'SEV1', service: 'payments', key: title });

/** The incidents of a title, and every message to a person about them. */
async function cameOf(title: string, to = ana) {
  const incidents = (await stack.incidents('?limit=100')).filter(one => one.title === title);
  const messages = (await stack.inbox(to)).filter(({ body }) => body.includes(title));
  return { incidents, messages };
}

async function over(title: string) {
  expect(await faultsLeft()).toEqual([]);
  const { incidents } = await cameOf(title);
  for (const { id } of incidents) await stack.resolves(id);
}

afterEach(() => stack.call('DELETE', '/_local/faults'));

describe('an alert', () => {
  test('is not confirmed when no queue took it, and can be sent again', async () => {
    const title = 'Queue is down';
    const fault = { service: 'sqs', operation: 'SendMessage', caller: 'on-webhook' };
    await fails({ ...fault, times: oneCall });
    const first = await stack.ask('POST', '/v1/alerts/generic', down(title));
    expect(first.status).toBe(500);
    expect(first.headers.get('content-type')).toContain('application/problem+json');
    await stack.passes(5);
    expect((await cameOf(title)).incidents).toEqual([]);
    await stack.opens(down(title));
    await over(title);
  });

  test('that the queue took twice, and its sender sends again, is one incident', async () => {
    const title = 'Answer of the queue is lost';
    const fault = { service: 'sqs', operation: 'SendMessage', caller: 'on-webhook' };
    await fails({ ...fault, times: oneCall, when: 'after' });
    expect((await stack.ask('POST', '/v1/alerts/generic', down(title))).status).toBe(500);
    expect((await stack.ask('POST', '/v1/alerts/generic', down(title))).status).toBe(202);
    await stack.passes(60);
    const { incidents, messages } = await cameOf(title);
    expect(incidents).toHaveLength(1);
    expect(messages).toHaveLength(1);
    await over(title);
  });

  test('waits in the queue while the table is down', async () => {
    const title = 'Table is down';
    await fails({ ...commits('on-alert'), times: 2 * oneOfTable });
    await stack.call('POST', '/v1/alerts/generic', down(title));
    await stack.passes(60);
    const { incidents, messages } = await cameOf(title);
    expect(incidents).toHaveLength(1);
    expect(messages).toHaveLength(1);
    await over(title);
  });

  test('whose incident was written, with the answer lost, is still one incident', async () => {
    const title = 'Answer of the table is lost';
    await fails({ ...commits('on-alert'), times: oneOfTable, when: 'after' });
    await stack.call('POST', '/v1/alerts/generic', down(title));
    await stack.passes(60);
    const { incidents, messages } = await cameOf(title);
    expect(incidents).toMatchObject([{ alerts: { firing: 1 } }]);
    expect(messages).toHaveLength(1);
    await over(title);
  });
});

describe('an alert that is given up', () => {
  test('ends its receipt, pages whoever answers for the service, and can be sent again', async () => {
    const title = 'Table is down for an hour';
    await fails({ ...commits('on-alert'), times: 1000 });
    const { receiptId } = await stack.call<{ receiptId: string }>(
      ...(['POST', '/v1/alerts/generic', down(title)] as const),
    );
    await stack.passes(20 * 11);
    await stack.call('DELETE', '/_local/faults');
    await stack.passes(301);
    const receipt = () => stack.call('GET', `/v1/receipts/${receiptId}`);
    expect(await receipt()).toMatchObject({ state: 'failed' });
    const told = 'Alerts of integration default were given up';
    expect((await cameOf(title)).incidents).toEqual([]);
    expect((await stack.inbox(ana)).some(({ body }) => body.includes(told))).toBe(true);

    const listed = () => stack.call<{ deadLetters: object[] }>('GET', '/v1/dead-letters');
    const [letter, ...more] = (await listed()).deadLetters;
    expect(letter).toMatchObject({ queue: 'alerts', receipt: receiptId, about: 'default' });
    expect(more).toEqual([]);
    const sent = await stack.call('POST', '/v1/dead-letters/send-again', { queue: 'alerts' });
    expect(sent).toEqual({ queue: 'alerts', sent: 1 });
    await stack.passes(60);
    expect(await receipt()).toMatchObject({ state: 'processed' });
    expect((await cameOf(title)).incidents).toHaveLength(1);
    expect((await listed()).deadLetters).toEqual([]);
    await over(title);
  });
});

describe('a page', () => {
  test('that was queued again and again is sent once', async () => {
    const title = 'Reactions are queued twice';
    const fault = { service: 'sqs', operation: 'SendMessageBatch', caller: 'on-incident-event' };
    await fails({ ...fault, times: 2 * oneCall, when: 'after' });
    await stack.opens(down(title));
    await stack.passes(60);
    expect((await cameOf(title)).messages).toHaveLength(1);
    expect((await cameOf(title, 'ana@example.com')).messages.length).toBeGreaterThan(0);
    await over(title);
  });

  test('that dispatch gave up is queued all the same, with all else that the incident leads to', async () => {
    const title = 'Queues take nothing from dispatch';
    const fault = { service: 'sqs', operation: 'SendMessageBatch', caller: 'on-incident-event' };
    await fails({ ...fault, times: 1000 });
    await stack.call('POST', '/v1/alerts/generic', down(title));
    await stack.passes(120);
    expect((await cameOf(title)).messages).toHaveLength(1);
    expect((await cameOf(title, 'ana@example.com')).messages.length).toBeGreaterThan(0);
    await stack.call('DELETE', '/_local/faults');
    await over(title);
  });

  test('whose claim was written, with the answer lost, is sent all the same', async () => {
    const title = 'Answer to a claim is lost';
    await fails({ ...commits('on-page'), times: 4 * oneOfTable, when: 'after' });
    await stack.opens(down(title));
    await stack.passes(120);
    expect((await cameOf(title)).messages.length).toBeGreaterThan(0);
    await over(title);
  });

  test('that can neither be sent nor be given back is sent later', async () => {
    const title = 'Vendor and table are down';
    await fails({ service: 'sns', operation: 'Publish', caller: 'on-page', times: 2 * oneCall });
    await fails({
      service: 'dynamodb',
      operation: 'UpdateItem',
      caller: 'on-page',
      times: 2 * oneOfTable,
    });
    await stack.opens(down(title));
    await stack.passes(120);
    expect((await cameOf(title)).messages.length).toBeGreaterThan(0);
    await over(title);
  });
});

test('a claim that was left behind is over before its message comes again', () => {
  const { queues = [], queueSources = [], functions = [] } = stack.model();
  for (const name of ['pages', 'effects']) {
    const queue = queues.find(one => one.name.endsWith(`-${name}`));
    const source = queueSources.find(({ queueArn }) => queueArn === queue?.arn);
    const worker = functions.find(({ arn }) => arn === source?.functionArn);
    const seconds = worker?.timeoutSeconds ?? Number.NaN;
    expect(leaseSeconds.message, name).toBeGreaterThan(seconds);
    // A claim is made while the function runs, which is after the queue hid the message.
    expect(queue?.visibilitySeconds, name).toBeGreaterThan(leaseSeconds.message + seconds);
  }
});

describe('an escalation', () => {
  test('takes place when Scheduler fails for good, by the sweeper', async () => {
    const title = 'Scheduler is down';
    for (const operation of ['CreateSchedule', 'UpdateSchedule']) {
      const callers = ['on-incident-event', 'on-timer', 'on-sweep'];
      for (const caller of callers) {
        await fails({ service: 'scheduler', operation, caller, times: 1000 });
      }
    }
    await stack.opens(down(title));
    // Not in the last second before it, which a slow machine takes for itself.
    await stack.passes(200);
    expect((await cameOf(title, bo)).messages).toEqual([]);
    await stack.passes(161);
    expect((await cameOf(title, bo)).messages).toHaveLength(1);
    await stack.call('DELETE', '/_local/faults');
    await over(title);
  });
});

function commits(caller: string) {
  return { service: 'dynamodb', operation: 'TransactWriteItems', caller };
}
