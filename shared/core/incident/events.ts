import * as z from 'zod/mini';
import { lookAlike, patternHit } from '#core/diagnosis/pattern.ts';
import { importedDocument } from '#core/incident/imported-document.ts';
import { publicNotice } from '#core/incident/public-notice.ts';
import { responsePlan } from '#core/oncall/plan.ts';
import { actor, channels, responder } from '#core/people.ts';
import { storedInstant as at } from '#core/time/stored-instant.ts';

const severity = z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4']);
const severityReason = z.object({ rule: z.string(), text: z.string() });
export const roles = [
  'incidentCommander',
  'technicalLead',
  'communicationsLead',
  'scribe',
] as const;
export type Role = (typeof roles)[number];
/** What whoever is given a role has to do (R7), in a few words. */
export const roleDuties: Record<Role, string> = {
  incidentCommander: 'lead the response, decide, see that updates go out',
  technicalLead: 'find the cause and mend it',
  communicationsLead: 'post the updates and tell everybody outside',
  scribe: 'write down what happens and when',
};
/** The same for where there is hardly room. */
export const roleTasks: Record<Role, string> = {
  incidentCommander: 'lead, decide',
  technicalLead: 'find the cause',
  communicationsLead: 'post updates',
  scribe: 'take notes',
};
export const roleNames: Record<Role, string> = {
  incidentCommander: 'Incident Commander',
  technicalLead: 'Technical Lead',
  communicationsLead: 'Communications Lead',
  scribe: 'Scribe',
};

export const findingKinds = [
  'logs',
  'metrics',
  'users',
  'revenue',
  'health',
  'database',
  'other',
] as const;
export type FindingKind = (typeof findingKinds)[number];

const skipped = z.array(z.object({ person: z.string(), name: z.string(), reason: z.string() }));
/** An alert as the incident remembers it; its full text is in the archive of raw webhooks. */
const memberAlert = z.object({
  fingerprint: z.string(),
  title: z.string(),
  source: z.string(),
});
export type MemberAlert = z.infer<typeof memberAlert>;

/** Why evidence was collected: at the beginning, at the end, or because somebody asked for it. */
export const occasion = z.enum(['declared', 'resolved', 'closed', 'asked']);
export type Occasion = z.infer<typeof occasion>;

/** What may be asked for by hand (R22). */
export const evidenceKinds = ['logs', 'metrics', 'database'] as const;
const askedEvidence = z.object({
  at,
  by: actor,
  wanted: z.array(z.enum(evidenceKinds)),
});
export type AskedEvidence = z.infer<typeof askedEvidence>;

/** Why people are paged. A page whose purpose is over is suppressed, with that as the reason. */
/** As core/setup/trackers.ts has them; one that is not used any more stays in what was. */
const tracker = z.enum(['github', 'jira', 'jira-automation']);

export const purpose = z.enum([
  'acknowledge',
  'update-reminder',
  'update-missed',
  'help',
  'fill-roles',
  'taken-back',
  'role',
]);
export type Purpose = z.infer<typeof purpose>;

/** Something in the team's account that is changed on purpose, and exactly how. */
const action = {
  at,
  by: actor,
  run: z.string(),
  action: z.string(),
  service: z.string(),
  reason: z.string(),
  changes: z.array(z.object({ what: z.string(), before: z.string(), after: z.string() })),
};

/**
 * The vocabulary: every fact of an incident's life. Past tense, never rejected, never changed once written.
 * Each carries `at`; what a later reader needs to understand it is inside, not in today's configuration.
 */
