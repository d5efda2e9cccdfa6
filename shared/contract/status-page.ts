import * as z from 'zod/mini';
import {
  actingPerson,
  instantText,
  moment,
  type RouteShape,
  refusable,
  text,
} from '#contract/shapes.ts';
import { componentStatuses, stages } from '#core/incident/public-notice.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** What customers are shown (R5, R11, R17): the words on incidents, people's word on components, maintenance. */

const status = z.enum(componentStatuses);
const stage = z.enum(stages);
const namedStatus = z.object({ id: z.string(), name: z.string(), status });

const words = {
  stage,
  title: z.string(),
  body: z.string(),
  components: z.array(namedStatus),
  nextUpdateBy: z.optional(instantText),
};
const notice = z.object({ at: instantText, ...words });
const proposal = z.object({
  draft: z.string().check(z.describe('Names exactly these words; whoever approves says it.')),
  ...words,
});

const publicNotices = z.object({
  incident: z.string(),
  posted: z.array(notice).check(z.describe('What stands on the page, the oldest first.')),
  proposed: z.optional(proposal.check(z.describe('What the page should say next.'))),
  address: z.optional(z.string().check(z.describe('Of its page, where that is known.'))),
});
export type PublicNoticesAnswer = z.infer<typeof publicNotices>;

const maintenance = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  components: z.array(z.string()),
  from: instantText,
  until: instantText,
  stage: z.enum(['scheduled', 'in_progress', 'completed', 'cancelled']),
  by: z.string(),
});
export type MaintenanceAnswer = z.infer<typeof maintenance>;

const readerFields = {
  id: z.string(),
  name: z.string(),
  createdAt: instantText,
  by: z.string(),
};
const reader = z.object(readerFields);
const newReader = z.object({
  ...readerFields,
  path: z
    .string()
    .check(z.describe('Below the address of the page. Whoever has it reads the page.')),
  address: z.optional(z.string().check(z.describe('All of it, where that of the page is known.'))),
});

const statusPageAnswer = z.object({
  name: z.string(),
  address: z.optional(z.string()),
  visibility: z.enum(['public', 'private']),
  readers: z.array(reader).check(z.describe('Who may read a private page.')),
  overall: z.enum(['operational', 'maintenance', 'degraded', 'partial-outage', 'major-outage']),
  components: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      group: z.optional(z.string()),
      status,
      /** A person's word, which holds until it is taken back. */
      saidBy: z.optional(z.string()),
      saidAt: z.optional(instantText),
    }),
  ),
  incidents: z.array(publicNotices).check(z.describe('Public and not over, or ready to be.')),
  maintenances: z.array(maintenance),
});
export type StatusPageAnswer = z.infer<typeof statusPageAnswer>;

const componentIds = z.array(text(64)).check(z.maxLength(100));

const noticeRequest = z.strictObject({
  stage,
  title: z.optional(text(200).check(z.describe('As before if absent.'))),
  body: text(4000),
  components: z.optional(
    z
      .record(text(64), status)
      .check(z.describe('By component id; those of before, or of the service, if absent.')),
  ),
  nextUpdateIn: z.optional(
    z.string().check(
      z.refine(given => given === 'never' || (parseDuration(given) ?? 0) > 0, {
        error: 'must be a time such as 30m or 2h, or never',
      }),
      z.describe('When customers hear more; as tocsin.yaml says if absent.'),
    ),
  ),
  by: actingPerson,
});
const approvalRequest = z.strictObject({ draft: text(20), by: actingPerson });
const componentRequest = z.strictObject({
  status: z
    .enum([...componentStatuses, 'automatic'])
    .check(z.describe('automatic: as incidents and maintenance say.')),
  by: actingPerson,
});
const maintenanceRequest = z.strictObject({
  title: text(200),
  body: z._default(z.string().check(z.trim(), z.maxLength(4000)), ''),
  components: componentIds,
  from: moment('When it begins.'),
  until: moment('When it ends.'),
  by: actingPerson,
});
const maintenanceChange = z.strictObject({
  until: z.optional(moment('It ends then instead.')),
  body: z.optional(text(4000)),
  ended: z.optional(z.enum(['completed', 'cancelled'])),
  by: actingPerson,
});

const readerRequest = z.strictObject({
  name: text(80).check(z.describe('Who it is for, such as a customer or a team.')),
  by: actingPerson,
});

export const statusPageRoutes = [
  {
    operationId: 'showStatusPage',
    method: 'GET',
    path: '/v1/status-page',
    scope: 'read',
    summary: 'What customers are shown, and which words wait for approval',
    answer: { status: 200, body: statusPageAnswer },
    problems: ['refused'],
  },
  {
    operationId: 'setComponentStatus',
    isOfPeople: true,
    method: 'PUT',
    path: '/v1/status-page/components/{component}',
    scope: 'respond',
    summary: "A person's word on a component; it holds until it is taken back",
    request: componentRequest,
    answer: { status: 200, body: statusPageAnswer },
    problems: refusable,
  },
  {
    operationId: 'postMaintenance',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/status-page/maintenances',
    scope: 'respond',
    summary: 'Announce maintenance',
    request: maintenanceRequest,
    answer: { status: 201, body: maintenance },
    problems: ['refused'],
  },
  {
    operationId: 'changeMaintenance',
    isOfPeople: true,
    method: 'PUT',
    path: '/v1/status-page/maintenances/{id}',
    scope: 'respond',
    summary: 'Maintenance takes longer, is done, or is cancelled',
    request: maintenanceChange,
    answer: { status: 200, body: maintenance },
    problems: refusable,
  },
  {
    operationId: 'addStatusPageReader',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/status-page/readers',
    scope: 'respond',
    summary: 'An address of their own for somebody who may read the private page',
    request: readerRequest,
    answer: { status: 201, body: newReader },
    problems: ['refused'],
  },
  {
    operationId: 'removeStatusPageReader',
    isOfPeople: true,
    method: 'DELETE',
    path: '/v1/status-page/readers/{id}',
    scope: 'respond',
    summary: 'Their address leads nowhere any more',
    answer: { status: 200, body: reader },
    problems: refusable,
  },
  {
    operationId: 'showPublicNotices',
    method: 'GET',
    path: '/v1/incidents/{id}/public-notices',
    scope: 'read',
    summary: 'What the status page says of an incident, and what it should say next',
    answer: { status: 200, body: publicNotices },
    problems: refusable,
  },
  {
    operationId: 'postPublicNotice',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/incidents/{id}/public-notices',
    scope: 'respond',
    summary: 'Say on the status page in your own words how it stands',
    request: noticeRequest,
    answer: { status: 200, body: publicNotices },
    problems: refusable,
  },
  {
    operationId: 'approvePublicNotice',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/incidents/{id}/public-notices/approval',
    scope: 'respond',
    summary: 'Approve the proposed words, exactly as they were shown',
    request: approvalRequest,
    answer: { status: 200, body: publicNotices },
    problems: refusable,
  },
] as const satisfies readonly RouteShape[];
