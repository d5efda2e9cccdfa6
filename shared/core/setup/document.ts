import * as z from 'zod/mini';
import { actions } from '#core/setup/document-actions.ts';
import { chat, slackUser } from '#core/setup/document-chat.ts';
import { evidence } from '#core/setup/document-evidence.ts';
import {
  arn,
  email,
  id,
  idOf,
  name,
  perSeverity,
  phone,
  secureAddress,
  severity,
  sha256,
  timeZone,
  webAddress,
} from '#core/setup/document-fields.ts';
import { heartbeat } from '#core/setup/document-heartbeats.ts';
import { inhibition } from '#core/setup/document-inhibit.ts';
import { integration } from '#core/setup/document-integrations.ts';
import { maintenance } from '#core/setup/document-maintenance.ts';
import { calendar, contactRules, schedule } from '#core/setup/document-on-call.ts';
import { externalContact, pattern } from '#core/setup/document-patterns.ts';
import { push } from '#core/setup/document-push.ts';
import { classificationRule } from '#core/setup/document-rules.ts';
import { signIn } from '#core/setup/document-sign-in.ts';
import { statusPage } from '#core/setup/document-status-page.ts';
import { actionItems } from '#core/setup/document-trackers.ts';
import { eventWebhook } from '#core/setup/document-webhooks.ts';
import { stakeholderKinds } from '#core/stakeholder-kinds.ts';
import { duration, durationOrNever, durationWords } from '#core/time/duration-text.ts';

/*
 * tocsin.yaml, as it is written. Unknown fields are refused: a misspelt one would be silently without effect, and
 * nobody would know before the night when it matters. docs/tocsin.schema.json is made from this.
 */

const describe = z.describe;

const organisation = z.strictObject({
  name: name('Shown in messages to people outside the team.'),
  timeZone: timeZone('IANA time zone in which people read times, such as Europe/London.'),
  statusPage: z.exactOptional(webAddress('Where customers look; quoted in messages.')),
  console: z.exactOptional(webAddress('Where the team has its console; linked in chat.')),
  voice: z.exactOptional(
    z.boolean().check(describe('Whether calls can be made; if so, urgent pages call as well.')),
  ),
});

const person = z
  .strictObject({
    name: name('As pages and reports name this person.'),
    phone: z.exactOptional(phone),
    email: z.exactOptional(email),
    webhook: z.exactOptional(secureAddress('Pages are posted there, signed, where rules say so.')),
    slack: z.exactOptional(slackUser),
    timeZone: z.exactOptional(timeZone("Where this person is; the organisation's when not given.")),
    admin: z.exactOptional(
      z
        .boolean()
        .check(describe('Whether they administer Tocsin when they sign in to the console.')),
    ),
    notify: z.exactOptional(
      contactRules.check(describe('In which order this person is tried; as for all if not given.')),
    ),
  })
  .check(
    z.refine(({ phone, email, webhook }) => Boolean(phone ?? email ?? webhook), {
      error: 'needs a phone, an email or a webhook: nobody could reach this person',
    }),
  );

const team = z.strictObject({
  name: name('As reports name this team.'),
  members: z.array(idOf('a person')),
  lead: z.exactOptional(idOf('the person who leads the team')),
  actionItems: z.exactOptional(
    actionItems.check(describe("Where this team's action items go, instead of everybody's.")),
  ),
});

const levelTime = duration('How long this level has before the next is paged.');

const level = z
  .strictObject({
    name: name('The rung, such as Team Lead.'),
    people: z.exactOptional(
      z
        .array(idOf('a person'))
        .check(
          z.minLength(1, { error: 'must name at least one person' }),
          describe('Everybody here is paged at the same time.'),
        ),
    ),
    schedules: z.exactOptional(
      z
        .array(idOf('a schedule'))
        .check(
          z.minLength(1, { error: 'must name at least one schedule' }),
          describe('Whoever is on call for these is paged at the same time.'),
        ),
    ),
    acknowledgeWithin: z.exactOptional(
      z
        .union([levelTime, z.strictObject(perSeverity(levelTime))], {
          error: durationWords(', or one for each severity such as { SEV1: 3m, SEV2: 10m }'),
        })
        .check(
          describe("Wins over the severity's: one time, or one for each severity that differs."),
        ),
    ),
  })
  .check(
    z.refine(({ people, schedules }) => Boolean(people ?? schedules), {
      error: 'needs people or schedules: it would page nobody',
    }),
  );

