import { computed } from '@preact/signals';
import { clock } from '#console/live.ts';

/** Times as the reader's own clock says them; how long ago, and how long until. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** By the platform's own words, made when they are first needed: on a phone each takes tens of milliseconds to make. */
function worded(options: Intl.DateTimeFormatOptions): (at: string | number) => string {
  const made = computed(() => {
    void here.value;
    return new Intl.DateTimeFormat(undefined, options);
  });
  return at => made.value.format(new Date(at));
}

const hourAndMinute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const dayOfMonth = { weekday: 'short', day: 'numeric', month: 'short' } as const;

/** `14:05:09`. Digits need no words: what tells no day is on a slow phone a third of a second sooner. */
export const clockTime = (at: string | number) =>
  here.value && new Date(at).toTimeString().slice(0, 8);
const shortTime = (at: string | number) => clockTime(at).slice(0, 5);
/** The year only where it is another one. */
function dated(options: Intl.DateTimeFormatOptions): (at: string | number) => string {
  const [ofThisYear, ofAnother] = [worded(options), worded({ ...options, year: 'numeric' })];
  const isOfThisYear = (at: string | number) =>
    here.value.slice(11, 15) === new Date(at).toDateString().slice(11, 15);
  return at => (isOfThisYear(at) ? ofThisYear : ofAnother)(at);
}
export const shortDay = worded({ weekday: 'short', day: 'numeric' });
export const dayName = dated(dayOfMonth);
export const longDay = worded({ dateStyle: 'long' });
export const monthName = worded({ month: 'long', year: 'numeric' });
export const fullTime = dated({ ...dayOfMonth, ...hourAndMinute });

/** When a day begins by the reader's own clock, or another so many days on: each has 24 hours but two of the year. */
export function dayBegins(ms: number, daysOn = 0): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + daysOn).getTime();
}

/**
 * Which day it is, and by which clock, since a computer travels. It moves once a day: whatever shows a moment would be drawn
 * anew each second by the clock itself.
 */
const here = computed(() => {
  const now = new Date(clock.value);
  return `${now.toDateString()} ${now.getTimezoneOffset()}`;
});

export const isToday = (at: string | number) => here.value.startsWith(new Date(at).toDateString());

/** The day only where it is another one. */
export function momentText(at: string | number, seconds = false): string {
  if (isToday(at)) return seconds ? clockTime(at) : shortTime(at);
  return seconds ? `${dayName(at)}, ${clockTime(at)}` : fullTime(at);
}

/** Moments within what the pager wrote, by the reader's own clock. */
export const readable = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, at => momentText(at));

/** `3:07`, `1:02:09`, `2 d 4 h`. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, seconds] = [
    Math.floor(left / 3600),
    Math.floor((left % 3600) / 60),
    left % 60,
  ];
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** `just now`, `7 min`, `3 h 20 min`, `2 d 23 h`. */
export function span(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) {
    const minutes = Math.floor((ms % hour) / minute);
    return `${Math.floor(ms / hour)} h${minutes > 0 ? ` ${minutes} min` : ''}`;
  }
  const hours = Math.floor((ms % day) / hour);
  return `${Math.floor(ms / day)} d${hours > 0 ? ` ${hours} h` : ''}`;
}

export const age = (at: string) => span(clock.value - Date.parse(at));
