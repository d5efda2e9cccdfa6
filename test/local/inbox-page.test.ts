import { expect, test } from 'vitest';
import { namesOf } from '#local/inbox/names.ts';
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

test('shows whose phone it is, and both sides of the talk with the newest at the end', () => {
  const answer = { ...message, body: 'A 7K3Q', links: [], messageId: 'two', reply: true as const };
  const page = inboxPage([message, answer], 0, to => (to === message.to ? '<Ana>' : undefined));
  expect(page).toContain('<h3>&lt;Ana&gt;, +15550100</h3>');
  expect(page).toMatch(/SEV1[\s\S]*<li class="reply">[\s\S]*Answered[\s\S]*A 7K3Q/);
  // The list is scrolled to its end when it is first shown, too.
  expect(page).toContain("querySelectorAll('.phone ol')) list.scrollTop = list.scrollHeight;");
});

test('a mailbox begins with what came last', () => {
  const mail = { ...message, channel: 'email' as const, to: 'ana@example.com' };
  const later = { ...mail, subject: 'Resolved', messageId: 'two' };
  const page = inboxPage([{ ...mail, subject: 'Paged' }, later], 0);
  expect(page).toMatch(/Resolved[\s\S]*Paged/);
});

test('a phone that two share has both names', () => {
  const directory = {
    people: {
      ana: { name: 'Ana', phone: '+15550100', email: 'ana@example.com' },
      bo: { name: 'Bo', phone: '+15550100' },
    },
  };
  const contacts = [{ person: 'bo', address: '+15550199' }];
  const names = namesOf(directory as never, { contacts } as never);
  expect(Object.fromEntries(names)).toEqual({
    '+15550100': 'Ana and Bo',
    'ana@example.com': 'Ana',
    '+15550199': 'Bo',
  });
});

test('says so when nothing has arrived', () => {
  expect(inboxPage([], 0)).toContain('Nothing yet');
});
