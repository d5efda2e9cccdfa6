import * as z from 'zod/mini';
import { type ExportFiles, pointer, type System } from '#core/oncall/moving/export-files.ts';
import { dayNumberOf, wallOf, wallText } from '#core/oncall/moving/layers.ts';
import type {
  Moved,
  MovedContact,
  MovedOverride,
  MovedPolicy,
  MovedRotation,
  MovedSchedule,
  MovedTurn,
  MovedWindow,
} from '#core/oncall/moving/moved.ts';
import {
  hasZone,
  once,
  readInstant,
  readSpan,
  senderNamed,
  timelineFrom,
} from '#core/oncall/moving/reading.ts';
import type { Channel } from '#core/people.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';
import { isZone } from '#core/time/is-zone.ts';
import {
  firstInstantAt,
  minutesPerDay,
  wallAt,
  wallMinutes,
  weekdayOf,
} from '#core/time/wall-minutes.ts';

/*
 * Grafana OnCall's public API, v1. A schedule is made of shifts: each begins at its start, lasts its duration and comes
 * again by its frequency; groups of people take turns at it. Of several levels the highest that has somebody wins.
 */

const kinds = {
  users: 'users',
  teams: 'teams',
  schedules: 'schedules',
  oncallshifts: 'shifts',
  shifts: 'shifts',
  escalationchains: 'chains',
  escalationpolicies: 'steps',
  personalnotificationrules: 'rules',
  integrations: 'integrations',
  routes: 'routes',
  finalshifts: 'final shifts',
};

const text = z.string();
const list = z.nullish(z.array(text));
const user = z.looseObject({
  id: text,
  username: text,
  email: z.nullish(text),
  timezone: z.nullish(text),
  teams: list,
});
const rule = z.looseObject({
  user_id: text,
  position: z.number(),
  type: text,
  duration: z.nullish(z.number()),
  important: z.nullish(z.boolean()),
});
const schedule = z.looseObject({
  id: text,
  name: text,
  type: text,
  time_zone: z.nullish(text),
  shifts: list,
});
const shift = z.looseObject({
  id: text,
  name: z.nullish(text),
  type: z.enum(['single_event', 'recurrent_event', 'rolling_users', 'override']),
  time_zone: z.nullish(text),
  level: z.nullish(z.int()),
  start: text,
  rotation_start: z.nullish(text),
  duration: z.number().check(z.minimum(60)),
  frequency: z.nullish(z.enum(['hourly', 'daily', 'weekly', 'monthly'])),
  interval: z.nullish(z.int().check(z.minimum(1))),
  week_start: z.nullish(text),
  by_day: list,
  by_month: z.nullish(z.array(z.int())),
  by_monthday: z.nullish(z.array(z.int())),
  until: z.nullish(text),
  users: list,
  rolling_users: z.nullish(z.array(z.array(text))),
  start_rotation_from_user_index: z.nullish(z.int()),
});
type Shift = z.infer<typeof shift>;
const chain = z.looseObject({ id: text, name: text, team_id: z.nullish(text) });
const step = z.looseObject({
  id: text,
  escalation_chain_id: text,
  position: z.number(),
  type: text,
  duration: z.nullish(z.number()),
  persons_to_notify: list,
  notify_on_call_from_schedule: z.nullish(text),
});
const integration = z.looseObject({
  id: text,
  name: text,
  type: text,
  team_id: z.nullish(text),
  default_route: z.nullish(z.looseObject({ escalation_chain_id: z.nullish(text) })),
});
const finalShift = z.looseObject({ user_pk: text, shift_start: text, shift_end: text });
const ofNoUse = [
  'team_id description_short slack role source ical_url_overrides enable_web_overrides',
  'on_call_now is_phone_number_verified templates maintenance_mode inbound_email link',
  'grafana_id',
].flatMap(line => line.split(' '));

