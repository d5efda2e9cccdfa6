import * as z from 'zod/mini';
import { type ExportFiles, pointer, type System } from '#core/oncall/moving/export-files.ts';
import { turnText, wallOf } from '#core/oncall/moving/layers.ts';
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
  readPhone,
  readSpan,
  senderNamed,
  timelineFrom,
} from '#core/oncall/moving/reading.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Channel } from '#core/people.ts';
import type { Source } from '#core/sources.ts';

/*
 * GoAlert's GraphQL API. Every target of a schedule is on duty while one of its rules says so, all of them together. Whose
 * turn it is in a rotation is kept, not counted: it goes on from whoever is active, by the clocks of the rotation's zone.
 */

const kinds = {
  users: 'users',
  rotations: 'rotations',
  schedules: 'schedules',
  useroverrides: 'overrides',
  escalationpolicies: 'escalation policies',
  services: 'services',
};

const text = z.string();
const reference = z.looseObject({ id: text });
const target = z.looseObject({ id: text, type: text, name: z.nullish(text) });
const user = z.looseObject({
  id: text,
  name: text,
  email: z.nullish(text),
  contactMethods: z.nullish(
    z.array(z.looseObject({ id: text, type: text, value: text, disabled: z.nullish(z.boolean()) })),
  ),
  notificationRules: z.nullish(
    z.array(z.looseObject({ delayMinutes: z.number(), contactMethodID: text })),
  ),
});
const rotation = z.looseObject({
  id: text,
  name: text,
  timeZone: text,
  start: text,
  type: z.enum(['hourly', 'daily', 'weekly', 'monthly']),
  shiftLength: z.int().check(z.minimum(1)),
  activeUserIndex: z.int(),
  users: z.array(reference),
});
const clock = text.check(z.regex(/^\d\d:\d\d$/));
const schedule = z.looseObject({
  id: text,
  name: text,
  timeZone: text,
  targets: z.array(
    z.looseObject({
      target,
      rules: z.array(
        z.looseObject({
          start: clock,
          end: clock,
          weekdayFilter: z.array(z.boolean()).check(z.minLength(7), z.maxLength(7)),
        }),
      ),
    }),
  ),
  shifts: z.nullish(z.array(z.looseObject({ userID: text, start: text, end: text }))),
  temporarySchedules: z.nullish(z.array(z.looseObject({ start: text, end: text }))),
});
const override = z.looseObject({
  id: text,
  start: text,
  end: text,
  addUserID: z.nullish(text),
  removeUserID: z.nullish(text),
  target,
});
const policy = z.looseObject({
  id: text,
  name: text,
  repeat: z.nullish(z.number()),
  steps: z.array(z.looseObject({ delayMinutes: z.number(), targets: z.array(target) })),
});
const service = z.looseObject({
  id: text,
  name: text,
  escalationPolicyID: z.nullish(text),
  integrationKeys: z.nullish(z.array(z.looseObject({ id: text, name: text, type: text }))),
  heartbeatMonitors: z.nullish(
    z.array(z.looseObject({ id: text, name: text, timeoutMinutes: z.number() })),
  ),
});
const ofNoUse = 'description role isFavorite __typename labels statusUpdateContactMethodID'.split(
  ' ',
);

