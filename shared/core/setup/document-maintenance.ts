import * as z from 'zod/mini';
import { id, idOf, name, timeZone } from '#core/setup/document-fields.ts';
import { matchers } from '#core/setup/document-matchers.ts';
import { daysOfWeek, fromTime, moment } from '#core/setup/document-on-call.ts';
import { duration } from '#core/time/duration-text.ts';

const describe = z.describe;

const repeat = z.strictObject({
  days: z.exactOptional(daysOfWeek('Days on which it begins; every day when not given.')),
  at: fromTime('When it begins, by the clocks of its time zone.'),
  lasts: duration('How long it is, such as 2h.', 60),
});

const announcement = z.strictObject({
  title: name('What it is called on the page, such as Database maintenance.'),
  body: z.exactOptional(
    z.string().check(z.maxLength(4000), describe('What customers notice of it.')),
  ),
  components: z
    .array(idOf('a component of the status page'))
    .check(z.minLength(1, { error: 'must name at least one component' })),
  ahead: z.exactOptional(
    duration('How long before it begins it is announced; 1d when not given.', 60),
  ),
});

/** When something is known to make noise: alerts that match wait until it is over, once or again and again. */
export const maintenance = z.strictObject({
  name: id.check(describe('What it is called, such as weekly-vacuum.')),
  match: matchers('Which alerts it mutes: service="orders", alertname=~"Disk.*".'),
  owner: idOf('the person who answers for it, and is reminded before it ends'),
  reason: name('Why, in one line.'),
  timeZone: z.exactOptional(
    timeZone("IANA zone in which its times are told; the organisation's when not given."),
  ),
  from: moment('From when on, without a zone: 2026-12-05T22:00.'),
  until: moment('Until when; of one that repeats, after which no other begins.'),
  repeat: z.exactOptional(
    repeat.check(describe('Again and again between from and until; from then to then if absent.')),
  ),
  announce: z.exactOptional(
    announcement.check(describe('Announces it on the status page, each time that it comes near.')),
  ),
  includeSev1: z.exactOptional(
    z.boolean().check(describe('Whether it mutes SEV1 as well, which else opens its incident.')),
  ),
});
