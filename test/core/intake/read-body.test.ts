import { describe, expect, test } from 'vitest';
import { readBody } from '#core/intake/read-body.ts';

describe('a body', () => {
  test.each<[string, string, unknown]>([
    ['JSON', '{"a":1}', { a: 1 }],
    ['JSON behind a mark of byte order', '\ufeff{"a":1}', { a: 1 }],
    [
      'UTF-16 that was taken for UTF-8',
      Buffer.from('\ufeff{"a":1}', 'utf16le').toString(),
      { a: 1 },
    ],
    ['a text with line breaks within', '{"a":"one\ntwo\tthree"}', { a: 'one\ntwo\tthree' }],
    [
      'a backslash that escapes nothing',
      '{"a":"C:\\Windows \\d+","b":"\\u0041\\n"}',
      { a: 'C:\\Windows \\d+', b: 'A\n' },
    ],
    ['a comma behind the last', '{"a":[1,2,],"b":"x,]",}', { a: [1, 2], b: 'x,]' }],
    [
      'a comma far in front of what follows it',
      `{"a":NaN,\n${' '.repeat(250)}"b":1}`,
      { a: null, b: 1 },
    ],
    ['a comma behind it all', '{"a":1},', { a: 1 }],
    [
      'a dictionary of Python',
      "{'a': 'it is \"full\"', 'b': True, 'c': None, 'd': \"it's\"}",
      { a: 'it is "full"', b: true, c: null, d: "it's" },
    ],
    [
      'what is no number',
      '{"a":NaN,"b":[-Infinity],"c":"NaN, None"}',
      { a: null, b: [null], c: 'NaN, None' },
    ],
    ['JSON in a text in a text of JSON', '"\\"{\\\\\\"a\\\\\\":1}\\""', { a: 1 }],
    [
      'the parts of a form',
      '--x1\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\ntwo\r\n--x1\r\nContent-Disposition: form-data; name="f"; filename="b.png"\r\nContent-Type: image/png\r\n\r\n\u0001\r\n--x1--\r\n',
      { a: 'one\r\ntwo' },
    ],
    [
      'JSON in a part of a form',
      '--x1\r\ncontent-disposition: form-data; name="payload"\r\n\r\n{"a":1}\r\n--x1--',
      { a: 1 },
    ],
    ['a form', 'a=1&b=two+words', { a: '1', b: 'two words' }],
    ['a form that is not escaped', 'a=1&b=two words&c=3 %', { a: '1', b: 'two words', c: '3 %' }],
    ['JSON in a form', 'payload=%7B%22a%22%3A1%7D', { a: 1 }],
    ['JSON in a text of JSON', '"{\\"a\\":1}"', { a: 1 }],
    ['one JSON on each line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    [
      'an id beyond what a number holds',
      '{"a":12345678901234567890,"b":1.5}',
      { a: '12345678901234567890', b: 1.5 },
    ],
  ])('as %s is read', (_how, text, value) => {
    expect(readBody(text)).toMatchObject({ value });
  });

  test.each([
    ['a text', 'Disk is full: 5 = 5', true],
    ['lines', 'a=1\nb=2', true],
    ['half of JSON', '{"a":', false],
    ['lines of which one is broken', '{"a":1}\n{"a":\n{"a":3}', false],
    ['nothing', '', false],
  ])('that is %s is none of these', (_what, text, isText) => {
    expect(readBody(text)).toMatchObject({ isText, invalid: [{ path: '' }] });
  });
});
