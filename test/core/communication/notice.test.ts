import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  progressNotice,
  stakeholderNotice,
  ticketNotice,
  updateNotice,
} from '#core/communication/notice.ts';
import { type Headline, headlineOf } from '#core/incident/headline.ts';
import { asciiSubject } from '#core/text/plain-text.ts';
import { instant } from '#core/time/instant.ts';
import { given } from '../../support/given.ts';
import { acknowledge, declare } from '../../support/incidents.ts';
import { anything } from '../text/untrusted.ts';

const { incident } = given(declare());
if (incident.phase === 'undeclared') throw new Error('Not declared');
/** The runbook's own example: 14:15 on a January afternoon in New York. */
const headline: Headline = {
  ...headlineOf(incident),
  title: 'Payment processing outage',
  service: { id: 'payments', name: 'Payment System' },
  timeZone: 'America/New_York',
  declaredAt: instant('2024-01-15T19:15:00Z'),
};

describe('the UPDATE template (R9)', () => {
  const update = {
    at: instant('2024-01-15T19:30:00Z'),
    status: 'Investigating root cause',
    impact: 'Payment processing down for 15 min',
    actions: 'Database team checking connections',
    nextUpdateAt: instant('2024-01-15T19:45:00Z'),
  };

  test("is the runbook's, word for word", () => {
    expect(updateNotice(headline, update).body).toBe(
      [
        'UPDATE [14:30 EST]',
        'Status: Investigating root cause',
        'Impact: Payment processing down for 15 min',
        'Actions: Database team checking connections',
        'Next update: 14:45 EST',
      ].join('\n'),
    );
    expect(updateNotice(headline, update).subject).toBe(
      '[SEV1] INC-2026-001 Update: Investigating root cause',
    );
  });

  test('without an impact keeps to the last one that was told, or to the title', () => {
    const { impact: _impact, ...bare } = update;
    expect(updateNotice({ ...headline, impact: 'Cards only' }, bare).body).toContain(
      'Impact: Cards only\n',
    );
    expect(updateNotice(headline, bare).body).toContain('Impact: Payment processing outage\n');
  });

  test('without actions or a next update says so', () => {
    const { at, status } = update;
    expect(updateNotice(headline, { at, status }).body.split('\n').slice(3)).toEqual([
      'Actions: none reported',
      'Next update: when there is news',
    ]);
  });

  test('is not broken by the title of an alert', () => {
    const { at, status } = update;
    fc.assert(
      fc.property(anything, title => {
        const { body } = updateNotice({ ...headline, title }, { at, status });
        expect(body.split('\n')).toHaveLength(5);
      }),
    );
  });
});

describe('the internal stakeholder template (R10)', () => {
  test("has the shape of the runbook's", () => {
    const notice = stakeholderNotice({
      ...headline,
      impact: 'All payment attempts failing',
      statusPage: 'status.example.com',
      commander: 'Ana',
      technicalLead: 'Bo',
    });
    expect(notice).toEqual({
      subject: '[SEV1] Production Incident - Payment System',
      body: [
        'Team,',
        '',
        'We are experiencing a SEV1 incident affecting Payment System.',
        '',
        'Impact: All payment attempts failing',
        'Start time: 14:15 EST',
        'Incident: INC-2026-001',
        'Status page: status.example.com',
        '',
        'IC: Ana',
        'Tech Lead: Bo',
        '',
        'Updates every 15 minutes.',
      ].join('\n'),
    });
  });

  test("is the runbook's line by line where the incident has a channel", () => {
    const notice = stakeholderNotice(
      {
        ...headline,
        impact: 'All payment attempts failing',
        // As tocsin.yaml has it.
        statusPage: 'https://status.example.com',
        commander: 'Jane Smith',
        technicalLead: 'John Doe',
      },
      'incident-2024-01-15-payments',
    );
    expect(notice.body.split('\n')).toEqual([
      'Team,',
      '',
      'We are experiencing a SEV1 incident affecting Payment System.',
      '',
      'Impact: All payment attempts failing',
      'Start time: 14:15 EST',
      'Incident channel: #incident-2024-01-15-payments',
      'Status page: status.example.com',
      '',
      'IC: Jane Smith',
      'Tech Lead: John Doe',
      '',
      'Updates every 15 minutes in incident channel.',
    ]);
  });

  test('says what is not known yet, and leaves out what there is not', () => {
    const { updateEverySeconds: _every, ...bare } = headline;
    expect(stakeholderNotice(bare).body.split('\n').slice(4)).toEqual([
      'Impact: Payment processing outage',
      'Start time: 14:15 EST',
      'Incident: INC-2026-001',
      '',
      'IC: not assigned yet',
      'Tech Lead: not assigned yet',
    ]);
  });
});

describe('a ticket', () => {
  test('tells what it is and that nobody was paged (R4)', () => {
    const notice = ticketNotice(
      {
        ...headline,
        severity: 'SEV3',
        description: 'Since noon.',
        runbook: 'https://r.example.com',
      },
      'SEV3: a minor feature is unavailable',
    );
    expect(notice.subject).toBe('[SEV3] INC-2026-001 Ticket: Payment processing outage');
    expect(notice.body.split('\n')).toEqual([
      'SEV3 INC-2026-001: Payment processing outage',
      'Service: Payment System',
      'Opened: 2024-01-15 14:15 EST',
      'Because: SEV3: a minor feature is unavailable',
      'Nobody was paged. It waits for somebody.',
      'Runbook: https://r.example.com',
      '',
      'As it was described:',
      '> Since noon.',
    ]);
  });

  test('tells who is paged if nobody takes it, on which day, and how it is taken', () => {
    const { incident } = given(declare('SEV3'));
    if (incident.phase === 'undeclared') throw new Error('undeclared');
    const about = { ...headlineOf(incident), timeZone: 'America/New_York' };
    const { body } = ticketNotice(about, 'minor', 'https://t.example.com/a/1');
    expect(body).toContain(
      'Nobody was paged. Unless somebody acknowledges it, On-call Engineer is paged at 2026-11-22 22:14 EST.',
    );
    expect(body).toContain('nothing happens by opening it): https://t.example.com/a/1');
    const taken = given(declare('SEV3'), acknowledge(60)).incident;
    if (taken.phase === 'undeclared') throw new Error('undeclared');
    expect(headlineOf(taken)).not.toHaveProperty('ticketDue');
  });
});

describe('every notice', () => {
  test('has a subject that SNS takes, whatever the incident is called', () => {
    fc.assert(
      fc.property(anything, anything, (title, text) => {
        const about = { ...headline, title, service: { id: 'payments', name: text } };
        const notices = [
          ticketNotice(about, text),
          stakeholderNotice(about),
          updateNotice(about, { at: headline.declaredAt, status: text }),
          progressNotice(about, text, [text]),
        ];
        for (const { subject } of notices) {
          expect(asciiSubject(subject)).toMatch(/^[\x20-\x7e]{1,99}$/);
        }
      }),
    );
  });
});
