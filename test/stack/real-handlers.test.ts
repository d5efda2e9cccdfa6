import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* The deployed shape: the bundled handlers, through queues, stream and schedules, under their own grants. */

const stack = realStack();
const ana = '+15555550101';
const bo = '+15555550102';

describe('one SEV1', () => {
  // The watch is over: what fires next is another incident.
  afterEach(() => stack.passes(1900));
  const opens = () => stack.opens({ title: 'Payment processing down', service: 'payments' });
  /** What came to a phone about this incident. */
  const textsOf = async (id: string, phone: string) =>
    (await stack.inbox(phone)).filter(({ body }) => body.includes(id));

  test('pages level 1 by text and e-mail, and the link shows without acting', async () => {
    const id = await opens();
    const incident = await stack.show(id);
    expect(incident).toMatchObject({ severity: 'SEV1', phase: 'open' });
    expect(incident.severityReason.text).toContain('payment system failure');
    const [text] = await textsOf(id, ana);
    expect(text?.body).toContain(`SEV1 ${id} Payments: "Payment processing down"`);
    const mails = (await stack.inbox('ana@example.com')).map(({ subject }) => subject ?? '');
    expect(mails.find(subject => subject.includes(id))).toContain('You are paged');

    const link = text?.links[0] ?? '';
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await fetch(link, { method });
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    expect((await stack.show(id)).phase).toBe('open');
    await stack.resolves(id);
  });

  test('pages level 2 at the fifth minute and not a second before', async () => {
    const id = await opens();
    // The stack's clock goes on while its functions work, however slow the machine: the window ends well before.
    await stack.passes(240);
    expect(await textsOf(id, bo)).toEqual([]);
    await stack.passes(61);
    const [text] = await textsOf(id, bo);
    const { declaredAt } = await stack.show(id);
    const late = Date.parse(text?.at ?? '') - Date.parse(declaredAt);
    expect(late).toBeGreaterThanOrEqual(300_000);
    await stack.resolves(id);
  });

  test('is acknowledged by the button of the link, once, and nobody else is paged', async () => {
    const id = await opens();
    await stack.passes(301);
    const [text] = await textsOf(id, bo);
    const link = text?.links[0] ?? '';
    const first = await fetch(link, { method: 'POST' });
    expect(await first.text()).toContain('You acknowledged it');
    const second = await fetch(link, { method: 'POST' });
    expect(await second.text()).toContain('You acknowledged it');
    expect(await stack.show(id)).toMatchObject({
      phase: 'acknowledged',
      roles: { incidentCommander: { person: 'bo' } },
    });
    await stack.call('POST', `/v1/incidents/${id}/updates`, { status: 'Investigating' });
    await stack.passes(500);
    expect(await textsOf(id, '+15555550103')).toEqual([]);
    await stack.resolves(id);
  });

  test('is resolved, archived with sums that hold, watched, and closed', async () => {
    const id = await opens();
    await stack.call('POST', `/v1/incidents/${id}/acknowledge`, { by: 'ana' });
    await stack.call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Restarted.' });
    await stack.passes(5);
    expect((await stack.show(id)).phase).toBe('watching');
    const archive = await stack.call<{
      manifest: string;
      missing: string[];
      objects: { key: string; sha256: string }[];
    }>('GET', `/v1/incidents/${id}/archive`);
    expect(archive.missing).toEqual([]);
    expect(archive.objects.length).toBeGreaterThan(6);
    const s3 = new S3Client({
      endpoint: stack.url(),
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'person', secretAccessKey: 'person' },
    });
    const bucket = stack.bucket();
    for (const { key, sha256 } of archive.objects) {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = (await body?.transformToByteArray()) ?? new Uint8Array();
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    await stack.passes(1800);
    expect((await stack.show(id)).phase).toBe('resolved');
    const report = await stack.ask('GET', `/v1/incidents/${id}/report`);
    expect(await report.text()).toContain(`# ${id}: Payment processing down`);
  });
});

