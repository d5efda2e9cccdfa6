import { expect, test } from 'vitest';
import { confirmationText, textOf } from '#core/communication/stakeholders.ts';
import { askedToFollow } from '#core/communication/status-page/subscribers.ts';
import { pageOf } from './status-page/pages.ts';

const link = 'https://tocsin.example.com/s/token';

test('whoever is told by text can read it in their own letters, and is asked in them', () => {
  const subject = '[SEV1] Production Incident - المدفوعات';
  expect(textOf({ subject, body: '' }, link)).toBe(`${subject}. No more of these: ${link}`);
  expect(confirmationText('決済', link)).toContain('決済');
  expect(askedToFollow(pageOf({ name: 'Оплата' }), link).text).toContain('Оплата');
});

test('what has no letters of its own does not make a text dearer', () => {
  expect(textOf({ subject: '[SEV1] “Café” 🔥 – down', body: '' }, link)).toBe(
    `(SEV1) "Café" ? - down. No more of these: ${link}`,
  );
});
