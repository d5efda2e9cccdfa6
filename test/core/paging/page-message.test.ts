import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { purpose } from '#core/incident/events.ts';
import { type Headline, headlineOf } from '#core/incident/headline.ts';
import { pageChat } from '#core/paging/page-chat.ts';
import { type PageWords, pageEmail, pageSms } from '#core/paging/page-message.ts';
import { pagePush } from '#core/paging/page-push.ts';
import { pageVoice } from '#core/paging/page-voice.ts';
import { parseReply } from '#core/paging/reply.ts';
import { asciiSubject } from '#core/text/plain-text.ts';
import { given } from '../../support/given.ts';
import { declare } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';
import { segmentsOf } from '../../support/sms-segments.ts';
import { anything, basicGsm7 } from '../text/untrusted.ts';

const { incident } = given(declare());
if (incident.phase === 'undeclared') throw new Error('Not declared');
const headline = headlineOf(incident);

/** As long as they get: the longest name of a region, and 16 characters of token. */
const link = 'https://abcdefghij.execute-api.ap-southeast-1.amazonaws.com/a/Ab-_456789abcdef';

const words = (about: Partial<Headline> = {}, change: Partial<PageWords> = {}): PageWords => ({
  incident: { ...headline, ...about },
  purpose: 'acknowledge',
  reason: 'SEV1: payments fail',
  levelName: 'On-call Engineer',
  link,
  code: '7K3Q',
  now: later(60),
  again: false,
  ...change,
});
const short = 'https://t.example.com/a/x';

test.each(purpose.options)(
  'for %s each channel asks for the same: an acknowledgement, or none',
  why => {
    const page = words({}, { purpose: why });
    const isAsked = pageSms(page).includes('Reply A ');
    expect({
      mail: pageEmail(page).body.includes('Acknowledge ('),
      call: pageVoice(page).includes('send a text with A, '),
      push: pagePush(page).mayAcknowledge,
      chat: JSON.stringify(pageChat(page)).includes('"action_id":"acknowledge"'),
    }).toEqual({ mail: isAsked, call: isAsked, push: isAsked, chat: isAsked });
  },
);

