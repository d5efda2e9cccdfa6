import * as z from 'zod/mini';
import type { EventType } from '#core/event-types.ts';
import {
  findingKinds,
  type IncidentEvent,
  occasion,
  purpose,
  roles,
} from '#core/incident/events.ts';
import { componentStatuses, stages } from '#core/incident/public-notice.ts';
import { channels } from '#core/people.ts';
import { severities } from '#core/severity.ts';

/*
 * The events as programs outside are told of them: names that stay, and no more than is written here. A field of an
 * event that is not in its row is not sent, so that no phone number, address or plan leaves by accident. A version only
 * ever gains fields and events; docs/events/ is made of it.
 */

/** Of the shapes. What an event loses or what changes its meaning makes a new one. */
export const eventsVersion = 1;

const text = z.string();
const moment = z.string().check(z.describe('ISO 8601 in UTC.'));
const severity = z.enum(severities);
const reason = z.object({ rule: text, text });
const by = z
  .object({
    kind: z.enum(['person', 'token', 'system']),
    id: text,
    name: text,
    via: z.optional(text),
  })
  .check(z.describe('Who did it.'));
const person = z.object({ person: text, name: text });
const people = z.array(person);
const alerts = z.array(z.object({ fingerprint: text, title: text, source: text }));
const alertCounts = { alerts, firing: z.number(), cleared: z.number() };
const channel = z.enum(channels);
const role = z.enum(roles);
const page = { page: text, person: text, channel };
const paged = { level: z.number(), round: z.number(), purpose };
const change = z.object({ what: text, before: text, after: text });
const action = {
  by,
  run: text,
  action: text,
  service: text,
  reason: text,
  changes: z.array(change),
};
const version = { by, version: z.number() };
const item = z.number().check(z.describe('Its number within the incident.'));
const tracker = text;

/** `shape`: what the event says besides its moment. */
interface PublicEvent {
  type: EventType;
  summary: string;
  shape: Record<string, z.ZodMiniType>;
}

