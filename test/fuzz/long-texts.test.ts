import { describe, expect, test } from 'vitest';
import { faultOf } from './holds.ts';

/*
 * Where reading goes back and begins anew at each sign of a text, a body of the longest that is taken would be read for hours,
 * by whoever holds a key.
 */

const longest = 1_000_000;
const signs = [
  ' ',
  '\n',
  '\t',
  'a',
  '1',
  '.',
  '-',
  '=',
  ': ',
  '|',
  '(',
  '[',
  '{',
  '<',
  '<!--',
  '<?',
  '<a ',
  'a=',
  '}\n',
  ' - ',
  '\n\n a',
  'deploy ',
  '\\',
];

/** A text in each of the ways in which one may stand in a body. */
const bodies: [string, (text: string) => string][] = [
  ['by itself', text => `x${text}x`],
  ['in lines of JSON that end early', text => `[}${text}{`],
  ['in a form', text => `a=1&b=${text}`],
  ['in XML', text => `<a>x${text}</a>`],
  ['in a tag of XML', text => `<a ${text}></a>`],
  ['as a title', text => JSON.stringify({ title: `x${text}x`, status: 'firing' })],
  ['as a moment', text => JSON.stringify({ title: 'Disk', time: `2026-11-23 02:14${text}x` })],
  ['among tags', text => JSON.stringify({ title: 'Disk', tags: [`${text}x`, `a:${text}x`] })],
  ['as all there is', text => JSON.stringify({ a: `x${text}x`, b: { state: `${text}!` } })],
];

describe('one sign over and over is read in one go', () => {
  test.each(bodies)('%s', async (_where, bodyOf) => {
    for (const sign of signs) {
      const body = bodyOf(sign.repeat(longest / 2 / sign.length));
      expect(await faultOf('auto', body)).toBeUndefined();
    }
  });

  test('in a mail', async () => {
    for (const sign of signs) {
      const text = sign.repeat(longest / 2 / sign.length);
      const mail = `From: a@example.com\nSubject: ${text.replaceAll('\n', ' ')}x\n\nx${text}x\n`;
      expect(await faultOf('email', mail)).toBeUndefined();
      expect(await faultOf('email', `x${text}`)).toBeUndefined();
    }
  });

  test('in the HTML of a mail, by itself, beside text and in a mail that is in a mail', async () => {
    const head = 'From: a@example.com\nSubject: x\n';
    const html = `Content-Type: text/html\n\n${'<a href='.repeat(longest / 8)}`;
    const beside = `Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n${html}\n--b--`;
    const inMails = `${`${head}Content-Type: message/rfc822\n\n`.repeat(8)}${head}${beside}`;
    for (const mail of [`${head}${html}`, `${head}${beside}`, inMails]) {
      expect(await faultOf('email', mail)).toBeUndefined();
    }
  });
});
