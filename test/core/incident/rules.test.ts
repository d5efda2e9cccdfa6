import { describe, expect, test } from 'vitest';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import type { ResponsePlan } from '#core/incident/plan.ts';
import { given } from '../../support/given.ts';
import { ana, declaration, firstId, later, plan, start } from '../../support/samples.ts';

const bo = { kind: 'person', id: 'bo', name: 'Bo', via: 'sms' } as const;
const declare = declaration(firstId, start);
const { respondWithinSeconds: _within, updateEverySeconds: _every, ...unhurried } = plan;
const ticketPlan: ResponsePlan = { ...unhurried, opening: 'ticket', respondWithinSeconds: 3600 };
const ticket = { ...declare, severity: 'SEV3', plan: ticketPlan } as const;
const wake = (seconds: number): IncidentCommand => ({ type: 'Wake', at: later(seconds) });
const acknowledge = (seconds: number, by: typeof ana | typeof bo = ana): IncidentCommand => ({
  type: 'AcknowledgeIncident',
  at: later(seconds),
  by,
});
const resolve = (seconds: number): IncidentCommand => ({
  type: 'ResolveIncident',
  at: later(seconds),
  by: ana,
  resolution: 'Restarted the pool.',
});
const update = (seconds: number): IncidentCommand => ({
  type: 'PostUpdate',
  at: later(seconds),
  by: ana,
  status: 'Investigating',
});
const clear = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'ClearAlerts',
  at: later(seconds),
  alerts: names.map(member),
});
const attach = (seconds: number, ...names: string[]): IncidentCommand => ({
  type: 'AttachAlerts',
  at: later(seconds),
  alerts: names.map(member),
  refired: 0,
});
const member = (name: string) => ({ fingerprint: name, title: name, source: 'generic' });
const severity = (seconds: number, to: 'SEV1' | 'SEV3'): IncidentCommand => ({
  type: 'ChangeSeverity',
  at: later(seconds),
  by: ana,
  to,
  reason: { rule: 'person', text: 'Ana: it is worse' },
  plan: to === 'SEV1' ? plan : ticketPlan,
});
const outcome = (
  seconds: number,
  page: string,
  sent: boolean,
  change: object = {},
): IncidentCommand => ({
  type: 'RecordPageOutcome',
  at: later(seconds),
  page,
  person: 'ana',
  channel: 'sms',
  level: 1,
  round: 1,
  purpose: 'acknowledge',
  outcome: sent ? { sent: true } : { sent: false, reason: 'opted out' },
  ...change,
});

describe('declaring (R3, R4)', () => {
  test('a SEV1 pages level 1 at once', () => {
    given()
      .when(declare)
      .thenFacts({ type: 'IncidentDeclared' }, { type: 'LevelPaged', level: 1, round: 1 });
  });

  test('a SEV3 opens a ticket and pages nobody', () => {
    given().when(ticket).thenFacts({ type: 'IncidentDeclared' }, { type: 'TicketOpened' });
  });

  test('an id is declared once', () => {
    given(declare).when(declare).thenRefused('already-declared');
  });

  test('nothing can be asked of what was never declared', () => {
    given().when(acknowledge(1)).thenRefused('not-found');
  });
});

describe('escalating (R2, R3, R27)', () => {
  test('the next level is paged when the first did not acknowledge in time', () => {
    given(declare).when(wake(300)).thenFacts({
      type: 'LevelPaged',
      level: 2,
      reason: 'On-call Engineer did not acknowledge within 5 min',
    });
  });

  test('does nothing a moment before', () => {
    given(declare).when(wake(299.999)).thenNothing();
  });

  test('does nothing when the timer fires twice', () => {
    given(declare, wake(300)).when(wake(300)).thenNothing();
  });

  test('a wake that comes an hour late pages one level, not twelve', () => {
    given(declare).when(wake(3900)).thenFacts({ type: 'LevelPaged', level: 2 });
  });

  test('after the last level the ladder starts again, and says so', () => {
    given(declare, wake(300))
      .when(wake(600))
      .thenFacts(
        { type: 'EscalationExhausted', round: 1 },
        { type: 'LevelPaged', level: 1, round: 2 },
      );
  });

  test('a ticket is paged when its response time has passed', () => {
    given(ticket).when(wake(3599)).thenNothing();
    given(ticket).when(wake(3600)).thenFacts({ type: 'LevelPaged', level: 1 });
  });

  test('somebody asks for the next level, before and after the acknowledgement', () => {
    const ask: IncidentCommand = { type: 'EscalateIncident', at: later(10), by: ana };
    given(declare).when(ask).thenFacts({ type: 'LevelPaged', level: 2, purpose: 'acknowledge' });
    given(declare, acknowledge(5))
      .when(ask)
      .thenFacts({ type: 'LevelPaged', level: 2, purpose: 'help' });
    given(declare, ask).when(ask).thenRefused('nobody-left-to-escalate-to');
    given(declare, resolve(5)).when(ask).thenRefused('already-resolved');
  });
});