export const publicEvents = {
  IncidentDeclared: {
    type: 'incident.declared',
    summary: 'Something is wrong: an alert or a person declared it.',
    shape: {
      description: z.optional(text),
      severity,
      severityReason: reason,
      by,
      origin: z.object({
        kind: z.enum(['alert', 'person']),
        source: z.optional(text),
        integration: z.optional(text),
        startedAt: z.optional(moment),
      }),
    },
  },
  TicketOpened: {
    type: 'ticket.opened',
    summary: 'It is a ticket: people are told by mail, and nobody is woken.',
    shape: { people, reason: text },
  },
  LevelPaged: {
    type: 'level.paged',
    summary: 'The people of a level are paged.',
    shape: {
      ...paged,
      levelName: text,
      people,
      reason: text,
      unanswered: z.optional(z.array(text)),
    },
  },
  PageAdvanced: {
    type: 'page.advanced',
    summary: 'A channel led nowhere, so a person’s next one is tried now.',
    shape: { page: text, insteadOf: text, to: person, channel, ...paged, reason: text },
  },
  RespondersAdded: {
    type: 'responders.added',
    summary: 'Somebody was asked to help by name.',
    shape: { by, people, reason: text },
  },
  EscalationExhausted: {
    type: 'escalation.exhausted',
    summary: 'Everybody on the ladder was paged, and nobody answered.',
    shape: { round: z.number() },
  },
  PageSent: {
    type: 'page.sent',
    summary: 'A page was handed to its carrier.',
    shape: { ...page, ...paged },
  },
  PageFailed: {
    type: 'page.failed',
    summary: 'A page could not be sent.',
    shape: { ...page, ...paged, reason: text },
  },
  PageDelivered: {
    type: 'page.delivered',
    summary: 'A page reached its device, as the carrier says.',
    shape: page,
  },
  PageUndelivered: {
    type: 'page.undelivered',
    summary: 'A page did not reach its device, although it was accepted.',
    shape: { ...page, reason: text },
  },
  IncidentAcknowledged: {
    type: 'incident.acknowledged',
    summary: 'Somebody is on it.',
    shape: { by },
  },
  AcknowledgementLapsed: {
    type: 'acknowledgement.lapsed',
    summary: 'It was acknowledged and forgotten: nobody holds it any more.',
    shape: { of: by, reason: text },
  },
  IncidentSnoozed: {
    type: 'incident.snoozed',
    summary: 'Nobody is called before a moment.',
    shape: { by, until: moment, reason: text },
  },
  SnoozeEnded: { type: 'snooze.ended', summary: 'The ladder starts again.', shape: {} },
  IncidentReassigned: {
    type: 'incident.reassigned',
    summary: 'It was handed over to other people.',
    shape: { by, reason: text },
  },
  OnCallChanged: {
    type: 'on-call.changed',
    summary: 'An override came or went: levels that were not paged yet lead to others.',
    shape: { by, reason: text },
  },
  RolesChased: {
    type: 'roles.chased',
    summary: 'Roles that nobody has were asked for.',
    shape: { roles: z.array(role), people },
  },
  ChecklistTicked: {
    type: 'checklist.ticked',
    summary: 'A line of the commander’s checklist was done, or is not.',
    shape: { by, item: text, done: z.boolean() },
  },
  ActionRequested: {
    type: 'action.requested',
    summary: 'A change waits for a second person.',
    shape: { ...action, approveBefore: moment },
  },
  ActionStarted: {
    type: 'action.started',
    summary: 'A change of the team’s account begins.',
    shape: { ...action, approvedBy: z.optional(by) },
  },
  ActionFinished: {
    type: 'action.finished',
    summary: 'A change ended, one way or the other.',
    shape: {
      ...{ by, run: text, action: text, service: text },
      ...{ succeeded: z.boolean(), outcome: z.array(text) },
    },
  },
  ActionAbandoned: {
    type: 'action.abandoned',
    summary: 'Nobody knows how a change ended, or nobody approved of it in time.',
    shape: { ...action, how: z.enum(['unknown', 'expired']) },
  },
  TeamNotified: {
    type: 'team.notified',
    summary: 'Somebody told the team something.',
    shape: { by, text, people },
  },
  RoleAssigned: {
    type: 'role.assigned',
    summary: 'A person has a role.',
    shape: { role, person: text, name: text, by, reason: text },
  },
  UpdatePosted: {
    type: 'update.posted',
    summary: 'How it stands, in a person’s words.',
    shape: {
      ...{ by, status: text, impact: z.optional(text), actions: z.optional(text) },
      nextUpdateAt: z.optional(moment),
    },
  },
  PublicNoticePosted: {
    type: 'public-notice.posted',
    summary: 'The status page says something else of it.',
    shape: {
      ...{ by, stage: z.enum(stages), title: text, body: text },
      components: z.array(z.object({ id: text, name: text, status: z.enum(componentStatuses) })),
      nextUpdateBy: z.optional(moment),
    },
  },
  UpdateReminded: {
    type: 'update.reminded',
    summary: 'An update is due soon.',
    shape: { dueAt: moment, people },
  },
  UpdateMissed: {
    type: 'update.missed',
    summary: 'An update was due and did not come.',
    shape: { dueAt: moment, nextUpdateAt: moment },
  },
  NoteAdded: {
    type: 'note.added',
    summary: 'A line for the timeline.',
    shape: { by, text },
  },
  FindingAttached: {
    type: 'finding.attached',
    summary: 'What somebody found when they looked.',
    shape: {
      ...{ by, kind: z.enum(findingKinds), title: text, summary: text },
      usersAffected: z.optional(z.number()),
      revenueLost: z.optional(z.object({ amount: z.number(), currency: text })),
    },
  },
  SeverityChanged: {
    type: 'severity.changed',
    summary: 'It is worse than it was, or better.',
    shape: { by, from: severity, to: severity, reason },
  },
  AlertsAttached: {
    type: 'alerts.attached',
    summary: 'More alerts of the same problem.',
    shape: alertCounts,
  },
  AlertsCleared: {
    type: 'alerts.cleared',
    summary: 'Alerts that do not fire any more.',
    shape: alertCounts,
  },
  AlertsDoubted: {
    type: 'alerts.doubted',
    summary: 'The sender does not know any more whether they fire.',
    shape: { alerts, reason: text },
  },
  PatternMatched: {
    type: 'pattern.matched',
    summary: 'It resembles something that was met before.',
    shape: { pattern: text, name: text, cause: text, longTerm: text },
  },
  ResemblanceNoted: {
    type: 'resemblance.noted',
    summary: 'Incidents of before were like it.',
    shape: {
      incidents: z.array(
        z.object({ incident: text, title: text, severity, because: z.array(text) }),
      ),
    },
  },
  IncidentResolved: {
    type: 'incident.resolved',
    summary: 'It is mended, and watched until a moment.',
    shape: { by, resolution: text, watchUntil: moment },
  },
  IncidentReopened: {
    type: 'incident.reopened',
    summary: 'It was not over.',
    shape: { by, reason: text },
  },
  IncidentClosed: {
    type: 'incident.closed',
    summary: 'All clear: the watch ended quietly.',
    shape: { stillFiring: z.number(), postmortemDueAt: z.optional(moment) },
  },
  IncidentImported: {
    type: 'incident.imported',
    summary: 'It was elsewhere, and entered afterwards.',
    shape: { by },
  },
  IncidentExported: {
    type: 'incident.exported',
    summary: 'Somebody took it away as a file, for the first time in this format.',
    shape: { by, format: text },
  },
  PostmortemDrafted: {
    type: 'post-mortem.drafted',
    summary: 'Its post-mortem was begun.',
    shape: version,
  },
  PostmortemEdited: {
    type: 'post-mortem.edited',
    summary: 'Its post-mortem has a new version.',
    shape: version,
  },
  PostmortemSubmitted: {
    type: 'post-mortem.submitted',
    summary: 'Others are asked to read its post-mortem.',
    shape: version,
  },
  PostmortemPublished: {
    type: 'post-mortem.published',
    summary: 'What was learned.',
    shape: { ...version, learnings: text, hasRunbookChange: z.boolean() },
  },
  ActionItemAdded: {
    type: 'action-item.added',
    summary: 'Something is to be done because of it.',
    shape: { by, item, text, owner: z.optional(person), dueOn: z.optional(text) },
  },
  ActionItemCompleted: {
    type: 'action-item.completed',
    summary: 'It is done.',
    shape: { by, item },
  },
  ActionItemExportRequested: {
    type: 'action-item.export-requested',
    summary: 'Somebody wants it to be an issue.',
    shape: { by, item },
  },
  ActionItemExported: {
    type: 'action-item.exported',
    summary: 'It is an issue where work is planned.',
    shape: { item, tracker, reference: z.optional(text), url: z.optional(text) },
  },
  ActionItemExportFailed: {
    type: 'action-item.export-failed',
    summary: 'It could not become an issue.',
    shape: { item, tracker, reason: text, attempt: z.number(), isFinal: z.boolean() },
  },
  EvidenceArchived: {
    type: 'evidence.archived',
    summary: 'Evidence was sealed.',
    shape: {
      ...{ manifest: text, objects: z.number(), bytes: z.number(), missing: z.array(text) },
      ...{ sealedBy: z.optional(text), occasion: z.optional(occasion) },
    },
  },
} as const satisfies Record<IncidentEvent['type'], PublicEvent>;

/** What an event is about, as it was when it happened. */
const incident = z.object({
  id: text,
  title: text,
  severity,
  phase: z.enum(['open', 'acknowledged', 'watching', 'resolved']),
  service: z.object({ id: text, name: text }),
  declaredAt: moment,
  drill: z.optional(z.enum(['drill', 'test-page']).check(z.describe('An exercise.'))),
  commander: z.optional(text),
  technicalLead: z.optional(text),
  statusPage: z.optional(text),
  status: z.optional(text),
  impact: z.optional(text),
  nextUpdateAt: z.optional(moment),
});

/** The whole of what is posted. */
export function envelope(type: IncidentEvent['type']) {
  const { type: name, shape } = publicEvents[type];
  return z.object({
    id: text.check(z.describe('The same for each attempt and each replay: `webhook-id`.')),
    type: z.literal(name),
    timestamp: moment,
    version: z.literal(eventsVersion),
    data: z.object({
      incident,
      sequence: z
        .object({ commit: z.number(), event: z.number() })
        .check(z.describe('Its place in the incident’s log: what is later is larger.')),
      event: z.object(shape as Record<string, z.ZodMiniType>),
    }),
  });
}