function read(files: ExportFiles): Moved {
  const { notes, faults, not } = files;

  const rules = files.take('rules', rule);
  const users = once(files.take('users', user));
  const people = users.map(({ it, where }) => {
    const of = (important: boolean): MovedContact[] => {
      let afterSeconds = 0;
      return rules
        .filter(each => each.it.user_id === it.id && (each.it.important ?? false) === important)
        .toSorted((a, b) => a.it.position - b.it.position)
        .flatMap(each => {
          if (each.it.type === 'wait') {
            afterSeconds += each.it.duration ?? 0;
            return [];
          }
          const channel = channelOf(each.it.type);
          if (channel === undefined)
            not(`${each.it.type} of ${it.username}`, 'there is no such channel here', each.where);
          return [{ channel, afterSeconds }];
        });
    };
    not(
      `phone of ${it.username}`,
      'their API tells no numbers: `tocsin contact add sms` takes it from the person',
      where,
    );
    return {
      key: it.id,
      name: it.username,
      ...(it.email && { email: it.email }),
      ...(it.timezone && isZone(it.timezone) && { timeZone: it.timezone }),
      // Important there is what is urgent here.
      notify: { high: of(true), low: of(false) },
      where,
    };
  });
  const teams = once(files.take('teams', z.looseObject({ id: text, name: text }), ['email'])).map(
    ({ it, where }) => ({
      key: it.id,
      name: it.name,
      members: users.filter(each => each.it.teams?.includes(it.id)).map(each => each.it.id),
      where,
    }),
  );

  const shifts = new Map(
    once(files.take('shifts', shift, ['schedule'])).map(each => [each.it.id, each]),
  );
  const used = new Set<string>();
  const finals = files.take('final shifts', finalShift, ['user_email', 'user_username']);
  const schedules = once(files.take('schedules', schedule)).flatMap(
    ({ it, where }): MovedSchedule[] => {
      const own = (it.shifts ?? []).flatMap(id => {
        const known = shifts.get(id);
        used.add(id);
        if (known === undefined)
          faults.push({ where, message: `names shift ${id}, which is not in the export` });
        return known ?? [];
      });
      if (it.type === 'ical')
        not(
          `schedule ${it.name}`,
          'its shifts stand in a calendar elsewhere: write them down',
          where,
        );
      // A shift without a zone, and without one of its schedule, is told in UTC.
      const zoneOf = (each: Shift) => each.time_zone || it.time_zone || 'UTC';
      const zones = own.filter(each => each.it.type !== 'override').map(each => zoneOf(each.it));
      const timeZone = zones[0] ?? it.time_zone ?? 'UTC';
      for (const zone of [timeZone, ...zones]) hasZone(zone, where, faults);
      if (faults.length > 0) return [];
      const rotations = own.flatMap(each =>
        rotationsOf(each.it, each.where, zoneOf(each.it), timeZone, files),
      );
      const overrides = own.flatMap(each =>
        overridesOf(each.it, each.where, zoneOf(each.it), files),
      );
      const spans = finals.flatMap(each => {
        if (!each.where.includes(it.id)) return [];
        const span = readSpan(each.it.shift_start, each.it.shift_end, each.where, faults);
        return span ? [{ person: each.it.user_pk, ...span }] : [];
      });
      return [
        {
          key: it.id,
          name: it.name,
          timeZone,
          rotations,
          overrides,
          ...timelineFrom(spans),
          where,
        },
      ];
    },
  );
  for (const [id, { it, where }] of shifts) {
    if (!used.has(id)) not(`shift ${it.name ?? id}`, 'no schedule has it', where);
  }

  const steps = files.take('steps', step, ['important']);
  const chains = once(files.take('chains', chain));
  for (const { it, where } of steps) {
    if (chains.some(each => each.it.id === it.escalation_chain_id)) continue;
    faults.push({
      where,
      message: `names escalation chain ${it.escalation_chain_id}, which is not in the export`,
    });
  }
  const policies = chains.map(({ it, where }): MovedPolicy => {
    const levels: MovedPolicy['levels'] = [];
    let level = { people: [] as string[], schedules: [] as string[] };
    let waited = 0;
    let repeat = 1;
    const close = () => {
      if (level.people.length + level.schedules.length > 0)
        levels.push({ ...level, ...(waited > 0 && { waitSeconds: waited }) });
      level = { people: [], schedules: [] };
      waited = 0;
    };
    for (const each of steps
      .filter(({ it: { escalation_chain_id: id } }) => id === it.id)
      .toSorted((a, b) => a.it.position - b.it.position)) {
      const {
        type,
        duration,
        persons_to_notify: persons,
        notify_on_call_from_schedule: from,
      } = each.it;
      if (type === 'wait') waited += duration ?? 0;
      else if (/^notify_persons?$/.test(type) || type === 'notify_on_call_from_schedule') {
        if (waited > 0) close();
        level.people.push(...(persons ?? []));
        if (from) level.schedules.push(from);
      } else if (type === 'repeat_escalation') repeat = 6;
      else not(`step ${type} of ${it.name}`, 'a level leads to people and schedules', each.where);
    }
    close();
    return { key: it.id, name: it.name, levels, repeat, where };
  });

  const given = once(files.take('integrations', integration, ['escalation_chain_id']));
  const route = z.looseObject({ id: text, routing_regex: z.nullish(text) });
  for (const { it, where } of files.take('routes', route, [
    'integration_id',
    'escalation_chain_id',
    'routing_type',
    'position',
    'is_the_last_route',
    'telegram',
    'msteams',
  ])) {
    if (it.routing_regex)
      not(
        `route ${it.routing_regex}`,
        'write it as `match` of a service in docs/configuration.md',
        where,
      );
  }
  const teamKeys = new Set(teams.map(({ key }) => key));
  return {
    people,
    teams,
    schedules,
    policies,
    services: given.map(({ it, where }) => ({
      key: it.id,
      name: it.name,
      ...(it.team_id && teamKeys.has(it.team_id) && { team: it.team_id }),
      ...(it.default_route?.escalation_chain_id && {
        policy: it.default_route.escalation_chain_id,
      }),
      where,
    })),
    integrations: given.map(({ it, where }) => ({
      name: it.name,
      source: sourceOf(it.type),
      service: it.id,
      where,
    })),
    heartbeats: [],
    notes,
  };
}

