import { describe, expect, test } from 'vitest';
import { matchesPattern } from '#local/wire/event-pattern.ts';

describe('a pattern', () => {
  const event = {
    source: 'aws.cloudwatch',
    detail: { state: { value: 'ALARM' }, count: 5, tags: ['blue', 'green'] },
  };
  const cases: [string, unknown, boolean][] = [
    ['matches one of several values', { source: ['aws.ec2', 'aws.cloudwatch'] }, true],
    ['refuses another value', { source: ['aws.ec2'] }, false],
    ['looks into nested objects', { detail: { state: { value: ['ALARM'] } } }, true],
    [
      'needs every key',
      { source: ['aws.cloudwatch'], detail: { state: { value: ['OK'] } } },
      false,
    ],
    ['matches any item of an array', { detail: { tags: ['green'] } }, true],
    ['knows prefixes', { source: [{ prefix: 'aws.' }] }, true],
    ['knows exclusion', { source: [{ 'anything-but': ['aws.ec2'] }] }, true],
    ['excludes by prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['knows absence', { detail: { missing: [{ exists: false }] } }, true],
    ['knows presence', { detail: { missing: [{ exists: true }] } }, false],
    ['compares numbers', { detail: { count: [{ numeric: ['>', 3, '<=', 5] }] } }, true],
    ['takes one of two ways', { $or: [{ source: ['x'] }, { detail: { count: [5] } }] }, true],
  ];
  for (const [name, pattern, expected] of cases) {
    test(name, () => expect(matchesPattern(pattern, event)).toBe(expected));
  }
});
