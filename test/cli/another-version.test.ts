import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { apiClient } from '#cli/api-client.ts';
import { matchRoute, type OperationId, type Route, routes } from '#contract/api.ts';
import { examples } from '#contract/examples.ts';
import { run } from './run.ts';

const configuration = readFileSync(new URL('../../tocsin.yaml', import.meta.url), 'utf8');
const json = routes.filter(({ answer }: Route) => answer.contentType === undefined);

/** The same as a newer Tocsin might answer it: each word of ours is another one, and everything has a field more. */
function renewed(schema: z.core.$ZodType, value: unknown): unknown {
  const { def } = schema._zod as z.core.$ZodTypeInternals & {
    def: z.core.$ZodTypes['_zod']['def'];
  };
  if (value === undefined) return undefined;
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(value as object).map(([name, inner]) => {
        const of = def.shape[name];
        return [name, of === undefined ? inner : renewed(of, inner)];
      });
      return { ...Object.fromEntries(fields), brandNew: true };
    }
    case 'array':
      return (value as unknown[]).map(inner => renewed(def.element, inner));
    case 'record': {
      const fields = Object.entries(value as object);
      return Object.fromEntries(
        fields.map(([name, inner]) => [name, renewed(def.valueType, inner)]),
      );
    }
    case 'optional':
    case 'nullable':
    case 'default':
      return renewed(def.innerType, value);
    case 'enum':
      return 'brand-new';
    case 'literal':
      return typeof value === 'string' ? 'brand-new' : value;
    case 'union': {
      const fits = def.options.find(option => z.safeParse(option as z.ZodMiniType, value).success);
      return fits === undefined ? value : renewed(fits, value);
    }
    default:
      return value;
  }
}

const renewedAnswer = (route: Route) =>
  renewed(route.answer.body, examples[route.operationId].answer);

function clientOf(answer: (path: string, method: string) => Response) {
  return apiClient({
    url: 'https://tocsin.example.com',
    credential: 'secret',
    timeZone: 'UTC',
    via: 'cli',
    hear: () => undefined,
    sleep: async () => undefined,
    fetch: async (url, { method = 'GET' } = {}) => answer(new URL(String(url)).pathname, method),
  });
}

describe('a command of before reads what a newer Tocsin answers', () => {
  test.each(json.map((route: Route) => [route.operationId, route] as const))(
    '%s, with words and fields that are new',
    async (operation, route) => {
      const client = clientOf(() =>
        Response.json(renewedAnswer(route), { status: route.answer.status }),
      );
      const call = client.call as (operation: OperationId, input: object) => Promise<unknown>;
      const params = { id: '1', name: 'n', source: 's', channel: 'c', item: '1', token: 't' };
      const input = { params: { ...params, action: 'a', component: 'c', device: 'd' }, body: '' };
      await expect(call(operation, input)).resolves.toBeDefined();
    },
  );

  test.each([
    ...[
      'list',
      'show INC-2026-001',
      'pages INC-2026-001',
      'effects INC-2026-001',
      'ack INC-2026-001',
    ],
    ...['resolve INC-2026-001 --resolution=Restarted', 'update INC-2026-001 --status=Fixing'],
    ...[
      'why --person=ana',
      'oncall',
      'override list',
      'coverage',
      'contact list --person=ana',
      'fairness',
      'stats',
    ],
    ...['heartbeats', 'integrations', 'silences', 'dead-letters', 'receipt rcp-1'],
    ...['actions', 'action:runs', 'restart:rolling --service=payments', 'simulate Down'],
    ...['statuspage show', 'statuspage preview INC-2026-001', 'stakeholders list'],
    ...['action-items list', 'postmortem show INC-2026-001', 'drill report INC-2026-001'],
    ...[
      'configuration --versions',
      'apply tocsin.yaml',
      'logs:errors',
      'db:queries',
      'metrics:system',
    ],
    ...['logs:archive INC-2026-001', 'test-page --person=ana'],
  ])('tocsin %s shows what it knows of it', async words => {
    const fetched = async (url: unknown, { method = 'GET' }: RequestInit = {}) => {
      const { pathname } = new URL(String(url));
      const match = matchRoute(method, pathname);
      if (match === undefined || !('route' in match)) throw new Error(`No ${method} ${pathname}`);
      const { status, contentType } = match.route.answer;
      const answer = renewedAnswer(match.route);
      return contentType === undefined
        ? Response.json(answer, { status })
        : new Response(String(answer), { status, headers: { 'content-type': contentType } });
    };
    const env = { TOCSIN_URL: 'https://tocsin.example.com', TOCSIN_TOKEN: 'local' };
    const { error, exitCode } = await run(words.split(' '), {
      ...{ env, colours: true, says: 'yes', fetch: fetched as typeof fetch },
      files: { '/home/ana/tocsin.yaml': configuration },
    });
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  });
});

describe('a newer command asks a stack of before', () => {
  const env = { TOCSIN_URL: 'https://tocsin.example.com', TOCSIN_TOKEN: 'local' };
  const answering = (answer: Response) => ({ env, fetch: async () => answer.clone() });

  test('draws nothing on top of now of which it is not told how much earlier it is', async () => {
    const { answer } = examples.measureImpact;
    const services = answer.services.map(({ earlierSeconds: _, ...service }) => service);
    const { error, exitCode } = await run(
      ['monitor:revenue:impact'],
      answering(Response.json({ ...answer, services })),
    );
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  });

  test('says what is wrong where the stack has no such address yet', async () => {
    // What API Gateway says of an address that no route leads to.
    const absent = Response.json({ message: 'Not Found' }, { status: 404 });
    expect(await run(['calendars'], answering(absent))).toMatchObject({
      exitCode: 5,
      error: expect.stringContaining('older than this command'),
    });
  });
});
