import { expect, test } from 'vitest';
import { api } from '#app/api/api.ts';
import { readiness } from '#app/api/readiness.ts';
import { addSeconds } from '#core/time/instant.ts';
import { start } from '../../support/samples.ts';

/** An API whose table is asked now and then; anybody may ask the API. */
function office() {
  const world = { isDown: false, now: start, looks: 0, errors: 0 };
  const isReady = readiness({
    look: async () => {
      world.looks += 1;
      if (world.isDown) throw new Error('connect ECONNREFUSED');
    },
    now: () => world.now,
    log: () => {
      world.errors += 1;
    },
  });
  const answer = api<never>({
    ...{ operations: {}, isReady, now: () => world.now },
    authenticate: async () => undefined,
  });
  const ask = () =>
    answer({ method: 'GET', path: '/v1/health', headers: {}, query: {}, body: undefined });
  return { world, ask };
}

test('health says what it needs, and that it is there', async () => {
  const { ask } = office();
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ status: 'ok', needs: { table: 'ok' }, time: start });
});

test('health is no health while the table does not answer, and says which it is', async () => {
  const { world, ask } = office();
  world.isDown = true;
  const { status, body, contentType } = await ask();
  expect(status).toBe(503);
  expect(contentType).toContain('application/problem+json');
  expect(body).toContain('The table does not answer');
  expect(body).not.toContain('ECONNREFUSED');
  expect(world.errors).toBe(1);
  world.isDown = false;
  world.now = addSeconds(start, 2);
  expect((await ask()).status).toBe(200);
});

test('many who ask at once cost one look', async () => {
  const { world, ask } = office();
  await Promise.all(Array.from({ length: 50 }, ask));
  expect(world.looks).toBe(1);
});