describe('a text message', () => {
  test.each([
    [
      'acknowledge',
      `SEV1 INC-2026-001 Payments: "Payment processing down". Reply A 7K3Q to ack or ${short}`,
    ],
    [
      'help',
      `SEV1 INC-2026-001 Payments: "Payment processing down". Your help is asked for. Reply ? 7K3Q or ${short}`,
    ],
    [
      'update-reminder',
      `SEV1 INC-2026-001 Payments: "Payment processing down". Update due soon. Reply U 7K3Q text or ${short}`,
    ],
    [
      'update-missed',
      `SEV1 INC-2026-001 Payments: "Payment processing down". No update was posted; please look. ${short}`,
    ],
  ] as const)('for %s says what, where and how to answer', (why, text) => {
    expect(pageSms(words({}, { purpose: why, link: short }))).toBe(text);
  });

  test('that may have been sent before says so', () => {
    expect(pageSms(words({}, { again: true }))).toMatch(/^\(again\) SEV1 INC-2026-001 /);
  });

  test('that comes late says how long it burns, also where nobody was asked before', () => {
    expect(pageSms(words({}, { now: later(1080) }))).toMatch(
      /^SEV1 INC-2026-001 18 min old\. Payments: .*Reply A 7K3Q or /,
    );
  });

  test('cuts the title, never the number, the answer or the link', () => {
    const sms = pageSms(
      words({ title: 'All payments of all customers in every region fail at once' }),
    );
    expect(sms).toBe(
      `SEV1 INC-2026-001 Payments: "All payments of all custo..". Reply A 7K3Q to ack or ${link}`,
    );
    expect(sms).toHaveLength(160);
  });

  test('cuts no picture in two: what is left of one says nothing', () => {
    for (const title of ['', 'а'].map(first => `${first}${'🔥'.repeat(200)}а`)) {
      expect(pageSms(words({ title }))).toMatch(/🔥\.\."\. Reply A 7K3Q/u);
    }
    const unanswered = ['абвгдежзийклмно🔥🔥'];
    expect(pageSms(words({ title: 'а' }, { unanswered }))).toContain(
      'no answer: абвгдежзийклмно. ',
    );
  });

  test('is one GSM-7 segment, or three of another alphabet, with its number and its whole link, whatever the sender wrote', () => {
    const severity = fc.constantFrom('SEV1', 'SEV4' as const);
    const id = fc.constantFrom('INC-2026-001', 'INC-2026-123456789');
    const why = fc.constantFrom(...purpose.options);
    fc.assert(
      fc.property(
        fc.record({ title: anything, severity, id }),
        anything,
        why,
        fc.boolean(),
        (about, name, asked, again) => {
          const service = { id: 'payments', name };
          const sms = pageSms(words({ ...about, service }, { purpose: asked, again }));
          expect(sms.isWellFormed()).toBe(true);
          expect(segmentsOf(sms)).toBeLessThanOrEqual(basicGsm7.test(sms) ? 1 : 3);
          expect(sms).toContain(`${about.severity} ${about.id} `);
          expect(sms.endsWith(link)).toBe(true);
        },
      ),
    );
  });

  test.each(['Оплата не работает', 'Οι πληρωμές απέτυχαν', '決済が失敗しました', 'الدفع معطل'])(
    'says %j as it was written',
    title => {
      const sms = pageSms(words({ title }));
      expect(sms).toContain(title);
      expect(sms).toContain('Reply A 7K3Q ');
      expect(segmentsOf(sms)).toBeLessThanOrEqual(3);
    },
  );

  test('that comes after others says who did not answer, how long it burns, and (again) to whom it is not new', () => {
    const escalated = pageSms(words({}, { unanswered: ['Ana'], link: short }));
    expect(escalated).toBe(
      `SEV1 INC-2026-001 1 min, no answer: Ana. Payments: "Payment processing down". Reply A 7K3Q or ${short}`,
    );
    const repeated = pageSms(words({}, { again: true, now: later(720), link: short }));
    expect(repeated).toMatch(/^\(again\) SEV1 INC-2026-001 12 min old\. Payments: /);
    const many = pageSms(words({}, { unanswered: ['Ana', 'Bo', 'Chidi'] }));
    expect(many).toContain('no answer: Ana +2. ');
    expect(many.endsWith(link)).toBe(true);
    expect(segmentsOf(many)).toBe(1);
  });

  test('names of who did not answer are readable, or only counted', () => {
    const texts = [['Даша', 'Bo'], ['佐藤'], ['Jörg']].map(unanswered =>
      pageSms(words({}, { unanswered })),
    );
    expect(texts.map(text => /min, (.*?)\. /.exec(text)?.[1])).toEqual([
      'no answer: Bo +1',
      '1 did not answer',
      'no answer: Jörg',
    ]);
    const wide = pageSms(words({ title: 'Сбой' }, { unanswered: ['Даша'] }));
    expect(wide).toContain('no answer: Даша. ');
  });

  test('asks for an answer that is understood as what it asks for', () => {
    const answers = {
      acknowledge: 'A 7K3Q',
      help: '? 7K3Q',
      'update-reminder': 'U 7K3Q text',
    } as const;
    for (const [why, answer] of Object.entries(answers)) {
      const asked = words({}, { purpose: why as keyof typeof answers });
      expect(pageSms(asked)).toContain(`Reply ${answer} `);
      expect(parseReply(answer)).toHaveProperty('about', { code: '7K3Q' });
    }
  });
});

describe('an e-mail', () => {
  test('tells what, since when, why, and how to answer', () => {
    const about = {
      description: 'Error rate above 50 %.\nSince the deployment.',
      runbook: 'https://runbooks.example.com/payments',
      links: [{ title: 'Graph', url: 'https://graphs.example.com/1' }],
      timeZone: 'America/New_York',
    };
    expect(pageEmail(words(about))).toEqual({
      subject: '[SEV1] INC-2026-001 You are paged: Payment processing down',
      body: [
        'SEV1 INC-2026-001: Payment processing down',
        'Service: Payments',
        'Started: 21:14 EST (1 min ago)',
        'Severity because: payments fail',
        'You (On-call Engineer) are told because: SEV1: payments fail',
        'Runbook: https://runbooks.example.com/payments',
        'Link of the alert "Graph": https://graphs.example.com/1',
        '',
        `Acknowledge (opens a page first, nothing happens by opening it): ${link}`,
        '',
        'As it was described:',
        '> Error rate above 50 %.',
        '> Since the deployment.',
      ].join('\n'),
      html: expect.stringContaining(`<a href="${link}" `),
    });
  });

  test.each([
    ['help', 'Your help is asked for'],
    ['update-reminder', 'An update is due soon'],
    ['update-missed', 'An update was missed'],
  ] as const)('for %s has its own subject and asks for no acknowledgement', (why, opening) => {
    const { subject, body } = pageEmail(words({}, { purpose: why, again: true }));
    expect(subject).toBe(`(again) [SEV1] INC-2026-001 ${opening}: Payment processing down`);
    expect(body).toContain(`See the incident: ${link}`);
    expect(body).not.toContain('Acknowledge');
  });

  test('has a subject that SNS takes, and its number in it, whatever the title is', () => {
    fc.assert(
      fc.property(anything, title => {
        const { subject } = pageEmail(words({ title }));
        expect(subject.length).toBeLessThanOrEqual(99);
        expect(asciiSubject(subject)).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(subject).toContain('INC-2026-001');
      }),
    );
  });

  test('has the same lines, in the same places, whatever the sender wrote', () => {
    fc.assert(
      fc.property(anything, anything, (title, url) => {
        const { body } = pageEmail(words({ title, links: [{ title, url }] }, { reason: title }));
        expect(body.split('\n')).toHaveLength(8);
        expect(body.split('\n')[7]).toContain(link);
      }),
    );
  });
});
