import { describe, expect, test } from 'vitest';
import { jsonIn, objectIn } from '#core/text/json-in.ts';

describe('what stands in a text as JSON', () => {
  test('is told, also where it is null or a text', () => {
    expect(jsonIn('{"a":[1]}')).toEqual({ a: [1] });
    expect(jsonIn('null')).toBeNull();
    expect(jsonIn('"a"')).toBe('a');
  });

  test('is nothing where it is cut off, empty or a page for people', () => {
    for (const text of ['{"a":', '', '<!doctype html>']) expect(jsonIn(text)).toBeUndefined();
  });

  test('is an object only where it is one', () => {
    expect(objectIn('{"a":1}')).toEqual({ a: 1 });
    for (const text of ['null', '"a"', '1', '{']) expect(objectIn(text)).toBeUndefined();
  });
});