function read(files: ExportFiles): Moved {
  const { notes, faults, not } = files;

  const people = once(files.take('users', user)).map(({ it, where }) => {
    const methods = (it.contactMethods ?? []).filter(({ disabled }) => disabled !== true);
    const phone = methods.flatMap(({ type, value }) =>
      channelOf(type) === 'email' || channelOf(type) === undefined ? [] : (readPhone(value) ?? []),
    )[0];
    const mail = methods.find(({ type }) => channelOf(type) === 'email')?.value ?? it.email;
    for (const [index, { type, value, disabled }] of (it.contactMethods ?? []).entries()) {
      const place = pointer(where, ['contactMethods', index]);
      const channel = channelOf(type);
      const what = `${type} of ${it.name}`;
      if (disabled) not(what, 'it is disabled', place);
      else if (channel === undefined) not(what, 'there is no such channel here', place);
      else if (channel === 'email' ? value !== mail : readPhone(value) !== phone) {
        not(what, 'a person has one number and one address here', place);
      }
    }
    const list = (it.notificationRules ?? []).map((rule, index): MovedContact => {
      const channel = channelOf(methods.find(({ id }) => id === rule.contactMethodID)?.type ?? '');
      const place = pointer(where, ['notificationRules', index]);
      if (channel === undefined)
        not(`a notification rule of ${it.name}`, 'its contact is not carried', place);
      return { channel, afterSeconds: rule.delayMinutes * 60 };
    });
    return {
      key: it.id,
      name: it.name,
      ...(mail && { email: mail }),
      ...(phone !== undefined && { phone }),
      notify: { high: list, low: list },
      where,
    };
  });

  const rotations = new Map(
    once(files.take('rotations', rotation, ['nextHandoffTimes', 'userIDs'])).map(each => [
      each.it.id,
      each,
    ]),
  );
  const used = new Set<string>();
  const turnOf = (id: string, where: string) => {
    const known = rotations.get(id);
    used.add(id);
    if (known === undefined)
      faults.push({ where, message: `names rotation ${id}, which is not in the export` });
    return known;
  };
  const overrides = files.take('overrides', override, ['addUser', 'removeUser']);
  const schedules = once(files.take('schedules', schedule)).flatMap(
    ({ it, where }): MovedSchedule[] => {
      if (!hasZone(it.timeZone, where, faults)) return [];
      for (const [index, { start }] of (it.temporarySchedules ?? []).entries()) {
        const place = pointer(where, ['temporarySchedules', index]);
        not(`temporary schedule of ${it.name} from ${start}`, 'enter it by tocsin override', place);
      }
      const moved = it.targets.flatMap(({ target: aim, rules }, index): MovedRotation[] => {
        const place = pointer(where, ['targets', index]);
        const windows = rules.flatMap(windowsOf);
        if (windows.length === 0) {
          not(`${aim.type} ${aim.name ?? aim.id} of ${it.name}`, 'no rule puts it on duty', place);
          return [];
        }
        const on = { key: `${it.id}/${aim.id}`, level: 0, windows, where: place };
        if (aim.type === 'user') {
          const start = wallOf(files.now, it.timeZone).text;
          const name = people.find(({ key }) => key === aim.id)?.name ?? aim.id;
          return [
            {
              ...on,
              name,
              people: [aim.id],
              start: `${start.slice(0, 10)}T00:00`,
              turn: { days: 7 },
            },
          ];
        }
        if (aim.type !== 'rotation') {
          not(`${aim.type} ${aim.name ?? aim.id} of ${it.name}`, 'people take turns here', place);
          return [];
        }
        const known = turnOf(aim.id, place);
        const turns = known && turnsOf(known.it, known.where, files);
        return turns === undefined ? [] : [{ ...on, ...turns }];
      });
      const shifts = (it.shifts ?? []).flatMap(({ userID, start, end }, index) => {
        const span = readSpan(start, end, pointer(where, ['shifts', index]), faults);
        return span ? [{ person: userID, ...span }] : [];
      });
      return [
        {
          key: it.id,
          name: it.name,
          timeZone: it.timeZone,
          rotations: moved,
          overrides: overrides.flatMap(each =>
            each.it.target.id === it.id ? overrideOf(each.it, each.where, it.name, files) : [],
          ),
          ...timelineFrom(shifts),
          where,
        },
      ];
    },
  );

  const policies = once(files.take('escalation policies', policy)).map(
    ({ it, where }): MovedPolicy => {
      const levels = it.steps.map(({ delayMinutes, targets }, index) => {
        const place = pointer(where, ['steps', index]);
        const level = { people: [] as string[], schedules: [] as string[] };
        for (const aim of targets) {
          if (aim.type === 'user') level.people.push(aim.id);
          else if (aim.type === 'schedule') level.schedules.push(aim.id);
          else if (aim.type === 'rotation') {
            const known = turnOf(aim.id, place);
            const turns = known && turnsOf(known.it, known.where, files);
            if (known === undefined || turns === undefined) continue;
            const key = `rotation ${aim.id}`;
            level.schedules.push(key);
            if (schedules.some(each => each.key === key)) continue;
            const own: MovedRotation = { ...turns, key, level: 0, windows: [], where: known.where };
            schedules.push({
              key,
              name: known.it.name,
              timeZone: known.it.timeZone,
              rotations: [own],
              overrides: [],
              where: known.where,
            });
          } else
            not(
              `${aim.type} ${aim.name ?? aim.id} of ${it.name}`,
              'a level leads to people and schedules',
              place,
            );
        }
        return { ...level, waitSeconds: delayMinutes * 60 };
      });
      return { key: it.id, name: it.name, levels, repeat: (it.repeat ?? 0) + 1, where };
    },
  );

  for (const { it, where } of overrides) {
    if (schedules.some(({ key }) => key === it.target.id)) continue;
    faults.push({ where, message: `names schedule ${it.target.id}, which is not in the export` });
  }
  for (const [id, { it, where }] of rotations) {
    if (!used.has(id)) not(`rotation ${it.name}`, 'no schedule and no level leads to it', where);
  }
  const given = once(files.take('services', service, ['escalationPolicy']));
  return {
    people,
    teams: [],
    schedules,
    policies,
    services: given.map(({ it, where }) => ({
      key: it.id,
      name: it.name,
      ...(it.escalationPolicyID && { policy: it.escalationPolicyID }),
      where,
    })),
    integrations: given.flatMap(({ it, where }) =>
      (it.integrationKeys ?? []).map(({ name, type }, index) => ({
        name: `${it.name} ${name}`,
        source: sourceOf(type),
        service: it.id,
        where: pointer(where, ['integrationKeys', index]),
      })),
    ),
    heartbeats: given.flatMap(({ it, where }) =>
      (it.heartbeatMonitors ?? []).map(({ name, timeoutMinutes }, index) => ({
        name,
        everySeconds: timeoutMinutes * 60,
        service: it.id,
        where: pointer(where, ['heartbeatMonitors', index]),
      })),
    ),
    notes,
  };
}

