import { expect } from 'vitest';
import { type Answers, fakeApi } from './fake-api.ts';
import { succeeds } from './run.ts';

/** Runs a command that must succeed against an API that answers so, and tells what it was asked. */
export async function asked(words: readonly string[], answers: Answers = {}, env = {}) {
  await using api = await fakeApi(answers);
  const ran = await succeeds(words, { env: { TOCSIN_URL: api.url, ...env } });
  expect(api.violations).toEqual([]);
  return { ran, last: api.requests.at(-1), requests: api.requests };
}
