import { describe, expect, test } from 'vitest';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { postmortem } from '#core/review/postmortem.ts';
import { given } from '../../support/given.ts';
import {
  acknowledge,
  addNote,
  attachFinding,
  declare,
  hours,
  people,
  planOf,
  postUpdate,
  resolve,
} from '../../support/incidents.ts';

function draft(...life: Parameters<typeof given>): string {
  const { incident, events } = given(...life);
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  const commits = [{ events }];
  const patterns = hitsOf({}, 'payments', [
    { where: 'log /aws/lambda/payments', text: 'no connection available' },
  ]);
  const figures = incidentFigures(incident, commits, clocksIn(undefined));
  return postmortem({ incident, commits, figures, patterns });
}

const plan = planOf('SEV1', { postmortemWithinSeconds: hours(48) });
const resolved = [
  declare('SEV1', { plan }),
  acknowledge(120),
  postUpdate(400),
  addNote(500),
  resolve(3600),
];

describe('the draft of a post-mortem (R21)', () => {
  test('says what the log knows: times against their targets, and who did what', () => {
    const text = draft(...resolved);
    expect(text).toContain('# Post-mortem INC-2026-001: Payment processing down');
    expect(text).toContain('To be published by 2026-11-25 03:14 UTC.');
    expect(text).toContain('| to the acknowledgement | 2 min | 5 min: met |');
    expect(text).toContain('| to the resolution | 1 h |');
    expect(text).toContain('It was resolved by: Restarted the pool.');
    expect(text).toContain('The pool is full.');
  });

  test('asks for what only people know, and names a resemblance as one', () => {
    const text = draft(...resolved);
    expect(text).toContain('- Users affected: …');
    expect(text).toContain('It resembles "Database connection pool exhausted"');
    expect(text).toContain('Is that so? …');
    expect(text).toContain('log /aws/lambda/payments: no connection available');
  });

  test('of a long night leaves room for what people write, and says what it leaves out', () => {
    const notes = Array.from({ length: 100 }, (_, index) =>
      addNote(500 + index, `Note ${index}: ${'pool '.repeat(700)}`),
    );
    const text = draft(declare('SEV1', { plan }), acknowledge(120), ...notes, resolve(3600));
    // As much as the API takes is a hundred thousand.
    expect(text.length).toBeLessThan(80_000);
    const lines = text.split('\n');
    expect(lines.filter(line => line.includes(' Note 0: '))).toHaveLength(1);
    expect(lines.filter(line => line.includes(' Note 99: '))).toHaveLength(1);
    const shown = lines.filter(line => / Note \d+: /.test(line)).length;
    expect(text).toContain(`${100 - shown} lines are left out here`);
    expect(text).toContain('## Action items');
  });

  test('says what was changed meanwhile, and what the team was told', () => {
    const { incident, events } = given(...resolved);
    if (incident.phase === 'undeclared') throw new Error('Not declared');
    const [{ at } = { at: incident.declaredAt }] = events;
    const by = { kind: 'person' as const, id: 'ana', name: 'Ana' };
    const run = { run: 'act_1', action: 'config:set', service: 'payments', by, at };
    const changed: IncidentEvent[] = [
      { type: 'ActionStarted', ...run, changes: [], reason: 'Stripe does not answer' },
      { type: 'ActionFinished', ...run, succeeded: true, outcome: ['provider is fallback'] },
      { type: 'TeamNotified', at, by, text: 'Fix deployed', people: [people.bo] },
    ];
    const commits = [{ events: [...events, ...changed] }];
    const before = incidentFigures(incident, [{ events }], clocksIn(undefined));
    const figures = incidentFigures(incident, commits, clocksIn(undefined));
    const text = postmortem({ incident, commits, figures, patterns: [] });
    expect(text).toContain('Because: Stripe does not answer | Ana |');
    expect(text).toContain('config:set on payments done: provider is fallback | Ana |');
    expect(text).toContain('Ana to the team: Fix deployed | Ana |');
    expect(figures?.people).toBe(before?.people);
  });

  test('has the figures that were measured', () => {
    const found = { usersAffected: 310, revenueLost: { amount: 2550, currency: 'EUR' } };
    const text = draft(declare(), attachFinding(60, found), resolve(3600));
    expect(text).toContain('- Users affected: 310');
    expect(text).toContain('- Revenue lost: EUR 2550.00');
  });

  test('does not pretend that an open incident is over', () => {
    const text = draft(declare());
    expect(text).toContain('The incident is not resolved yet.');
    expect(text).not.toContain('It was resolved by');
    expect(text).toContain('| to the resolution | not measured |');
  });

  test('lets no text of an alert become markup', () => {
    const title = '<img src=x> | `rm` # heading';
    const text = draft({ ...declare(), title } as ReturnType<typeof declare>);
    expect(text).not.toMatch(/(?<!\\)<img/);
    expect(text).toContain('\\<img src=x\\> \\| \\`rm\\` \\# heading');
  });
});
