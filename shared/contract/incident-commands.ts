import * as z from 'zod/mini';
import { checklist, incident } from '#contract/incident.ts';
import {
  actingPerson,
  id,
  moment,
  type RouteShape,
  refusable,
  severity,
  text,
} from '#contract/shapes.ts';
import { roles } from '#core/incident/events.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** What people ask of an incident. Each is answered with the incident as it is afterwards. */

const role = z.enum(roles);

export const declareRequest = z.strictObject({
  title: text(200),
  severity: z.optional(severity.check(z.describe('Absent: classified by the rules.'))),
  service: z.optional(text(100)),
  description: z.optional(text(4000)),
  by: actingPerson,
});
export const acknowledgeRequest = z.strictObject({
  note: z.optional(text(4000)),
  by: actingPerson,
});
export const escalateRequest = z.strictObject({
  reason: z.optional(text(1000)),
  from: z.optional(
    z
      .strictObject({
        level: z.int().check(z.minimum(0)),
        round: z.optional(z.int().check(z.minimum(1))),
      })
      .check(
        z.describe(
          'The level paged last, as you saw it (0: none). Where somebody was paged since, nobody more is, and `note` says who. Absent: the next level, whichever it is.',
        ),
      ),
  ),
  by: actingPerson,
});
export const updateRequest = z.strictObject({
  status: text(1000),
  impact: z.optional(text(1000)),
  actions: z.optional(text(1000)),
  by: actingPerson,
});
export const roleRequest = z.strictObject({
  role,
  person: text(100),
  note: z.optional(text(1000)),
  by: actingPerson,
});
export const noteRequest = z.strictObject({ text: text(4000), by: actingPerson });
export const severityRequest = z.strictObject({ severity, reason: text(1000), by: actingPerson });
export const resolveRequest = z.strictObject({ resolution: text(2000), by: actingPerson });
export const reopenRequest = z.strictObject({ reason: text(1000), by: actingPerson });

const people = z
  .array(id('person'))
  .check(z.minLength(1), z.maxLength(20), z.describe('Person ids of tocsin.yaml.'));

/** One of `for` and `until`. */
export const snoozeRequest = z.strictObject({
  for: z.optional(
    z.string().check(
      z.refine(text => (parseDuration(text) ?? 0) > 0, {
        error: 'must be a time such as 30m, 2h or 1d',
      }),
      z.describe('From now, such as 30m.'),
    ),
  ),
  until: z.optional(moment('Instead of `for`.')),
  reason: text(1000),
  by: actingPerson,
});
export const reassignRequest = z.strictObject({ people, reason: text(1000), by: actingPerson });
export const respondersRequest = z.strictObject({ people, reason: text(1000), by: actingPerson });
export const tickRequest = z.strictObject({
  item: text(100).check(z.describe('As the checklist names it.')),
  done: z._default(z.boolean(), true),
  by: actingPerson,
});

const answersIncident = { status: 200, body: incident } as const;

export const commandRoutes = [
  {
    operationId: 'declareIncident',
    method: 'POST',
    path: '/v1/incidents',
    scope: 'respond',
    summary: 'Declare an incident by hand',
    request: declareRequest,
    answer: { status: 201, body: incident },
    problems: ['refused'],
  },
  {
    operationId: 'acknowledgeIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/acknowledge',
    scope: 'respond',
    summary: 'Stop the escalation: I am on it. The second to ask is told who was first',
    request: acknowledgeRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'escalateIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/escalate',
    scope: 'respond',
    summary: 'Page the next level now',
    request: escalateRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'snoozeIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/snooze',
    scope: 'respond',
    summary: 'Page nobody for a while; counts as an acknowledgement until it ends',
    request: snoozeRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'reassignIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/reassign',
    scope: 'respond',
    summary: 'Page these people instead; the ladder starts again with them',
    request: reassignRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'addResponders',
    method: 'POST',
    path: '/v1/incidents/{id}/responders',
    scope: 'respond',
    summary: 'Page more people for help; the ladder stays where it is',
    request: respondersRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'tickChecklist',
    method: 'POST',
    path: '/v1/incidents/{id}/checklist',
    scope: 'respond',
    summary: 'Tick an item of the checklist, or take the tick back',
    request: tickRequest,
    answer: { status: 200, body: checklist },
    problems: refusable,
  },
  {
    operationId: 'postUpdate',
    method: 'POST',
    path: '/v1/incidents/{id}/updates',
    scope: 'respond',
    summary: 'Tell the team how it stands; starts the next update period',
    request: updateRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'assignRole',
    method: 'POST',
    path: '/v1/incidents/{id}/roles',
    scope: 'respond',
    summary: 'Give a role to a person, or hand it over',
    request: roleRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'addNote',
    method: 'POST',
    path: '/v1/incidents/{id}/notes',
    scope: 'respond',
    summary: 'Put a line on the timeline',
    request: noteRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'changeSeverity',
    method: 'POST',
    path: '/v1/incidents/{id}/severity',
    scope: 'respond',
    summary: 'Raise or lower the severity; deadlines and people follow it',
    request: severityRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'resolveIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/resolve',
    scope: 'respond',
    summary: 'It is fixed: starts the watch that ends in the all-clear',
    request: resolveRequest,
    answer: answersIncident,
    problems: refusable,
  },
  {
    operationId: 'reopenIncident',
    method: 'POST',
    path: '/v1/incidents/{id}/reopen',
    scope: 'respond',
    summary: 'It was not fixed',
    request: reopenRequest,
    answer: answersIncident,
    problems: refusable,
  },
] as const satisfies readonly RouteShape[];