describe('what senders meet', () => {
  test('twenty deliveries of one alert at once make one incident', async () => {
    const alert = { title: 'Total outage', severity: 'SEV1', service: 'website', key: 'outage' };
    await Promise.all(
      Array.from({ length: 20 }, () => stack.call('POST', '/v1/alerts/generic', alert)),
    );
    await stack.passes(5);
    const opened = (await stack.incidents()).filter(({ title }) => title === alert.title);
    expect(opened).toHaveLength(1);
    await stack.resolves(opened[0]?.id ?? '');
  });

  test('a storm of two thousand alerts of one problem is one incident and one page per channel', async () => {
    await stack.phonesRest();
    const before = (await stack.inbox(ana)).length;
    const webhook = (number: number) => ({
      groupKey: 'storm',
      receiver: 'tocsin',
      status: 'firing',
      alerts: Array.from({ length: 50 }, (_, index) => ({
        status: 'firing',
        labels: {
          alertname: 'Down',
          service: 'payments',
          severity: 'critical',
          host: `${number}-${index}`,
        },
        annotations: { summary: 'Payments are down everywhere' },
      })),
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        stack.call('POST', '/v1/alerts/alertmanager', webhook(number)),
      ),
    );
    await stack.passes(0);
    const stormy = (await stack.incidents()).filter(({ alerts }) => alerts.firing > 1);
    expect(stormy).toMatchObject([{ alerts: { firing: 2000, cleared: 0 } }]);
    expect((await stack.inbox(ana)).slice(before)).toHaveLength(1);
    await stack.resolves(stormy[0]?.id ?? '');
  });

  test('any sender opens an incident at the address for anybody, as explaining it said before', async () => {
    const body = {
      heartbeat: { status: 0, msg: 'timeout' },
      monitor: { id: 5, name: 'website', url: 'https://shop.example.com' },
      msg: '[website] down',
    };
    const asked = await stack.call<{ alerts: object[] }>('POST', '/v1/explain?source=auto', body);
    expect(asked.alerts).toMatchObject([
      {
        title: 'website is down: timeout',
        source: 'uptime-kuma',
        service: 'website',
        severity: 'SEV1',
      },
    ]);
    await stack.call('POST', '/v1/alerts/auto', body);
    await stack.passes(5);
    const opened = (await stack.incidents()).filter(
      ({ title }) => title === 'website is down: timeout',
    );
    expect(opened).toHaveLength(1);
    await stack.resolves(opened[0]?.id ?? '');
  });

  test('refusals name what is wrong', async () => {
    const send = (source: string, body: unknown, key = 'local') =>
      stack.ask('POST', `/v1/alerts/${source}?key=${key}`, body, { authorization: '' });
    expect((await send('generic', { title: 'x' }, 'wrong')).status).toBe(401);
    expect((await send('nobody', { title: 'x' })).status).toBe(404);
    const notJson = await send('generic', '{"title":');
    expect(notJson.status).toBe(400);
    expect(notJson.headers.get('content-type')).toContain('application/problem+json');
    const unknown = await send('generic', { title: 'x', sevrity: 'SEV1' });
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('/sevrity');
  });

  test('an alarm of CloudWatch arrives natively', async () => {
    const arn = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders-errors';
    const event = (value: string) => ({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [arn],
      detail: {
        alarmName: 'orders-errors',
        state: { value, reason: 'Threshold crossed', timestamp: new Date().toISOString() },
        previousState: { value: value === 'OK' ? 'ALARM' : 'OK' },
        configuration: { description: 'Checkout completely unavailable' },
      },
    });
    await stack.call('POST', '/_local/events', event('ALARM'));
    await stack.passes(2);
    const open = await stack.incidents('?phase=open');
    const incident = open.find(({ title }) => title.includes('orders-errors'));
    expect(incident).toBeDefined();
    await stack.call('POST', '/_local/events', event('OK'));
    await stack.passes(2);
    // The rule hands the event over after it was answered, so the queue may be a moment behind.
    const firing = (count: number) =>
      expect
        .poll(async () => (await stack.show(incident?.id ?? '')).alerts.firing, {
          timeout: 600_000,
        })
        .toBe(count);
    await firing(0);

    await stack.call('POST', '/_local/events', event('ALARM'));
    await stack.passes(2);
    await firing(1);
    await stack.call('POST', '/_local/events', {
      ...event('ALARM'),
      'detail-type': 'CloudWatch Alarm Configuration Change',
      detail: { ...event('ALARM').detail, operation: 'delete' },
    });
    await stack.passes(2);
    // Nobody watches any more, which is no all-clear: it is told, and a person closes it.
    const types = async () =>
      (await stack.show(incident?.id ?? '')).timeline.map(each => each.type);
    await expect.poll(types, { timeout: 600_000 }).toContain('AlertsDoubted');
    await firing(1);
    await stack.resolves(incident?.id ?? '');
  });
});

describe('what people meet', () => {
  test('a text acknowledges; its sender is answered', async () => {
    await stack.phonesRest();
    const id = await stack.opens({ title: 'Checkout is down', severity: 'SEV1' });
    const before = (await stack.inbox(ana)).length;
    const text = `a ${await stack.codeOf(id, ana)}`;
    await stack.call('POST', '/_local/inbox/reply', { from: ana, text });
    await stack.passes(1);
    expect((await stack.show(id)).phase).toBe('acknowledged');
    const answers = (await stack.inbox(ana)).slice(before);
    expect(answers.at(-1)?.body).toContain(`You acknowledged ${id}`);
  });

  test('the same Idempotency-Key declares once, and another body is refused', async () => {
    const key = { 'idempotency-key': 'declare-1' };
    const body = { title: 'Database down', severity: 'SEV2' };
    const first = await stack.call<{ id: string }>('POST', '/v1/incidents', body, key);
    const again = await stack.call<{ id: string }>('POST', '/v1/incidents', body, key);
    expect(again.id).toBe(first.id);
    const other = await stack.ask('POST', '/v1/incidents', { ...body, title: 'Other' }, key);
    expect(other.status).toBe(422);
  });

  test('a refused command says which rule refused it', async () => {
    const id = await stack.opens({ title: 'Search is slow', severity: 'SEV3' });
    const refused = await stack.ask('POST', `/v1/incidents/${id}/reopen`, { reason: 'x' });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ reason: 'not-resolved' });
  });

  test('the API describes itself to anybody, and tells nothing else without a token', async () => {
    const open = await stack.ask('GET', '/v1/openapi.json', undefined, { authorization: '' });
    expect(await open.json()).toMatchObject({ openapi: '3.1.0' });
    const closed = await stack.ask('GET', '/v1/incidents', undefined, { authorization: '' });
    expect(closed.status).toBe(401);
  });

  test('a vendor that fails for a while is tried again, and the page arrives', async () => {
    await stack.call('POST', '/_local/faults', {
      service: 'sns',
      operation: 'Publish',
      times: 12,
      status: 500,
    });
    const id = await stack.opens({ title: 'Payments fail again', severity: 'SEV1' });
    await stack.passes(120);
    const texts = (await stack.inbox(ana)).filter(({ body }) => body.includes(id));
    expect(texts.length).toBeGreaterThan(0);
  });
});

test('no function was denied anything that its code asks for', async () => {
  expect((await stack.logs()).filter(({ line }) => line.includes('AccessDenied'))).toEqual([]);
});
