import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* What people and scripts do over HTTP, on the deployed shape, and who is told of it. */

const stack = realStack();
const megabyte = 1024 * 1024;

type Row = Awaited<ReturnType<typeof stack.show>>;
const act = (id: string, what: string, body: object) =>
  stack.call<Row>('POST', `/v1/incidents/${id}/${what}`, body);

/** What came since, as one line per message; with an id, without what is about other incidents alone. */
async function tells(seconds: number, id?: string): Promise<string[]> {
  const before = (await stack.inbox()).length;
  await stack.passes(seconds);
  return (await stack.inbox())
    .slice(before)
    .filter(({ subject = '', body }) => {
      const named = [...`${subject} ${body}`.matchAll(/INC-\d{4}-\d+/g)].map(([each]) => each);
      return id === undefined || named.length === 0 || named.includes(id);
    })
    .map(({ to, subject, body }) => {
      const [line] = body.split('\n');
      return `${to}: ${subject ?? line}`;
    });
}

describe('an incident declared and led by hand', () => {
  const declares = () =>
    stack.call<Row>('POST', '/v1/incidents', {
      title: 'Search returns nothing',
      severity: 'SEV2',
      service: 'catalogue',
      by: 'bo',
    });

  test('is declared as said, and pages', async () => {
    const declared = await declares();
    expect(declared).toMatchObject({ phase: 'open', severity: 'SEV2', service: 'catalogue' });
    const told = await tells(1);
    expect(told.filter(line => line.startsWith('+15555550101'))).toHaveLength(1);
    await stack.resolves(declared.id);
  });

  test('takes an acknowledgement, roles, notes, an update and another severity', async () => {
    const { id } = await declares();
    const acknowledged = await act(id, 'acknowledge', { by: 'ana', note: 'Looking.' });
    expect(acknowledged).toMatchObject({ phase: 'acknowledged' });
    const led = await act(id, 'roles', { role: 'scribe', person: 'chidi' });
    expect(led.roles).toMatchObject({
      incidentCommander: { person: 'ana' },
      scribe: { person: 'chidi', name: 'Chidi Obi' },
    });
    await act(id, 'notes', { text: 'The index is empty.', by: 'chidi' });
    const raised = await act(id, 'severity', { severity: 'SEV1', reason: 'All shops' });
    expect(raised).toMatchObject({
      severity: 'SEV1',
      severityReason: { rule: 'person', text: 'the operations token: All shops' },
    });
    const updated = await act(id, 'updates', { status: 'Rebuilding the index', by: 'ana' });
    expect(updated).toMatchObject({ status: 'Rebuilding the index' });
    await stack.passes(1);
    const { timeline } = await stack.show(id);
    const types = timeline.map(({ type }) => type);
    for (const type of [
      'IncidentDeclared',
      'IncidentAcknowledged',
      'NoteAdded',
      'RoleAssigned',
      'SeverityChanged',
      'UpdatePosted',
    ]) {
      expect(types).toContain(type);
    }
    expect(timeline.map(({ text }) => text).join('\n')).toContain('The index is empty.');
    await stack.resolves(id);
  });

  test('is resolved, reopened, resolved again, and closed when the watch is over', async () => {
    const { id } = await declares();
    await act(id, 'resolve', { resolution: 'Index rebuilt.' });
    await stack.passes(60);
    expect(await act(id, 'reopen', { reason: 'Empty again' })).toMatchObject({ phase: 'open' });
    await stack.passes(1);
    await act(id, 'acknowledge', { by: 'bo' });
    const again = await act(id, 'resolve', { resolution: 'Job stopped, index rebuilt.' });
    expect(again).toMatchObject({ phase: 'watching' });
    // The stack's clock goes on while its functions work, however slow the machine: the window ends well before.
    await stack.passes(1740);
    expect((await stack.show(id)).phase).toBe('watching');
    await stack.passes(61);
    expect((await stack.show(id)).phase).toBe('resolved');
    const report = await stack.ask('GET', `/v1/incidents/${id}/report`);
    expect(await report.text()).toContain('Job stopped, index rebuilt.');
  });
});

test('after an acknowledgement only the update clock speaks, and to the right people', async () => {
  await stack.phonesRest();
  const id = await stack.opens({ title: 'Payments refused', severity: 'SEV1' });
  const text = `ack ${await stack.codeOf(id, '+15555550101')}`;
  await stack.call('POST', '/_local/inbox/reply', { from: '+15555550101', text });
  await stack.passes(1);
  expect((await stack.show(id)).phase).toBe('acknowledged');

  // The stack's clock goes on while its functions work, however slow the machine: windows end well before what they
  // must not hold, and begin well before what they must.
  expect(await tells(540, id)).toEqual([]);
  const reminders = await tells(90, id);
  expect(reminders.length).toBeGreaterThan(0);
  for (const line of reminders)
    expect(line).toMatch(/^(\+15555550101|ana@example\.com): .*update/i);

  expect(await tells(210, id)).toEqual([]);
  const missed = await tells(100, id);
  expect(missed.length).toBeGreaterThan(0);
  expect(missed.join('\n')).toMatch(/^(\+15555550102|bo@example\.com): /m);
  for (const line of missed) expect(line).toMatch(/^(\+1555555010[12]|(ana|bo)@example\.com): /);
  expect(await tells(240, id)).toEqual([]);
  await act(id, 'resolve', { resolution: 'Over.' });
});

