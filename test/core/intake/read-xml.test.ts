import { expect, test } from 'vitest';
import { readXml } from '#core/intake/read-xml.ts';

test.each<[string, string, unknown]>([
  [
    'elements',
    '<?xml version="1.0"?><a><b>one</b><c>two &amp; three</c></a>',
    { b: 'one', c: 'two & three' },
  ],
  ['attributes', "<a level='high'>text</a>", { level: 'high', text: 'text' }],
  ['elements of one name', '<a><b>1</b><b>2</b><b/></a>', { b: ['1', '2', ''] }],
  ['names with a prefix', '<x:a xmlns:x="urn:x"><x:b>1</x:b></x:a>', { x: 'urn:x', b: '1' }],
  ['what is not to be read', '<a><!-- <b> --><b><![CDATA[1 < 2]]></b></a>', { b: '1 < 2' }],
])('XML with %s is the members that it has', (_what, text, members) => {
  expect(readXml(text)).toEqual(members);
});

test.each([
  ['a text', 'Disk is full'],
  ['a page', '<!DOCTYPE html><html><body>Disk</body></html>'],
  ['what is not closed', '<a><b>1</a>'],
  ['a text behind its end', '<a><b>1</b></a> and more'],
  ['a word alone', '<a>Disk</a>'],
  ['what names an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">'],
  ['what is nested without an end', '<a>'.repeat(100)],
  ['what is nested deeper than anybody writes', '<a>'.repeat(36_000) + '</a>'.repeat(36_000)],
])('%s is none', (_what, text) => {
  expect(readXml(text)).toBeUndefined();
});

test('a name that would reach what all objects share is left out', () => {
  expect(readXml('<a __proto__="1"><__proto__><b>1</b></__proto__><c>2</c></a>')).toEqual({
    c: '2',
  });
});
