import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '#app/api/http.ts';
import { dropIn } from '#app/intake/drop-in.ts';
import { takeBeat } from '#app/intake/heartbeat-door.ts';
import { opsgenieHeartbeats } from '#app/intake/opsgenie-heartbeats.ts';
import { numberedIncidentId, receiptId } from '#core/ids.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import {
  memoryAlerts,
  memoryIncidents,
  memoryReceipts,
} from '../../support/memory/memory-table.ts';
import { declared, later } from '../../support/samples.ts';

/** Both pagers' addresses before a pipeline on memory; a key is sent as the name of its integration. */
function pagers(more: object = {}) {
  const intake = intakeOnMemory(
    [
      { name: 'pd', source: 'pagerduty-events' },
      { name: 'og', source: 'opsgenie' },
      { name: 'other', source: 'opsgenie' },
    ],
    more,
  );
  const { table, configuration, accept } = intake;
  let keys = 0;
  const answer = dropIn({
    accept,
    authenticate: intake.authenticate,
    incidents: memoryIncidents(table),
    alerts: memoryAlerts(table),
    receipts: memoryReceipts(table),
    beat: takeBeat({
      ...{ configuration, accept: intake.enqueue, now: () => later(0) },
      newReceiptId: () => receiptId('rcp_beat'),
    }),
    heartbeats: opsgenieHeartbeats({
      ...{ configuration, heartbeats: intake.heartbeats, now: intake.now },
    }),
    newKey: () => `made-${++keys}`,
  });
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { key = 'og', ...query }: Record<string, string> = {},
  ) {
    const request: ApiRequest = {
      ...{ method, path, query },
      headers: { authorization: `GenieKey ${key}` },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    };
    const { status, body: text } = await answer(request);
    return { status, ...JSON.parse(text) };
  }
  const one = () => {
    const all = intake.all();
    expect(all).toHaveLength(1);
    return all[0];
  };
  return { ...intake, ask, one };
}

const trigger = {
  routing_key: 'pd',
  event_action: 'trigger',
  dedup_key: 'db-1/disk',
  payload: { summary: 'Disk full on db-1', source: 'db-1', severity: 'critical' },
};
const created = { message: 'Payments are failing', alias: 'payments/errors', priority: 'P1' };

describe('what a client of PagerDuty sends', () => {
  test('opens, acknowledges and clears an incident under its key', async () => {
    const { ask, deliver, one } = pagers();
    expect(await ask('POST', '/v2/enqueue', trigger)).toEqual({
      status: 'success',
      message: 'Event processed',
      dedup_key: 'db-1/disk',
    });
    await deliver();
    expect(one()).toMatchObject({ phase: 'open', title: 'Disk full on db-1' });

    const { payload: _, ...about } = trigger;
    await ask('POST', '/v2/enqueue', { ...about, event_action: 'acknowledge' });
    await deliver();
    expect(one()).toMatchObject({
      phase: 'acknowledged',
      acknowledgedBy: { kind: 'system', name: 'the integration pd' },
    });

    await ask('POST', '/v2/enqueue', { ...about, event_action: 'resolve' });
    await deliver();
    expect(one()).toMatchObject({ alerts: { firing: 0, cleared: 1 } });
  });

  test('that acknowledges before what it acknowledges has arrived is heeded when that has', async () => {
    const { ask, deliver, one } = pagers();
    const { payload: _, ...about } = trigger;
    await ask('POST', '/v2/enqueue', { ...about, event_action: 'acknowledge' });
    await ask('POST', '/v2/enqueue', trigger);
    await deliver();
    expect(one()).toMatchObject({ phase: 'acknowledged' });
  });

  test('that acknowledges what nobody knows ends with a word on its receipt', async () => {
    const { ask, deliver, receipt, all } = pagers();
    const { payload: _, ...about } = trigger;
    await ask('POST', '/v2/enqueue', { ...about, event_action: 'acknowledge' });
    await deliver();
    expect(all()).toEqual([]);
    expect(await receipt()).toMatchObject({
      state: 'processed',
      outcomes: [{ outcome: 'ignored', reason: expect.stringContaining('nothing is known') }],
    });
  });

  test('with a key that is none is refused as PagerDuty does', async () => {
    const { ask } = pagers();
    expect(await ask('POST', '/v2/enqueue', { ...trigger, routing_key: 'nobody' })).toEqual({
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['Invalid routing key'],
    });
  });

  test('as a change opens nothing', async () => {
    const { ask, deliver, all } = pagers();
    const change = { routing_key: 'pd', payload: { summary: 'Deployed 1.2' } };
    expect(await ask('POST', '/v2/change/enqueue', change)).toEqual({
      status: 'success',
      message: 'Change event processed',
    });
    await deliver();
    expect(all()).toEqual([]);
  });

  test('in its oldest form is answered in that form', async () => {
    const { ask, deliver, one } = pagers();
    const event = {
      service_key: 'pd',
      event_type: 'trigger',
      incident_key: 'k-1',
      description: 'Disk full',
    };
    expect(await ask('POST', '/generic/2010-04-15/create_event.json', event)).toEqual({
      status: 'success',
      message: 'Event processed',
      incident_key: 'k-1',
    });
    await deliver();
    expect(one()).toMatchObject({ title: 'Disk full' });
  });
});

