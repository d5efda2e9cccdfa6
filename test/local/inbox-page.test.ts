import { expect, test } from 'vitest';
import { inboxPage } from '#local/inbox/page.ts';

const message = {
  at: '2026-11-23T02:14:05.120Z',
  channel: 'sms' as const,
  to: '+15550100',
  body: 'SEV1 <script>alert(1)</script> & more: https://example.com/a/b?c=1&d=2',
  links: ['https://example.com/a/b?c=1&d=2'],
  messageId: 'one',
};

test('shows a hostile text as text', () => {
  const page = inboxPage([message], 0);
  expect(page).toContain('SEV1 &lt;script&gt;alert(1)&lt;/script&gt; &amp; more');
  expect(page).not.toContain('<script>alert(1)');
});

test('makes the links of a message clickable and nothing else', () => {
  const page = inboxPage([message], 0);
  expect(page).toContain('<a href="https://example.com/a/b?c=1&amp;d=2" target="_blank"');
  expect(page.match(/<a /g)).toHaveLength(1);
});

test('gives each phone a reply box and each mailbox its subjects', () => {
  const mail = {
    ...message,
    channel: 'email' as const,
    to: 'ana@example.com',
    subject: '<b>Hi</b>',
  };
  const page = inboxPage([message, mail], 0);
  expect(page.match(/<form>/g)).toHaveLength(1);
  expect(page).toContain('<strong>&lt;b&gt;Hi&lt;/b&gt;</strong>');
});

test('says so when nothing has arrived', () => {
  expect(inboxPage([], 0)).toContain('Nothing yet');
});
