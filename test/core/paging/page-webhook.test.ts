import { expect, test } from 'vitest';
import { pageWebhook } from '#core/paging/page-webhook.ts';
import { declared, later, pageOf, start } from '../../support/samples.ts';

const page = pageOf(declared().after);
const link = 'https://tocsin.example.com/a/token';

test('a program is told who is paged for what, why, and where to acknowledge', () => {
  expect(pageWebhook(page, { link, now: later(2), again: false })).toEqual({
    type: 'page',
    key: page.key,
    at: later(2),
    again: false,
    purpose: 'acknowledge',
    reason: 'SEV1',
    level: { number: 1, name: 'On-call Engineer', round: 1 },
    person: { id: 'ana', name: 'Ana' },
    link,
    incident: {
      id: 'INC-2026-001',
      title: 'Payment processing down',
      severity: 'SEV1',
      phase: 'open',
      service: { id: 'payments', name: 'Payments' },
      declaredAt: start,
    },
  });
});

test('an exercise says so, and what is known beside it is told', () => {
  const runbook = 'https://wiki.example.com/payments';
  const incident = { ...page.incident, drill: 'test-page', runbook, description: 'x' } as const;
  const told = pageWebhook({ ...page, incident }, { link, now: start, again: true });
  expect(told).toMatchObject({ again: true, incident: { drill: 'test-page', runbook } });
});

test('what is told is JSON and holds no phone number and no address', () => {
  const text = JSON.stringify(pageWebhook(page, { link, now: start, again: false }));
  expect(text).not.toMatch(/\+1555|@example\.com/);
});
