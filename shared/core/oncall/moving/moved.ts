import type { Channel } from '#core/people.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

/*
 * What another pager's export says, in words that every system's reader can say it in. Keys are the system's own ids;
 * `where` is the file and the place in it.
 */

export interface Moved {
  people: MovedPerson[];
  teams: { key: string; name: string; members: string[]; lead?: string; where: string }[];
  schedules: MovedSchedule[];
  policies: MovedPolicy[];
  services: {
    key: string;
    name: string;
    team?: string;
    policy?: string;
    runbook?: string;
    where: string;
  }[];
  integrations: {
    name: string;
    source: Source;
    service?: string;
    /** What its sender has to be given, where that is not the address of the source. */
    address?: string;
    where: string;
  }[];
  heartbeats: {
    name: string;
    everySeconds: number;
    service?: string;
    severity?: 'SEV1' | 'SEV2' | 'SEV3' | 'SEV4';
    where: string;
  }[];
  maintenance?: MovedMaintenance[];
  notes: Note[];
}

/** While it lasts, nobody is paged for these. */
export interface MovedMaintenance {
  reason: string;
  from: Instant;
  until: Instant;
  /** Keys of services; with a sender, only what comes from it. */
  of: { service: string; source?: Source }[];
  /** Who planned it. */
  by?: string;
  where: string;
}

/** What became of one thing of the export. */
export interface Note {
  what: string;
  how: 'exactly' | 'approximately' | 'not';
  why?: string;
  where: string;
}

export interface MovedPerson {
  key: string;
  name: string;
  email?: string;
  phone?: string;
  timeZone?: string;
  notify?: { high?: MovedContact[]; low?: MovedContact[] };
  where: string;
}

/** `channel` is `undefined` for a way that there is not here, such as an app: when it was its turn says when they were told. */
export interface MovedContact {
  channel: Channel | undefined;
  afterSeconds: number;
}

export interface MovedSchedule {
  key: string;
  name: string;
  timeZone: string;
  /** Whoever is on duty in any of the highest level that has somebody is on duty. */
  rotations: MovedRotation[];
  overrides: MovedOverride[];
  /** Who is on duty when, as the system itself has worked it out; `from` and `until`: what it covers. */
  timeline?: {
    from: Instant;
    until: Instant;
    shifts: { person: string; from: Instant; until: Instant }[];
  };
  where: string;
}

export interface MovedOverride {
  person: string;
  /** Only where this person would have been on duty. */
  instead?: string;
  from: Instant;
  until: Instant;
  /** Keys of rotations; of all when absent. */
  rotations?: string[];
  where: string;
}

export interface MovedRotation {
  /** Known by this within its schedule. */
  key: string;
  name: string;
  /** `undefined`: a turn of nobody. */
  people: (string | undefined)[];
  /** First hand-off on the wall there: `2026-11-02T09:00`. */
  start: string;
  turn: MovedTurn;
  /** Of several levels the highest that has somebody wins; those of one are on duty together. */
  level: number;
  /** On duty for so long of each turn, from its beginning. All of it when absent. */
  dutyMinutes?: number;
  /** The zone by whose clocks the turns change, where that is not the schedule's. */
  turnZone?: string;
  /** Both on the wall, too. */
  from?: string;
  end?: string;
  windows: MovedWindow[];
  where: string;
}

/** `handOffs`: several within each of these, in minutes from its beginning, of which the first is 0. */
export type MovedTurn =
  | { days: number; handOffs?: number[] }
  | { hours: number }
  | { minutes: number }
  | { months: number };

/** On duty only then, in minutes of the wall; `day` 0 is Monday, every day when absent. */
export interface MovedWindow {
  day?: number;
  from: number;
  minutes: number;
}

export interface MovedPolicy {
  key: string;
  name: string;
  levels: {
    people: string[];
    schedules: string[];
    /** Until the next one; the severity's when absent. */
    waitSeconds?: number;
  }[];
  repeat?: number;
  where: string;
}

/** What is wrong with an export: nothing is made of one that has any. */
export interface Fault {
  where: string;
  message: string;
}
