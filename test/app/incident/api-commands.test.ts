import { describe, expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { incidentId } from '#core/ids.ts';
import { addSeconds } from '#core/time/instant.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';
import { server, tokens } from '../api/api-server.ts';

const incident = '/v1/incidents/INC-2026-001';

describe('snoozing', () => {
  test('for a time or until a moment, which counts as an acknowledgement', async () => {
    const { ask, declare } = server();
    await declare();
    const body = { for: '30m', reason: 'The fix is being rolled out', by: 'ana' };
    const answer = await ask('POST', `${incident}/snooze`, { body });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        phase: 'acknowledged',
        acknowledgedBy: { id: 'ana' },
        snoozedUntil: addSeconds(start, 1800),
      },
    });
    const told = async (zone: string) => {
      const headers = { 'tocsin-time-zone': zone };
      const { json } = await ask('GET', incident, { headers });
      return json.timeline.map(({ text }: { text: string }) => text).join('\n');
    };
    // Times within words are of the reader's zone; a zone that is none changes nothing.
    expect(await told('Asia/Tokyo')).toContain('Snoozed until 11:44 GMT+9');
    expect(await told('Mars/Olympus')).toContain('Snoozed until 21:44 EST');
    // A page that has no script yet says it by a cookie.
    const cookie = 'tocsin=x; tocsin-time-zone=Asia/Tokyo';
    const { json } = await ask('GET', incident, { headers: { cookie } });
    expect(json.timeline.at(-1).text).toContain('Snoozed until 11:44 GMT+9');
    const until = addSeconds(start, 600);
    const again = await ask('POST', `${incident}/snooze`, { body: { until, reason: 'Shorter' } });
    expect(again.json.snoozedUntil).toBe(until);
  });

  test('by somebody who was not paged, who leads it from then on, is known with how they are reached', async () => {
    const { ask, declare, incidents } = server();
    await declare();
    const body = { for: '30m', reason: 'The fix is being rolled out', by: 'bo' };
    await ask('POST', `${incident}/snooze`, { body });
    const loaded = await incidents.load(incidentId('INC-2026-001'));
    expect(loaded.incident).toMatchObject({
      roles: { incidentCommander: { person: 'bo' } },
      paging: { volunteers: [{ person: 'bo', phone: '+15555550102' }] },
    });
  });

  test.each([
    ['neither', {}, 400],
    ['both', { for: '5m', until: '2026-11-23T03:00:00Z' }, 400],
    ['no time', { for: 'a while' }, 400],
    ['a moment without a zone', { until: '2026-11-23T03:00' }, 400],
    ['longer than a SEV1 can wait', { for: '2h' }, 409],
    ['no time at all', { for: '0s' }, 400],
  ])('%s is refused', async (_, given, status) => {
    const { ask, declare } = server();
    await declare();
    const answer = await ask('POST', `${incident}/snooze`, { body: { ...given, reason: 'x' } });
    expect(answer.status).toBe(status);
    if (status === 409) expect(answer.json.reason).toBe('snooze-too-long');
  });
});

describe('escalating from the level that one saw', () => {
  const from = { level: 1, round: 1 };

  test('pages the next one, and whoever comes second is told who was paged, when and why', async () => {
    const { ask, declare, later } = server();
    await declare();
    const { json: saw } = await ask('GET', incident);
    expect(saw).toMatchObject(from);
    const first = await ask('POST', `${incident}/escalate`, {
      body: { from, reason: 'It is the database', by: 'ana' },
    });
    expect(first.json).toMatchObject({ level: 2 });
    expect(first.json).not.toHaveProperty('note');
    later(60);
    const second = await ask('POST', `${incident}/escalate`, { body: { from, by: 'bo' } });
    expect(second).toMatchObject({ status: 200, json: { level: 2, version: first.json.version } });
    expect(second.json.note).toBe(
      'Team Lead (Bo) was paged at 21:14 EST already: Ana: It is the database. Nobody more was paged by this.',
    );
    const third = await ask('POST', `${incident}/escalate`, {
      body: { from: { level: 2, round: 1 }, by: 'bo' },
    });
    expect(third.json).toMatchObject({ level: 3 });
    // Without it everybody who asks means one further.
    await declare();
    for (const level of [2, 3]) {
      const other = '/v1/incidents/INC-2026-002/escalate';
      expect((await ask('POST', other, { body: {} })).json).toMatchObject({ level });
    }
  });

  test('says it under the same key once more: what it became is not known from the key alone', async () => {
    const { ask, declare } = server();
    await declare();
    const body = { from, by: 'bo' };
    await ask('POST', `${incident}/escalate`, { body: { from, by: 'ana' } });
    const asked = () =>
      ask('POST', `${incident}/escalate`, { body, headers: { 'idempotency-key': 'lost' } });
    const { json } = await asked();
    expect((await asked()).json).toEqual(json);
    expect(json.note).toContain('Nobody more was paged');
  });
});