describe('what a client of Opsgenie sends', () => {
  async function opened() {
    const pager = pagers();
    const taken = await pager.ask('POST', '/v2/alerts', created);
    await pager.deliver();
    return { ...pager, taken };
  }

  test('opens an incident, and the request tells how it went', async () => {
    const { ask, taken, one } = await opened();
    expect(taken).toMatchObject({ status: 202, result: 'Request will be processed' });
    expect(one()).toMatchObject({ severity: 'SEV1', title: 'Payments are failing' });
    expect(await ask('GET', `/v2/alerts/requests/${taken.requestId}`)).toMatchObject({
      status: 200,
      data: { success: true, isSuccess: true, action: 'Create', alias: 'payments/errors' },
    });
  });

  test('of another sender is not told how it went', async () => {
    const { ask, taken } = await opened();
    const path = `/v2/alerts/requests/${taken.requestId}`;
    expect(await ask('GET', path, undefined, { key: 'other' })).toEqual({
      ...{ status: 404, message: 'Request not found. It might not be processed, yet.' },
      ...{ took: 0.001, requestId: '' },
    });
  });

  test('finds the alert again by id, by number and by alias', async () => {
    const { ask } = await opened();
    const byAlias = await ask('GET', '/v2/alerts/payments%2Ferrors', undefined, {
      identifierType: 'alias',
    });
    expect(byAlias).toMatchObject({
      status: 200,
      data: { message: 'Payments are failing', priority: 'P1', acknowledged: false, count: 1 },
    });
    const { id, tinyId } = byAlias.data;
    expect((await ask('GET', `/v2/alerts/${id}`)).data).toEqual(byAlias.data);
    const byNumber = await ask('GET', `/v2/alerts/${tinyId}`, undefined, {
      identifierType: 'tiny',
    });
    expect(byNumber.data).toEqual(byAlias.data);
  });

  test.each(['alias', 'id', 'tiny'])(
    'acknowledges, notes, snoozes and closes by %s',
    async type => {
      const { ask, deliver, one, table } = await opened();
      const { data } = await ask('GET', '/v2/alerts/payments%2Ferrors', undefined, {
        identifierType: 'alias',
      });
      const name = { alias: 'payments%2Ferrors', id: data.id, tiny: data.tinyId }[type];
      const act = async (what: string, body: object = {}) => {
        const answer = await ask('POST', `/v2/alerts/${name}/${what}`, body, {
          identifierType: type,
        });
        expect(answer).toMatchObject({ status: 202, result: 'Request will be processed' });
        await deliver();
      };
      await act('acknowledge', { user: 'pat@example.com', note: 'on it' });
      expect(one()).toMatchObject({
        phase: 'acknowledged',
        acknowledgedBy: { name: 'pat@example.com (the integration og)' },
      });
      await act('notes', { note: 'restarted it' });
      await act('tags', { tags: ['db', 'disk'] });
      const texts = [...table.commits.values()]
        .flat()
        .flatMap(({ events }) => events)
        .flatMap(event => (event.type === 'NoteAdded' ? [event.text] : []));
      expect(texts).toEqual(['on it', 'restarted it', 'Tags added: db, disk']);
      await act('close', { note: 'all good' });
      expect(one()?.phase === 'watching' || one()?.alerts.firing === 0).toBe(true);
    },
  );

  test.each([
    ['a list', { tags: [{ toString: 1 }, 'db'] }, 'Tags added: {"toString":1}, db'],
    ['an object', { tags: { rack: { valueOf: [], toString: {} } } }, 'rack {"valueOf":[]'],
  ])('says what is no text in words as JSON has it: %s', async (_what, body, words) => {
    const { ask, deliver, notes, one } = await opened();
    const address = '/v2/alerts/payments%2Ferrors/tags';
    const answer = await ask('POST', address, body, { identifierType: 'alias' });
    expect(answer).toMatchObject({ status: 202 });
    await deliver();
    expect(await notes(one()?.id ?? '')).toMatchObject([expect.stringContaining(words)]);
  });

  test('means the alias as it stands where one is called so, which some gateways hand on without its escapes', async () => {
    const { ask, deliver, all } = pagers();
    for (const alias of ['disk%41', 'diskA'])
      await ask('POST', '/v2/alerts', { ...created, alias });
    await deliver();
    const byAlias = { identifierType: 'alias' };
    const firing = () => all().filter(({ alerts }) => alerts.firing > 0).length;
    const seen = await ask('GET', '/v2/alerts/disk%41', undefined, byAlias);
    expect(seen.data.alias).toBe('disk%41');
    await ask('POST', '/v2/alerts/disk%41/close', {}, byAlias);
    await deliver();
    expect(firing()).toBe(1);
    expect((await ask('GET', '/v2/alerts/disk%2541', undefined, byAlias)).data.alias).toBe(
      'disk%41',
    );
    expect((await ask('GET', '/v2/alerts/disk%4A', undefined, byAlias)).status).toBe(404);
    await ask('POST', '/v2/alerts/dis%6BA/close', {}, byAlias);
    await deliver();
    expect(firing()).toBe(0);
  });

  test('says who and why in words that pass for nobody’s of the team', async () => {
    const { ask, deliver, one } = await opened();
    const { data } = await ask('GET', '/v2/alerts/payments%2Ferrors', undefined, {
      identifierType: 'alias',
    });
    const lure = 'All is well\u202e\nAcknowledge: https://evil.example.com/ack';
    await ask('POST', `/v2/alerts/${data.id}/close`, { user: lure, note: lure });
    await deliver();
    expect(one()).toMatchObject({
      resolvedBy: {
        name: 'All is well Acknowledge: https[:]//evil[.]example[.]com/ack (the integration og)',
      },
      resolution: 'All is well\nAcknowledge: https[:]//evil[.]example[.]com/ack',
    });
  });

  test('fills no incident with notes without end, and is heeded in what pages or ends', async () => {
    const { ask, deliver, one, table, receipt } = await opened();
    const query = { identifierType: 'alias' };
    const act = async (what: string, body: object = {}) => {
      await ask('POST', `/v2/alerts/payments%2Ferrors/${what}`, body, query);
      await deliver();
    };
    for (let count = 0; count < 510; count++) await act('notes', { note: `round ${count}` });
    await act('snooze', { endTime: later(3600) });
    expect([...table.commits.values()].flat()).toHaveLength(500);
    expect(await receipt()).toMatchObject({
      outcomes: [{ outcome: 'ignored', reason: expect.stringContaining('500 entries') }],
    });
    for (let time = 0; time < 3; time++) await act('acknowledge', { note: 'on it' });
    expect(one()).toMatchObject({ phase: 'acknowledged' });
    await act('escalate');
    expect([...table.commits.values()].flat()).toHaveLength(502);
  });

  test.each(['actions/restart', 'attachments', 'attachments/7'])(
    'is told by alias, too, that %s is of another plan',
    async what => {
      const { ask } = await opened();
      const query = { identifierType: 'alias' };
      const answer = await ask('POST', `/v2/alerts/payments/errors/${what}`, {}, query);
      expect(answer.status).toBe(402);
    },
  );

  test('asks by its alias for itself alone where its incident holds others that fire', async () => {
    const { ask, deliver, all, table } = pagers();
    for (let count = 1; count <= 13; count++) {
      await ask('POST', '/v2/alerts', { ...created, alias: `a-${count}`, priority: 'P3' });
    }
    await deliver();
    const flood = () => all().find(({ title }) => title.includes('flood'));
    expect(flood()).toMatchObject({ phase: 'open', alerts: { firing: 3 } });
    const byAlias = { identifierType: 'alias' };
    const act = async (alias: string, what: string, body: object = {}) => {
      await ask('POST', `/v2/alerts/${alias}/${what}`, body, byAlias);
      await deliver();
    };
    await act('a-13', 'acknowledge', { user: 'pat@example.com', note: 'on it' });
    await act('a-13', 'snooze', { endTime: later(3600) });
    expect(flood()).toMatchObject({ phase: 'open' });
    expect(flood()).not.toHaveProperty('snoozedUntil');
    await act('a-13', 'close', { note: 'all good' });
    await act('a-13', 'close');
    expect(flood()).toMatchObject({ phase: 'open', alerts: { firing: 2 } });
    const notes = [...table.commits.values()]
      .flat()
      .flatMap(({ events }) => events)
      .flatMap(event => (event.type === 'NoteAdded' ? [`${event.by.name}: ${event.text}`] : []));
    expect(notes[0]).toBe(
      'pat@example.com (the integration og): acknowledge of a-13, one of several that fire here: on it',
    );
    await act('a-12', 'close');
    await act('a-12', 'close');
    expect(flood()).toMatchObject({ phase: 'open', alerts: { firing: 1 } });
    await act('a-11', 'acknowledge');
    expect(flood()).toMatchObject({ phase: 'acknowledged', alerts: { firing: 1 } });
  });

  test('asks of what a silence keeps waiting, and is told that it waits', async () => {
    const { ask, deliver, silences, table, receipt } = await opened();
    const silence = { match: 'title="Slow"', owner: 'ana', reason: 'moved', by: 'Ana' };
    const times = { from: later(-60), until: later(3600), createdAt: later(-60) };
    await silences.add({ id: 'sil_1', ...silence, ...times }, later(0));
    await ask('POST', '/v2/alerts', { message: 'Slow', alias: 'slow', priority: 'P3' });
    await deliver();
    const commits = () => [...table.commits.values()].flat().length;
    const before = commits();
    await ask('POST', '/v2/alerts/slow/acknowledge', {}, { identifierType: 'alias' });
    await deliver();
    expect(await receipt()).toMatchObject({
      state: 'processed',
      outcomes: [{ outcome: 'ignored', reason: expect.stringContaining('muted by') }],
    });
    expect(commits()).toBe(before);
  });

  test('of another integration is not there for it', async () => {
    const { ask, deliver, one, send } = await opened();
    const { data } = await ask('GET', '/v2/alerts/payments%2Ferrors', undefined, {
      identifierType: 'alias',
    });
    expect(await ask('GET', `/v2/alerts/${data.id}`, undefined, { key: 'other' })).toMatchObject({
      status: 404,
      message: 'Alert with id or alias does not exist',
    });
    const acknowledge = await ask(
      'POST',
      `/v2/alerts/${data.id}/acknowledge`,
      {},
      { key: 'other' },
    );
    expect(acknowledge.status).toBe(404);
    await ask(
      'POST',
      '/v2/alerts/payments%2Ferrors/acknowledge',
      {},
      {
        key: 'other',
        identifierType: 'alias',
      },
    );
    await deliver();
    // What our own door writes may be written by whoever has a key.
    await send('other', { asks: { what: 'acknowledge', incident: one()?.id } });
    await send('other', { asks: { what: 'close', incident: one()?.id } });
    expect(one()).toMatchObject({ phase: 'open' });
    expect((await ask('GET', '/v2/alerts', undefined, { key: 'other' })).data).toEqual([]);
  });

  test('lists and counts what it asks for', async () => {
    const { ask, deliver } = await opened();
    await ask('POST', '/v2/alerts', { message: 'Slow', alias: 'slow', priority: 'P3' });
    await deliver();
    const listed = async (query: string) =>
      (await ask('GET', '/v2/alerts/', undefined, { query })).data.map(
        ({ alias }: { alias: string }) => alias,
      );
    expect((await listed('')).toSorted()).toEqual(['payments/errors', 'slow']);
    expect(await listed('status: open AND priority: P1')).toEqual(['payments/errors']);
    expect(await listed('status=closed')).toEqual([]);
    expect(await listed('message: pay*')).toEqual(['payments/errors']);
    expect(
      (await ask('GET', '/v2/alerts/count', undefined, { query: 'status: open' })).data,
    ).toEqual({ count: 2 });
    expect(await ask('GET', '/v2/alerts', undefined, { query: 'team: "x"' })).toMatchObject({
      status: 422,
      errors: { query: expect.stringContaining('team') },
    });
  });

  test('finds behind hundreds of newer incidents what is older, page by page and by its alias', async () => {
    const { ask, table } = await opened();
    const incidents = memoryIncidents(table);
    for (let number = 2; number <= 400; number++) {
      const id = numberedIncidentId(2026, number);
      await incidents.append(declared(id, [], later(number)));
    }
    const listed = async (query: Record<string, string>) =>
      (await ask('GET', '/v2/alerts', undefined, query)).data.map(
        ({ alias }: { alias: string }) => alias,
      );
    expect(await listed({})).toEqual(['payments/errors']);
    expect(await listed({ offset: '1' })).toEqual([]);
    expect(await listed({ query: 'alias: payments/errors AND status: open' })).toEqual([
      'payments/errors',
    ]);
    expect(await listed({ query: 'alias: payments/errors AND status: closed' })).toEqual([]);
    expect((await ask('GET', '/v2/alerts/count')).data).toEqual({ count: 1 });
  });

  test.each([
    ['POST', '/v2/alerts', '{', 400],
    ['POST', '/v2/alerts', {}, 422],
    ['POST', '/v2/alerts', { message: ' ' }, 422],
    ['POST', '/v2/alerts', { message: 'x', priority: 'P9' }, 422],
    ['POST', '/v2/alerts/payments/notes', {}, 404],
    ['GET', '/v2/alerts/00000000-0000-0000-0000-000000000000', undefined, 404],
    ['GET', '/v2/alerts/requests/none', undefined, 404],
    ['GET', '/v2/alerts/requests/%20', undefined, 404],
    ['GET', `/v2/alerts/requests/${'x'.repeat(3000)}`, undefined, 404],
    ['GET', '/v2/alerts/saved-searches/x', undefined, 402],
    ['POST', '/v2/schedules', {}, 402],
    ['GET', '/v2/users/ana@example.com', undefined, 402],
    ['POST', '/v2/alerts/INC-2026-001/attachments', {}, 402],
    ['GET', '/v2/nothing', undefined, 404],
    ['GET', '/v2', undefined, 404],
  ])('%s %s of %j is answered %i', async (method, path, body, status) => {
    const { ask } = await opened();
    expect((await ask(method, path, body)).status).toBe(status);
  });

  test('without a key is refused as Opsgenie does', async () => {
    const { ask } = pagers();
    expect(await ask('POST', '/v2/alerts', created, { key: 'nobody' })).toMatchObject({
      status: 401,
      message: 'Could not authenticate',
    });
  });

  test('of the oldest clients has its key in the address or the body', async () => {
    const { ask, deliver, all } = pagers();
    await ask('POST', '/v2/alerts', { ...created, apiKey: 'og' }, { key: '' });
    await deliver();
    expect(all()).toHaveLength(1);
    const found = await ask('GET', '/v2/alerts', undefined, { key: '', apiKey: 'og' });
    expect(found.data).toHaveLength(1);
  });
});

