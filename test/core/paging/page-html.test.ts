import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noticeHtml, type PageParts, pageHtml } from '#core/paging/page-html.ts';
import { unescaped } from '../../support/unescaped.ts';
import { anything } from '../text/untrusted.ts';

const parts: PageParts = {
  subject: '[SEV1] INC-2026-001 You are paged: Checkout down',
  heading: 'SEV1 INC-2026-001',
  title: 'Checkout down',
  facts: [['Service', 'Payments']],
  links: [{ title: 'Graph', url: 'https://graphs.example.com/1?a=1&b=2' }],
  button: { label: 'Acknowledge', url: 'https://tocsin.example.com/a/token' },
  hint: 'Opens a page first.',
  description: 'See https://status.example.com/x. It began at noon.',
};

/** Every tag, with the address that it leads to. */
const tagsOf = (html: string) => html.match(/<[^>]*>/g) ?? [];
const addressesOf = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, address = '']) => unescaped(address));

describe('the HTML of a page', () => {
  test('has one link that looks like a button, and the addresses that it was given', () => {
    const html = pageHtml(parts);
    expect(addressesOf(html)).toEqual([
      'https://tocsin.example.com/a/token',
      'https://graphs.example.com/1?a=1&b=2',
      'https://status.example.com/x',
    ]);
    expect(html.match(/background:#b3261e/g)).toHaveLength(1);
  });

  test('loads nothing from anywhere', () => {
    expect(pageHtml(parts)).not.toMatch(/<(img|script|link|iframe|object|style)\b|url\(|src=/i);
  });

  test.each([
    'javascript:alert(1)',
    'http://graphs.example.com',
    'https://',
    '//graphs.example.com',
    'https://a"onclick="b',
  ])('shows %s as text and links to it nowhere', url => {
    const html = pageHtml({ ...parts, links: [{ title: 'Graph', url }], description: url });
    expect(addressesOf(html)).not.toContain(url);
    expect(unescaped(html)).toContain(`Graph: ${url}`);
  });

  test('has the same elements whatever was written, and shows it letter by letter', () => {
    fc.assert(
      fc.property(anything, anything, (text, other) => {
        const said = {
          ...parts,
          subject: text,
          title: text,
          facts: [['Service', other]] as const,
          links: [{ title: text, url: 'https://graphs.example.com/1' }],
        };
        const html = pageHtml(said);
        const plain = pageHtml({ ...said, subject: '', title: '', links: parts.links });
        const structure = (of: string) => tagsOf(of).map(tag => tag.replace(/href="[^"]*"/, ''));
        expect(structure(html)).toEqual(structure(plain));
        const shown = unescaped(html.replace(/<[^>]*>/g, ''));
        for (const word of text.match(/[a-z<>&"']+/gi) ?? []) expect(shown).toContain(word);
      }),
    );
  });

  test('has no link in a description but to addresses that stand in it', () => {
    fc.assert(
      fc.property(anything, description => {
        const html = pageHtml({ ...parts, links: [], description });
        const [, ...inText] = addressesOf(html);
        for (const address of inText) {
          expect(description).toContain(address);
          expect(address).toMatch(/^https:\/\//);
        }
        expect(
          tagsOf(html).filter(
            tag => !/^<(\/?(html|head|body|p|h1|b|a|title|blockquote)\b|meta|br>|!d)/.test(tag),
          ),
        ).toEqual([]);
      }),
    );
  });
});

describe('the HTML of any other notice', () => {
  test('is its text, line by line, with its addresses as links', () => {
    const html = noticeHtml({ subject: 'A & B', body: 'One <b>\nTwo (https://a.example.com/x).' });
    expect(html).toContain('One &lt;b&gt;<br>\nTwo (<a href="https://a.example.com/x">');
    expect(html).toContain('</a>).');
    expect(html).toContain('<title>A &amp; B</title>');
  });
});
