import { describe, expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { asked } from '../asked.ts';

describe('why', () => {
  test('answers in a sentence, with the evidence below', async () => {
    const { ran, last } = await asked(['why', '--person=ana', '--at=02:14']);
    expect(last?.query).toEqual({ person: 'ana', at: '2026-11-23T02:14:00.000Z' });
    expect(ran.out).toMatchInlineSnapshot(`
      "Ana Silva was paged for INC-2026-001: on call for Payments primary.
      EVIDENCE (UTC)
      2026-11-23 02:14:06  INC-2026-001 SMS sent; level 1, round 1"
    `);
  });

  test('a time that is yet to come was yesterday’s', async () => {
    const { last } = await asked(['why', '--person=ana', '--at=23:50']);
    expect(last?.query).toMatchObject({ at: '2026-11-22T23:50:00.000Z' });
  });
});

test('pages are listed with reason and outcome', async () => {
  const { ran, last } = await asked(['pages', '1']);
  expect(last).toMatchObject({ operation: 'incidentPages', params: { id: 'INC-2026-001' } });
  expect(ran.out).toContain('delivered');
});

test('fairness counts per person', async () => {
  const { ran, last } = await asked(['fairness', '--days=30']);
  expect(last).toMatchObject({ operation: 'dutyFairness', query: { days: 30 } });
  expect(ran.out).toMatchInlineSnapshot(`
    "PERSON     PAGES  AT NIGHT  AT WEEKENDS  DUTY   NIGHTS  WEEKENDS
    Ana Silva  7      2         1            336 h  112 h   96 h
    From 2026-10-24 02:20:00 to 2026-11-23 02:20:00 UTC. Hours are those of the schedules of then, with who stood in within the last 90 days."
  `);
});

describe('drills', () => {
  test('start with or without the word, and say whether people were told', async () => {
    const told = await asked(['drill', '--service=payments']);
    expect(told.last?.body).toEqual({ service: 'payments', severity: 'SEV2', announced: true });
    const { last } = await asked(['drill', 'start', '--service=payments', '--unannounced']);
    expect(last?.body).toMatchObject({ announced: false });
  });

  test('are measured per person and channel', async () => {
    const { ran, last } = await asked(['drill', 'report', '14']);
    expect(last).toMatchObject({ operation: 'drillReport', params: { id: 'INC-2026-014' } });
    expect(ran.out).toMatchInlineSnapshot(`
      "INC-2026-014  announced drill
      Acknowledged by Ana Silva after 72 s.
      PERSON     CHANNEL  STATUS     SENT   ARRIVED  DETAIL
      Ana Silva  sms      delivered  1.2 s  3.4 s"
    `);
  });
});

test('the pages of an incident say why first, and only then what the carrier called them', async () => {
  const { answer } = examples.incidentPages;
  const [page] = answer.pages;
  if (page === undefined) throw new Error('No example');
  const { ran } = await asked(['pages', '1'], {
    incidentPages: () => ({
      ...answer,
      pages: [
        { ...page, status: 'delivered', reason: 'on call for Primary', detail: 'msg-1' },
        { ...page, status: 'suppressed', reason: 'on call for Primary', detail: 'it was resolved' },
      ],
    }),
  });
  const flat = ran.out.replace(/\s+/g, ' ');
  expect(flat).toContain('on call for Primary [msg-1]');
  expect(flat).toContain('it was resolved (on call for Primary)');
});
