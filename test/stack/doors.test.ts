import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '#contract/api.ts';
import { examples } from '#contract/examples.ts';
import { scopes } from '#contract/shapes.ts';
import { realStack } from './stack.ts';

/* Every address of the API with every kind of credential, and every address that is only read, on the real stack. */

const stack = realStack();
const all: readonly Route[] = routes;
const guarded = all.filter(({ scope }) => scope !== 'none');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const values: Record<string, string> = {
  channel: 'sms',
  action: 'db:pool:resize',
  item: '1',
  source: 'generic',
  token: 'unknown',
};
let incident = '';

/** Of an incident, a person, a run or a drill that there is, where one is asked for. */
function addressOf({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name !== 'id') return encodeURIComponent(values[name] ?? name);
    return path.includes('/people/') ? 'ana' : path.includes('/incidents/') ? incident : 'unknown';
  });
}

/** A body that would be taken, so that nothing but the credential can be the reason of a refusal. */
function bodyOf({ operationId, request }: Route): unknown {
  const { request: body = {} } = examples[operationId] as { request?: unknown };
  return request === undefined ? undefined : body;
}

async function status(route: Route, authorization: string | undefined): Promise<number> {
  const answer = await fetch(`${stack.url()}${addressOf(route)}`, {
    method: route.method,
    headers: {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
    },
    ...(route.request !== undefined && { body: JSON.stringify(bodyOf(route)) }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Of the functions behind an address: deadlines go on meanwhile, and others page by them. */
const writes = async () => {
  const doors = new Set(
    stack.model().routes.map(({ functionArn }) => functionArn.split(':').at(-1)),
  );
  const counts = await stack.call<Record<string, number>>('GET', '/_local/requests/by-caller');
  const made = Object.entries(counts).filter(([key]) => {
    const [caller, what = ''] = key.split(' ');
    return doors.has(caller) && /Put|Update|Delete|Write|Send|Publish|Create|Set|Start/.test(what);
  });
  return Object.fromEntries(made);
};

beforeAll(async () => {
  incident = await stack.opens({ title: 'Payment processing down', service: 'payments' });
  const token = (name: string, scope: string, more = {}) => ({
    ...{ name, scope, sha256: sha256(`secret-of-${name}`), ...more },
  });
  const withTokens = (tokens: object[]) =>
    stack.configures(({ integrations = [] }: { integrations?: object[] }) => ({
      tokens,
      integrations: [
        ...integrations,
        { name: 'door', source: 'generic', keySha256: sha256('secret-of-door') },
      ],
    }));
  const kept = [
    token('reads', 'read'),
    token('responds', 'respond'),
    token('ana', 'respond', { person: 'ana' }),
  ];
  await withTokens([...kept, token('gone', 'admin')]);
  await withTokens(kept);
});

describe('every address that needs a token', () => {
  test.each<[credential: string, authorization: string | undefined]>([
    ['without one', undefined],
    ['with an empty one', 'Bearer '],
    ['with one that nobody has', 'Bearer wrong'],
    ['with one that was taken away', 'Bearer secret-of-gone'],
    ['with the key of an integration', 'Bearer secret-of-door'],
    ['with the hash of a token', `Bearer ${sha256('secret-of-responds')}`],
    ['with a token as a password', `Basic ${Buffer.from('local:local').toString('base64')}`],
  ])('answers 401 %s', async (_credential, authorization) => {
    const wrong: string[] = [];
    for (const route of guarded) {
      const answered = await status(route, authorization);
      if (answered !== 401) wrong.push(`${route.method} ${route.path}: ${answered}`);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['reads', 'read'],
    ['responds', 'respond'],
    ['ana', 'respond'],
  ] as const)('answers 403 to a token that %s where it needs more than %s', async (name, held) => {
    const above = guarded.filter(
      ({ scope }) => scopes.indexOf(scope as never) > scopes.indexOf(held),
    );
    expect(above.length).toBeGreaterThan(2);
    const wrong: string[] = [];
    for (const route of above) {
      const answered = await status(route, `Bearer secret-of-${name}`);
      if (answered !== 403) wrong.push(`${route.method} ${route.path}: ${answered}`);
    }
    expect(wrong).toEqual([]);
  });

  test('lets nobody with the token of one person act in the name of another', async () => {
    const wrong: string[] = [];
    const named = guarded.filter(
      route => 'by' in Object(bodyOf(route) ?? {}) || /acknowledge|notes|exports/.test(route.path),
    );
    for (const route of named) {
      const answer = await fetch(`${stack.url()}${addressOf(route)}`, {
        method: route.method,
        headers: { 'content-type': 'application/json', authorization: 'Bearer secret-of-ana' },
        body: JSON.stringify({ ...(bodyOf(route) as object), by: 'bo' }),
      });
      if (answer.status !== 400) wrong.push(`${route.method} ${route.path}: ${answer.status}`);
      await answer.arrayBuffer();
    }
    expect(named.length).toBeGreaterThan(2);
    expect(wrong).toEqual([]);
  });
});

test('no token of the API opens the door of alerts', async () => {
  for (const token of ['secret-of-responds', 'wrong', '']) {
    const path = `/v1/alerts/generic?key=${token}`;
    const answer = await fetch(`${stack.url()}${path}`, { method: 'POST', body: '{"title":"x"}' });
    expect(answer.status).toBe(401);
    await answer.arrayBuffer();
  }
});

test('a calendar has an address at which it answers, asked whether it is there too, and says of no event that it was read', async () => {
  const made = await fetch(`${stack.url()}/v1/calendar-feeds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer local' },
    body: JSON.stringify({ schedule: 'primary' }),
  });
  const { url } = (await made.json()) as { url: string };
  expect(url.startsWith(`${stack.url()}/v1/calendar/`)).toBe(true);
  const asked = await fetch(url, { method: 'HEAD' });
  expect([asked.status, asked.headers.get('content-type')]).toEqual([
    200,
    'text/calendar; charset=utf-8',
  ]);
  const [one, other] = [await (await fetch(url)).text(), await (await fetch(url)).text()];
  expect(one).toContain('BEGIN:VEVENT');
  expect(other).toBe(one);
});

/** Once all that earlier requests have set going is done: what is refused is told to somebody, too. */
async function writesAtRest(): Promise<Record<string, number>> {
  for (let before = await writes(); ; ) {
    await stack.passes(1);
    const now = await writes();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
}

test('whoever reads changes nothing, at any address', async () => {
  const read = all.filter(({ method }) => method === 'GET');
  const pages = (await stack.inbox('+15555550101')).at(-1)?.links ?? [];
  expect(read.length).toBeGreaterThan(25);
  const before = await writesAtRest();
  // What set all this up was written through the same doors.
  expect(before).not.toEqual({});
  for (const route of read) {
    for (const token of ['local', 'secret-of-reads']) await status(route, `Bearer ${token}`);
  }
  for (const link of pages) {
    for (const method of ['GET', 'HEAD']) await (await fetch(link, { method })).arrayBuffer();
  }
  expect(await writes()).toEqual(before);
});