export const incidentEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('IncidentDeclared'),
    at,
    id: z.string(),
    title: z.string(),
    description: z.optional(z.string()),
    severity,
    severityReason,
    plan: responsePlan,
    by: actor,
    /** An exercise: marked in every message, told to nobody outside, and left out of every figure. */
    drill: z.optional(z.object({ kind: z.enum(['drill', 'test-page']), announced: z.boolean() })),
    /** What declared it: an alert with its problem, or a person. */
    origin: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('alert'),
        source: z.string(),
        problem: z.string(),
        /** The name of the integration that brought it. */
        integration: z.optional(z.string()),
        alert: memberAlert,
        /** When the sender says that it began; the time to detection counts from here. */
        startedAt: z.optional(at),
        /** It is that of the first breaching datapoint, not of the alert. */
        startedBy: z.optional(z.literal('datapoint')),
        links: z.array(z.object({ title: z.string(), url: z.string() })),
        /** The closed incident that had this problem before. */
        before: z.optional(z.string()),
      }),
      z.object({ kind: z.literal('person') }),
    ]),
  }),
  /** SEV3 and SEV4: the team is told, nobody is woken (R4). */
  z.object({ type: z.literal('TicketOpened'), at, people: z.array(responder), reason: z.string() }),
  z.object({
    type: z.literal('LevelPaged'),
    at,
    /** Counts from 1, as people say it. */
    level: z.number(),
    levelName: z.string(),
    /** Each time round the ladder is one round, from 1. */
    round: z.number(),
    people: z.array(responder),
    purpose,
    reason: z.string(),
    /** Those of the level who cannot be reached on any channel, and why. They cost nobody a minute. */
    skipped: z.optional(skipped),
    /** How each person came to be asked: `on call for Primary until …`. */
    because: z.optional(z.record(z.string(), z.string())),
    /** Names of those who were asked before and did not answer. */
    unanswered: z.optional(z.array(z.string())),
    /** Ids of those who are asked once more. */
    again: z.optional(z.array(z.string())),
  }),
  /** A channel led nowhere, so the person's next one is tried now rather than at its time. */
  z.object({
    type: z.literal('PageAdvanced'),
    at,
    /** Key of the page that is sent now. */
    page: z.string(),
    /** Key of the one that failed. */
    insteadOf: z.string(),
    to: responder,
    channel: z.enum(channels),
    level: z.number(),
    levelName: z.string(),
    round: z.number(),
    purpose,
    reason: z.string(),
  }),
  /** Somebody was asked to help by name; the ladder stays where it is. */
  z.object({
    type: z.literal('RespondersAdded'),
    at,
    by: actor,
    people: z.array(responder),
    reason: z.string(),
    /** Those of whom nothing is known to reach them. */
    skipped: z.optional(skipped),
  }),
  z.object({ type: z.literal('EscalationExhausted'), at, round: z.number() }),
  z.object({
    type: z.literal('PageSent'),
    at,
    page: z.string(),
    person: z.string(),
    channel: z.enum(channels),
    externalId: z.optional(z.string()),
    level: z.number(),
    round: z.number(),
    purpose,
  }),
  z.object({
    type: z.literal('PageFailed'),
    at,
    page: z.string(),
    person: z.string(),
    channel: z.enum(channels),
    reason: z.string(),
    level: z.number(),
    round: z.number(),
    purpose,
  }),
  /** The carrier's or the vendor's receipt: it reached the device. */
  z.object({
    type: z.literal('PageDelivered'),
    at,
    page: z.string(),
    person: z.string(),
    channel: z.enum(channels),
  }),
  /** The receipt says that it did not, although it was accepted. */
  z.object({
    type: z.literal('PageUndelivered'),
    at,
    page: z.string(),
    person: z.string(),
    channel: z.enum(channels),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('IncidentAcknowledged'),
    at,
    by: actor,
    /** How they are reached, where they were not paged: what they owe now, they are reminded of. */
    responder: z.optional(responder),
  }),
  /** Acknowledged and forgotten: nobody holds it any more, and the ladder goes on. */
  z.object({
    type: z.literal('AcknowledgementLapsed'),
    at,
    of: actor,
    reason: z.string(),
    /** Whose acknowledgement it was, where they can be reached: they hear of it by what woke them. */
    people: z.optional(z.array(responder)),
  }),
  /** Nobody is called before `until`; then the ladder starts again. */
  z.object({ type: z.literal('IncidentSnoozed'), at, by: actor, until: at, reason: z.string() }),
  z.object({ type: z.literal('SnoozeEnded'), at }),
  /** To other people, who are level 1 of the new plan. */
  z.object({
    type: z.literal('IncidentReassigned'),
    at,
    by: actor,
    reason: z.string(),
    plan: responsePlan,
  }),
  /** An override came or went while the incident runs: levels that were not paged yet lead to others. */
  z.object({
    type: z.literal('OnCallChanged'),
    at,
    by: actor,
    reason: z.string(),
    plan: responsePlan,
  }),
  z.object({
    type: z.literal('RolesChased'),
    at,
    roles: z.array(z.enum(roles)),
    people: z.array(responder),
  }),
  z.object({
    type: z.literal('ChecklistTicked'),
    at,
    by: actor,
    item: z.string(),
    done: z.boolean(),
  }),
  /** It is done once a second person approves of it, or never. */
  z.object({
    type: z.literal('ActionRequested'),
    ...action,
    approveBefore: at,
    /** Who may not have heard of the incident yet, and could approve. */
    people: z.optional(z.array(responder)),
  }),
  /** Recorded before anything is changed, so that an action whose end nobody saw is seen to have begun. */
  z.object({ type: z.literal('ActionStarted'), ...action, approvedBy: z.optional(actor) }),
  z.object({
    type: z.literal('ActionFinished'),
    at,
    by: actor,
    run: z.string(),
    action: z.string(),
    service: z.string(),
    succeeded: z.boolean(),
    /** One line per step that was begun. */
    outcome: z.array(z.string()),
  }),
  /** Nobody is left to say how it ended (`unknown`), or no second person came in time (`expired`). */
  z.object({
    type: z.literal('ActionAbandoned'),
    ...action,
    how: z.enum(['unknown', 'expired']),
  }),
  /** Words for everybody on the incident and in the service's team, by e-mail. */
  z.object({
    type: z.literal('TeamNotified'),
    at,
    by: actor,
    text: z.string(),
    people: z.array(responder),
  }),
  z.object({
    type: z.literal('RoleAssigned'),
    at,
    role: z.enum(roles),
    person: z.string(),
    name: z.string(),
    by: actor,
    reason: z.string(),
    /** How they are reached, where somebody else gave it to them: they are told, and hear what follows. */
    people: z.optional(z.array(responder)),
    /** How they are reached who took it themselves and were not paged. */
    responder: z.optional(responder),
  }),
  z.object({
    type: z.literal('UpdatePosted'),
    at,
    by: actor,
    status: z.string(),
    impact: z.optional(z.string()),
    actions: z.optional(z.string()),
    nextUpdateAt: z.optional(at),
  }),
  /** On the status page: whose words it is in says who approved them. */
  z.object({ type: z.literal('PublicNoticePosted'), at, by: actor, ...publicNotice }),
  z.object({ type: z.literal('UpdateReminded'), at, dueAt: at, people: z.array(responder) }),
  z.object({ type: z.literal('UpdateMissed'), at, dueAt: at, nextUpdateAt: at }),
  z.object({ type: z.literal('NoteAdded'), at, by: actor, text: z.string() }),
  /** What somebody found when they looked (R6, R12 to R14), with the figures of the impact where it has them. */
  z.object({
    type: z.literal('FindingAttached'),
    at,
    by: actor,
    kind: z.enum(findingKinds),
    title: z.string(),
    summary: z.string(),
    usersAffected: z.optional(z.number()),
    revenueLost: z.optional(z.object({ amount: z.number(), currency: z.string() })),
  }),
  z.object({
    type: z.literal('SeverityChanged'),
    at,
    by: actor,
    from: severity,
    to: severity,
    reason: severityReason,
    plan: responsePlan,
    /** Where the ladder stands in that plan. Absent: at the same number as before. */
    level: z.optional(z.number()),
  }),
  z.object({
    type: z.literal('AlertsAttached'),
    at,
    alerts: z.array(memberAlert),
    /** Members that fire after this, whatever they did before. */
    firing: z.number(),
    cleared: z.number(),
  }),
  z.object({
    type: z.literal('AlertsCleared'),
    at,
    alerts: z.array(memberAlert),
    firing: z.number(),
    cleared: z.number(),
    /** Of the last one that cleared: it is one of many all-clears, and the incident waits for longer. */
    flapping: z.optional(
      z.object({
        times: z.number(),
        quietSeconds: z.number(),
        cameBack: z.exactOptional(z.literal(true)),
      }),
    ),
  }),
  /** The sender does not know any more whether they fire: told once, and nothing is resolved because of it. */
  z.object({
    type: z.literal('AlertsDoubted'),
    at,
    alerts: z.array(memberAlert),
    reason: z.string(),
  }),
  /** It resembles something that was met before (R15). A suggestion: nothing is done because of it. */
  z.object({ type: z.literal('PatternMatched'), at, ...patternHit.shape }),
  /** Others were like it, and ended somehow. A suggestion as well. */
  z.object({ type: z.literal('ResemblanceNoted'), at, incidents: z.array(lookAlike) }),
  z.object({
    type: z.literal('IncidentResolved'),
    at,
    by: actor,
    resolution: z.string(),
    watchUntil: at,
  }),
  z.object({ type: z.literal('IncidentReopened'), at, by: actor, reason: z.string() }),
  /** The watch ended quietly: all-clear, stand-down. Some senders never say that an alert cleared: those are counted. */
  z.object({
    type: z.literal('IncidentClosed'),
    at,
    stillFiring: z.number(),
    /** R17: when the post-mortem is due, where one is owed. */
    postmortemDueAt: z.optional(at),
  }),
  /** Entered afterwards from a document (R25): it began and ended elsewhere, and nobody was paged. */
  z.object({
    type: z.literal('IncidentImported'),
    at,
    by: actor,
    document: importedDocument,
    plan: responsePlan,
  }),
  /** Somebody took it away as a file (R20): the first time in each format. */
  z.object({ type: z.literal('IncidentExported'), at, by: actor, format: z.string() }),
  z.object({ type: z.literal('PostmortemDrafted'), at, by: actor, version: z.number() }),
  z.object({ type: z.literal('PostmortemEdited'), at, by: actor, version: z.number() }),
  /** Others are asked to read it. */
  z.object({ type: z.literal('PostmortemSubmitted'), at, by: actor, version: z.number() }),
  /** Its learnings go to the stakeholders (R23). */
  z.object({
    type: z.literal('PostmortemPublished'),
    at,
    by: actor,
    version: z.number(),
    learnings: z.string(),
    /** Whether it carries a proposed change of a runbook. */
    hasRunbookChange: z.boolean(),
  }),
  z.object({
    type: z.literal('ActionItemAdded'),
    at,
    by: actor,
    item: z.number(),
    text: z.string(),
    owner: z.optional(z.object({ person: z.string(), name: z.string() })),
    /** A day of the organisation's calendar. */
    dueOn: z.optional(z.string()),
  }),
  z.object({ type: z.literal('ActionItemCompleted'), at, by: actor, item: z.number() }),
  /** Somebody wants it to be an issue, after that failed or for an item of before. */
  z.object({ type: z.literal('ActionItemExportRequested'), at, by: actor, item: z.number() }),
  /** It is an issue where the organisation plans its work. */
  z.object({
    type: z.literal('ActionItemExported'),
    at,
    item: z.number(),
    tracker,
    /** As people there say: northwind/books#12, OPS-7. A rule of Jira Automation does not tell. */
    reference: z.optional(z.string()),
    url: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('ActionItemExportFailed'),
    at,
    item: z.number(),
    tracker,
    reason: z.string(),
    /** From 1. */
    attempt: z.number(),
    /** `false`: it is tried again by itself. */
    isFinal: z.boolean(),
  }),
  z.object({
    type: z.literal('EvidenceArchived'),
    at,
    manifest: z.string(),
    objects: z.number(),
    /** Every object with its digest, so that the log itself says what was sealed. */
    contents: z.optional(
      z.array(z.object({ key: z.string(), bytes: z.number(), sha256: z.string() })),
    ),
    /** From 1; an incomplete archive is tried again. */
    attempt: z.optional(z.number()),
    /** SHA-256 of the manifest. */
    sealedBy: z.optional(z.string()),
    bytes: z.number(),
    /** What could not be collected, each with its reason; empty when all of it was. */
    missing: z.array(z.string()),
    /** Absent in those of before there was more than one: it was resolved. */
    occasion: z.optional(occasion),
    asked: z.optional(askedEvidence),
    /** The sources that may give what is missing when they are asked once more; all of them when absent. */
    again: z.optional(z.array(z.string())),
    /** What was asked for and is not configured, and what to add. */
    notConfigured: z.optional(z.array(z.string())),
    /** How many passages of log lines were left out on purpose. */
    redacted: z.optional(z.number()),
  }),
]);
export type IncidentEvent = z.infer<typeof incidentEvent>;
export type EventOf<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
