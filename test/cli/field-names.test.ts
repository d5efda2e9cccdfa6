import { expect, test } from 'vitest';
import { spokenField, spokenSentence } from '#cli/field-names.ts';

test.each([
  ['/title', '--title'],
  ['?from', '--from'],
  ['?filter', '--pattern'],
  ['/inputs/size', '--size'],
  ['/people/0', '--person'],
  ['/runbookDiff', '--runbook-diff'],
  ['?', ''],
  ['tocsin.yaml:3:1', 'tocsin.yaml:3:1'],
  ['/srv/team/tocsin.yaml:3:1', '/srv/team/tocsin.yaml:3:1'],
])('%s of the API is %s of the command', (path, field) => {
  expect(spokenField(path)).toBe(field);
});

test.each([
  ['/title', '--title'],
  ['/status', 'status'],
  ['/displayName', 'display name'],
  ['/body', '--text'],
  ['/markdown', 'the text'],
])('%s of the API is %s to whoever typed no option of that name', (path, field) => {
  const taken = { options: ['--title', '--text'], arguments: ['status'] };
  expect(spokenField(path, taken)).toBe(field);
});

test('a sentence of the API begins with the option instead of the field', () => {
  expect(spokenSentence('/title must not be empty', ['/title'])).toBe('--title must not be empty');
  expect(spokenSentence('? give one of them', ['?'])).toBe('Give one of them');
  expect(spokenSentence('It is resolved.', ['/title'])).toBe('It is resolved.');
});
