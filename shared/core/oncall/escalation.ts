import { contactsFor } from '#core/diagnosis/pattern-hits.ts';
import { handOffHorizonSeconds, type Moment, onDuty, scheduleOf } from '#core/oncall/on-duty.ts';
import { type EscalationLevel, everybodyOn, type ResponsePlan } from '#core/oncall/plan.ts';
import { isStillThere } from '#core/oncall/reached-now.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Responder } from '#core/people.ts';
import { chatFor } from '#core/setup/chat-settings.ts';
import type { Directory, Level, Service } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { urgencyOf } from '#core/severity.ts';
import { nextOpenings } from '#core/time/business-calendar.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** The policy of services that name none (R27). */
const defaultPolicy = 'default';
const openingsAhead = 10;

/** Who is reached in which order and how fast, as the configuration says at this moment (R2, R3, R9, R17, R27). */
export function planFor(
  directory: Directory,
  roster: Roster,
  wanted: { service: string; severity: Severity; at: Instant; policy?: string },
): ResponsePlan {
  const { service: id, ...service } = knownService(directory, wanted.service);
  const { severity, at } = wanted;
  const times = directory.severities[severity];
  const contacts = contactsFor(directory, id);
  const { timeZone, statusPage } = directory.organisation;
  const chat = chatFor(directory, severity);
  const policy =
    wanted.policy ??
    service.escalationPolicies?.[severity] ??
    service.escalationPolicy ??
    defaultPolicy;
  const respondAt = openings(directory, severity, at);
  const levels = levelsOf(
    { directory, roster, urgency: urgencyOf(severity), at },
    policy,
    severity,
  );
  return {
    service: {
      id,
      name: service.name,
      ...(service.runbook !== undefined && { runbook: service.runbook }),
      ...(contacts.length > 0 && { contacts }),
    },
    team: entryOf(directory.teams, service.team)?.name ?? service.team,
    timeZone,
    ...(statusPage !== undefined && { statusPage }),
    ...(chat !== undefined && { chat }),
    ...(directory.statusPage && { publish: directory.statusPage.publish[severity] }),
    policy,
    ...knownUntil(levels, at),
    levels,
    opening: times.opening,
    ...(respondAt !== undefined
      ? { respondAt }
      : times.respondWithinSeconds !== undefined && {
          respondWithinSeconds: times.respondWithinSeconds,
        }),
    urgency: urgencyOf(severity),
    repeats: directory.escalationPolicies[policy]?.repeats ?? 1,
    unacknowledgeForgotten: times.unacknowledgeForgotten,
    ...(times.fillRolesWithinSeconds !== undefined && {
      fillRolesWithinSeconds: times.fillRolesWithinSeconds,
    }),
    ...(times.updateEverySeconds !== undefined && { updateEverySeconds: times.updateEverySeconds }),
    remindBeforeUpdateSeconds: times.remindBeforeSeconds,
    holdSeconds: times.holdSeconds,
    watchSeconds: times.watchSeconds,
    ...(directory.postmortem.severities.includes(severity) && {
      postmortemWithinSeconds: directory.postmortem.dueWithinSeconds,
    }),
  };
}

/** The plan in force with these people as its first level, and the old ladder after them. */
export function reassignedPlan(
  plan: ResponsePlan,
  people: readonly Responder[],
  name: string,
): ResponsePlan {
  const acknowledgeWithinSeconds = plan.levels[0]?.acknowledgeWithinSeconds;
  if (acknowledgeWithinSeconds === undefined) throw new Error('A plan without levels');
  return {
    ...plan,
    levels: [
      { name, people: [...people], acknowledgeWithinSeconds, isHandedOver: true },
      ...plan.levels,
    ],
  };
}

/** What follows from another severity: its plan, and how those are reached about it to whom it was handed over before. */
export function planAtSeverity(
  before: ResponsePlan,
  directory: Directory,
  roster: Roster,
  { severity, at }: { severity: Severity; at: Instant },
): { plan: ResponsePlan; handedOver: Responder[] } {
  const people = before.levels.flatMap(level => (level.isHandedOver ? level.people : []));
  const { service, team, policy } = before;
  const known = entryOf(directory.services, service.id);
  // A service that is gone stays with its name and its team, and with its policy while there is one.
  const kept = known === undefined ? { service, team } : {};
  const isKept = known === undefined && Object.hasOwn(directory.escalationPolicies, policy);
  const wanted = { service: service.id, severity, at, ...(isKept && { policy }) };
  return {
    plan: { ...planFor(directory, roster, wanted), ...kept },
    handedOver: people.flatMap(
      ({ person }) => responderFor(directory, roster, person, urgencyOf(severity)) ?? [],
    ),
  };
}

/**
 * The plan in force with those on call as they are now known; everybody else, and every period, stays. Where nobody of them
 * is there any more, the policy of now follows behind: levels keep their numbers, since the escalation stands on one.
 */