/** Naive times are of the shift's zone; `Z` or an offset says its own. */
function momentOf(
  text: string,
  zone: string,
  where: string,
  { faults }: ExportFiles,
): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text))
    return readInstant(text, where, faults);
  return firstInstantAt(wallMinutes(text.slice(0, 16)), zone);
}

/** They add the duration to what the wall shows, so that a night on which the clocks change ends at its time. */
function endOf(start: Instant, seconds: number, zone: string): Instant {
  return firstInstantAt(wallAt(start, zone) + Math.round(seconds / 60), zone);
}

function overridesOf(it: Shift, where: string, zone: string, files: ExportFiles): MovedOverride[] {
  if (it.type !== 'override') return [];
  const from = momentOf(it.start, zone, where, files);
  if (from === undefined) return [];
  const until = endOf(from, it.duration, zone);
  const people = it.users?.length ? it.users : (it.rolling_users ?? []).flat();
  const [person, ...more] = people;
  if (person === undefined || more.length > 0 || it.frequency) {
    const why = it.frequency
      ? 'an override that comes again is no override here'
      : 'an override puts one person there';
    files.not(`override ${it.name ?? it.id}`, why, where);
    return [];
  }
  return [{ person, from, until, where }];
}

/** One for each person of the groups, at the same time: whoever is in a group is on duty together. */
function rotationsOf(
  it: Shift,
  where: string,
  zone: string,
  timeZone: string,
  files: ExportFiles,
): MovedRotation[] {
  if (it.type === 'override') return [];
  const name = it.name?.trim() || 'Shift';
  const start = momentOf(it.start, zone, pointer(where, ['start']), files);
  const until = it.until ? momentOf(it.until, 'UTC', pointer(where, ['until']), files) : undefined;
  const begins = it.rotation_start
    ? momentOf(it.rotation_start, zone, pointer(where, ['rotation_start']), files)
    : undefined;
  if (start === undefined) return [];
  if (it.by_month?.length || it.by_monthday?.length) {
    files.not(`shift ${name}`, 'days of the month are no windows here', where);
    return [];
  }
  const groups = it.type === 'rolling_users' ? (it.rolling_users ?? []) : [it.users ?? []];
  const first = it.start_rotation_from_user_index ?? 0;
  const turned = [...groups.slice(first), ...groups.slice(0, first)];
  const width = Math.max(0, ...turned.map(group => group.length));
  if (width === 0) {
    files.not(`shift ${name}`, 'nobody takes turns in it', where);
    return [];
  }
  const shown = wallOf(start, zone).text;
  const recurs = it.frequency == null ? undefined : recurrence(it, shown, files, where);
  if (zone !== timeZone && (recurs?.windows.length ?? 0) > 0) {
    const why = `its hours are told by the clocks of ${timeZone} here, and of ${zone} there`;
    files.roughly(`shift ${name}`, why, where);
  }
  const end = recurs === undefined ? endOf(start, it.duration, zone) : until;
  const from = begins !== undefined && begins > start ? begins : start;
  return Array.from(
    { length: width },
    (_, lane): MovedRotation => ({
      key: `${it.id}/${lane}`,
      name: width === 1 ? name : `${name} ${lane + 1}`,
      people: turned.map(group => group[lane]),
      level: it.level ?? 0,
      windows: [],
      turn: { days: 366 },
      start: shown,
      ...recurs,
      from: wallOf(from, timeZone).text,
      ...(end !== undefined && { end: wallOf(end, timeZone).text }),
      turnZone: zone,
      where,
    }),
  );
}

