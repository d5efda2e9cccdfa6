import { describe, expect, test } from 'vitest';
import { type Route, routes } from '#contract/api.ts';
import { team } from '../../support/team.ts';
import { server, tokens } from './api-server.ts';

describe('who may ask what', () => {
  test('nothing without a token, and nothing with a wrong one', async () => {
    const { ask } = server();
    for (const token of ['', 'wrong']) {
      expect((await ask('GET', '/v1/incidents', { token })).status).toBe(401);
    }
  });

  test('a scope allows what lies below it and nothing above', async () => {
    const { ask, declare } = server();
    expect((await ask('GET', '/v1/incidents', { token: 'reads' })).status).toBe(200);
    expect((await declare({ token: 'reads' })).status).toBe(403);
    expect((await declare({ token: 'responds' })).status).toBe(201);
    expect((await ask('GET', '/v1/config', { token: 'responds' })).status).toBe(403);
    expect((await ask('GET', '/v1/config')).status).toBe(200);
  });

  test('whoever signed in is told who may, and of no token', async () => {
    const { ask } = server();
    const refused = await ask('GET', '/v1/config', { token: '', headers: { cookie: 'ana' } });
    expect(refused.status).toBe(403);
    expect(refused.json.detail).toContain('This takes somebody who administers');
  });

  test('a token of a person acts as that person, and as nobody else', async () => {
    const { ask, declare } = server();
    await declare();
    const path = '/v1/incidents/INC-2026-001/acknowledge';
    const other = await ask('POST', path, { token: 'ana', body: { by: 'bo' } });
    expect(other).toMatchObject({ status: 400, json: { errors: [{ path: '/by' }] } });
    const own = await ask('POST', path, { token: 'ana', body: {} });
    expect(own.json).toMatchObject({
      acknowledgedBy: { id: 'ana', name: 'Ana' },
      roles: { incidentCommander: { person: 'ana' } },
    });
  });

  test('a token of nobody may name a person that is configured', async () => {
    const { ask, declare } = server();
    await declare();
    const path = '/v1/incidents/inc-2026-001/acknowledge';
    expect((await ask('POST', path, { body: { by: 'nobody' } })).status).toBe(400);
    const named = await ask('POST', path, { body: { by: 'bo' } });
    expect(named.json.acknowledgedBy).toEqual({ id: 'bo', name: 'Bo' });
  });
});

