import type { Notice } from '#core/communication/notice.ts';
import type { Headline } from '#core/incident/headline.ts';
import { said, subjectLine } from '#core/text/plain-text.ts';
import { type BusinessCalendar, businessDays } from '#core/time/business-calendar.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { dayThere, isNight } from '#core/time/local-time.ts';
import { dayNumber, firstInstantAt, wallMinutes } from '#core/time/wall-minutes.ts';

/** A date for the post-mortem, as calendars take it. */
export interface Meeting {
  /** The same for each proposal of one incident: a later one replaces it. */
  uid: string;
  /** When it was proposed. */
  at: Instant;
  start: Instant;
  end: Instant;
  summary: string;
  description: string;
}

/** When the all-clear came, and until when the runbook wants it looked back on. */
export interface MeetingAsked {
  closedAt: Instant;
  dueAt: Instant;
}

export type MeetingAbout = Pick<Headline, 'id' | 'title' | 'severity' | 'service' | 'timeZone'>;

type WorkingDays = Pick<BusinessCalendar, 'days' | 'holidays'>;

const lengthSeconds = 3600;
/** People sleep first. */
const restSeconds = 12 * 3600;
const hours = ['10:00', '14:00'];
/** Where no calendar says when people work. */
const usual: WorkingDays = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], holidays: [] };

/**
 * The first morning or afternoon of a working day of the team that leaves them a night and is before it is due; where
 * a weekend or a holiday leaves none, the last hour before, and nobody meets at night.
 */
export function postmortemMeeting(
  incident: MeetingAbout,
  asked: MeetingAsked,
  working: WorkingDays = usual,
): Meeting {
  const start = firstGoodHour(asked, incident.timeZone ?? 'UTC', working);
  return {
    uid: `postmortem-${incident.id}`,
    at: asked.closedAt,
    start,
    end: addSeconds(start, lengthSeconds),
    summary: `Post-mortem of ${incident.id}: ${said(incident.title)}`,
    description: [
      `Looking back on ${incident.severity} ${incident.id} (${incident.service.name}), without blame.`,
      `A draft: tocsin incident:create-postmortem --id=${incident.id}`,
    ].join('\n'),
  };
}

function firstGoodHour(
  { closedAt, dueAt }: MeetingAsked,
  timeZone: string,
  working: WorkingDays,
): Instant {
  const isWorkday = businessDays(working);
  const [earliest, latest] = [addSeconds(closedAt, restSeconds), addSeconds(dueAt, -lengthSeconds)];
  let onFreeDay = latest;
  for (let days = 0; ; days++) {
    const day = dayThere(closedAt, timeZone, days);
    if (firstInstantAt(wallMinutes(day), timeZone) > latest) {
      return isNight(latest, timeZone) ? onFreeDay : latest;
    }
    const good = hours
      .map(hour => firstInstantAt(wallMinutes(`${day}T${hour}`), timeZone))
      .filter(at => at >= earliest && at <= latest);
    const [first] = good;
    if (isWorkday(dayNumber(day)) && first !== undefined) return first;
    onFreeDay = good.at(-1) ?? onFreeDay;
  }
}

/** `link`: where a calendar finds it, for mail that carries no attachments. */
export function meetingNotice(
  incident: MeetingAbout,
  { start, description }: Meeting,
  { dueAt }: MeetingAsked,
  link: string,
): Notice {
  const when = dayAndTime(start, incident.timeZone);
  return {
    subject: subjectLine(`[${incident.severity}] ${incident.id} Post-mortem proposed: ${when}`),
    body: [
      `The post-mortem of ${incident.id} is proposed for ${when}. It is due by ${dayAndTime(dueAt, incident.timeZone)}.`,
      '',
      description,
      '',
      `For your calendar: ${link}`,
    ].join('\n'),
  };
}