export function replannedOnCall(
  plan: ResponsePlan,
  directory: Directory,
  roster: Roster,
  at: Instant,
  severity: Severity,
): ResponsePlan {
  const urgency = plan.urgency ?? urgencyOf(severity);
  const levels = plan.levels.map((level): EscalationLevel => {
    const { schedules = [], because = {}, people, handOffs: _, ...kept } = level;
    // Schedules that were deleted meanwhile: whom the plan names is still the best that is known.
    if (schedules.every(id => scheduleOf(directory, id) === undefined)) return level;
    const named = people.filter(({ person }) => !Object.hasOwn(because, person));
    return { ...kept, schedules, ...onDuty({ directory, roster, urgency, at }, named, schedules) };
  });
  const behind = isAnybodyThere(levels, directory, roster)
    ? []
    : planFor(directory, roster, { service: plan.service.id, severity, at }).levels;
  const all = isAnybodyThere(behind, directory, roster)
    ? [...levels.map(({ isFallback: _gone, ...level }) => level), ...behind]
    : levels;
  return { ...plan, ...knownUntil(all, at), levels: all };
}

function isAnybodyThere(
  levels: readonly EscalationLevel[],
  { people }: Directory,
  roster: Roster,
): boolean {
  return levels.flatMap(everybodyOn).some(responder => isStillThere(people, roster, responder));
}

/** Whom a plan names, now or later, who have left. */
export function whoLeft(
  { levels }: ResponsePlan,
  { people }: Directory,
  roster: Roster,
): Responder[] {
  return levels.flatMap(everybodyOn).filter(responder => !isStillThere(people, roster, responder));
}

/** By their own id, or under another one: where a plan knows how they are reached, somebody of the team is reached there. */
export function isInTeam(
  { plan: { levels } }: { plan: ResponsePlan },
  person: string,
  { people }: Directory,
  roster: Roster,
): boolean {
  return (
    Object.hasOwn(people, person) ||
    levels
      .flatMap(everybodyOn)
      .some(known => known.person === person && isStillThere(people, roster, known))
  );
}

function knownUntil(levels: readonly EscalationLevel[], at: Instant) {
  const isOnSchedule = levels.some(({ schedules = [] }) => schedules.length > 0);
  return isOnSchedule ? { onCallKnownUntil: addSeconds(at, handOffHorizonSeconds) } : {};
}

/** When the plan stops knowing who is on duty; `undefined`: its people do not change. */
export function onCallEndsAt({
  plan,
  declaredAt,
}: {
  plan: ResponsePlan;
  declaredAt: Instant;
}): Instant | undefined {
  if (!plan.levels.some(({ schedules = [] }) => schedules.length > 0)) return undefined;
  return plan.onCallKnownUntil ?? addSeconds(declaredAt, handOffHorizonSeconds);
}

/** When the coming business days begin, for a ticket that waits for one. */
function openings(directory: Directory, severity: Severity, at: Instant): Instant[] | undefined {
  const { opening, respondInBusinessHours: id } = directory.severities[severity];
  if (opening !== 'ticket' || id === undefined) return undefined;
  const calendar = entryOf(directory.calendars, id);
  return calendar && nextOpenings(calendar, at, openingsAhead);
}

function levelsOf(moment: Moment, policy: string, severity: Severity): EscalationLevel[] {
  const { directory } = moment;
  const configured = directory.escalationPolicies[policy]?.levels ?? [];
  const levels = configured
    .map(level => rung(moment, level, severity))
    .filter(({ people, schedules }) => people.length > 0 || schedules !== undefined);
  const fallback = directory.fallback;
  const last = rung(
    moment,
    { name: 'Fallback contact', people: fallback === undefined ? [] : [fallback] },
    severity,
  );
  if (last.people.length > 0) return [...levels, { ...last, isFallback: true }];
  // parseDirectory refuses such a document; silence would be the one wrong answer to an alert.
  if (levels.length === 0) throw new Error(`Policy ${policy} reaches nobody`);
  return levels;
}

function rung(moment: Moment, level: Level, severity: Severity): EscalationLevel {
  const { directory, roster, urgency } = moment;
  const own = level.acknowledgeWithinSeconds;
  const ownSeconds = typeof own === 'object' ? own[severity] : own;
  const named = [...new Set(level.people)].flatMap(
    id => responderFor(directory, roster, id, urgency) ?? [],
  );
  const schedules = [...new Set(level.schedules)].filter(id => scheduleOf(directory, id));
  return {
    name: level.name,
    ...(schedules.length > 0
      ? { ...onDuty(moment, named, schedules), schedules }
      : { people: named }),
    acknowledgeWithinSeconds: ownSeconds ?? directory.severities[severity].acknowledgeWithinSeconds,
  };
}

function knownService(directory: Directory, wanted: string): Service & { service: string } {
  for (const id of [wanted, directory.defaultService]) {
    const service = entryOf(directory.services, id);
    if (service !== undefined) return { service: id, ...service };
  }
  throw new Error(`Neither service ${wanted} nor the default one exists`);
}
