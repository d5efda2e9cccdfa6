import * as z from 'zod/mini';
import {
  actingPerson,
  id,
  instantText,
  moment,
  type RouteShape,
  refusable,
  text,
} from '#contract/shapes.ts';

/** What keeps alerts from opening incidents for a while: silences of people, and maintenance of tocsin.yaml. */

const reader = z.object({ by: z.string(), via: z.optional(z.string()), at: instantText });

const mute = z.object({
  id: z.string().check(z.describe('Of maintenance its name in tocsin.yaml.')),
  kind: z.enum(['silence', 'maintenance']),
  match: z.string(),
  owner: z.string(),
  ownerName: z.string(),
  reason: z.string(),
  from: instantText,
  until: instantText.check(z.describe('What still fires then opens its incident.')),
  state: z.enum(['planned', 'active', 'over']),
  includesSev1: z.boolean(),
  made: z.optional(reader.check(z.describe('Of a silence: who made it, and how they did.'))),
  ended: z.optional(reader.check(z.describe('Before its time.'))),
  announcedAs: z.optional(z.string().check(z.describe('Its id on the status page.'))),
  waiting: z
    .array(z.object({ title: z.string(), series: z.string(), since: instantText }))
    .check(z.describe('What fires and waits for its end.')),
});
export type MuteAnswer = z.infer<typeof mute>;

const inhibited = z.object({
  title: z.string(),
  series: z.string(),
  since: instantText,
  rule: z.string().check(z.describe('Of `inhibit` in tocsin.yaml.')),
  incident: z.optional(z.string().check(z.describe('The incident that keeps it waiting.'))),
  reason: z.string(),
});

export const mutes = z.object({
  silences: z.array(mute),
  inhibited: z
    .array(inhibited)
    .check(z.describe('What fires and waits because another alert explains it.')),
});
export type MutesAnswer = z.infer<typeof mutes>;

const silenceRequest = z.strictObject({
  match: text(1000).check(
    z.describe('Conditions as Alertmanager writes them: service="orders", alertname=~"Disk.*".'),
  ),
  reason: text(200),
  from: z.optional(moment('Now, if absent.')),
  until: moment('What still fires then opens its incident.'),
  owner: z.optional(
    id('person').check(z.describe('Who answers for it; whoever asks, if that is a person.')),
  ),
  includeSev1: z.optional(
    z.boolean().check(z.describe('Whether SEV1 waits as well, which else opens its incident.')),
  ),
  announce: z.optional(
    z
      .strictObject({
        title: text(200),
        body: z._default(z.string().check(z.trim(), z.maxLength(4000)), ''),
        components: z.array(text(64)).check(z.maxLength(100)),
      })
      .check(z.describe('Also announces it as maintenance on the status page.')),
  ),
  by: actingPerson,
});

const running = z.object({ id: z.string(), title: z.string(), severity: z.string() });
const made = z.extend(mute, {
  running: z
    .array(running)
    .check(z.describe('Open incidents that it may be about: a silence does nothing to these.')),
});

export const silenceRoutes = [
  {
    operationId: 'listSilences',
    method: 'GET',
    path: '/v1/silences',
    scope: 'read',
    summary: 'What mutes alerts now or later, and what waits for its end',
    query: z.strictObject({
      over: z.optional(z.enum(['true', 'false']).check(z.describe('Also silences that are over.'))),
    }),
    answer: { status: 200, body: mutes },
    problems: ['refused'],
  },
  {
    operationId: 'addSilence',
    method: 'POST',
    path: '/v1/silences',
    scope: 'respond',
    summary:
      'Alerts that match open no incident until it ends; what still fires opens its own then',
    request: silenceRequest,
    answer: { status: 201, body: made },
    problems: ['refused'],
  },
  {
    operationId: 'endSilence',
    method: 'DELETE',
    path: '/v1/silences/{id}',
    scope: 'respond',
    summary: 'End a silence now; what still fires opens its incident',
    answer: { status: 200, body: mute },
    problems: refusable,
  },
] as const satisfies readonly RouteShape[];