describe('whose an incident is', () => {
  test('is said to the person who asks, with the reason, and to nobody else', async () => {
    const { ask, declare } = server();
    await declare();
    const told = async (token: string) => {
      const { json } = await ask('GET', '/v1/incidents', { token });
      const { json: shown } = await ask('GET', incident, { token });
      expect(shown.yours).toEqual(json.incidents[0].yours);
      return shown.yours;
    };
    expect(await told('ana')).toEqual(['paged']);
    await ask('POST', `${incident}/acknowledge`, { token: 'ana', body: {} });
    expect(await told('ana')).toEqual(expect.arrayContaining(['acknowledged', 'paged']));
    const role = { role: 'scribe', person: 'ana' };
    await ask('POST', `${incident}/roles`, { body: role });
    expect(await told('ana')).toEqual(['role', 'acknowledged', 'paged']);
    expect(await told('responds')).toBeUndefined();
  });
});

describe('a timeline', () => {
  test('is given from its end where somebody asks for no more, and says how much there is before', async () => {
    const { ask, declare } = server();
    await declare();
    for (const text of ['One', 'Two', 'Three']) {
      await ask('POST', `${incident}/notes`, { body: { text, by: 'ana' } });
    }
    const { json: whole, headers } = await ask('GET', incident);
    const end = await ask('GET', incident, { query: { entries: '2' } });
    expect(end.json.timeline).toEqual(whole.timeline.slice(-2));
    expect(end.json.earlier).toBe(whole.timeline.length - 2);
    expect(whole).not.toHaveProperty('earlier');
    const { json: enough } = await ask('GET', incident, { query: { entries: '1000' } });
    expect(enough).toEqual(whole);
    // The name of one answer is not that of the other.
    const known = { 'if-none-match': headers?.etag ?? '' };
    expect((await ask('GET', incident, { headers: known })).status).toBe(304);
    const query = { entries: '2' };
    expect((await ask('GET', incident, { query, headers: known })).status).toBe(200);
  });

  test.each(['0', '1001', 'all', '1.5'])('is not asked for by %s entries', async entries => {
    const { ask, declare } = server();
    await declare();
    expect((await ask('GET', incident, { query: { entries } })).status).toBe(400);
  });
});

