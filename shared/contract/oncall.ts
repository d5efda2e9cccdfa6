import * as z from 'zod/mini';
import {
  actingPerson,
  days,
  id,
  instantText,
  moment,
  type RouteShape,
  text,
  timeZoneData,
} from '#contract/shapes.ts';

/** Who is on duty, who stands in, whether somebody always is, and the duty in calendars. */

const person = { person: z.string(), name: z.string() };

const duty = z.object({
  ...person,
  layer: z.optional(z.string()),
  override: z.optional(z.string().check(z.describe('Id of the override that puts them there.'))),
  from: z.optional(instantText),
  until: z.optional(instantText.check(z.describe('Absent: nothing known ends it.'))),
  reason: z.string(),
});

export const onCall = z.object({
  at: instantText,
  until: z.optional(instantText),
  timeZoneData: z.optional(timeZoneData),
  schedules: z.array(
    z.object({
      schedule: z.string(),
      name: z.string(),
      timeZone: z.string(),
      onDuty: z.optional(duty.check(z.describe('Absent: nobody.'))),
      next: z.optional(duty.check(z.describe('Who takes over.'))),
      shifts: z.optional(z.array(duty).check(z.describe('When `until` is asked for.'))),
    }),
  ),
});
export type OnCall = z.infer<typeof onCall>;

const onCallChange = z.object({
  id: z.string(),
  state: z.enum(['running', 'done']).check(z.describe('Done: every incident that ran was told.')),
  looked: z.number().check(z.describe('Incidents that run and were looked at so far.')),
  changed: z.number().check(z.describe('Of these, those that page somebody else because of it.')),
  doneAt: z.optional(instantText),
});
export type OnCallChangeAnswer = z.infer<typeof onCallChange>;
const change = z.optional(
  onCallChange.check(z.describe('How far the incidents that run have heard of it by now.')),
);

export const override = z.object({
  id: z.string(),
  schedule: z.string(),
  ...person,
  instead: z.optional(z.string()),
  from: instantText,
  until: instantText,
  by: z.string(),
  reason: z.optional(z.string()),
  createdAt: instantText,
  removedAt: z.optional(instantText.check(z.describe('When it was taken back.'))),
  change,
});
export type OverrideAnswer = z.infer<typeof override>;

export const overrides = z.object({ overrides: z.array(override), change });

const onCallQuery = z.strictObject({
  at: z.optional(moment('Now, when absent.')),
  until: z.optional(moment('Also every shift from `at` to here, at most 366 days on.')),
  whole: z.optional(
    z
      .enum(['true', 'false'])
      .check(
        z.describe('Shifts from where they begin to where they end, beyond that time as well.'),
      ),
  ),
  schedule: z.optional(id('schedule')),
});

export const overrideRequest = z.strictObject({
  schedule: id('schedule'),
  person: id('person').check(z.describe('Who stands in.')),
  from: moment('Their first moment.'),
  until: moment('The first moment after.'),
  instead: z.optional(
    id('person').check(z.describe('Only where this person would have been on duty.')),
  ),
  reason: z.optional(text(1000)),
  by: actingPerson,
});

const shift = z.strictObject({
  person: id('person'),
  from: moment('The first moment.'),
  until: moment('The first moment after.'),
});
export const swapRequest = z.strictObject({
  schedule: id('schedule'),
  give: shift.check(z.describe('A shift that the person of `take` takes over.')),
  take: shift.check(z.describe('The shift that is taken over in exchange.')),
  reason: z.optional(text(1000)),
  by: actingPerson,
});

/** One of both. */
export const feedRequest = z.strictObject({
  person: z.optional(id('person')),
  schedule: z.optional(id('schedule')),
  by: actingPerson,
});
export const feed = z.object({
  id: z.string(),
  person: z.optional(z.string()),
  schedule: z.optional(z.string()),
  createdAt: instantText,
  createdBy: z.string(),
});
export const feeds = z.object({ feeds: z.array(feed) });
export const newFeed = z.extend(feed, {
  url: z.string().check(z.describe('Shown this once. Whoever has it reads the calendar.')),
});

