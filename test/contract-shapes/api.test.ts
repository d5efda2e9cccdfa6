import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { addressOf } from '#client/request.ts';
import { matchRoute, type Route, routes } from '#contract/api.ts';
import { examples } from '#contract/examples.ts';
import { scopeAllows } from '#contract/shapes.ts';

describe('finding the operation of a request', () => {
  test('every row of the table is found by its own path, with its parameters', () => {
    for (const route of routes) {
      const path = addressOf(route.path, {
        id: 'INC-2026-001',
        source: 'generic',
        name: 'nightly',
        channel: 'sms',
        token: 'tk',
        item: '1',
        action: 'config:set',
        component: 'search',
        device: 'dev_1',
      });
      const match = matchRoute(route.method, path);
      expect(match).toMatchObject({ route: { operationId: route.operationId } });
    }
    expect(matchRoute('POST', '/v1/incidents/INC-2026-001/updates')).toMatchObject({
      route: { operationId: 'postUpdate' },
      params: { id: 'INC-2026-001' },
    });
  });

  test('a method that the address does not take is told from an address that is not there', () => {
    expect(matchRoute('DELETE', '/v1/incidents')).toEqual({ methodNotAllowed: ['GET', 'POST'] });
    expect(matchRoute('GET', '/v1/elsewhere')).toBeUndefined();
    expect(matchRoute('GET', '/v1/incidents/')).toBeUndefined();
    expect(matchRoute('GET', '/v1/openapixjson')).toBeUndefined();
  });

  test('parameters are decoded, and a broken escape names nothing', () => {
    expect(matchRoute('GET', '/v1/receipts/a%2Fb')).toMatchObject({ params: { id: 'a/b' } });
    expect(matchRoute('GET', '/v1/receipts/%zz')).toBeUndefined();
    // No key of the table is a blank or as long as that.
    expect(matchRoute('GET', '/v1/receipts/%20')).toBeUndefined();
    expect(matchRoute('GET', `/v1/action-runs/${'x'.repeat(1020)}`)).toBeUndefined();
  });
});

describe('the table', () => {
  test('names each operation and each address with its method once', () => {
    const names = routes.map(route => route.operationId);
    const addresses = routes.map(route => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('lets nobody change an incident with the read scope', () => {
    const open = routes.filter(
      (route: Route) => route.method !== 'GET' && ['read', 'none'].includes(route.scope),
    );
    const names = open.map(route => route.operationId);
    expect(names).toEqual([
      ...['explain', 'simulate', 'sendHeartbeat', 'sendAlert'],
      // Of no incident: who is signed in, and where.
      ...['renewSession', 'signOut', 'endSession', 'askForCode', 'signIn'],
      ...['askIssuer', 'signInByIssuer'],
    ]);
  });

  test.each(routes.map((route: Route) => [route.operationId, route] as const))(
    '%s has examples that its schemas accept',
    (operationId, route) => {
      const example: { request?: unknown; answer: unknown } = examples[operationId];
      expect(z.parse(route.answer.body, example.answer)).toEqual(example.answer);
      if (route.request !== undefined) z.parse(route.request, example.request);
    },
  );
});

test('each scope includes those before it', () => {
  expect(scopeAllows('admin', 'read')).toBe(true);
  expect(scopeAllows('respond', 'respond')).toBe(true);
  expect(scopeAllows('read', 'respond')).toBe(false);
});
