import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headlineOf } from '#core/incident/headline.ts';
import { instant } from '#core/instant.ts';
import { clockTime, duration } from '#core/messages/clock-time.ts';
import { stakeholderNotice, updateNotice } from '#core/messages/notice.ts';
import { type PageWords, pageEmail, pageSms } from '#core/messages/page.ts';
import { gsm7, oneLine, subjectLine } from '#core/messages/plain-text.ts';
import { parseReply } from '#core/messages/reply.ts';
import { report } from '#core/views/report.ts';
import { timeline } from '#core/views/timeline.ts';
import { declared, later, start } from '../../support/samples.ts';

const { after, events } = declared();
if (after.phase === 'undeclared') throw new Error('Not declared');
const headline = headlineOf(after);

const words = (change: Partial<PageWords> = {}, title = headline.title): PageWords => ({
  incident: { ...headline, title },
  purpose: 'acknowledge',
  reason: 'SEV1',
  levelName: 'On-call Engineer',
  link: 'https://abcdefghij.execute-api.eu-central-1.amazonaws.com/a/0123456789abcdef',
  now: later(60),
  again: false,
  ...change,
});
const basicGsm = /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

describe('a text message', () => {
  test('says severity, incident, service, title, and how to answer', () => {
    expect(pageSms(words({ link: 'https://t.example.com/a/x' }))).toBe(
      'SEV1 INC-2026-001 Payments: Payment processing down. Reply A1 to ack or https://t.example.com/a/x',
    );
  });

  test('is one GSM-7 segment with its whole link, whatever the sender wrote', () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom('“Čaj” — 価格 😀', '{[|^~€]}'.repeat(40)),
    );
    const purpose = fc.constantFrom(
      'acknowledge',
      'help',
      'update-missed',
      'update-reminder' as const,
    );
    fc.assert(
      fc.property(title, purpose, fc.boolean(), (text, why, again) => {
        const about = words({ purpose: why, again }, text);
        const sms = pageSms(about);
        expect(sms.length).toBeLessThanOrEqual(160);
        expect(sms).toMatch(basicGsm);
        expect(sms.endsWith(about.link)).toBe(true);
        expect(sms).toContain('INC-2026-001');
      }),
    );
  });

  test('folds what is outside the alphabet to what looks alike', () => {
    expect(gsm7('“déjà vu” — naïve…')).toBe('"déjà vu" - naive...');
  });
});

describe('an e-mail', () => {
  test('has a subject that SNS takes, whatever the title is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), title => {
        const { subject } = pageEmail(words({}, title));
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      }),
    );
    expect(subjectLine('[SEV1] a\r\nBcc: b')).toBe('[SEV1] a Bcc: b');
  });

  test('keeps a title from starting lines of its own', () => {
    const { body } = pageEmail(words({}, 'down\nRunbook: https://evil.example.com'));
    expect(body.split('\n').filter(line => line.startsWith('Runbook'))).toEqual([]);
  });

  test('tells why this person is told', () => {
    const { body } = pageEmail(words({ reason: 'nobody of level 1 could be reached' }));
    expect(body).toContain('You (On-call Engineer) are told because: nobody of level 1');
    expect(body).toContain('(1 min ago)');
  });
});

describe('templates of the runbook', () => {
  test('an update has the five lines of the UPDATE template (R9)', () => {
    const at = instant('2024-01-15T19:30:00.000Z');
    const { body } = updateNotice(
      { ...headline, timeZone: 'America/New_York' },
      {
        at,
        status: 'Investigating root cause',
        impact: 'Payment processing down for 15 min',
        actions: 'Database team checking connections',
        nextUpdateAt: instant('2024-01-15T19:45:00.000Z'),
      },
    );
    expect(body.split('\n')).toEqual([
      'UPDATE [14:30 EST]',
      'Status: Investigating root cause',
      'Impact: Payment processing down for 15 min',
      'Actions: Database team checking connections',
      'Next update: 14:45 EST',
    ]);
  });

  test('stakeholders get the internal template (R10)', () => {
    const { subject, body } = stakeholderNotice({ ...headline, commander: 'Jane' });
    expect(subject).toBe('[SEV1] Production Incident - Payments');
    expect(body).toContain('We are experiencing a SEV1 incident affecting Payments.');
    expect(body).toContain('IC: Jane');
    expect(body).toContain('Updates every 15 minutes.');
  });

  test('times and lengths are said as people say them', () => {
    expect(clockTime(start)).toBe('02:14 UTC');
    expect([0, 59, 60, 3600, 3900, 200_000].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '1 h',
      '1 h 5 min',
      '2 d',
    ]);
  });
});

describe('a reply by text', () => {
  const cases: [string, ReturnType<typeof parseReply>][] = [
    ['A', { wish: 'acknowledge' }],
    [' a ', { wish: 'acknowledge' }],
    ['A1', { wish: 'acknowledge', code: '1' }],
    ['a 12.', { wish: 'acknowledge', code: '12' }],
    ['(A012)', { wish: 'acknowledge', code: '12' }],
    ['Ack!', { wish: 'acknowledge' }],
    ['"A1"', { wish: 'acknowledge', code: '1' }],
    ['U restarting the db', { wish: 'update', text: 'restarting the db' }],
    ['u2: found it', { wish: 'update', code: '2', text: 'found it' }],
    ['U', { wish: 'unknown' }],
    ['r fixed it', { wish: 'resolve', text: 'fixed it' }],
    ['E1 need the dba', { wish: 'escalate', code: '1', text: 'need the dba' }],
    ['?', { wish: 'status' }],
    ['?3', { wish: 'status', code: '3' }],
    ['STOP', { wish: 'unknown' }],
    ['thanks', { wish: 'unknown' }],
    ['', { wish: 'unknown' }],
  ];
  test.each(cases)('%j is understood', (message, reply) => {
    expect(parseReply(message)).toEqual(reply);
  });

  test('nothing that anybody types throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), message => {
        expect(parseReply(message)).toHaveProperty('wish');
      }),
    );
  });
});

describe('the report', () => {
  test('is not broken by what senders write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), title => {
        const evil = { ...after, title };
        const told = events.map(event =>
          event.type === 'IncidentDeclared' ? { ...event, title } : event,
        );
        const text = report(evil, [{ events: told }], later(600));
        const rows = text.split('\n').filter(line => line.startsWith('| 2026'));
        expect(rows).toHaveLength(events.length);
        for (const row of rows) expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(5);
        expect(text.replace(/\\./g, '')).not.toMatch(/<[a-z]/i);
      }),
    );
  });

  test('says whether the response time was met', () => {
    expect(report(after, [{ events }], later(60))).toContain('- Acknowledged: no');
    const met = { ...after, firstAcknowledgedAt: later(120) };
    expect(report(met, [{ events }], later(600))).toContain('after 2 min, target 5 min: met');
  });

  test('the timeline has one sentence for each event', () => {
    const lines = timeline([{ events }]);
    expect(lines.map(({ type }) => type)).toEqual(['IncidentDeclared', 'LevelPaged']);
    for (const { text } of lines) expect(oneLine(text)).toBe(text);
  });
});
