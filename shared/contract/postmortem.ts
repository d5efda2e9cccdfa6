import * as z from 'zod/mini';
import {
  actingPerson,
  id,
  instantText,
  type RouteShape,
  severity,
  text,
  versionNumber,
} from '#contract/shapes.ts';
import { parseInstant } from '#core/time/instant.ts';

/** What is learned from an incident (R21, R23): its post-mortem, and the work that follows. */

export const postmortem = z.object({
  incident: z.string(),
  title: z.string().check(z.describe('Of the incident.')),
  status: z.enum(['draft', 'in-review', 'published']),
  version: z.number().check(z.describe('Of the text; a change names the version that it is of.')),
  at: instantText.check(z.describe('When this version was written.')),
  by: z.string().check(z.describe('Who wrote this version.')),
  dueAt: z.optional(
    instantText.check(z.describe('When it is to be published; absent: nobody asks for it.')),
  ),
  markdown: z.string(),
  runbookDiff: z.optional(
    z.string().check(z.describe('A proposed change of a runbook, as a unified diff.')),
  ),
});
export type PostmortemAnswer = z.infer<typeof postmortem>;

export const postmortemVersions = z.object({
  versions: z.array(z.object({ version: z.number(), at: instantText, by: z.string() })),
});

const runbookDiff = z.optional(
  z.string().check(
    z.maxLength(30_000),
    z.refine(diff => /^@@ .* @@/m.test(diff), {
      error: 'must be a unified diff, as `diff -u` and `git diff` write it',
    }),
  ),
);

const postmortemEdit = z.strictObject({
  version: z.number().check(z.int(), z.minimum(1), z.describe('The one that was read.')),
  markdown: text(100_000),
  runbookDiff,
  by: actingPerson,
});

const publication = z.strictObject({
  version: z.optional(
    z
      .number()
      .check(
        z.int(),
        z.minimum(1),
        z.describe('The one that was read: refused when another was written since.'),
      ),
  ),
  learnings: z.optional(
    text(2000).check(
      z.describe('What the stakeholders are told; the quote of the summary when not given.'),
    ),
  ),
  runbookDiff,
  by: actingPerson,
});

const day = z.string().check(
  z.refine(value => parseInstant(`${value}T00:00:00Z`) !== undefined, {
    error: 'must be a day such as 2026-12-01',
  }),
);

const tracker = z.enum(['github', 'jira', 'jira-automation']);

export const actionItem = z.object({
  incident: z.string(),
  title: z.string().check(z.describe('Of the incident.')),
  severity,
  service: z.string(),
  item: z.number().check(z.describe('Counts from 1 within the incident.')),
  text: z.string(),
  owner: z.optional(z.object({ person: z.string(), name: z.string() })),
  dueOn: z.optional(z.string()),
  isOverdue: z.boolean(),
  done: z.optional(z.object({ at: instantText, by: z.string() })),
  issue: z.optional(
    z
      .object({
        tracker,
        at: instantText,
        reference: z.optional(z.string()),
        url: z.optional(z.string()),
      })
      .check(z.describe('Where it is an issue.')),
  ),
  exportFailure: z.optional(
    z
      .object({
        tracker,
        at: instantText,
        reason: z.string(),
        attempt: z.number(),
        isFinal: z.boolean().check(z.describe('It is not tried again by itself.')),
      })
      .check(z.describe('Why it is not an issue.')),
  ),
});
export type ActionItemAnswer = z.infer<typeof actionItem>;

export const actionItemList = z.object({ items: z.array(actionItem) });

const onlyBy = z.strictObject({ by: actingPerson });
const problems = ['not-found', 'refused'] as const;
const servedBy = 'review';

export const postmortemRoutes = [
  {
    operationId: 'showPostmortem',
    method: 'GET',
    path: '/v1/incidents/{id}/postmortem',
    scope: 'read',
    summary: 'The post-mortem as it stands, or an older version of its text',
    query: z.strictObject({
      version: z.optional(versionNumber),
    }),
    answer: { status: 200, body: postmortem },
    servedBy,
    problems: ['not-found'],
  },
  {
    operationId: 'listPostmortemVersions',
    method: 'GET',
    path: '/v1/incidents/{id}/postmortem/versions',
    scope: 'read',
    summary: 'Who wrote which version, and when; the newest hundred, newest first',
    answer: { status: 200, body: postmortemVersions },
    servedBy,
    problems: ['not-found'],
  },
  {
    operationId: 'createPostmortem',
    method: 'POST',
    path: '/v1/incidents/{id}/postmortem',
    scope: 'respond',
    summary: 'A draft from the log of the incident; the one that there is, if there is one',
    request: onlyBy,
    answer: { status: 201, body: postmortem },
    servedBy,
    problems,
  },
  {
    operationId: 'editPostmortem',
    method: 'PUT',
    path: '/v1/incidents/{id}/postmortem',
    scope: 'respond',
    summary: 'A new version of its text; refused when somebody wrote one meanwhile',
    request: postmortemEdit,
    answer: { status: 200, body: postmortem },
    servedBy,
    problems,
  },
  {
    operationId: 'submitPostmortem',
    method: 'POST',
    path: '/v1/incidents/{id}/postmortem/review',
    scope: 'respond',
    summary: 'Others are asked to read it',
    request: onlyBy,
    answer: { status: 200, body: postmortem },
    servedBy,
    problems,
  },
  {
    operationId: 'publishPostmortem',
    method: 'POST',
    path: '/v1/incidents/{id}/postmortem/publish',
    scope: 'respond',
    summary: 'It is done, and its learnings go to the stakeholders',
    request: publication,
    answer: { status: 200, body: postmortem },
    servedBy,
    problems,
  },
  {
    operationId: 'listActionItems',
    method: 'GET',
    path: '/v1/action-items',
    scope: 'read',
    summary: 'The work that follows from incidents, the one that is due first at the top',
    query: z.strictObject({
      status: z._default(z.enum(['open', 'done', 'all']), 'open'),
      incident: z.optional(text(50)),
    }),
    answer: { status: 200, body: actionItemList },
    servedBy,
    problems: ['not-found'],
  },
  {
    operationId: 'addActionItem',
    method: 'POST',
    path: '/v1/incidents/{id}/action-items',
    scope: 'respond',
    summary: 'Somebody is to do something, by a day',
    request: z.strictObject({
      text: text(500),
      owner: z.optional(id('person')),
      dueOn: z.optional(day),
      by: actingPerson,
    }),
    answer: { status: 201, body: actionItem },
    servedBy,
    problems,
  },
  {
    operationId: 'exportActionItem',
    method: 'POST',
    path: '/v1/incidents/{id}/action-items/{item}/export',
    scope: 'respond',
    summary: 'It becomes an issue on GitHub or in Jira; how that went stands with the item',
    request: onlyBy,
    answer: { status: 202, body: actionItem },
    servedBy,
    problems,
  },
  {
    operationId: 'completeActionItem',
    method: 'POST',
    path: '/v1/incidents/{id}/action-items/{item}/done',
    scope: 'respond',
    summary: 'It is done',
    request: onlyBy,
    answer: { status: 200, body: actionItem },
    servedBy,
    problems,
  },
] as const satisfies readonly RouteShape[];