describe('outcomes of pages', () => {
  test('a page that was sent is recorded once', () => {
    given(declare)
      .when(outcome(1, 'p1', true))
      .thenFacts({ type: 'PageSent', page: 'p1' });
    given(declare, outcome(1, 'p1', true))
      .when(outcome(2, 'p1', true))
      .thenNothing();
  });

  test('a failure of one channel waits for the others', () => {
    given(declare)
      .when(outcome(1, 'p1', false))
      .thenFacts({ type: 'PageFailed' });
  });

  test('when nobody of a level can be reached, the next is paged now', () => {
    given(declare, outcome(1, 'p1', false))
      .when(outcome(2, 'p2', false))
      .thenFacts(
        { type: 'PageFailed' },
        {
          type: 'LevelPaged',
          level: 2,
          reason: 'nobody of level 1 could be reached: opted out',
        },
      );
  });

  test('when nobody of the last level can be reached, its own deadline decides', () => {
    const level2 = { level: 2 };
    given(declare, wake(300), outcome(301, 'p3', false, level2))
      .when(outcome(302, 'p4', false, level2))
      .thenFacts({ type: 'PageFailed' });
  });

  test('a late failure of an earlier level pages nobody', () => {
    given(declare, wake(300), outcome(301, 'p1', false))
      .when(outcome(302, 'p2', false))
      .thenFacts({ type: 'PageFailed' });
  });
});

describe('acknowledging (R5, R7)', () => {
  test('stops the escalation and makes the first one Incident Commander', () => {
    const after = given(declare)
      .when(acknowledge(60))
      .thenFacts(
        { type: 'IncidentAcknowledged', by: ana },
        { type: 'RoleAssigned', role: 'incidentCommander', person: 'ana' },
      );
    expect(nextDeadline(after)).toMatchObject({ what: 'remind-update', at: later(60 + 600) });
  });

  test('a ticket has no commander', () => {
    given(ticket).when(acknowledge(60)).thenFacts({ type: 'IncidentAcknowledged' });
  });

  test('the second one changes nothing, and is no error', () => {
    given(declare, acknowledge(60)).when(acknowledge(61, bo)).thenNothing();
  });

  test('what is resolved cannot be acknowledged', () => {
    given(declare, resolve(60)).when(acknowledge(61)).thenRefused('already-resolved');
  });

  test('an overdue wake after the acknowledgement pages nobody', () => {
    given(declare, acknowledge(299)).when(wake(301)).thenNothing();
  });
});

describe('updates (R9)', () => {
  const acknowledged = [declare, acknowledge(0)] as const;

  test('the owner is reminded five minutes before', () => {
    given(...acknowledged)
      .when(wake(599))
      .thenNothing();
    given(...acknowledged)
      .when(wake(600))
      .thenFacts({
        type: 'UpdateReminded',
        dueAt: later(900),
        people: [{ person: 'ana' }] as never,
      });
  });

  test('a missed update pages the next level and makes the next one due', () => {
    given(...acknowledged, wake(600))
      .when(wake(900))
      .thenFacts(
        { type: 'UpdateMissed', dueAt: later(900), nextUpdateAt: later(1800) },
        { type: 'LevelPaged', level: 2, purpose: 'update-missed' },
      );
  });

  test('a posted update starts the period again', () => {
    const after = given(...acknowledged)
      .when(update(300))
      .thenFacts({ type: 'UpdatePosted', nextUpdateAt: later(1200) });
    expect(nextDeadline(after)?.at).toBe(later(900));
  });

  test('a wake after both moments goes straight to the missed update', () => {
    given(...acknowledged)
      .when(wake(2000))
      .thenFacts({ type: 'UpdateMissed' }, { type: 'LevelPaged' });
  });

  test('an update before the acknowledgement promises none', () => {
    const after = given(declare).when(update(10)).thenFacts({ type: 'UpdatePosted' });
    expect(nextDeadline(after)?.what).toBe('page-next-level');
  });
});

