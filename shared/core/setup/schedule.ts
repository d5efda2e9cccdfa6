import type { Weekday } from '#core/time/business-calendar.ts';

/** A schedule as the configuration says it: who takes turns, in which zone's wall-clock time. Records by id. */
export interface Schedule {
  name: string;
  /** IANA zone in which hand-offs and restrictions are told; there is no default. */
  timeZone: string;
  /** In order; of those that have somebody on duty, the last one wins. */
  layers: Layer[];
  /** The business calendar whose holidays `on` refers to. */
  calendar?: string;
}

export interface Layer {
  name: string;
  /** They take turns in this order. */
  people: string[];
  /** First hand-off, wall-clock in the schedule's zone: `2026-11-02T09:00`. Nobody is on duty before it. */
  start: string;
  /** Turns are counted from `start`, but nobody is on duty before this. */
  from?: string;
  /** Wall-clock too, exclusive. */
  end?: string;
  /** One turn: whole days keep the hand-off at the same time of day across clock changes. */
  turn: { days: number } | { hours: number };
  /** On duty only inside these windows; always when there are none. Turns without a window are not counted. */
  restrictions: Restriction[];
  /** They are: a turn without a window is somebody's all the same. */
  countsEveryTurn?: true;
  /** Only on the calendar's holidays, or only on its other days. */
  on?: 'holidays' | 'other-days';
}

/** Wall-clock hours of the days on which they begin; `to` at or before `from` lies on the next day. `24:00` is allowed in `to`. */
export interface Restriction {
  days: Weekday[];
  from: string;
  to: string;
}