describe('requests', () => {
  test.each([
    ['POST', '/v1/alerts/generic/', '/v1/alerts/generic'],
    ['GET', '/v1//incidents', '/v1/incidents'],
    ['POST', '/v1/incidents/INC-2026-001/acknowledge/', '/v1/incidents/INC-2026-001/acknowledge'],
  ])('%s %s has a slash too many, and is told where to go', async (method, path, meant) => {
    const { ask } = server();
    const told = `There is no ${path} here: it has a slash too many. Send it to ${meant}.`;
    expect(await ask(method, path, { body: {} })).toMatchObject({
      status: 404,
      json: { detail: told },
    });
  });

  test.each([
    ['an unknown address', 'GET', '/v1/nothing', undefined, 404],
    ['an unknown incident', 'GET', '/v1/incidents/INC-2026-999', undefined, 404],
    ['what is no incident id', 'POST', '/v1/incidents/42/acknowledge', {}, 404],
    ['a body that is not JSON', 'POST', '/v1/incidents', '{', 400],
    ['a field that nobody knows', 'POST', '/v1/incidents', { title: 'x', sev: 1 }, 400],
    ['a title of blanks', 'POST', '/v1/incidents', { title: '   ' }, 400],
    ['an unknown service', 'POST', '/v1/incidents', { title: 'x', service: 'no' }, 400],
  ])('%s is refused', async (_name, method, path, body, status) => {
    const { ask } = server();
    const answer = await ask(method, path, { body });
    expect(answer.status).toBe(status);
    expect(answer.contentType).toBe('application/problem+json');
    expect(answer.json.type).toMatch(/^urn:tocsin:problem:/);
  });

  test('a method that an address does not take is told which it takes', async () => {
    const answer = await server().ask('PUT', '/v1/incidents');
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
  });

  test('HEAD answers where nobody has to say who they are, as calendars ask, and without a body', async () => {
    const { ask } = server();
    const head = (path: string) => ask('HEAD', path, { token: '' });
    const known = { status: 200, contentType: 'text/calendar; charset=utf-8', body: '' };
    expect(await head('/v1/calendar/known.ics')).toMatchObject(known);
    expect(await head('/v1/calendar/other.ics')).toMatchObject({ status: 404, body: '' });
    expect(await head('/v1/health')).toMatchObject({ status: 200, body: '' });
  });

  test('every answer says what time it is here, refusals too', async () => {
    const { ask } = server();
    for (const path of ['/v1/incidents', '/v1/health', '/v1/incidents/INC-2026-999', '/nowhere']) {
      const { headers = {} } = await ask('GET', path);
      expect(headers['tocsin-time']).toMatch(/^2026-11-23T\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  test.each(['HEAD', 'OPTIONS', 'DELETE', 'PATCH'])(
    '%s is no method of any address',
    async method => {
      const answer = await server().ask(method, '/v1/incidents');
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
    },
  );

  test('an Idempotency-Key that cannot be one is refused before anything is done', async () => {
    const { ask, declare } = server();
    for (const key of ['', 'x'.repeat(201), 'tab\there']) {
      expect((await declare({ headers: { 'idempotency-key': key } })).status).toBe(400);
    }
    expect((await ask('GET', '/v1/incidents')).json.incidents).toEqual([]);
  });

  test('a made-up cursor is refused, and so is a field of the query that nobody knows', async () => {
    const { ask } = server();
    for (const query of [{ cursor: 'made-up' }, { limit: '0' }, { sort: 'title' }]) {
      const answer = await ask('GET', '/v1/incidents', { query: query as Record<string, string> });
      expect(answer.status).toBe(400);
      expect(answer.json.errors).toMatchObject([{ path: expect.stringContaining('?') }]);
    }
  });

  test('pages of a list follow each other without gap or repetition', async () => {
    const { ask, declare } = server();
    for (let count = 0; count < 5; count++) await declare();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { json } = await ask('GET', '/v1/incidents', {
        query: { limit: '2', ...(cursor !== undefined && { cursor }) },
      });
      seen.push(...json.incidents.map(({ id }: { id: string }) => id));
      cursor = json.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([5, 4, 3, 2, 1].map(number => `INC-2026-00${number}`));
  });

  test('words find an incident however old it is, a few pages back in one answer, and on by the cursor', async () => {
    const { ask, declare } = server();
    await declare({ body: { title: 'Disk full', severity: 'SEV3', service: 'payments' } });
    for (let count = 0; count < 6; count++) await declare();
    const found = async (words: string, cursor?: string) => {
      const query = { words, limit: '1', ...(cursor !== undefined && { cursor }) };
      const { json } = await ask('GET', '/v1/incidents', { query });
      return { ids: json.incidents.map(({ id }: { id: string }) => id), next: json.next };
    };
    const none = await found('disk FULL');
    expect(none).toEqual({ ids: [], next: expect.any(String) });
    expect(await found('disk FULL', none.next)).toEqual({
      ids: ['INC-2026-001'],
      next: undefined,
    });
    // Whoever has the id need not wait until it is reached.
    expect(await found('inc-2026-001')).toMatchObject({ ids: ['INC-2026-001'] });
    expect(await found('inc-2026-999')).toMatchObject({ ids: [] });
  });

  test('a severity can be changed when the service is no longer configured', async () => {
    const { ask, declare } = server();
    await declare({ body: { title: 'Cards fail', severity: 'SEV2', service: 'payments' } });
    const { payments: _gone, ...services } = team.services;
    expect((await ask('PUT', '/v1/config', { body: { ...team, services } })).status).toBe(200);
    const path = '/v1/incidents/INC-2026-001/severity';
    const raised = await ask('POST', path, { body: { severity: 'SEV1', reason: 'Everybody' } });
    expect(raised).toMatchObject({ status: 200, json: { severity: 'SEV1', service: 'payments' } });
  });

  test('acknowledging twice is no error and tells who was first', async () => {
    const { ask, declare } = server();
    await declare();
    const path = '/v1/incidents/INC-2026-001/acknowledge';
    await ask('POST', path, { body: { by: 'ana' } });
    const second = await ask('POST', path, { body: { by: 'bo' } });
    expect(second).toMatchObject({ status: 200, json: { acknowledgedBy: { id: 'ana' } } });
  });

  test('a refused command says by which rule', async () => {
    const { ask, declare } = server();
    await declare();
    const body = { reason: 'no' };
    const answer = await ask('POST', '/v1/incidents/INC-2026-001/reopen', { body });
    expect(answer).toMatchObject({ status: 409, json: { reason: 'not-resolved' } });
  });

  test('what programs act on has a reason beside the words', async () => {
    const { ask, declare } = server();
    await declare();
    const incident = '/v1/incidents/INC-2026-001';
    const nowhere = '/v1/incidents/INC-2026-999';
    const noIncident = { detail: 'There is no INC-2026-999.', reason: 'no-such-incident' };
    expect((await ask('GET', nowhere)).json).toMatchObject(noIncident);
    const raise = { severity: 'SEV1', reason: 'Everybody' };
    expect((await ask('POST', `${nowhere}/severity`, { body: raise })).json).toMatchObject(
      noIncident,
    );
    expect((await ask('GET', '/v1/receipts/rcp_1')).json).toMatchObject({
      detail: 'There is no receipt rcp_1.',
      reason: 'no-such-receipt',
    });
    expect((await ask('POST', `${nowhere}/acknowledge`, { body: {} })).json).toMatchObject({
      detail: 'There is no such incident.',
      reason: 'no-such-incident',
    });
    const by = { body: { by: 'zed' } };
    expect((await ask('POST', `${incident}/acknowledge`, by)).json).toMatchObject({
      reason: 'unknown-person',
      errors: [{ path: '/by' }],
    });
  });

  test('an idempotency key makes a repeated request the same request', async () => {
    const { ask, declare } = server();
    const headers = { 'idempotency-key': 'k-1' };
    const first = await declare({ headers });
    expect((await declare({ headers })).json.id).toBe(first.json.id);
    expect((await ask('GET', '/v1/incidents')).json.incidents).toHaveLength(1);
    const other = { title: 'Something else', severity: 'SEV1' };
    expect((await declare({ headers, body: other })).status).toBe(422);
    // Somebody else's key of the same name is another key.
    expect((await declare({ headers, token: 'responds' })).json.id).not.toBe(first.json.id);
  });

  test('a declaration without a severity is classified', async () => {
    const answer = await server().declare({ body: { title: 'Payment processing down' } });
    expect(answer.json).toMatchObject({ severity: 'SEV1' });
    expect(answer.json.severityReason.text).toContain('payment');
  });
});

describe('configuration', () => {
  test('is compared without being applied, then applied once', async () => {
    const { ask, synced } = server();
    const next = { ...team, tokens, organisation: { ...team.organisation, name: 'New name' } };
    const dry = await ask('PUT', '/v1/config', { body: next, query: { dryRun: 'true' } });
    expect(dry.json).toMatchObject({
      version: 1,
      changes: [{ path: 'organisation.name', kind: 'changed', after: 'New name' }],
    });
    expect((await ask('GET', '/v1/config')).json.version).toBe(1);

    expect((await ask('PUT', '/v1/config', { body: next })).json.version).toBe(2);
    expect((await ask('PUT', '/v1/config', { body: next })).json).toMatchObject({
      version: 2,
      changes: [],
    });
    expect(synced()).toBe(2);
  });

  test('is refused as a whole, with every problem', async () => {
    const { ask } = server();
    const body = {
      ...team,
      services: { a: { name: 'A', team: 'none' }, b: { name: 'B', team: 'none' } },
    };
    const answer = await ask('PUT', '/v1/config', { body });
    expect(answer.status).toBe(400);
    expect(answer.json.errors.length).toBeGreaterThan(1);
    expect((await ask('GET', '/v1/config')).json.version).toBe(1);
  });

  test('is refused when another one was applied since it was compared', async () => {
    const { ask } = server();
    const answer = await ask('PUT', '/v1/config', {
      body: { ...team },
      query: { expectedVersion: '7' },
    });
    expect(answer.status).toBe(409);
  });

  test('replaces the version that If-Match names, and no other', async () => {
    const { ask } = server();
    const path = '/v1/configuration';
    const named = (name: string) => ({
      ...team,
      tokens,
      organisation: { ...team.organisation, name },
    });
    const put = (name: string, ifMatch: string, query = {}) =>
      ask('PUT', path, { body: named(name), query, headers: { 'if-match': ifMatch } });
    const read = await ask('GET', path);
    expect(read.headers).toMatchObject({ etag: '"1"' });

    const first = await put('By one', '"1"');
    expect([first.status, first.headers?.etag]).toEqual([200, '"2"']);
    // Whoever read version 1 too is told, and what was applied meanwhile stays.
    for (const query of [{}, { dryRun: 'true' }]) {
      const late = await put('By another', '"1"', query);
      expect(late).toMatchObject({
        status: 412,
        headers: { etag: '"2"' },
        json: { type: 'urn:tocsin:problem:version-mismatch', reason: 'outdated' },
      });
      expect(late.json.detail).toContain('Version 2 is in force, not 1. Nothing was applied');
    }
    expect((await ask('GET', path)).json.document.organisation.name).toBe('By one');
    // The answer was lost on the way, and the same is asked for once more.
    expect((await put('By one', 'W/"1"')).status).toBe(200);
    expect((await ask('GET', path)).json.version).toBe(2);
  });

  test.each(['2', '*', '"x"', '"1", "2"', '"-1"'])('takes no other If-Match: %s', async ifMatch => {
    const headers = { 'if-match': ifMatch };
    const answer = await server().ask('PUT', '/v1/configuration', { body: team, headers });
    expect([answer.status, answer.json.detail]).toEqual([400, expect.stringContaining('If-Match')]);
  });

  test('is asked for by two versions at once in vain', async () => {
    const more = { query: { expectedVersion: '1' }, headers: { 'if-match': '"2"' } };
    const answer = await server().ask('PUT', '/v1/configuration', { body: team, ...more });
    expect([answer.status, answer.json.errors[0].path]).toEqual([400, '?expectedVersion']);
  });
});

test('a token of nobody is named as what it is, and leads nothing', async () => {
  const { ask, declare } = server();
  await declare();
  const path = '/v1/incidents/INC-2026-001';
  const acknowledged = await ask('POST', `${path}/acknowledge`, { body: {} });
  expect(acknowledged.json.acknowledgedBy).toMatchObject({ name: 'the operations token' });
  expect(acknowledged.json.roles).toEqual({});
  const named = await ask('POST', `${path}/resolve`, {
    ...{ token: 'responds', body: { resolution: 'Restarted.' } },
  });
  expect(named.json.resolvedBy).toMatchObject({ name: 'the token responder' });
  const { json } = await ask('GET', path);
  expect(JSON.stringify(json.timeline)).not.toContain('Administrator');
});

describe('an assistant', () => {
  const path = '/v1/incidents/INC-2026-001';
  const lastLine = async ({ ask }: ReturnType<typeof server>) =>
    (await ask('GET', path)).json.timeline.at(-1).text;

  test('is named by its token, whatever it says that it is', async () => {
    const served = server();
    await served.declare();
    for (const via of [undefined, 'cli', 'console', 'api', 'slack']) {
      const headers: Record<string, string> = via === undefined ? {} : { 'tocsin-via': via };
      await served.ask('POST', `${path}/notes`, {
        token: 'helps',
        body: { text: 'Seen' },
        headers,
      });
      expect(await lastLine(served)).toMatch(/\(via an assistant\)$/);
    }
  });

  test('that says so itself is named with any token', async () => {
    const served = server();
    await served.declare();
    const headers = { 'tocsin-via': 'assistant' };
    await served.ask('POST', `${path}/notes`, { token: 'ana', body: { text: 'Seen' }, headers });
    expect(await lastLine(served)).toMatch(/\(via an assistant\)$/);
  });

  test('applies no configuration, whatever its token allows', async () => {
    const { ask } = server();
    const headers = { 'tocsin-via': 'assistant' };
    for (const dryRun of ['true', 'false']) {
      const answer = await ask('PUT', '/v1/configuration', {
        body: team,
        headers,
        query: { dryRun },
      });
      expect([answer.status, answer.json.detail]).toEqual([
        403,
        expect.stringContaining('A person decides this'),
      ]);
    }
  });

  test('is refused what people answer for: consent, who is told and where, what customers read, secrets', () => {
    const isOfPeople = ({ method, path, operationId }: Route) =>
      /approv|secret|createCalendarFeed|applyConfiguration/i.test(operationId) ||
      (method !== 'GET' &&
        /^\/v1\/people\/\{id\}\/(contacts|devices|order)|\/status-page\/|\/public-notices|\/stakeholders/.test(
          path,
        ));
    const should = routes.filter(isOfPeople).map(({ operationId }) => operationId);
    const are = routes.filter((route: Route) => route.isOfPeople);
    expect(should.length).toBeGreaterThan(20);
    expect(are.map(({ operationId }) => operationId).toSorted()).toEqual(should.toSorted());
  });
});