describe('receipts', () => {
  const delivery = (change = {}) => ({
    title: 'Slow pages',
    severity: 'SEV3',
    key: 'slow',
    ...change,
  });
  async function fateOf(body: object) {
    const sent = await stack.call<{ receiptId: string }>('POST', '/v1/alerts/generic', body);
    await stack.passes(3);
    return stack.call('GET', `/v1/receipts/${sent.receiptId}`);
  }

  test('tell what became of each delivery, and of which incident', async () => {
    expect(await fateOf(delivery({ status: 'resolved' }))).toMatchObject({
      state: 'processed',
      outcomes: [{ outcome: 'ignored' }],
    });
    const declared = await fateOf(delivery());
    expect(declared).toMatchObject({ state: 'processed', outcomes: [{ outcome: 'declared' }] });
    expect(await fateOf(delivery())).toMatchObject({ outcomes: [{ outcome: 'repeated' }] });
    expect(await fateOf(delivery({ status: 'resolved' }))).toMatchObject({
      outcomes: [{ outcome: 'cleared', incident: expect.stringMatching(/^INC-/) }],
    });
  });

  test('that were never given out are not found', async () => {
    const { receiptId } = await stack.call<{ receiptId: string }>(
      'POST',
      '/v1/alerts/generic',
      delivery(),
    );
    const other = receiptId.endsWith('a') ? 'b' : 'a';
    for (const id of ['rcp_made-up', `${receiptId.slice(0, -1)}${other}`, `${receiptId}0`]) {
      const answer = await stack.ask('GET', `/v1/receipts/${id}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ reason: 'no-such-receipt' });
    }
    expect((await stack.ask('GET', `/v1/receipts/${receiptId}`)).status).toBe(200);
  });
});

describe('the largest webhook', () => {
  const filled = (bytes: number, text: (bytes: number) => string) => {
    const body = (description: string) =>
      JSON.stringify({ title: 'Large', severity: 'SEV4', description });
    return body(text(bytes - body('').length));
  };
  const send = (body: string) => stack.ask('POST', '/v1/alerts/generic', body);

  test('has exactly 4 MiB; a byte more is refused', async () => {
    const plain = (bytes: number) => 'x'.repeat(bytes);
    const accepted = await send(filled(4 * megabyte, plain));
    expect(accepted.status).toBe(202);
    const { receiptId } = (await accepted.json()) as { receiptId: string };
    await stack.passes(2);
    expect(await stack.call('GET', `/v1/receipts/${receiptId}`)).toMatchObject({
      state: 'processed',
    });
    const refused = await send(filled(4 * megabyte + 1, plain));
    expect(refused.status).toBe(413);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    await stack.passes(2);
    const { incidents } = await stack.call<{ incidents: { id: string; title: string }[] }>(
      'GET',
      '/v1/incidents?phase=open',
    );
    const told = incidents.find(({ title }) => title.startsWith('What default sends is refused'));
    await stack.resolves(told?.id ?? 'nobody was told');
  });

  test('fits into its queue even when it hardly compresses', async () => {
    const hex = (bytes: number) => randomBytes(bytes).toString('hex').slice(0, bytes);
    expect((await send(filled(megabyte, hex))).status).toBe(202);
    const noise = (bytes: number) => randomBytes(bytes).toString('base64').slice(0, bytes);
    expect((await send(filled(megabyte, noise))).status).toBe(413);
  });
});

describe('characters that queues refuse', () => {
  beforeEach(() => stack.phonesRest());

  const title = (id: string) => `Basement \ufffe\uffff flooded ${id}`;

  test('keep no alert from being accepted', async () => {
    const id = await stack.opens({ title: title('1'), severity: 'SEV1' });
    await stack.passes(1);
    expect((await stack.inbox('+15555550101')).at(-1)?.body).toContain(id);
  });

  test('keep nobody from being paged for what a person declared', async () => {
    const body = { title: title('2'), severity: 'SEV1' };
    const { id } = await stack.call<Row>('POST', '/v1/incidents', body);
    await stack.passes(1);
    expect((await stack.inbox('+15555550101')).at(-1)?.body).toContain(id);
    const mails = await stack.inbox('ana@example.com');
    expect(mails.map(({ body }) => body).join()).toContain(id);
  });
});

describe('tokens', () => {
  test('of a scope do what it allows and nothing above it', async () => {
    const token = (name: string, scope: string, more = {}) => ({
      ...{ name, scope, sha256: createHash('sha256').update(name).digest('hex') },
      ...more,
    });
    await stack.configures({
      tokens: [token('looks', 'read'), token('ana-laptop', 'respond', { person: 'ana' })],
    });
    const ask = async (name: string, method: string, path: string, body?: object) =>
      (await stack.ask(method, path, body, { authorization: `Bearer ${name}` })).status;
    const declaration = { title: 'Cosmetic glitch', severity: 'SEV4' };
    expect(await ask('looks', 'GET', '/v1/incidents')).toBe(200);
    expect(await ask('looks', 'POST', '/v1/incidents', declaration)).toBe(403);
    expect(await ask('looks', 'GET', '/v1/config')).toBe(403);
    expect(await ask('ana-laptop', 'POST', '/v1/incidents', declaration)).toBe(201);
    expect(await ask('ana-laptop', 'PUT', '/v1/config', {})).toBe(403);
    expect(await ask('nobody', 'GET', '/v1/incidents')).toBe(401);
  });
});

test('no function was denied anything, whatever the service calls that', async () => {
  const denied = /AccessDenied|AuthorizationError|not authorized/;
  expect((await stack.logs()).filter(({ line }) => denied.test(line))).toEqual([]);
});
