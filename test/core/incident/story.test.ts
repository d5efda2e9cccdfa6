import { expect, test } from 'vitest';
import type { EventOf } from '#core/incident/events.ts';
import { evolve, type Incident, undeclared } from '#core/incident/incident.ts';
import { endOfStory, story } from '#core/incident/story.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { postmortem } from '#core/review/postmortem.ts';
import { report } from '#core/review/report.ts';
import { instant } from '#core/time/instant.ts';
import { planOf } from '../../support/incidents.ts';

const ana = { kind: 'person' as const, id: 'ana', name: 'Ana' };
const elsewhere: EventOf<'IncidentImported'>['document'] = {
  id: 'INC-2024-001',
  severity: 'SEV1',
  title: 'Payment processing outage',
  started_at: '2024-01-15T23:50:00Z',
  detected_by: 'monitoring_alert',
  resolved_at: '2024-01-16T01:20:00Z',
  impact: { users_affected: 15000, revenue_lost: '$45,000', duration_minutes: 90 },
  timeline: [
    { time: '23:50', event: 'Alert triggered' },
    { time: '00:18', event: 'IC assigned' },
    { time: '2024-01-16 00:25', event: 'Root cause identified' },
    { time: 'about one', event: 'Fixed' },
  ],
  action_items: [],
};

function imported(document = elsewhere) {
  const event = {
    ...{ type: 'IncidentImported' as const, at: instant('2026-11-23T02:00:00Z') },
    ...{ by: ana, document, plan: planOf('SEV1') },
  };
  const incident: Incident = evolve(undeclared, event);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  return { incident, commits: [{ events: [event] }] };
}

test('what an imported document tells comes first, over midnight and with times in its own words', () => {
  const { commits } = imported();
  expect(story(commits).map(({ at, text, by }) => [at, text, by])).toEqual([
    ['2024-01-15T23:50:00.000Z', 'Alert triggered', undefined],
    ['2024-01-16T00:18:00.000Z', 'IC assigned', undefined],
    ['2024-01-16T00:25:00.000Z', 'Root cause identified', undefined],
    ['2024-01-16T00:25:00.000Z', 'about one: Fixed', undefined],
    ['2026-11-23T02:00:00.000Z', 'Imported by Ana: SEV1, Payment processing outage', 'Ana'],
  ]);
});

test('a first line in the minute of the beginning is of that day, however long it lasted', () => {
  const { commits } = imported({
    ...elsewhere,
    ...{ started_at: '2024-01-15T14:15:30Z', resolved_at: '2024-01-17T09:00:00Z' },
    timeline: [
      { time: '14:15', event: 'Alert triggered' },
      { time: '14:18', event: 'IC assigned' },
    ],
  });
  expect(story(commits).map(({ at }) => at.slice(0, 10))).toEqual([
    ...['2024-01-15', '2024-01-15'],
    '2026-11-23',
  ]);
});

test('its end is its newest lines, with how many come before them, also where these were told elsewhere', () => {
  const { commits } = imported();
  const later = Array.from({ length: 2 }, (_, index) => ({
    events: [
      {
        ...{ type: 'NoteAdded' as const, at: instant(`2026-11-23T03:0${index}:00Z`) },
        ...{ by: ana, text: `Seen ${index}` },
      },
    ],
  }));
  const all = story([...commits, ...later], 'UTC');
  expect(all).toHaveLength(7);
  for (let most = 1; most <= 9; most++) {
    expect(endOfStory([...commits, ...later], most, 'UTC')).toEqual({
      entries: all.slice(-most),
      earlier: Math.max(0, 7 - most),
    });
  }
});

test('what an imported document tells of the impact counts in report, post-mortem and figures', () => {
  const { incident, commits } = imported();
  const now = instant('2026-11-23T02:00:00Z');
  const told = 'As it was told elsewhere: 15000 users affected, $45,000 lost.';
  expect(report(incident, commits, now)).toContain(`## Impact\n\n${told}\n`);
  const figures = incidentFigures(incident, commits, clocksIn(undefined));
  expect(figures).toMatchObject({
    usersAffected: 15000,
    revenueLost: { amount: 45000, currency: 'USD' },
  });
  const draft = postmortem({ incident, commits, figures, patterns: [] });
  expect(draft).toContain('- Users affected: 15000\n- Revenue lost: USD 45000.00');
  expect(draft).toContain('| 2024-01-16 00:18 UTC | IC assigned |');
});

test('of what was imported nothing is said that nobody told: who answered, was reached or had a role', () => {
  const { incident, commits } = imported();
  const text = report(incident, commits, instant('2026-11-23T02:00:00Z'));
  expect(text).not.toMatch(/Acknowledged|Reached|No role|Alerts:|Resolved: .* by/);
  expect(text).toContain('- Resolved: 2024-01-16 ');
  expect(text).toContain('As it was told elsewhere: see the timeline.');
  // Whoever brought it in, or took it away, was not in it.
  expect(incidentFigures(incident, commits, clocksIn(undefined))).toMatchObject({ people: 0 });
});

test('a sum in words of its own is told, and counts for nothing', () => {
  const impact = { users_affected: null, revenue_lost: 'about 45k', duration_minutes: null };
  const { incident, commits } = imported({ ...elsewhere, impact });
  expect(report(incident, commits, instant('2026-11-23T02:00:00Z'))).toContain('about 45k lost.');
  expect(incident.measured).toBeUndefined();
});