export const coverage = z.object({
  from: instantText,
  until: instantText,
  findings: z.array(
    z.object({
      kind: z.string().check(z.describe('A stable word, such as `gap`.')),
      severity: z.enum(['problem', 'warning', 'note']),
      text: z.string(),
      schedule: z.optional(z.string()),
      policy: z.optional(z.string()),
      person: z.optional(z.string()),
      team: z.optional(z.string()),
      from: z.optional(instantText),
      until: z.optional(instantText),
    }),
  ),
  accountReadAt: z.optional(
    instantText.check(
      z.describe("When the account's settings for texts were read; absent: not yet."),
    ),
  ),
  timeZoneData: z.optional(timeZoneData),
  timeZones: z.optional(
    z.array(
      z.object({
        timeZone: z.string(),
        offsets: z
          .array(z.object({ from: instantText, minutes: z.number() }))
          .check(
            z.describe('How far its clocks are ahead of UTC, at first and after each change.'),
          ),
      }),
    ),
  ),
});

export const onCallRoutes = [
  {
    operationId: 'whoIsOnCall',
    method: 'GET',
    path: '/v1/oncall',
    scope: 'read',
    summary: 'Who is on duty, until when and why; with `until`, the shifts',
    query: onCallQuery,
    answer: { status: 200, body: onCall },
  },
  {
    operationId: 'listOverrides',
    method: 'GET',
    path: '/v1/overrides',
    scope: 'read',
    summary: 'Overrides that are not over',
    query: z.strictObject({
      schedule: z.optional(id('schedule')),
      over: z.optional(
        z
          .enum(['true', 'false'])
          .check(z.describe('Also those that are over or were taken back, for 90 days.')),
      ),
    }),
    answer: { status: 200, body: overrides },
  },
  {
    operationId: 'addOverride',
    method: 'POST',
    path: '/v1/overrides',
    scope: 'respond',
    summary: 'Let somebody stand in; running incidents follow',
    request: overrideRequest,
    answer: { status: 201, body: override },
    problems: ['refused'],
  },
  {
    operationId: 'removeOverride',
    method: 'DELETE',
    path: '/v1/overrides/{id}',
    scope: 'respond',
    summary: 'Take an override back; answers what it was',
    answer: { status: 200, body: override },
    problems: ['not-found'],
  },
  {
    operationId: 'swapShifts',
    method: 'POST',
    path: '/v1/swaps',
    scope: 'respond',
    summary: 'Two people take over a shift of each other: two overrides, or none',
    request: swapRequest,
    answer: { status: 201, body: overrides },
    problems: ['refused'],
  },
  {
    operationId: 'onCallChange',
    method: 'GET',
    path: '/v1/oncall-changes/{id}',
    scope: 'read',
    summary: 'How far the incidents that run have heard of an override',
    answer: { status: 200, body: onCallChange },
    problems: ['not-found'],
  },
  {
    operationId: 'handOffNote',
    method: 'GET',
    path: '/v1/handoff',
    scope: 'read',
    summary: 'What the next shift has to know, as Markdown: open incidents, the day behind',
    query: z.strictObject({ schedule: z.optional(id('schedule')) }),
    answer: { status: 200, body: z.string(), contentType: 'text/markdown' },
    problems: ['not-found'],
  },
  {
    operationId: 'coverage',
    method: 'GET',
    path: '/v1/coverage',
    scope: 'read',
    summary: 'What would keep a page from reaching somebody in the days to come',
    query: z.strictObject({ days: days(366, 90) }),
    answer: { status: 200, body: coverage },
  },
  {
    operationId: 'listCalendarFeeds',
    method: 'GET',
    path: '/v1/calendar-feeds',
    scope: 'read',
    summary:
      'Which private addresses of calendars there are, the newest first; none is shown again',
    query: z.strictObject({
      person: z.optional(id('person')),
      schedule: z.optional(id('schedule')),
    }),
    answer: { status: 200, body: feeds },
  },
  {
    operationId: 'createCalendarFeed',
    isOfPeople: true,
    method: 'POST',
    path: '/v1/calendar-feeds',
    scope: 'respond',
    summary: 'A private address under which a calendar reads the duty of a person or a schedule',
    request: feedRequest,
    isKeyless: true,
    answer: { status: 201, body: newFeed },
  },
  {
    operationId: 'revokeCalendarFeed',
    method: 'DELETE',
    path: '/v1/calendar-feeds/{id}',
    scope: 'respond',
    summary: 'The address shows nothing from now on',
    answer: { status: 200, body: feed },
    problems: ['not-found'],
  },
  {
    operationId: 'calendarFeed',
    method: 'GET',
    path: '/v1/calendar/{token}.ics',
    scope: 'none',
    summary: 'The duty as a calendar (iCalendar); the address itself is the credential',
    answer: { status: 200, body: z.string(), contentType: 'text/calendar' },
    problems: ['not-found'],
  },
] as const satisfies readonly RouteShape[];
