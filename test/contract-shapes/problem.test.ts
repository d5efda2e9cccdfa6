import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { listQuery } from '#contract/incident.ts';
import { declareRequest } from '#contract/incident-commands.ts';
import { parseInput, problem, problemOf } from '#contract/problem.ts';

describe('reading input', () => {
  test('tells all problems of a body at once, each with its field', () => {
    expect(parseInput(declareRequest, { title: ' ', severity: 'SEV9', colour: 'red' })).toEqual({
      errors: [
        { path: '/title', message: 'must not be empty' },
        { path: '/severity', message: 'must be one of SEV1, SEV2, SEV3, SEV4' },
        { path: '/colour', message: 'is not a known field' },
      ],
    });
  });

  test.each([
    ['a missing field', {}, { path: '/title', message: 'is missing' }],
    ['a wrong type', { title: 7 }, { path: '/title', message: 'must be a string' }],
    ['a list', [], { path: '', message: 'must be an object' }],
    [
      'a text that is too long',
      { title: 'x'.repeat(201) },
      { path: '/title', message: 'is longer than 200 characters' },
    ],
  ])('explains %s', (_, input, error) => {
    expect(parseInput(declareRequest, input)).toEqual({ errors: [error] });
  });

  test('a query is text: numbers are read from it, defaults are filled in', () => {
    expect(parseInput(listQuery, { limit: '5' }, 'query')).toEqual({ value: { limit: 5 } });
    expect(parseInput(listQuery, {}, 'query')).toEqual({ value: { limit: 20 } });
    expect(parseInput(listQuery, { limit: '101', page: '2' }, 'query')).toEqual({
      errors: [
        { path: '?limit', message: 'must be at most 100' },
        { path: '?page', message: 'is not a known field' },
      ],
    });
  });
});

test('a problem says by its type what it is, and in its detail what happened', () => {
  const refused = problemOf('refused', 'It is resolved already.', { reason: 'already-resolved' });
  expect(z.parse(problem, refused)).toEqual({
    type: 'urn:tocsin:problem:refused',
    title: 'The command was refused',
    status: 409,
    detail: 'It is resolved already.',
    reason: 'already-resolved',
  });
});
