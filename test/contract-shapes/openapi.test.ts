import { describe, expect, test } from 'vitest';
import { type Route, routes } from '#contract/api.ts';
import { openApiDocument } from '#contract/openapi.ts';

type Json = Record<string, unknown>;

// Through JSON and back: what a client downloads.
const document = JSON.parse(
  JSON.stringify(openApiDocument({ version: '1.2.3', serverUrl: 'https://tocsin.example.com' })),
);

function refs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [String(inner)] : refs(inner),
  );
}

function resolved(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, part) => (at as Json | undefined)?.[part], document);
}

describe('the OpenAPI document', () => {
  test('says what it is', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Tocsin', version: '1.2.3' },
      servers: [{ url: 'https://tocsin.example.com' }],
    });
  });

  test('has every operation of the table and no other', () => {
    const documented = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test('has nothing behind a reference that is missing, and no schema that nobody uses', () => {
    const used = new Set(refs(document));
    for (const ref of used) expect(resolved(ref), ref).toBeDefined();

    const names = Object.keys(document.components.schemas);
    expect(names.filter(name => !used.has(`#/components/schemas/${name}`))).toEqual([]);
  });

  test.each(routes.map((route: Route) => [route.operationId, route] as const))(
    '%s says its parameters, its answer with an example, and its errors',
    (_, route) => {
      const operation = document.paths[route.path][route.method.toLowerCase()];

      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((parameter: Json) => parameter.in === 'path');
      expect(declared.map((parameter: Json) => parameter.name)).toEqual(inPath);

      const [content] = Object.values<Json>(operation.responses[route.answer.status].content);
      expect(content).toMatchObject({ schema: {}, example: expect.anything() });
      expect(operation.responses.default).toEqual({ $ref: '#/components/responses/internal' });
      expect('401' in operation.responses).toBe(
        route.scope !== 'none' || ['sendAlert', 'sendHeartbeat'].includes(route.operationId),
      );
      expect('requestBody' in operation).toBe(route.request !== undefined);
    },
  );

  test('offers an Idempotency-Key where it is honoured', () => {
    const offers = (path: string) =>
      document.paths[path].post.parameters.some(({ $ref }: Json) => $ref !== undefined);
    expect(offers('/v1/overrides')).toBe(true);
    expect(offers('/v1/people/{id}/contacts/{channel}/code')).toBe(false);
    expect(offers('/v1/alerts/{source}')).toBe(false);
  });

  test('refuses unknown fields of requests and allows answers to grow', () => {
    const { schemas } = document.components;
    expect(schemas.DeclareRequest.additionalProperties).toBe(false);
    expect(schemas.DeclareRequest.required).toEqual(['title']);
    expect(schemas.Incident.additionalProperties).toBeUndefined();
  });

  test('says what an alert of our own form holds', () => {
    const { status, title } = document.components.schemas.GenericAlert.properties;
    expect(title).toMatchObject({ type: 'string' });
    expect(status.enum).toEqual(['firing', 'resolved']);
    const sent = document.paths['/v1/alerts/{source}'].post.requestBody.content['application/json'];
    const one = { $ref: '#/components/schemas/GenericAlert' };
    expect(sent.schema.anyOf.slice(0, 2)).toEqual([one, { type: 'array', items: one }]);
  });

  test('needs no credential for itself and for health, and a key for alerts', () => {
    expect(document.paths['/v1/health'].get.security).toEqual([]);
    expect(document.paths['/v1/openapi.json'].get.security).toEqual([]);
    expect(document.paths['/v1/alerts/{source}'].post.security).toHaveLength(3);
    expect(document.paths['/v1/incidents'].post.security).toEqual([{ token: ['respond'] }]);
  });
});