describe('other people', () => {
  test('are paged instead, and start the ladder again', async () => {
    const { ask, declare } = server();
    await declare();
    const body = { people: ['chidi', 'bo'], reason: 'It is the database', by: 'ana' };
    const answer = await ask('POST', `${incident}/reassign`, { body });
    expect(answer).toMatchObject({ status: 200, json: { phase: 'open', level: 1, round: 2 } });
    const { json } = await ask('GET', incident);
    expect(json.timeline.map(({ type }: { type: string }) => type)).toContain('IncidentReassigned');
  });

  test('who were given what can wait are woken, and not mailed, once it cannot wait any more', async () => {
    const { ask, declare, incidents } = server({
      ...{ ...team, tokens },
      notify: { high: ['sms'], low: ['email'] },
    });
    await declare({ body: { title: 'Slow reports', severity: 'SEV3' } });
    const body = { people: ['dana'], reason: 'It is the database', by: 'ana' };
    await ask('POST', `${incident}/reassign`, { body });
    await ask('POST', `${incident}/severity`, { body: { severity: 'SEV1', reason: 'All down' } });
    const loaded = await incidents.load(incidentId('INC-2026-001'));
    expect(loaded.incident).toMatchObject({
      paging: { escalation: { level: 1, pages: [{ person: 'dana', channel: 'sms' }] } },
    });
  });

  test('are asked for help while the ladder stays where it is', async () => {
    const { ask, declare } = server();
    const declared = await declare();
    const body = { people: ['bo'], reason: 'Help with the database' };
    const answer = await ask('POST', `${incident}/responders`, { body });
    expect(answer).toMatchObject({ status: 200, json: { level: 1, round: 1 } });
    expect(answer.json.nextDeadline).toEqual(declared.json.nextDeadline);
  });

  test.each(['reassign', 'responders'])('%s needs people that are configured', async command => {
    const { ask, declare } = server();
    await declare();
    const body = { people: ['bo', 'constructor'], reason: 'x' };
    const answer = await ask('POST', `${incident}/${command}`, { body });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: '/people/1' }] } });
    const nobody = await ask('POST', `${incident}/${command}`, {
      body: { people: [], reason: 'x' },
    });
    expect(nobody.status).toBe(400);
    const unknown = await ask('POST', `/v1/incidents/INC-2026-999/${command}`, {
      body: { people: ['bo'], reason: 'x' },
    });
    expect(unknown.status).toBe(404);
  });

  test('a command that is sent again with its key is done once', async () => {
    const { ask, declare } = server();
    await declare();
    const request = {
      body: { people: ['bo'], reason: 'Database' },
      headers: { 'idempotency-key': 'k-1' },
    };
    const first = await ask('POST', `${incident}/reassign`, request);
    const second = await ask('POST', `${incident}/reassign`, request);
    expect(second.json.version).toBe(first.json.version);
  });
});

test('resolving twice is no error: whoever is second reads who was first, and that they were not heard', async () => {
  const { ask, declare, later } = server();
  await declare();
  const path = `${incident}/resolve`;
  const first = await ask('POST', path, { body: { resolution: 'Restarted', by: 'ana' } });
  expect(first).toMatchObject({ status: 200, json: { resolvedBy: { id: 'ana', name: 'Ana' } } });
  expect(first.json.note).toBeUndefined();

  later(60);
  const second = await ask('POST', path, { body: { resolution: 'Failed over', by: 'bo' } });
  expect(second).toMatchObject({
    status: 200,
    json: { resolution: 'Restarted', resolvedBy: { id: 'ana' }, version: first.json.version },
  });
  expect(second.json.note).toMatch(/^Ana resolved it at .* already\. What you wrote was not/);
});

test('a token that is named like whoever resolved it was not the first', async () => {
  const { ask, declare } = server({
    ...team,
    tokens: [...tokens, { name: 'ana', sha256: sha256('named-ana'), scope: 'respond' }],
  });
  await declare();
  const body = { resolution: 'Restarted' };
  const first = await ask('POST', `${incident}/resolve`, { body: { ...body, by: 'ana' } });
  const second = await ask('POST', `${incident}/resolve`, { body, token: 'named-ana' });
  expect(first.json.note).toBeUndefined();
  expect(second.json.note).toMatch(/^Ana resolved it/);
});

test('a key of one caller is no key of another, also of a token that is named like them', async () => {
  const { ask } = server({
    ...team,
    tokens: [...tokens, { name: 'ana', sha256: sha256('named-ana'), scope: 'respond' }],
  });
  const body = { title: 'Payments fail', severity: 'SEV2', service: 'payments' };
  const headers = { 'idempotency-key': 'k-1' };
  const ids = [];
  for (const token of ['ana', 'named-ana', 'ana', 'named-ana']) {
    ids.push((await ask('POST', '/v1/incidents', { body, headers, token })).json.id);
  }
  expect(ids).toEqual(['INC-2026-001', 'INC-2026-002', 'INC-2026-001', 'INC-2026-002']);
});

