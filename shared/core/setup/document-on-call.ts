import * as z from 'zod/mini';
import { type Channel, type Contact, channels } from '#core/people.ts';
import { idOf, name, timeZone } from '#core/setup/document-fields.ts';
import type { Layer } from '#core/setup/schedule.ts';
import { type Weekday, weekdays } from '#core/time/business-calendar.ts';
import { duration, durationText } from '#core/time/duration-text.ts';

/* Who is on duty when, when people work, and in which order one person is tried: as tocsin.yaml says it. */

const describe = z.describe;
const workingDays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** A day, or the midnight that Terraform and other readers of YAML 1.1 make of one without quotes. */
const dayForm = /^\d{4}-\d{2}-\d{2}(T00:00:00(\.000)?Z)?$/;
const date = z.string({ error: 'must be a day such as 2026-12-25' }).check(
  z.regex(dayForm, { error: 'must be a day such as 2026-12-25' }),
  z.refine(text => !dayForm.test(text) || isDay(text), { error: 'is a day that does not exist' }),
  z.overwrite(text => text.slice(0, 10)),
);

const momentForm = /^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d$/;
const momentWords = {
  error: ({ input }: { input?: unknown }) =>
    typeof input === 'string' && /\d:?\d\d(Z|[+-]\d{2}(:?\d{2})?|\[.*\])$/i.test(input.slice(10))
      ? 'must not have a zone of its own: it is told in the time zone of its schedule, such as 2026-11-02T09:00'
      : 'must be a day and a time without a zone, such as 2026-11-02T09:00',
};
export const moment = (description: string) =>
  z.pipe(
    z.string(momentWords).check(
      z.regex(momentForm, momentWords),
      z.refine(text => !momentForm.test(text) || isDay(text), {
        error: 'is a day that does not exist',
      }),
      describe(description),
    ),
    z.transform(text => text.replace(' ', 'T')),
  );

const timeWords = (example: string) => ({
  error: ({ input }: { input?: unknown }) =>
    typeof input === 'string' && /^\d\d:\d\d.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(input)
      ? `must not have a zone of its own: it is told in the time zone of what it belongs to, such as ${example}`
      : `must be a time of day in quotes, such as "${example}"`,
});
export const fromTime = (description: string) =>
  z
    .string(timeWords('09:00'))
    .check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeWords('09:00')), describe(description));
const toTime = (description: string) =>
  z
    .string(timeWords('17:00'))
    .check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, timeWords('17:00')), describe(description));

export const daysOfWeek = (description: string) =>
  z
    .array(z.enum(weekdays))
    .check(z.minLength(1, { error: 'must name at least one day' }), describe(description));

const restriction = z
  .strictObject({
    days: z.exactOptional(daysOfWeek('Days on which the window begins; every day when not given.')),
    from: z.exactOptional(fromTime('From this time on; the beginning of the day when not given.')),
    to: z.exactOptional(
      toTime('Until this time, of the next day when it is not after `from`; 24:00 when not given.'),
    ),
  })
  .check(
    z.refine(({ days, from, to }) => Boolean(days ?? from ?? to), {
      error: 'says nothing: it needs days, or from and to',
    }),
  );

const count = (most: number) => z.int().check(z.minimum(1), z.maximum(most));
const turn = z.union(
  [
    z.enum(['daily', 'weekly']),
    z.strictObject({ days: count(366) }),
    z.strictObject({ hours: count(366 * 24) }),
  ],
  { error: 'must be daily, weekly, or a length such as { days: 14 } or { hours: 12 }' },
);

const layer = z.strictObject({
  name: name('What this layer is, such as Weekdays.'),
  people: z
    .array(idOf('a person'))
    .check(
      z.minLength(1, { error: 'must name at least one person' }),
      describe('They take turns in this order. Somebody who is named twice has two turns.'),
    ),
  start: moment('First hand-off, by the clocks of the schedule: 2026-11-02T09:00.'),
  turn: turn.check(describe('How long one turn is: daily, weekly, { days: 14 }, { hours: 12 }.')),
  from: z.exactOptional(
    moment(
      'Nobody is on duty before it, though turns are counted from `start`; start if not given.',
    ),
  ),
  end: z.exactOptional(moment('Nobody is on duty from then on.')),
  restrictions: z.exactOptional(
    z
      .array(restriction)
      .check(
        z.minLength(1, { error: 'must have at least one window' }),
        describe('On duty only inside these windows; always when not given.'),
      ),
  ),
  countEveryTurn: z.exactOptional(
    z
      .boolean()
      .check(
        describe(
          "A turn that no window falls into is somebody's all the same; when not given it is nobody's, so that no one is passed over.",
        ),
      ),
  ),
  on: z.exactOptional(
    z
      .enum(['holidays', 'other-days'])
      .check(describe("Only on the calendar's holidays, or only on its other days.")),
  ),
});