/** From its last hand-off on, beginning with whoever is active. */
function turnsOf(
  it: z.infer<typeof rotation>,
  where: string,
  { faults, roughly, now }: ExportFiles,
): Pick<MovedRotation, 'name' | 'people' | 'start' | 'turn' | 'turnZone'> | undefined {
  const start = readInstant(it.start, pointer(where, ['start']), faults);
  if (!hasZone(it.timeZone, where, faults) || start === undefined) return undefined;
  const people = [
    ...it.users.slice(it.activeUserIndex),
    ...it.users.slice(0, it.activeUserIndex),
  ].map(({ id }) => id);
  const { type, shiftLength: count } = it;
  const turn: MovedTurn =
    type === 'hourly'
      ? { hours: count }
      : type === 'monthly'
        ? { months: count }
        : { days: type === 'weekly' ? 7 * count : count };
  const first = wallOf(start, it.timeZone).text;
  if (type === 'monthly' && Number(first.slice(8, 10)) > 28) {
    roughly(`rotation ${it.name}`, 'in a month without that day it changes on its last', where);
  }
  return {
    name: it.name,
    people,
    start: start > now ? first : lastHandOff(first, turn, wallOf(now, it.timeZone).text),
    turn,
    turnZone: it.timeZone,
  };
}

function lastHandOff(first: string, turn: MovedTurn, now: string): string {
  let last = first;
  for (let index = 1; ; index++) {
    const next = turnText(first, turn, index);
    if (next > now) return last;
    last = next;
  }
}

/** Sunday is the first of their days. Of the same time twice it is the whole day. */
function windowsOf({
  start,
  end,
  weekdayFilter,
}: {
  start: string;
  end: string;
  weekdayFilter: boolean[];
}): MovedWindow[] {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const from = minutes(start);
  const long = minutes(end) - from;
  const lasts = long > 0 ? long : long + 1440;
  if (weekdayFilter.every(Boolean)) return [{ from, minutes: lasts }];
  return weekdayFilter.flatMap((isOn, day) =>
    isOn ? [{ day: (day + 6) % 7, from, minutes: lasts }] : [],
  );
}

function overrideOf(
  { start, end, addUserID, removeUserID }: z.infer<typeof override>,
  where: string,
  name: string,
  { not, faults }: ExportFiles,
): MovedOverride[] {
  const span = readSpan(start, end, where, faults);
  if (span === undefined) return [];
  if (addUserID && removeUserID)
    return [{ person: addUserID, instead: removeUserID, ...span, where }];
  const why = addUserID
    ? 'it adds somebody to those on duty: name them on the level'
    : 'it takes somebody away, and nobody is there instead';
  not(`override of ${name} from ${start}`, why, where);
  return [];
}

function channelOf(type: string): Channel | undefined {
  const known: Record<string, Channel> = { SMS: 'sms', VOICE: 'voice', EMAIL: 'email' };
  return entryOf(known, type.toUpperCase());
}

/** Scripts go on saying `summary`, `details`, `action` and `dedup`, which `generic` refuses. */
function sourceOf(type: string): Source {
  if (/email/i.test(type)) return 'email';
  const named = senderNamed(type.replace('Alertmanager', ''));
  return named === undefined || named === 'generic' ? 'auto' : named;
}

export const goalert: System = { name: 'GoAlert', kinds, ofNoUse, read };
