import { describe, expect, test } from 'vitest';
import { redaction, redactionFlaw } from '#core/text/redaction.ts';

const clean = (rules: string[], text: string) => redaction(rules)(text);

describe('a log line is kept without', () => {
  test.each([
    ['email', 'login of ana.silva+x@mail.example.com failed', 'login of [email] failed'],
    ['card', 'charged 4111 1111 1111 1111 twice', 'charged [card] twice'],
    ['card', 'paid with 5555555555554444.', 'paid with [card].'],
    ['ip', 'from 203.0.113.7:443', 'from [ip]:443'],
    ['phone', 'text to +15555550101', 'text to [phone]'],
    ['token', 'Authorization: Bearer abc.def-123', 'Authorization: [token]'],
    ['token', 'jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0', 'jwt [token]'],
    ['aws-key', 'key AKIAIOSFODNN7EXAMPLE leaked', 'key [aws-key] leaked'],
    ['cust_\\d+', 'order of cust_42', 'order of [redacted]'],
  ])('%s', (rule, before, after) => {
    expect(clean([rule], before)).toEqual({ text: after, count: 1 });
  });

  test('every one of several, counted', () => {
    expect(clean(['email', 'ip'], 'a@b.example 10.0.0.1 c@d.example')).toEqual({
      text: '[email] [ip] [email]',
      count: 3,
    });
  });
});

test('long numbers that are no card are kept', () => {
  const text = 'requestId 1795400040000 order 4111111111111112';
  expect(clean(['card'], text)).toEqual({ text, count: 0 });
});

test('a rule is a known word or a regular expression, and what is wrong says what to do', () => {
  expect(redactionFlaw('email')).toBeUndefined();
  expect(redactionFlaw('session=[a-z0-9]+')).toBeUndefined();
  expect(redactionFlaw('(unclosed')).toMatch(/not a regular expression: missing closing \).*email/);
  for (const empty of ['x*', '\\b', '^', '(?:)', '$']) {
    expect(redactionFlaw(empty), empty).toContain('nothing');
  }
});

test('a rule that was applied when more was known keeps nothing of a line', () => {
  expect(clean(['(?<=id=)\\d+'], 'id=42 of ana')).toEqual({ text: '[redacted]', count: 1 });
});

test('a line of very many finds is cut short, since whoever writes it chooses what is found', () => {
  const { text, count } = clean(['email'], 'a@b.example '.repeat(150));
  expect(text).toBe(`${Array(100).fill('[email]').join(' ')}[email, and the rest]`);
  expect(count).toBe(101);
});
