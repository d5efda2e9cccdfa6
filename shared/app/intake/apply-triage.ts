import type { HandleCommand } from '#app/incident/handle-command.ts';
import type { Observation } from '#core/diagnosis/pattern.ts';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import { type IncidentId, numberedIncidentId, type ReceiptId } from '#core/ids.ts';
import type { MemberAlert } from '#core/incident/events.ts';
import type { Incident } from '#core/incident/incident.ts';
import type { Alert } from '#core/intake/alert.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Known, Triage } from '#core/intake/triage.ts';
import { planFor, serviceFor } from '#core/oncall/escalation.ts';
import { system } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { isWorse, type Severity, type SeverityReason } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, ReceiptOutcome } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface TriagedAlert {
  alert: Alert;
  acceptedAt: Instant;
  receiptId: ReceiptId;
}

/** One alert of a run, with all the notifications that said the same of it. */
export interface Subject {
  alert: Alert;
  /** Of the newest of them. */
  acceptedAt: Instant;
  notifications: TriagedAlert[];
}

export interface Looked {
  subject: Subject;
  known: Known;
  verdict: Triage;
}

export interface Applied {
  subject: Subject;
  outcome: ReceiptOutcome['outcome'];
  incidentId?: IncidentId;
  reason: string;
}

type With<Outcome extends Triage['outcome']> = Looked & {
  verdict: Extract<Triage, { outcome: Outcome }>;
};

const triageActor = system('triage', 'triage');
/** A transaction takes 100 items, and some are the commit itself. */
const alertsPerCommit = 90;

/**
 * Carries out what triage found, each status in the transaction of the commit that counts it. Answers what it could
 * bring home; the rest was moved by somebody else and needs another look.
 */
export function applyTriage(deps: {
  incidents: IncidentStore;
  alerts: AlertIndex;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'current'>;
  handle: HandleCommand;
  now: Now;
}) {
  return async (looked: readonly Looked[]): Promise<Applied[]> => {
    const declaring = looked.filter(isA('declare'));
    if (declaring.length > 0) return declare(declaring);

    const brought: Applied[] = [];
    for (const each of looked) {
      const { verdict } = each;
      if (verdict.outcome === 'repeat') brought.push(done(each, 'repeated'));
      if (verdict.outcome === 'ignore') {
        if (verdict.remember) await deps.alerts.remember(statusOf(each, each.known.incident?.id));
        brought.push(done(each, 'ignored'));
      }
    }
    for (const [id, members] of byIncident(looked.filter(isA('attach')))) {
      brought.push(...(await attach(id, members)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('clear')))) {
      brought.push(...(await clear(id, members)));
    }
    return brought;
  };

  /** The worst of them declares; the others then find an open incident to join. */
  async function declare(candidates: readonly With<'declare'>[]): Promise<Applied[]> {
    const directory = await configured();
    const judged = candidates.map(each => ({ each, ...judge(directory, each.subject) }));
    const [worst] = judged.toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined) return [];

    const { each, severity, reason: severityReason, service } = worst;
    const { alert } = each.subject;
    const at = deps.now();
    const year = Number(at.slice(0, 4));
    const id = numberedIncidentId(year, await deps.incidents.nextNumber(year));
    const { replaces } = each.verdict;
    const handled = await deps.handle(
      id,
      {
        type: 'DeclareIncident',
        at,
        by: triageActor,
        id,
        title: alert.title,
        ...(alert.description !== undefined && { description: alert.description }),
        severity,
        severityReason,
        plan: planFor(directory, await deps.roster.current(), { service, severity, at }),
        patterns: hitsOf(directory, service, wordsOf(alert)),
        origin: {
          kind: 'alert',
          source: alert.source,
          problem: alert.problem,
          alert: memberOf(each),
          ...(alert.startedAt !== undefined && { startedAt: alert.startedAt }),
          ...(alert.startedBy !== undefined && { startedBy: alert.startedBy }),
          links: alert.links,
        },
      },
      {
        claims: [
          { kind: 'problem', problem: alert.problem, ...(replaces !== undefined && { replaces }) },
          statusClaim(each, id),
        ],
        loaded: { incident: { phase: 'undeclared' }, version: 0 },
      },
    );
    if ('taken' in handled) return [];
    if ('rejected' in handled) throw new Error(handled.rejected.text);
    return [{ ...done(each, 'declared'), incidentId: id, reason: severityReason.text }];
  }

  async function attach(id: IncidentId, members: readonly With<'attach'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const some of chunks(members)) {
      const news = some.filter(({ verdict }) => !verdict.member);
      const handled = await deps.handle(
        id,
        {
          type: 'AttachAlerts',
          at: deps.now(),
          alerts: news.map(memberOf),
          refired: news.filter(({ verdict }) => verdict.refired).length,
        },
        { claims: some.map(each => statusClaim(each, id)) },
      );
      // Taken or closed meanwhile: another look decides anew.
      if (!('incident' in handled)) return brought;
      await raise(id, some, handled.incident);
      brought.push(...some.map(each => done(each, 'joined')));
    }
    return brought;
  }

  async function clear(id: IncidentId, members: readonly With<'clear'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const some of chunks(members)) {
      const command = { type: 'ClearAlerts', at: deps.now(), alerts: some.map(memberOf) } as const;
      const claims = some.map(each => statusClaim(each, id));
      const handled = await deps.handle(id, command, { claims });
      if (!('incident' in handled)) return brought;
      brought.push(...some.map(each => done(each, 'cleared')));
    }
    return brought;
  }

  /** A worse alert raises its incident, unless a person has said how bad it is. */
  async function raise(id: IncidentId, members: readonly Looked[], incident: Incident) {
    const directory = await configured();
    if (incident.phase === 'undeclared' || incident.severityReason.rule === 'person') return;
    const [worst] = members
      .map(({ subject }) => judge(directory, subject))
      .toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined || !isWorse(worst.severity, incident.severity)) return;
    await deps.handle(id, {
      type: 'ChangeSeverity',
      at: deps.now(),
      by: triageActor,
      to: worst.severity,
      reason: worst.reason,
      plan: planFor(directory, await deps.roster.current(), {
        service: incident.plan.service.id,
        severity: worst.severity,
        at: deps.now(),
      }),
    });
  }

  async function configured(): Promise<Directory> {
    const current = await deps.configuration.current();
    if (current === undefined) throw new Error('No configuration was applied yet: tocsin apply');
    return current.directory;
  }
}

