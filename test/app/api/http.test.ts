import { expect, test } from 'vitest';
import { json, problem, withRequestId } from '#app/api/http.ts';

test('a problem tells the request that it is about; an answer stays as it is', () => {
  const told = withRequestId(problem('not-found', 'There is no such thing.'), 'req-1');
  expect(JSON.parse(told.body)).toMatchObject({ status: 404, requestId: 'req-1' });
  const fine = json(200, { status: 'ok' });
  expect(withRequestId(fine, 'req-1')).toEqual(fine);
  expect(withRequestId(told, undefined)).toEqual(told);
});
