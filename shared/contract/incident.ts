import * as z from 'zod/mini';
import { effect } from '#contract/communication.ts';
import { instantText, type RouteShape, severity, text } from '#contract/shapes.ts';
import { askables } from '#core/incident/askables.ts';
import { yourReasons } from '#core/incident/yours.ts';

/** What is known of incidents, and how it is asked for. */

export const phases = ['open', 'acknowledged', 'watching', 'resolved'] as const;
export type Phase = (typeof phases)[number];

const phase = z.enum(phases);

const roleHolder = z.object({ person: z.string(), name: z.string(), since: instantText });

export const incident = z.object({
  id: z.string(),
  severity,
  severityReason: z.object({ rule: z.string(), text: z.string() }),
  phase,
  title: z.string(),
  description: z.optional(z.string()),
  service: z.string().check(z.describe('The service id of tocsin.yaml.')),
  serviceName: z.string(),
  declaredAt: instantText,
  detectedBy: z.string().check(z.describe('The source of the first alert, or who declared it.')),
  acknowledgedAt: z.optional(instantText),
  acknowledgedBy: z.optional(z.object({ id: z.string(), name: z.string() })),
  snoozedUntil: z.optional(instantText.check(z.describe('Nobody is paged before.'))),
  resolvedAt: z.optional(instantText),
  resolvedBy: z.optional(z.object({ id: z.string(), name: z.string() })),
  tookSeconds: z.optional(
    z.number().check(z.describe('Until it was resolved, without what it was over for in between.')),
  ),
  closedAt: z.optional(instantText),
  resolution: z.optional(z.string()),
  roles: z.object({
    incidentCommander: z.optional(roleHolder),
    technicalLead: z.optional(roleHolder),
    communicationsLead: z.optional(roleHolder),
    scribe: z.optional(roleHolder),
  }),
  alerts: z.object({ firing: z.number(), cleared: z.number(), total: z.number() }),
  nextDeadline: z.optional(
    z.object({
      at: instantText,
      what: z.string().check(z.describe('What happens then if nobody acts, as a stable word.')),
      text: z.optional(z.string().check(z.describe('The same, as a person says it.'))),
    }),
  ),
  nextUpdateAt: z.optional(instantText),
  status: z.optional(z.string().check(z.describe('Of the latest update.'))),
  impact: z.optional(z.string().check(z.describe('The latest that an update said.'))),
  patterns: z.optional(
    z
      .array(
        z.object({
          pattern: z.string(),
          name: z.string(),
          cause: z.string(),
          quickFixes: z.array(
            z.object({
              text: z.string(),
              command: z.optional(z.string().check(z.describe('Of npm run, and of tocsin.'))),
            }),
          ),
          longTerm: z.string(),
          contacts: z.array(z.string()),
          evidence: z.array(z.object({ where: z.string(), quote: z.string() })),
        }),
      )
      .check(z.describe('What it resembles, with what has helped.')),
  ),
  lookAlikes: z.optional(
    z
      .array(
        z.object({
          incident: z.string(),
          title: z.string(),
          severity,
          declaredAt: instantText,
          resolvedAt: z.optional(instantText),
          because: z.array(z.string()),
          resolution: z.optional(z.string()),
          actions: z.array(z.string()).check(z.describe('Done during it, with success.')),
          learnings: z.optional(z.string().check(z.describe('Of its post-mortem.'))),
        }),
      )
      .check(z.describe('Incidents of before that were like it, found with its first evidence.')),
  ),
  contacts: z.optional(z.array(z.string()).check(z.describe('Who helps from outside.'))),
  usersAffected: z.optional(z.number().check(z.describe('As measured last.'))),
  revenueLost: z.optional(z.object({ amount: z.number(), currency: z.string() })),
  level: z.optional(z.number().check(z.describe('The escalation level paged last, from 1.'))),
  round: z.optional(z.number().check(z.describe('Times round the escalation ladder, from 1.'))),
  drill: z.optional(
    z
      .object({ kind: z.enum(['drill', 'test-page']), announced: z.boolean() })
      .check(z.describe('An exercise; absent for the real thing.')),
  ),
  note: z.optional(z.string().check(z.describe('What the caller should know of the answer.'))),
  commands: z.optional(
    z
      .array(
        z.object({
          command: z.enum(askables).check(z.describe('As the last part of its address.')),
          standing: z.enum(['possible', 'done', 'refused']),
          text: z.optional(z.string().check(z.describe('Why it would be refused.'))),
        }),
      )
      .check(z.describe('What would become of each command now; where incidents are shown.')),
  ),
  yours: z.optional(
    z
      .array(z.enum(yourReasons))
      .check(z.describe('Why it is that of the person who asks; where incidents are shown.')),
  ),
  version: z.number().check(z.describe('Counts the changes of this incident.')),
});
export type Incident = z.infer<typeof incident>;