describe('the checklist', () => {
  test('ticks itself by what is known, and is ticked by people', async () => {
    const { ask, declare } = server();
    await declare();
    const before = await ask('GET', `${incident}/checklist`);
    const [open] = before.json.items.filter(
      (item: { done: boolean; ticksItself: boolean }) => !item.done && !item.ticksItself,
    );
    const ticked = await ask('POST', `${incident}/checklist`, {
      body: { item: open.item, by: 'ana' },
    });
    const after = ticked.json.items.find(({ item }: { item: string }) => item === open.item);
    expect(after).toMatchObject({ done: true, by: 'Ana' });
    const body = { item: open.item, done: false };
    const back = await ask('POST', `${incident}/checklist`, { body });
    const taken = back.json.items.find(({ item }: { item: string }) => item === open.item);
    expect(taken).toMatchObject({ done: false });
  });

  test('has no items but its own, and none for what is no incident', async () => {
    const { ask, declare } = server();
    await declare();
    const answer = await ask('POST', `${incident}/checklist`, { body: { item: 'coffee' } });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: '/item' }] } });
    for (const id of ['INC-2026-999', '42']) {
      expect((await ask('GET', `/v1/incidents/${id}/checklist`)).status).toBe(404);
      const body = { item: 'coffee' };
      expect((await ask('POST', `/v1/incidents/${id}/checklist`, { body })).status).toBe(404);
    }
  });
});

test('an incident that paged nobody yet has an empty ledger', async () => {
  const { ask, declare } = server();
  await declare();
  const answer = await ask('GET', `${incident}/pages`, { token: 'reads' });
  expect(answer.json).toEqual({ incident: 'INC-2026-001', pages: [] });
});

test('a calendar is read without a token, by its address alone', async () => {
  const { ask } = server();
  const known = await ask('GET', '/v1/calendar/known.ics', { token: '' });
  expect(known).toMatchObject({
    status: 200,
    contentType: 'text/calendar; charset=utf-8',
    body: 'BEGIN:VCALENDAR',
  });
  expect((await ask('GET', '/v1/calendar/other.ics', { token: '' })).status).toBe(404);
});

test('the secret of webhooks is for administrators', async () => {
  const { ask } = server();
  // Whoever reads makes none.
  expect((await ask('GET', '/v1/webhook-secret')).json).toMatchObject({
    reason: 'no-configuration',
  });
  const body = { ...team, tokens };
  expect((await ask('PUT', '/v1/config', { body })).status).toBe(200);
  expect((await ask('GET', '/v1/webhook-secret')).json).toEqual({ secret: 'secret' });
  expect((await ask('GET', '/v1/webhook-secret', { token: 'responds' })).status).toBe(403);
});

describe('what changes nothing, or cannot be meant, is answered with what to give instead', () => {
  test('a severity that it has already', async () => {
    const { ask, declare } = server();
    await declare({ body: { title: 'Database down', severity: 'SEV2' } });
    const body = { severity: 'SEV2', reason: 'x' };
    const same = await ask('POST', `${incident}/severity`, { body });
    expect(same).toMatchObject({ status: 200, json: { severity: 'SEV2' } });
    expect(same.json.note).toContain('It was SEV2 before: nothing was changed.');
    const other = await ask('POST', `${incident}/severity`, {
      body: { ...body, severity: 'SEV1' },
    });
    expect(other.json.note).toBeUndefined();
  });

  test('an end of a snooze that is past, and an item that is none', async () => {
    const { ask, declare } = server();
    await declare();
    const past = { until: addSeconds(start, -60), reason: 'x' };
    const snoozed = await ask('POST', `${incident}/snooze`, { body: past });
    expect(snoozed.json.detail).toContain('must be later than now');
    const tick = { item: 'nothing', done: true };
    const ticked = await ask('POST', `${incident}/checklist`, { body: tick });
    expect(ticked.json.detail).toMatch(/item must be one of .*all-clear/);
  });
});

test('a list that is as it was is not told again, until one of its incidents is another', async () => {
  const { ask, declare, later } = server();
  await declare();
  const query = { phase: 'running' };
  const look = (etag: string | undefined) =>
    ask('GET', '/v1/incidents', { query, headers: { 'if-none-match': etag ?? 'W/"none"' } });
  const first = await look(undefined);
  expect(first).toMatchObject({ status: 200, json: { incidents: [{ id: 'INC-2026-001' }] } });
  expect(await look(first.headers?.etag)).toMatchObject({ status: 304, body: '' });
  await ask('POST', `${incident}/acknowledge`, { body: { by: 'ana' } });
  const next = await look(first.headers?.etag);
  expect(next).toMatchObject({ status: 200, json: { incidents: [{ phase: 'acknowledged' }] } });
  // What may be asked for changes with time alone, too.
  later(31);
  expect((await look(next.headers?.etag)).status).toBe(200);
});