export const schedule = z.strictObject({
  name: name('As pages and reports name it, such as Primary.'),
  timeZone: timeZone('IANA zone in which its hand-offs and windows are told. There is no default.'),
  layers: z
    .array(layer)
    .check(
      z.minLength(1, { error: 'must have at least one layer' }),
      describe('In order; of those that have somebody on duty, the last one wins.'),
    ),
  calendar: z.exactOptional(idOf('the calendar whose holidays `on` means; `default` if not given')),
});

export const calendar = z.strictObject({
  timeZone: timeZone('IANA zone of its hours and days. There is no default.'),
  days: z.exactOptional(daysOfWeek('Working days; mon to fri when not given.')),
  from: fromTime('When work begins.'),
  to: toTime('When work ends; on the next day when it is before `from`.'),
  holidays: z._default(
    z.array(date).check(describe('Whole days on which nobody works, such as 2026-12-25.')),
    [],
  ),
});

/** A queue holds a message back this long, and no longer. */
const contactAfterMaxSeconds = 900;

const channel = z.enum(channels);
const contact = z.union(
  [
    channel,
    z.strictObject({
      channel,
      after: z.exactOptional(
        duration('How long after the level was paged; at once when not given.', 0).check(
          z.refine(seconds => seconds <= contactAfterMaxSeconds, {
            error: `must be at most ${durationText(contactAfterMaxSeconds)}: later attempts are the next level's`,
          }),
        ),
      ),
    }),
  ],
  {
    error:
      'must be sms, email, voice, webhook, slack or push, or one of them later such as { channel: voice, after: 2m }',
  },
);
const contactList = (description: string) =>
  z.array(contact).check(
    z.minLength(1, { error: 'must name at least one channel' }),
    z.maxLength(12, { error: 'must not have more than 12 attempts' }),
    z.refine(list => new Set(list.map(textOf)).size === list.length, {
      error: 'names the same channel at the same time twice',
    }),
    describe(description),
  );

export const contactRules = z.strictObject({
  high: z.exactOptional(contactList('When it is urgent (SEV1, SEV2): channels, in order.')),
  low: z.exactOptional(contactList('When it can wait (SEV3, SEV4): channels, in order.')),
});

export type ScheduleDocument = z.infer<typeof schedule>;
export type CalendarDocument = z.infer<typeof calendar>;
type WrittenContact = z.infer<typeof contact>;

function textOf(written: WrittenContact): string {
  const { channel, afterSeconds } = contactOf(written);
  return `${channel} ${afterSeconds}`;
}

export function contactOf(written: WrittenContact): Contact {
  return typeof written === 'string'
    ? { channel: written as Channel, afterSeconds: 0 }
    : { channel: written.channel, afterSeconds: written.after ?? 0 };
}

/** The earliest first; those of one moment as they are written. */
export function contactsOf(list: readonly WrittenContact[]): Contact[] {
  return list.map(contactOf).toSorted((a, b) => a.afterSeconds - b.afterSeconds);
}

export function layerOf(layer: ScheduleDocument['layers'][number]): Layer {
  const { name, people, start, from, end, turn, restrictions = [], countEveryTurn, on } = layer;
  return {
    name,
    people,
    start,
    ...(from !== undefined && { from }),
    ...(end !== undefined && { end }),
    turn: turn === 'daily' ? { days: 1 } : turn === 'weekly' ? { days: 7 } : turn,
    restrictions: restrictions.map(({ days, from, to }) => ({
      days: days ?? [...weekdays],
      from: from ?? '00:00',
      to: to ?? '24:00',
    })),
    ...(countEveryTurn && { countsEveryTurn: true }),
    ...(on !== undefined && { on }),
  };
}

export function calendarOf({ days, ...rest }: CalendarDocument) {
  return { ...rest, days: days ?? workingDays };
}