describe('a heartbeat of a client of Opsgenie', () => {
  const backup = { name: 'nightly-backup', every: '1h' };

  test.each(['GET', 'POST', 'PUT', 'PATCH'])(
    'is heard by %s and answered as theirs',
    async method => {
      const { ask, deliver, heartbeats } = pagers({ heartbeats: [backup] });
      expect(await ask(method, '/v2/heartbeats/nightly-backup/ping')).toEqual({
        status: 202,
        result: 'PONG - Heartbeat received',
        took: expect.any(Number),
        requestId: 'rcp_beat',
      });
      await deliver();
      expect(await heartbeats.all()).toMatchObject([{ id: 'nightly-backup', beatAt: later(0) }]);
    },
  );

  test('is refused without a key, and where nobody declared it', async () => {
    const { ask } = pagers({ heartbeats: [{ ...backup, integration: 'og' }] });
    const path = '/v2/heartbeats/nightly-backup/ping';
    expect(await ask('GET', path, undefined, { key: 'nobody' })).toMatchObject({ status: 401 });
    expect(await ask('GET', path, undefined, { key: 'other' })).toMatchObject({ status: 403 });
    expect(await ask('GET', '/v2/heartbeats/x/ping')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/v2/heartbeats/%ZZ/ping')).toMatchObject({ status: 404 });
  });

  test('is listed and shown to those who may send it, and changed in tocsin.yaml alone', async () => {
    const backup = { name: 'nightly-backup', every: '1d' };
    const { ask, deliver, passes } = pagers({
      heartbeats: [backup, { name: 'theirs', every: '90m', integration: 'other' }],
    });
    const shown = { name: 'nightly-backup', interval: 1, intervalUnit: 'days', enabled: true };
    expect(await ask('GET', '/v2/heartbeats/')).toMatchObject({
      status: 200,
      data: { heartbeats: [shown] },
    });
    expect(await ask('GET', '/v2/heartbeats/theirs', undefined, { key: 'other' })).toMatchObject({
      data: { interval: 90, intervalUnit: 'minutes' },
    });
    await ask('POST', '/v2/heartbeats/nightly-backup/ping');
    await deliver();
    expect(await ask('GET', '/v2/heartbeats/nightly-backup')).toMatchObject({
      data: { ...shown, expired: false, lastPingTime: later(0) },
    });
    passes(2 * 86_400);
    expect(await ask('POST', '/v2/heartbeats/nightly-backup/enable')).toMatchObject({
      status: 200,
      data: { name: 'nightly-backup', enabled: true, expired: true },
    });
    for (const [method, path, status] of [
      ['POST', '', 402],
      ['PATCH', '/nightly-backup', 402],
      ['DELETE', '/nightly-backup', 402],
      ['POST', '/nightly-backup/disable', 402],
      ['DELETE', '/nightly-backup/ping', 402],
      ['GET', '/theirs', 404],
      ['GET', '/%ZZ', 404],
    ] as const) {
      const answer = await ask(method, `/v2/heartbeats${path}`, { name: 'nightly-backup' });
      expect(answer).toMatchObject({ status, message: expect.any(String), took: 0.001 });
    }
    expect(await ask('GET', '/v2/heartbeats', undefined, { key: 'nobody' })).toMatchObject({
      ...{ status: 401, message: 'Could not authenticate' },
    });
  });
});