export const timelineEntry = z.object({
  at: instantText,
  type: z.string().check(z.describe('The event: IncidentDeclared, PageSent, …')),
  text: z.string(),
  by: z.optional(z.string()),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

const rung = z.object({
  level: z.number(),
  name: z.string(),
  people: z.array(
    z.object({ person: z.string(), name: z.string(), because: z.optional(z.string()) }),
  ),
  standing: z.enum(['paged', 'next', 'later']).check(z.describe('In this round.')),
  acknowledgeWithinSeconds: z.number(),
});

export const incidentWithTimeline = z.extend(incident, {
  ladder: z.array(rung).check(z.describe('Who is paged in which order, as it stands now.')),
  timeline: z.array(timelineEntry).check(z.describe('The oldest first.')),
  earlier: z.optional(
    z
      .number()
      .check(z.describe('Entries of the timeline before these, where fewer were asked for.')),
  ),
  effects: z.optional(
    z.array(effect).check(z.describe('Of those told besides, what waits or has failed.')),
  ),
});
export type IncidentWithTimeline = z.infer<typeof incidentWithTimeline>;

export const incidentList = z.object({
  incidents: z.array(incident),
  next: z.optional(
    z.string().check(z.describe('The cursor of the next page; absent on the last.')),
  ),
});
export type IncidentList = z.infer<typeof incidentList>;

export const archive = z.object({
  incident: z.string(),
  archivedAt: instantText,
  manifest: z.string().check(z.describe('Key of the manifest in the archive bucket.')),
  objects: z.array(z.object({ key: z.string(), bytes: z.number(), sha256: z.string() })),
  missing: z.array(z.string()).check(z.describe('What could not be collected, with the reason.')),
});

export const incidentPages = z.object({
  incident: z.string(),
  pages: z.array(
    z.object({
      key: z.string(),
      at: instantText,
      person: z.string(),
      name: z.optional(z.string()),
      channel: z.string(),
      purpose: z.string().check(z.describe('acknowledge, update-missed, help, …')),
      level: z.number(),
      round: z.number(),
      reason: z.string().check(z.describe('Why this person was chosen.')),
      decidedAt: z.optional(
        instantText.check(
          z.describe('When it was decided to page them; `at` is when that was last told of.'),
        ),
      ),
      status: z.enum([
        'claimed',
        'retrying',
        'bundled',
        'sent',
        'delivered',
        'failed',
        'suppressed',
      ]),
      attempt: z.number(),
      detail: z.optional(z.string().check(z.describe('Why it was not sent, or the receipt.'))),
    }),
  ),
});
export type IncidentPages = z.infer<typeof incidentPages>;

export const checklist = z.object({
  incident: z.string(),
  items: z.array(
    z.object({
      item: z.string().check(z.describe('What `tick` names.')),
      group: z.string().check(z.describe('The part of the runbook.')),
      text: z.string(),
      done: z.boolean(),
      by: z.optional(z.string().check(z.describe('Who ticked it, or what was seen.'))),
      at: z.optional(instantText),
      ticksItself: z.boolean().check(z.describe('The state of the incident tells.')),
    }),
  ),
});
export type Checklist = z.infer<typeof checklist>;

export const listQuery = z.strictObject({
  phase: z.optional(
    z
      .enum([...phases, 'running'])
      .check(z.describe('`running`: those that are not resolved for good.')),
  ),
  severity: z.optional(severity),
  service: z.optional(text(100)),
  words: z
    .optional(text(200))
    .check(
      z.describe(
        'Only those with all of these in their id, title, service or people. One answer looks through five pages of `limit`: it may have few or none, and `next` all the same.',
      ),
    ),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
  cursor: z.optional(text(2000)),
});

const showQuery = z.strictObject({
  entries: z.optional(
    z.coerce
      .number()
      .check(z.int(), z.minimum(1), z.maximum(1000))
      .check(z.describe('At most so many of the newest entries of the timeline; all when absent.')),
  ),
});

export const incidentRoutes = [
  {
    operationId: 'listIncidents',
    method: 'GET',
    path: '/v1/incidents',
    scope: 'read',
    summary: 'Incidents, newest first',
    query: listQuery,
    answer: { status: 200, body: incidentList },
  },
  {
    operationId: 'showIncident',
    method: 'GET',
    path: '/v1/incidents/{id}',
    scope: 'read',
    summary: 'One incident with its timeline',
    query: showQuery,
    answer: { status: 200, body: incidentWithTimeline },
    problems: ['not-found'],
  },
  {
    operationId: 'incidentPages',
    method: 'GET',
    path: '/v1/incidents/{id}/pages',
    scope: 'read',
    summary: 'Every page of the incident: why, on which channel, and what became of it',
    answer: { status: 200, body: incidentPages },
    problems: ['not-found'],
  },
  {
    operationId: 'showChecklist',
    method: 'GET',
    path: '/v1/incidents/{id}/checklist',
    scope: 'read',
    summary: 'The runbook as a checklist; what the state can know is ticked already',
    answer: { status: 200, body: checklist },
    problems: ['not-found'],
  },
  {
    operationId: 'incidentReport',
    method: 'GET',
    path: '/v1/incidents/{id}/report',
    scope: 'read',
    summary: 'The report as Markdown',
    answer: { status: 200, body: z.string(), contentType: 'text/markdown' },
    problems: ['not-found'],
  },
  {
    operationId: 'incidentArchive',
    method: 'GET',
    path: '/v1/incidents/{id}/archive',
    scope: 'read',
    summary:
      'What was archived when it was resolved, or until then as it began; 404 while there is none',
    answer: { status: 200, body: archive },
    problems: ['not-found'],
  },
] as const satisfies readonly RouteShape[];
