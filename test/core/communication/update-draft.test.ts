import { describe, expect, test } from 'vitest';
import { updateDraft } from '#core/communication/update-draft.ts';
import { updateWords } from '#core/communication/update-words.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { decide } from '#core/incident/decide.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { type Headline, headlineOf } from '#core/incident/headline.ts';
import { evolve } from '#core/incident/incident.ts';
import { instant } from '#core/time/instant.ts';
import { ana, declared, later } from '../../support/samples.ts';

function once(...commands: IncidentCommand[]) {
  let { after: incident, events } = declared();
  const commits: { events: IncidentEvent[] }[] = [{ events }];
  for (const command of commands) {
    const decision = decide(incident, command);
    if ('rejected' in decision) throw new Error(decision.rejected.text);
    ({ events } = decision);
    incident = events.reduce(evolve, incident);
    commits.push({ events });
  }
  if (incident.phase === 'undeclared') throw new Error('unreachable');
  return { incident, commits };
}

const acknowledge = (at = later(60)) => ({ type: 'AcknowledgeIncident', at, by: ana }) as const;
const note = (seconds: number, text: string) =>
  ({ type: 'AddNote', at: later(seconds), by: ana, text }) as const;
const post = (seconds: number, words: { status: string; impact?: string; actions?: string }) =>
  ({ type: 'PostUpdate', at: later(seconds), by: ana, ...words }) as const;

describe('a draft of an update', () => {
  test('of the first says what is known: the title and how long it has lasted', () => {
    const { incident, commits } = once(acknowledge());
    expect(updateDraft(incident, commits, later(900))).toEqual({
      status: 'Investigating root cause',
      impact: 'Payment processing down for 15 min',
      since: later(0),
      happened: [],
    });
  });

  test('is filled from the last update and what happened since, and from nothing before', () => {
    const { incident, commits } = once(
      acknowledge(),
      note(120, 'Looked at the pool.'),
      post(600, { status: 'Pool is full', impact: 'Cards fail for 10 min', actions: 'Looking' }),
      note(700, 'Restarted the pool.'),
      note(720, 'Rolling back 4.2.'),
    );
    const draft = updateDraft(incident, commits, later(1500));
    expect(draft).toMatchObject({
      ...{ status: 'Pool is full', impact: 'Cards fail for 25 min', since: later(600) },
      actions: expect.stringMatching(/Restarted the pool\..*; .*Rolling back 4\.2\./),
    });
    expect(draft.actions).not.toContain('Looked at the pool');
    expect(draft.happened).toHaveLength(2);
  });

  test('has what was measured, and how long it has lasted, as they are by now', () => {
    const found = (seconds: number, usersAffected: number) =>
      ({
        type: 'AttachFinding',
        ...{ at: later(seconds), by: ana, kind: 'users' as const },
        ...{ title: 'Users affected', summary: 'of payments', usersAffected },
      }) as const;
    const first = once(acknowledge(), found(120, 310));
    const { impact } = updateDraft(first.incident, first.commits, later(600));
    expect(impact).toBe('Payment processing down for 10 min, 310 users affected');
    const said = { status: 'Pool is full', impact };
    const next = once(acknowledge(), found(120, 310), post(600, said), found(700, 1200));
    expect(updateDraft(next.incident, next.commits, later(7200)).impact).toBe(
      'Payment processing down for 2 h, 1200 users affected',
    );
    const days = once(
      post(600, { status: 'Slow', impact: 'Down for 2 d 7 h, 310 users affected' }),
    );
    expect(updateDraft(days.incident, days.commits, later(3 * 86_400)).impact).toBe('Down for 3 d');
  });

  test('of what is over says how long it lasted', () => {
    const { incident, commits } = once(acknowledge(), {
      type: 'ResolveIncident',
      ...{ at: later(900), by: ana, resolution: 'Pool enlarged' },
    });
    expect(updateDraft(incident, commits, later(2400)).impact).toBe(
      'Payment processing down for 15 min',
    );
  });

  test('of what was opened again leaves out the time for which it was over', () => {
    const resolved = { at: later(900), by: ana, resolution: 'Pool enlarged' };
    const { incident, commits } = once(
      acknowledge(),
      { type: 'ResolveIncident', ...resolved },
      { type: 'ReopenIncident', at: later(4500), by: ana, reason: 'It is back' },
    );
    expect(updateDraft(incident, commits, later(4800)).impact).toBe(
      'Payment processing down for 20 min',
    );
  });

  test('keeps to what was being done while nothing new was written', () => {
    const { incident, commits } = once(acknowledge(), post(300, { status: 'a', actions: 'b' }));
    expect(updateDraft(incident, commits, later(600))).toMatchObject({ actions: 'b' });
  });
});

describe('one update', () => {
  const { incident } = once(acknowledge());
  const headline: Headline = {
    ...headlineOf(incident),
    service: { id: 'payments', name: 'Payment System' },
    timeZone: 'America/New_York',
    statusPage: 'status.example.com',
    commander: 'Jane Smith',
  };
  const words = updateWords(headline, {
    at: instant('2024-01-15T19:30:00Z'),
    status: 'Investigating root cause',
    impact: 'Payment processing down for 15 min',
    actions: 'Database team checking connections',
    nextUpdateAt: instant('2024-01-15T19:45:00Z'),
  });
  const template = [
    'UPDATE [14:30 EST]',
    'Status: Investigating root cause',
    'Impact: Payment processing down for 15 min',
    'Actions: Database team checking connections',
    'Next update: 14:45 EST',
  ];

  test('is the runbook’s template to the team and in the channel', () => {
    expect(words.team.body.split('\n')).toEqual(template);
    expect(words.channel.split('\n')).toEqual(template);
  });

  test('tells stakeholders what it is about, too', () => {
    expect(words.stakeholders).toEqual({
      subject: '[SEV1] INC-2026-001 Update: Investigating root cause',
      body: [
        ...['Team,', '', 'This is how the SEV1 incident affecting Payment System stands.', ''],
        ...['IC: Jane Smith', 'Status page: status.example.com', ''],
        ...template,
      ].join('\n'),
    });
  });
});