const escalationPolicy = z.strictObject({
  levels: z
    .array(level)
    .check(
      z.minLength(1, { error: 'must have at least one level' }),
      describe('Who is paged first, and who next when nobody acknowledges.'),
    ),
  repeat: z.exactOptional(
    z
      .int()
      .check(
        z.minimum(1),
        z.maximum(10),
        describe('Times round the levels before the fallback contact is paged: 1 to 10.'),
      ),
  ),
});

const match = z.union(
  [
    name('A service name as senders write it; case does not matter, * stands for any text.'),
    z.record(z.string().check(z.minLength(1)), z.string()).check(
      z.refine(labels => Object.keys(labels).length > 0, { error: 'must name a label' }),
      describe('Labels that the alert must all have; * stands for any text.'),
    ),
  ],
  { error: 'must be a name such as payment* or labels such as { namespace: payments }' },
);

const service = z.strictObject({
  name: name('As people call it.'),
  team: idOf('the team that owns it'),
  escalationPolicy: z.exactOptional(idOf('an escalation policy; `default` when not given')),
  escalationPolicies: z.exactOptional(
    z
      .strictObject(perSeverity(idOf('an escalation policy')))
      .check(describe('For single severities; escalationPolicy for the others.')),
  ),
  runbook: z.exactOptional(webAddress('Linked from every page about this service.')),
  match: z.exactOptional(
    z.array(match).check(describe('Which alerts are about this service, besides those naming it.')),
  ),
  evidence: z.exactOptional(
    evidence.check(describe('What is looked at during an incident, and kept after it.')),
  ),
  actions: z.exactOptional(
    actions.check(describe('What may be changed during an incident, and how far.')),
  ),
});

const times = z.strictObject({
  opening: z.exactOptional(
    z
      .enum(['page', 'ticket'])
      .check(describe('page: level 1 is paged at once. ticket: level 1 is told by e-mail.')),
  ),
  respondWithin: z.exactOptional(
    durationOrNever(
      'When somebody must have acknowledged. A ticket pages level 1 then; never: it waits.',
    ),
  ),
  acknowledgeWithin: z.exactOptional(
    duration('How long each level has before the next one is paged.'),
  ),
  respondInBusinessHours: z.exactOptional(
    idOf(
      'a calendar: a ticket pages level 1 when its next business day begins; or never. ' +
        'SEV4: the calendar `default`, if there is one',
    ),
  ),
  unacknowledgeForgotten: z.exactOptional(
    z
      .boolean()
      .check(
        describe('Whether an acknowledgement without any update in time is taken back (SEV1, 2).'),
      ),
  ),
  fillRolesWithin: z.exactOptional(
    durationOrNever('When those in command are asked for roles that nobody has; or never.'),
  ),
  updateEvery: z.exactOptional(durationOrNever('How often an update is owed; never: it is not.')),
  remindBefore: z.exactOptional(duration('How long before an update is due its reminder comes.')),
  hold: z.exactOptional(
    duration('How long all alerts must stay clear before the incident resolves by itself.', 0),
  ),
  watch: z.exactOptional(
    duration('How long a resolved incident is watched before the all-clear.', 0),
  ),
});

const token = z.strictObject({
  name: name('What it is for.'),
  sha256: sha256('SHA-256 of the token, as `tocsin token` prints it.'),
  scope: z
    .enum(['read', 'respond', 'admin'])
    .check(describe('Each allows what the ones before it allow.')),
  person: z.exactOptional(idOf('the person who uses it')),
  assistant: z.exactOptional(
    z
      .literal(true)
      .check(
        describe('An assistant (MCP) has it: whatever it says of itself, the timeline says so.'),
      ),
  ),
});

const stakeholder = z
  .strictObject({
    email: z.exactOptional(email),
    queue: z.exactOptional(
      arn('sqs', 'A queue whose policy lets the topic of the stakeholders send to it.'),
    ),
    severities: z.exactOptional(
      z.array(severity).check(describe('Only these; all when not given.')),
    ),
    services: z.exactOptional(
      z.array(idOf('a service')).check(describe('Only these; all when not given.')),
    ),
    kinds: z.exactOptional(
      z.array(z.enum(stakeholderKinds)).check(describe('Only these; all when not given.')),
    ),
    digest: z.exactOptional(
      duration(
        'Told together at most once in this time, such as 15m, but for a SEV1 that begins, ends or comes back.',
        60,
      ).check(z.refine(seconds => seconds <= 86_400, { error: 'must not be longer than 24h' })),
    ),
  })
  .check(
    z.refine(({ email, digest }) => email !== undefined || digest === undefined, {
      path: ['digest'],
      error: 'is for e-mail addresses; a queue takes each message',
    }),
    z.refine(({ email, queue }) => (email === undefined) !== (queue === undefined), {
      error: 'needs one of email and queue',
    }),
  );

