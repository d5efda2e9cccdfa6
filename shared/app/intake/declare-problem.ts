import { declareNext } from '#app/incident/declare-next.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type judging, saidOf } from '#app/intake/judge.ts';
import {
  type Applied,
  done,
  firingIn,
  memberOf,
  type Opening,
  statusClaim,
  type With,
} from '#app/intake/triaged.ts';
import type { Observation } from '#core/diagnosis/pattern.ts';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import type { IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { floodProblem, floodWords, problemsPerMinute } from '#core/intake/flood.ts';
import { longestSilenceDays } from '#core/intake/mute.ts';
import { planFor } from '#core/oncall/escalation.ts';
import { entryOf } from '#core/own-entry.ts';
import { triageActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { isWorse } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Held } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** Opens the incident of a problem. */
export function declaring(deps: {
  incidents: IncidentStore;
  configured: () => Promise<Directory>;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  judge: ReturnType<typeof judging>;
  now: Now;
}) {
  return declare;

  /** The worst of them declares; the others then find an open incident to join. */
  async function declare(
    candidates: readonly With<'declare'>[],
    { claims, flood }: Opening,
  ): Promise<Applied[]> {
    const directory = await deps.configured();
    const judged = candidates.map(each => ({ each, ...deps.judge(directory, saidOf(each)) }));
    const [worst] = judged.toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined) return [];

    const { each, severity, reason: severityReason, service } = worst;
    const { alert } = each.subject;
    const at = deps.now();
    const { replaces } = each.verdict;
    const began = await begins(alert, replaces);
    const problem = flood === undefined ? alert.problem : floodProblem(flood.scope);
    const { title, description } = flood === undefined ? alert : wordsOfFlood(directory, flood);
    const waited = each.held && {
      rule: severityReason.rule,
      text: waitedText(each.held, severityReason.text),
    };
    const handled = await declareNext(
      deps,
      {
        at,
        by: triageActor,
        title,
        ...(description !== undefined && { description }),
        severity,
        severityReason: waited ?? severityReason,
        plan: planFor(directory, await deps.roster.newest(), { service, severity, at }),
        patterns: hitsOf(directory, service, wordsOf(alert)),
        origin: {
          kind: 'alert',
          source: alert.source,
          problem,
          integration: each.subject.from.integration,
          alert: memberOf(each),
          ...began,
          links: alert.links,
          ...(replaces !== undefined && { before: replaces }),
        },
      },
      id => [
        { kind: 'problem', problem, ...(replaces !== undefined && { replaces }) },
        statusClaim(each, 'firing', [...firingIn(each, id), id]),
        ...claims,
      ],
    );
    if ('taken' in handled) return [];
    if ('rejected' in handled) throw new Error(handled.rejected.text);
    const { text } = waited ?? severityReason;
    const reason = replaces === undefined ? text : `${text}; ${each.verdict.reason}`;
    return [{ ...done(each, 'declared'), incidentId: handled.id, reason }];
  }

  /** Its sender may go on counting from long ago: what was over since began anew when it was. */
  async function begins(
    { startedAt, startedBy }: Alert,
    replaces: IncidentId | undefined,
  ): Promise<{ startedAt?: Instant; startedBy?: 'datapoint' }> {
    if (startedAt === undefined || !isCredible(startedAt, deps.now())) return {};
    const before = replaces && (await deps.incidents.load(replaces)).incident;
    const ended = before && 'resolvedAt' in before ? before.resolvedAt : undefined;
    if (ended !== undefined && startedAt < ended) return { startedAt: ended };
    return { startedAt, ...(startedBy !== undefined && { startedBy }) };
  }
}

function wordsOfFlood(
  { services }: Directory,
  { scope: { service }, integration, alerts }: NonNullable<Opening['flood']>,
) {
  const name = entryOf(services, service)?.name ?? service;
  return floodWords({ alerts: problemsPerMinute + alerts, integration, service: name });
}

/**
 * Senders' clocks are years off, and from here evidence is gathered and time is counted. What waited behind the longest
 * silence began as long ago.
 */
function isCredible(startedAt: Instant, now: Instant): boolean {
  return startedAt <= now && startedAt >= addSeconds(now, -longestSilenceDays * 86_400);
}

function waitedText({ reason }: Held, severity: string): string {
  return `${severity}; it was ${reason}, and still fires`;
}

/** What an alert says, for what it resembles. */
function wordsOf({ title, description }: Alert): Observation[] {
  return [
    { where: 'alert', text: title },
    ...(description === undefined ? [] : [{ where: 'alert', text: description }]),
  ];
}