type Recurring = Pick<MovedRotation, 'turn' | 'windows' | 'start'> & { dutyMinutes?: number };

/** How often it comes again, and how much of that it lasts. */
function recurrence(it: Shift, start: string, { roughly }: ExportFiles, where: string): Recurring {
  const count = it.interval ?? 1;
  const lasts = Math.round(it.duration / 60);
  const at = wallMinutes(start);
  const time = ((at % minutesPerDay) + minutesPerDay) % minutesPerDay;
  const days = (it.by_day ?? []).flatMap(
    day => dayNumberOf(dayWords[day.toUpperCase()] ?? day) ?? [],
  );
  if (it.frequency === 'weekly' && days.length > 0) {
    // Weeks begin with their own day, at the time of the shift, so that no night is cut in two.
    const begin = dayNumberOf(dayWords[(it.week_start ?? 'MO').toUpperCase()] ?? 'mon') ?? 0;
    const back = (weekdayOf(Math.floor(at / minutesPerDay)) - begin + 7) % 7;
    const windows = days.map((day): MovedWindow => ({ day, from: time, minutes: lasts }));
    return {
      turn: { days: 7 * count },
      windows,
      start: wallText(at - back * minutesPerDay),
      ...(count > 1 && { dutyMinutes: 7 * minutesPerDay }),
    };
  }
  if (days.length > 0) {
    const why = 'its turns change with each occurrence there, and with each day here';
    roughly(`shift ${it.name ?? it.id}`, why, where);
    return {
      turn: { days: count },
      windows: days.map((day): MovedWindow => ({ day, from: time, minutes: lasts })),
      start,
    };
  }
  const turn: MovedTurn =
    it.frequency === 'hourly'
      ? { hours: count }
      : it.frequency === 'monthly'
        ? { months: count }
        : { days: it.frequency === 'weekly' ? 7 * count : count };
  const long =
    'months' in turn
      ? Number.POSITIVE_INFINITY
      : 'hours' in turn
        ? turn.hours * 60
        : 'days' in turn
          ? turn.days * minutesPerDay
          : 0;
  if (lasts >= long) return { turn, windows: [], start };
  // Every day and every week have windows of their own; of what is rarer each turn is cut.
  if ('days' in turn && turn.days === 1)
    return { turn, windows: [{ from: time, minutes: lasts }], start };
  if ('days' in turn && turn.days === 7) {
    const day = weekdayOf(Math.floor(at / minutesPerDay));
    return { turn, windows: [{ day, from: time, minutes: lasts }], start };
  }
  return { turn, windows: [], start, dutyMinutes: lasts };
}

const dayWords: Record<string, string> = {
  MO: 'mon',
  TU: 'tue',
  WE: 'wed',
  TH: 'thu',
  FR: 'fri',
  SA: 'sat',
  SU: 'sun',
};

function channelOf(type: string): Channel | undefined {
  if (type === 'notify_by_sms') return 'sms';
  if (type === 'notify_by_phone_call') return 'voice';
  if (type === 'notify_by_email') return 'email';
  return type === 'notify_by_slack' ? 'slack' : undefined;
}

function sourceOf(type: string): Source {
  return type.includes('email') ? 'email' : (senderNamed(type) ?? 'auto');
}

export const grafanaOnCall: System = { name: 'Grafana OnCall', kinds, ofNoUse, read };
