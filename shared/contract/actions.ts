import * as z from 'zod/mini';
import { incident } from '#contract/incident.ts';
import {
  actingPerson,
  id,
  instantText,
  type RouteShape,
  refusable,
  text,
} from '#contract/shapes.ts';
import { approvals, type Family, families } from '#core/setup/action-families.ts';

/**
 * What changes something in the team's account during an incident, or undoes it. Every family of actions has addresses of
 * its own, because each is answered by a function of its own, with the rights of that family and no others.
 */

const inputs = z._default(
  z.record(text(100), z.union([z.string().check(z.maxLength(4096)), z.number()])),
  {},
);

const actionRequest = z.strictObject({
  service: z.optional(
    text(100).check(
      z.describe(
        'A service id. Absent: that of the incident, of the one open incident, or the only one that has this configured.',
      ),
    ),
  ),
  inputs: inputs.check(z.describe('What the action asks for, by name.')),
  undo: z.optional(
    text(100).check(z.describe('Instead of inputs: the run that is to be taken back.')),
  ),
  incident: z.optional(
    text(100).check(
      z.describe(
        'On whose timeline it is told. Absent: that of the run to be taken back, or the only open one of the service.',
      ),
    ),
  ),
  reason: z.optional(text(1000).check(z.describe('Needed unless it is a dry run.'))),
  dryRun: z._default(z.boolean(), true),
  by: actingPerson,
});

const approveRequest = z.strictObject({ by: actingPerson });

const actionRun = z.object({
  id: z.optional(z.string().check(z.describe('Absent: nothing was asked for in earnest.'))),
  action: z.string(),
  family: z.enum(families),
  service: z.string(),
  incident: z.optional(z.string()),
  status: z
    .enum(['planned', 'waiting', 'running', 'done', 'failed', 'unknown', 'expired'])
    .check(
      z.describe(
        'planned: a dry run. waiting: for a second person. unknown: it began, and what carried it out died before it said how it ended. expired: no second person came in time.',
      ),
    ),
  changes: z
    .array(z.object({ what: z.string(), before: z.string(), after: z.string() }))
    .check(z.describe('None: it is so already.')),
  notes: z.array(z.string()),
  approval: z.enum(approvals),
  reason: z.optional(z.string()),
  by: z.optional(z.object({ id: z.string(), name: z.string() })),
  token: z.optional(
    z.string().check(z.describe('The name of the token with which it was asked for.')),
  ),
  at: z.optional(instantText),
  approveBefore: z.optional(instantText),
  approvedBy: z.optional(z.object({ id: z.string(), name: z.string() })),
  outcome: z.optional(z.array(z.string())),
  canBeUndone: z.boolean(),
});
export type ActionRunShown = z.infer<typeof actionRun>;

const actionList = z.object({
  actions: z.array(
    z.object({
      action: z.string(),
      family: z.enum(families),
      summary: z.string(),
      approval: z.enum(approvals),
      options: z.array(
        z.object({
          name: z.string(),
          flag: z.string(),
          text: z.string(),
          optional: z.boolean(),
          repeated: z.boolean().check(z.describe('Given several times: one value a line.')),
        }),
      ),
      services: z.array(z.string()).check(z.describe('Those that have it configured.')),
      add: z
        .string()
        .check(z.describe('What a service that has not would add under `actions` in tocsin.yaml.')),
    }),
  ),
});
export type ActionList = z.infer<typeof actionList>;

const notifyRequest = z.strictObject({ text: text(4000), by: actingPerson });

const name: Record<Family, string> = {
  database: 'the database',
  compute: 'what runs a service',
  configuration: 'settings, features and circuits',
  cache: 'caches',
  deployment: 'which version of a service runs',
  monitoring: 'alarms for a while',
  automation: 'whatever a team has automated itself',
};

function ofFamily<Each extends Family>(family: Each) {
  return [
    {
      operationId: `${family}Action` as const,
      method: 'POST',
      path: `/v1/actions/${family}/{action}` as const,
      scope: 'respond',
      summary: `An action on ${name[family]}: a dry run that says what would change, or in earnest`,
      request: actionRequest,
      answer: { status: 200, body: actionRun },
      servedBy: `${family}-actions` as const,
      problems: refusable,
    },
    {
      operationId: `${family}Approval` as const,
      isOfPeople: true,
      method: 'POST',
      path: `/v1/actions/${family}/runs/{id}/approve` as const,
      scope: 'respond',
      summary: `Approve an action on ${name[family]} that another person asked for; it is then done`,
      request: approveRequest,
      answer: { status: 200, body: actionRun },
      servedBy: `${family}-actions` as const,
      problems: refusable,
    },
  ] as const satisfies readonly RouteShape[];
}

export const actionRoutes = [
  {
    operationId: 'listActions',
    method: 'GET',
    path: '/v1/actions',
    scope: 'read',
    summary: 'Every action, which services have it configured, and what to add for the others',
    answer: { status: 200, body: actionList },
  },
  {
    operationId: 'listActionRuns',
    method: 'GET',
    path: '/v1/action-runs',
    scope: 'read',
    summary: 'What was done or asked for, newest first',
    query: z.strictObject({
      service: z.optional(id('service')),
      incident: z.optional(text(50)),
      limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
    }),
    answer: { status: 200, body: z.object({ runs: z.array(actionRun) }) },
  },
  {
    operationId: 'showActionRun',
    method: 'GET',
    path: '/v1/action-runs/{id}',
    scope: 'read',
    summary: 'One of them, such as one that waits for approval',
    answer: { status: 200, body: actionRun },
    problems: ['not-found'],
  },
  {
    operationId: 'notifyTeam',
    method: 'POST',
    path: '/v1/incidents/{id}/notify',
    scope: 'respond',
    summary: 'Tell everybody on the incident and in the team of its service, by e-mail',
    request: notifyRequest,
    answer: { status: 200, body: incident },
    problems: refusable,
  },
  ...ofFamily('database'),
  ...ofFamily('compute'),
  ...ofFamily('configuration'),
  ...ofFamily('cache'),
  ...ofFamily('deployment'),
  ...ofFamily('monitoring'),
  ...ofFamily('automation'),
] as const satisfies readonly RouteShape[];
