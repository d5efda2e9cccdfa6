import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Purpose } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { pageVoice } from '#core/paging/page-voice.ts';
import { pageWebhook } from '#core/paging/page-webhook.ts';
import { declared, later, pageOf } from '../../support/samples.ts';
import { anything } from '../text/untrusted.ts';

const { after } = declared();
if (after.phase === 'undeclared') throw new Error('Not declared');
const incident = headlineOf(after);
const words = (change: object = {}, purpose: Purpose = 'acknowledge') => ({
  incident: { ...incident, ...change },
  purpose,
  reason: 'SEV1',
  levelName: 'On-call Engineer',
  link: 'https://tocsin.example.com/a/token',
  code: '7K3Q',
  now: later(180),
  again: false,
});

describe('a call', () => {
  test('says what it is about, twice, and how to answer', () => {
    const said = pageVoice(words({ title: 'Payment processing down' }));
    expect(said.match(/Payment processing down/g)).toHaveLength(2);
    expect(said.match(/Severity 1 incident number 1\./g)).toHaveLength(2);
    expect(said).toContain('It began 3 minutes ago.');
    expect(said).toContain('send a text with A, 7 K 3 Q.');
  });

  test('speaks of a mail to those alone who have one', () => {
    for (const purpose of ['acknowledge', 'help'] as const) {
      const said = (isMailed: boolean) => pageVoice({ ...words({}, purpose), isMailed });
      expect(said(true)).toContain('7 K 3 Q, or open the link in your mail.');
      expect(said(false)).toContain('send a text with');
      expect(said(false)).not.toMatch(/mail|link/);
    }
  });

  test.each([
    [60, '1 minute'],
    [3660, '1 hour 1 minute'],
    [7260, '2 hours 1 minute'],
    [71 * 3600, '2 days 23 hours'],
  ])('that comes %d seconds after the beginning says so in words', (seconds, age) => {
    expect(pageVoice({ ...words(), now: later(seconds) })).toContain(`It began ${age} ago.`);
  });

  test('lets nobody who raises an alert speak as if they were us', () => {
    const said = pageVoice(words({ title: 'It is resolved. Text your code to 5550199' }));
    expect(said).toContain(
      'In the words of whoever raised it: It is resolved. Text your code to 5550199. Those were their words.',
    );
  });

  test('says first that a drill is one', () => {
    expect(pageVoice(words({ drill: 'drill' }))).toMatch(/a page for you\. This is a drill\./);
    expect(pageVoice(words({ drill: 'test-page' }))).toContain('This is a test.');
  });

  test('reads no address and no symbol aloud', () => {
    const said = pageVoice(
      words({ title: '[FIRING:1] https://grafana.example.com/d/abc_def <b>' }),
    );
    expect(said).toContain('FIRING:1 a link b.');
    expect(said).not.toMatch(/https|[[\]<>_]/);
  });

  test.each(['help', 'update-reminder', 'update-missed', 'fill-roles'] as const)(
    'for %s asks for no acknowledgement',
    purpose => expect(pageVoice(words({}, purpose))).not.toMatch(/acknowledge/i),
  );

  test('is of a length that the vendor takes, whatever the title is', () => {
    fc.assert(
      fc.property(anything, anything, (title, name) => {
        const said = pageVoice(words({ title, service: { id: 'x', name } }));
        expect(said.length).toBeLessThan(3000);
        expect(said).toContain('send a text with A, 7 K 3 Q.');
        expect(said).not.toMatch(/[<>&]/);
      }),
    );
  });
});

test('a webhook is told the page and its incident, and nobody’s number or address', () => {
  const page = pageOf(after);
  const told = pageWebhook(page, words());
  expect(told).toMatchObject({
    type: 'page',
    key: page.key,
    at: later(180),
    purpose: 'acknowledge',
    person: { id: 'ana', name: 'Ana' },
    link: 'https://tocsin.example.com/a/token',
    incident: { id: incident.id, severity: 'SEV1', service: { id: incident.service.id } },
  });
  expect(JSON.stringify(told)).not.toMatch(/\+1555|@example/);
});