const postmortem = z.strictObject({
  dueWithin: z.exactOptional(
    duration('How long after the resolution the post-mortem is due; 48h when not given.', 3600),
  ),
  severities: z.exactOptional(
    z
      .array(severity)
      .check(describe('Which incidents need one: SEV1 and SEV2 when not given; []: none.')),
  ),
});

export const directoryDocument = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }).check(describe('The form of this file.')),
  organisation,
  people: z.record(id, person).check(describe('Everybody who can be reached, by id.')),
  teams: z._default(z.record(id, team), {}),
  notify: z._default(
    contactRules.check(
      describe('In which order everybody is tried who has no rules of their own.'),
    ),
    {},
  ),
  calendars: z._default(
    z.record(id, calendar).check(describe('When people work, by id. `default` is used for SEV4.')),
    {},
  ),
  schedules: z._default(z.record(id, schedule).check(describe('Who is on call when, by id.')), {}),
  escalationPolicies: z
    .record(id, escalationPolicy)
    .check(describe('By id. `default` is used by services that name none.')),
  services: z.record(id, service),
  defaultService: z.exactOptional(
    idOf('the service of alerts that match none; needed when there is more than one'),
  ),
  fallback: z.exactOptional(idOf('the person who is paged when a policy resolves to nobody')),
  severities: z._default(
    z
      .strictObject(perSeverity(times))
      .check(describe("Times that differ from the runbook's, which are built in.")),
    {},
  ),
  rules: z._default(
    z.array(classificationRule).check(describe("Tried in order, before the runbook's own.")),
    [],
  ),
  patterns: z._default(
    z.record(id, pattern).check(describe('Kinds of incident that were met before, by id.')),
    {},
  ),
  externalContacts: z._default(
    z.array(externalContact).check(describe('Who helps from outside; shown on the incident.')),
    [],
  ),
  integrations: z._default(z.array(integration), []),
  heartbeats: z._default(
    z.array(heartbeat).check(describe('What must say regularly that it lives.')),
    [],
  ),
  maintenance: z._default(
    z
      .array(maintenance)
      .check(
        z.maxLength(100, { error: 'must not be more than 100' }),
        describe('When alerts that match wait, because work is done.'),
      ),
    [],
  ),
  inhibit: z._default(
    z
      .array(inhibition)
      .check(
        z.maxLength(100, { error: 'must not be more than 100' }),
        describe('Which alerts keep which others waiting, because they explain them.'),
      ),
    [],
  ),
  tokens: z._default(z.array(token), []),
  stakeholders: z._default(
    z.array(stakeholder).check(describe('Told of declared, updated and resolved incidents.')),
    [],
  ),
  webhooks: z._default(
    z.array(eventWebhook).check(describe('Programs that are told of every event.')),
    [],
  ),
  statusPage: z.exactOptional(
    statusPage.check(describe('What customers are shown. Without it nothing is published.')),
  ),
  postmortem: z._default(
    postmortem.check(describe('Which incidents are looked back on, and until when.')),
    {},
  ),
  actionItems: z._default(
    actionItems.check(describe('Where the work goes that follows from incidents.')),
    {},
  ),
  chat: z.exactOptional(chat.check(describe('Where incidents are talked about.'))),
  signIn: z.exactOptional(signIn.check(describe('By which doors people come into the console.'))),
  push: z.exactOptional(
    push.check(describe('Pages to browsers and phones, without a text message.')),
  ),
});
export type DirectoryDocument = z.infer<typeof directoryDocument>;

/** What each entry of a section has to be: one that is wrong does not keep the others from being looked at. */
export const entrySchemas = {
  people: person,
  teams: team,
  calendars: calendar,
  schedules: schedule,
  escalationPolicies: escalationPolicy,
  services: service,
  severities: times,
};
export const notifySchema = contactRules;