function judge(
  directory: Directory,
  { alert }: Subject,
): { severity: Severity; reason: SeverityReason; service: string } {
  const { service, reason: why } = serviceFor(directory, alert);
  const { severity, reason } = classify(directory.rules, { kind: 'alert', alert });
  return { service, severity, reason: { ...reason, text: `${reason.text}; ${why}` } };
}

function isA<Outcome extends Triage['outcome']>(outcome: Outcome) {
  return (looked: Looked): looked is With<Outcome> => looked.verdict.outcome === outcome;
}

function done({ subject, verdict }: Looked, outcome: Applied['outcome']): Applied {
  const incidentId = 'incidentId' in verdict ? verdict.incidentId : undefined;
  return { subject, outcome, reason: verdict.reason, ...(incidentId && { incidentId }) };
}

function statusOf({ subject }: Looked, incidentId: IncidentId | undefined): AlertStatus {
  const { fingerprint, status } = subject.alert;
  return {
    fingerprint,
    status,
    at: subject.acceptedAt,
    ...(incidentId !== undefined && { incidentId }),
  };
}

function statusClaim(looked: Looked, id: IncidentId): Claim {
  const { alert: previous } = looked.known;
  const { fingerprint } = looked.subject.alert;
  return {
    kind: 'alert',
    status: statusOf(looked, id),
    ...(previous !== undefined && { previous: { ...previous, fingerprint } }),
  };
}

function memberOf({ subject: { alert } }: Looked): MemberAlert {
  return { fingerprint: alert.fingerprint, title: alert.title, source: alert.source };
}

function byIncident<Each extends With<'attach'> | With<'clear'>>(looked: readonly Each[]) {
  return Map.groupBy(looked, ({ verdict }) => verdict.incidentId as IncidentId);
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / alertsPerCommit) }, (_, index) =>
    items.slice(index * alertsPerCommit, (index + 1) * alertsPerCommit),
  );
}

/** What an alert says, for what it resembles. */
function wordsOf({ title, description }: Alert): Observation[] {
  return [
    { where: 'alert', text: title },
    ...(description === undefined ? [] : [{ where: 'alert', text: description }]),
  ];
}