describe('severity', () => {
  test('an incident that gets worse pages again with its new severity', () => {
    given(ticket)
      .when(severity(60, 'SEV1'))
      .thenFacts(
        { type: 'SeverityChanged', from: 'SEV3', to: 'SEV1' },
        { type: 'LevelPaged', level: 1 },
      );
  });

  test('an incident that turns out to be a ticket stops paging', () => {
    const after = given(declare)
      .when(severity(60, 'SEV3'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'TicketOpened' });
    expect(nextDeadline(after)).toMatchObject({ what: 'page-ticket', at: later(3660) });
  });

  test('a worse severity gives an acknowledged ticket its commander and its updates', () => {
    const after = given(ticket, acknowledge(60))
      .when(severity(120, 'SEV1'))
      .thenFacts({ type: 'SeverityChanged' }, { type: 'RoleAssigned', role: 'incidentCommander' });
    expect(nextDeadline(after)).toMatchObject({ what: 'remind-update', at: later(120 + 600) });
  });

  test('the same severity is nothing new', () => {
    given(declare).when(severity(60, 'SEV1')).thenNothing();
  });
});

describe('alerts come and go (R17)', () => {
  const cleared = [declare, clear(60, 'print-1')] as const;

  test('when every alert is clear, nobody is paged while that is being watched', () => {
    expect(nextDeadline(given(...cleared).incident)).toMatchObject({
      what: 'resolve',
      at: later(360),
    });
    given(...cleared)
      .when(wake(360))
      .thenFacts({
        type: 'IncidentResolved',
        resolution: 'Every alert cleared and stayed clear for 5 min.',
      });
  });

  test('an alert that fires again resumes the escalation where it stood', () => {
    const again = given(...cleared, attach(100, 'print-1')).incident;
    expect(nextDeadline(again)).toMatchObject({ what: 'page-next-level', at: later(300) });
  });

  test('a second alert keeps the incident open until it clears too', () => {
    const { incident } = given(declare, attach(10, 'b'), clear(20, 'print-1'));
    expect(incident).toMatchObject({ alerts: { firing: 1, cleared: 1 } });
    expect(nextDeadline(incident)?.what).toBe('page-next-level');
  });

  test('an alert during the watch reopens and pages', () => {
    given(declare, resolve(60))
      .when(attach(120, 'b'))
      .thenFacts(
        { type: 'AlertsAttached' },
        { type: 'IncidentReopened', reason: 'it fires again: b' },
        { type: 'LevelPaged', level: 1 },
      );
  });

  test('an alert after the all-clear is refused, so that it declares anew', () => {
    given(declare, resolve(60), wake(1860)).when(attach(1900, 'b')).thenRefused('closed');
  });
});

describe('resolving, watching, closing (R17)', () => {
  test('resolving starts half an hour of watching, at the end of which is the all-clear', () => {
    given(declare)
      .when(resolve(60))
      .thenFacts({ type: 'IncidentResolved', watchUntil: later(1860) });
    given(declare, resolve(60)).when(wake(1859)).thenNothing();
    given(declare, resolve(60))
      .when(wake(1860))
      .thenFacts({ type: 'IncidentClosed', stillFiring: 1 });
  });

  test('resolving twice changes nothing', () => {
    given(declare, resolve(60)).when(resolve(61)).thenNothing();
  });

  test('only what is resolved can be reopened', () => {
    const reopen: IncidentCommand = {
      type: 'ReopenIncident',
      at: later(90),
      by: bo,
      reason: 'still down',
    };
    given(declare).when(reopen).thenRefused('not-resolved');
    const after = given(declare, acknowledge(10), resolve(60))
      .when(reopen)
      .thenFacts({ type: 'IncidentReopened' }, { type: 'LevelPaged', level: 1, round: 2 });
    expect(after).not.toHaveProperty('resolvedAt');
    expect(after).toMatchObject({ phase: 'open', firstAcknowledgedAt: later(10) });
  });

  test('nothing but notes and reopening is possible after the all-clear', () => {
    const closed = [declare, resolve(60), wake(1860)] as const;
    given(...closed)
      .when(update(1900))
      .thenRefused('closed');
    given(...closed)
      .when(severity(1900, 'SEV3'))
      .thenRefused('closed');
    given(...closed)
      .when({ type: 'AddNote', at: later(1900), by: ana, text: 'see the ticket' })
      .thenFacts({ type: 'NoteAdded' });
  });
});

describe('roles (R7)', () => {
  const assign = (person: string, name: string): IncidentCommand => ({
    type: 'AssignRole',
    at: later(100),
    by: ana,
    role: 'incidentCommander',
    person,
    name,
  });

  test('a hand-over names both', () => {
    given(declare, acknowledge(60))
      .when(assign('bo', 'Bo'))
      .thenFacts({ type: 'RoleAssigned', person: 'bo', reason: 'taken over from Ana' });
  });

  test('giving a role to its holder changes nothing', () => {
    given(declare, acknowledge(60)).when(assign('ana', 'Ana')).thenNothing();
  });
});
