import * as z from 'zod/mini';
import { type ExportFiles, pointer, type System } from '#core/oncall/moving/export-files.ts';
import { dayNumberOf, turnText, wallOf } from '#core/oncall/moving/layers.ts';
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
  readInstant,
  readPhone,
  readSpan,
  timelineFrom,
} from '#core/oncall/moving/reading.ts';
import type { Channel } from '#core/people.ts';
import { minutesPerDay, wallMinutes, weekdayOf } from '#core/time/wall-minutes.ts';

/*
 * AWS Systems Manager Incident Manager, as `aws ssm-contacts` and `aws ssm-incidents` print it. A schedule is a contact whose
 * plan names rotations, all of them at once; a rotation hands over at its times of the day, the week or the month.
 */

const kinds = {
  contacts: 'contacts',
  contact: 'contacts',
  contactchannels: 'channels',
  channels: 'channels',
  rotations: 'rotations',
  rotation: 'rotations',
  responseplans: 'response plans',
  responseplan: 'response plans',
};

const text = z.string();
const hour = z.looseObject({
  HourOfDay: z.int().check(z.minimum(0), z.maximum(24)),
  MinuteOfHour: z.int().check(z.minimum(0), z.maximum(59)),
});
const contact = z.looseObject({
  ContactArn: text,
  Alias: text,
  DisplayName: z.nullish(text),
  Type: z.enum(['PERSONAL', 'ESCALATION', 'ONCALL_SCHEDULE']),
  Plan: z.nullish(
    z.looseObject({
      RotationIds: z.nullish(z.array(text)),
      Stages: z.nullish(
        z.array(
          z.looseObject({
            DurationInMinutes: z.number(),
            Targets: z.array(
              z.looseObject({
                ChannelTargetInfo: z.nullish(
                  z.looseObject({
                    ContactChannelId: text,
                    RetryIntervalInMinutes: z.nullish(z.number().check(z.minimum(0))),
                  }),
                ),
                ContactTargetInfo: z.nullish(z.looseObject({ ContactId: z.nullish(text) })),
              }),
            ),
          }),
        ),
      ),
    }),
  ),
});
const channel = z.looseObject({
  ContactChannelArn: text,
  ContactArn: text,
  Type: z.enum(['SMS', 'VOICE', 'EMAIL']),
  DeliveryAddress: z.looseObject({ SimpleAddress: text }),
});
const rotation = z.looseObject({
  RotationArn: text,
  Name: text,
  ContactIds: z.array(text),
  StartTime: text,
  TimeZoneId: text,
  Recurrence: z.looseObject({
    NumberOfOnCalls: z.nullish(z.int()),
    RecurrenceMultiplier: z.nullish(z.int().check(z.minimum(1))),
    DailySettings: z.nullish(z.array(hour)),
    WeeklySettings: z.nullish(z.array(z.looseObject({ DayOfWeek: text, HandOffTime: hour }))),
    MonthlySettings: z.nullish(z.array(z.looseObject({ DayOfMonth: z.int(), HandOffTime: hour }))),
    ShiftCoverages: z.nullish(z.record(text, z.array(z.looseObject({ Start: hour, End: hour })))),
  }),
  Overrides: z.nullish(
    z.array(z.looseObject({ NewContactIds: z.array(text), StartTime: text, EndTime: text })),
  ),
  Shifts: z.nullish(
    z.array(
      z.looseObject({ ContactIds: z.nullish(z.array(text)), StartTime: text, EndTime: text }),
    ),
  ),
});
const responsePlan = z.looseObject({
  Arn: text,
  Name: text,
  DisplayName: z.nullish(text),
  Engagements: z.nullish(z.array(text)),
});
const ofNoUse = 'CreateTime ResponseMetadata Tags IdempotencyToken ActivationStatus Name'.split(
  ' ',
);

/** More than a person of ours is tried: the rest is told as lost. */
const attemptsMax = 20;

function read(files: ExportFiles): Moved {
  const { notes, faults, not, roughly } = files;
  const contacts = files.take('contacts', contact);
  const named = ({ Alias, DisplayName }: z.infer<typeof contact>) => DisplayName || Alias;
  const contactOf = (id: string, where: string) => {
    const known = contacts.find(({ it }) => it.ContactArn === id || it.Alias === id);
    if (known === undefined)
      faults.push({ where, message: `names contact ${id}, which is not in the export` });
    return known?.it;
  };
  const channels = files.take('channels', channel);

  const people = contacts.flatMap(({ it, where }) => {
    if (it.Type !== 'PERSONAL') return [];
    const own = channels.filter(each => each.it.ContactArn === it.ContactArn);
    const address = (wanted: Channel[]) =>
      own.find(each => wanted.includes(channelOf(each.it.Type)))?.it.DeliveryAddress.SimpleAddress;
    const [phone, email] = [readPhone(address(['sms', 'voice']) ?? ''), address(['email'])];
    for (const each of own) {
      const {
        Type,
        DeliveryAddress: { SimpleAddress },
      } = each.it;
      const isKept =
        Type === 'EMAIL' ? SimpleAddress === email : readPhone(SimpleAddress) === phone;
      if (!isKept)
        not(
          `${Type} ${SimpleAddress} of ${named(it)}`,
          'a person has one number and one address here',
          each.where,
        );
    }
    let afterSeconds = 0;
    const list = (it.Plan?.Stages ?? []).flatMap(({ DurationInMinutes, Targets }, index) => {
      const at = afterSeconds;
      afterSeconds += DurationInMinutes * 60;
      return Targets.flatMap(({ ChannelTargetInfo: info }): MovedContact[] => {
        const known = own.find(each => each.it.ContactChannelArn === info?.ContactChannelId);
        if (known !== undefined) {
          const channel = channelOf(known.it.Type);
          return attemptsIn(at, DurationInMinutes, info?.RetryIntervalInMinutes ?? 0).map(
            afterSeconds => ({ channel, afterSeconds }),
          );
        }
        not(
          `stage ${index + 1} of ${named(it)}`,
          'its channel is not in the export',
          pointer(where, ['Plan', 'Stages', index]),
        );
        return [{ channel: undefined, afterSeconds: at }];
      });
    });
    return [
      {
        key: it.ContactArn,
        name: named(it),
        ...(phone !== undefined && { phone }),
        ...(email !== undefined && { email }),
        notify: { high: list, low: list },
        where,
      },
    ];
  });

  const rotations = files.take('rotations', rotation);
  const used = new Set<string>();
  const personKey = (id: string, where: string) => contactOf(id, where)?.ContactArn ?? id;
  const schedules = contacts.flatMap(({ it, where }): MovedSchedule[] => {
    if (it.Type !== 'ONCALL_SCHEDULE') return [];
    const own = (it.Plan?.RotationIds ?? []).flatMap(id => {
      const known = rotations.find(each => each.it.RotationArn === id);
      if (known === undefined)
        faults.push({ where, message: `names rotation ${id}, which is not in the export` });
      used.add(id);
      return known ?? [];
    });
    const timeZone = own[0]?.it.TimeZoneId ?? 'UTC';
    if (!own.every(each => hasZone(each.it.TimeZoneId, each.where, faults))) return [];
    const shifts = own.flatMap(each =>
      (each.it.Shifts ?? []).flatMap(({ ContactIds, StartTime, EndTime }, index) => {
        const place = pointer(each.where, ['Shifts', index]);
        const span = readSpan(StartTime, EndTime, place, faults);
        return span
          ? (ContactIds ?? []).map(id => ({ person: personKey(id, place), ...span }))
          : [];
      }),
    );
    return [
      {
        key: it.ContactArn,
        name: named(it),
        timeZone,
        rotations: own.flatMap(each =>
          rotationsOf(each.it, each.where, timeZone, files, personKey),
        ),
        overrides: own.flatMap(each =>
          (each.it.Overrides ?? []).flatMap(
            ({ NewContactIds, StartTime, EndTime }, index): MovedOverride[] => {
              const place = pointer(each.where, ['Overrides', index]);
              const span = readSpan(StartTime, EndTime, place, faults);
              const [person, ...more] = NewContactIds;
              if (span === undefined) return [];
              if (person === undefined || more.length > 0) {
                not(`override of ${each.it.Name}`, 'an override puts one person there', place);
                return [];
              }
              return [
                {
                  person: personKey(person, place),
                  ...span,
                  rotations: [`${each.it.RotationArn}/0`],
                  where: place,
                },
              ];
            },
          ),
        ),
        ...timelineFrom(shifts),
        where,
      },
    ];
  });
  for (const { it, where } of rotations) {
    if (!used.has(it.RotationArn)) not(`rotation ${it.Name}`, 'no schedule has it', where);
  }

  const levelOf = (ids: readonly string[], where: string) => {
    const level = { people: [] as string[], schedules: [] as string[] };
    for (const id of ids) {
      const known = contactOf(id, where);
      if (known?.Type === 'PERSONAL') level.people.push(known.ContactArn);
      else if (known?.Type === 'ONCALL_SCHEDULE') level.schedules.push(known.ContactArn);
      else if (known !== undefined)
        not(`${named(known)}`, 'an escalation within another: write its levels out', where);
    }
    return level;
  };
  const policies = contacts.flatMap(({ it, where }): MovedPolicy[] => {
    if (it.Type !== 'ESCALATION') return [];
    const levels = (it.Plan?.Stages ?? []).map(({ DurationInMinutes, Targets }, index) => {
      const ids = Targets.flatMap(({ ContactTargetInfo }) => ContactTargetInfo?.ContactId ?? []);
      const place = pointer(where, ['Plan', 'Stages', index]);
      return {
        ...levelOf(ids, place),
        ...(DurationInMinutes > 0 && { waitSeconds: DurationInMinutes * 60 }),
      };
    });
    return [{ key: it.ContactArn, name: named(it), levels, where }];
  });

  const services = files.take('response plans', responsePlan).map(({ it, where }) => {
    const engaged = (it.Engagements ?? []).flatMap(id => contactOf(id, where) ?? []);
    const [first] = engaged;
    const name = it.DisplayName || it.Name;
    if (first === undefined) return { key: it.Arn, name, where };
    if (engaged.length === 1 && first.Type === 'ESCALATION')
      return { key: it.Arn, name, policy: first.ContactArn, where };
    const level = levelOf(
      engaged.filter(each => each.Type !== 'ESCALATION').map(each => each.ContactArn),
      where,
    );
    const rest = policies
      .filter(({ key }) => engaged.some(each => each.ContactArn === key))
      .flatMap(each => each.levels);
    if (rest.length > 0)
      roughly(
        `engagements of ${name}`,
        'all at once there; contacts first and then the escalations here',
        where,
      );
    policies.push({
      key: `plan ${it.Arn}`,
      name,
      levels: [level, ...rest].filter(each => each.people.length + each.schedules.length > 0),
      where,
    });
    return { key: it.Arn, name, policy: `plan ${it.Arn}`, where };
  });
  return {
    people,
    teams: [],
    schedules,
    policies,
    services,
    integrations: [],
    heartbeats: [],
    notes,
  };
}

/** A stage tries again and again until it is over. */
function attemptsIn(at: number, minutes: number, everyMinutes: number): number[] {
  const count = everyMinutes > 0 ? Math.max(1, Math.ceil(minutes / everyMinutes)) : 1;
  return Array.from({ length: Math.min(count, attemptsMax) }, (_, index) =>
    Math.round(at + index * everyMinutes * 60),
  );
}

function rotationsOf(
  it: z.infer<typeof rotation>,
  where: string,
  timeZone: string,
  { faults, not, roughly }: ExportFiles,
  personKey: (id: string, where: string) => string,
): MovedRotation[] {
  const begins = readInstant(it.StartTime, pointer(where, ['StartTime']), faults);
  if (begins === undefined) return [];
  const { TimeZoneId: zone, Recurrence: recurs, Name: name } = it;
  const shown = wallOf(begins, zone).text;
  const turns = turnsOf(recurs, shown);
  if (turns === undefined) {
    const why = 'it changes on several days of the month, which no rule here says';
    not(`rotation ${name}`, why, where);
    return [];
  }
  const windows = Object.entries(recurs.ShiftCoverages ?? {}).flatMap(([day, spans]) =>
    spans.flatMap(({ Start, End }): MovedWindow[] => {
      const number = dayNumberOf(day);
      if (number === undefined) return [];
      const [from, to] = [minutesOf(Start), minutesOf(End)];
      return [{ day: number, from, minutes: to > from ? to - from : to + minutesPerDay - from }];
    }),
  );
  if (zone !== timeZone && windows.length > 0) {
    const why = `its hours are told by the clocks of ${timeZone} here, and of ${zone} there`;
    roughly(`rotation ${name}`, why, where);
  }
  const people = it.ContactIds.map(id => personKey(id, where));
  const width = Math.min(Math.max(1, recurs.NumberOfOnCalls ?? 1), people.length);
  if (width > 1) {
    const why =
      'several are on duty at once: who follows whom is taken to be the next so many; compare its shifts';
    roughly(`rotation ${name}`, why, where);
  }
  // As many turns as it takes until the same people come together again.
  const cycle = people.length / greatestDivisor(people.length, width);
  return Array.from({ length: width }, (_, lane) => ({
    key: `${it.RotationArn}/${lane}`,
    name: width === 1 ? name : `${name} ${lane + 1}`,
    people: Array.from(
      { length: cycle },
      (_turn, index) => people[(index * width + lane) % people.length],
    ),
    level: 0,
    ...turns,
    from: wallOf(begins, timeZone).text,
    windows,
    turnZone: zone,
    where,
  }));
}

/** From the last hand-off before it goes into effect: what is left of that turn is the first one's. */
function turnsOf(
  {
    DailySettings,
    WeeklySettings,
    MonthlySettings,
    RecurrenceMultiplier,
  }: z.infer<typeof rotation>['Recurrence'],
  shown: string,
): { start: string; turn: MovedTurn } | undefined {
  const times = RecurrenceMultiplier ?? 1;
  const midnight = `${shown.slice(0, 10)}T00:00`;
  if (MonthlySettings?.length) {
    const [only, ...more] = MonthlySettings;
    if (only === undefined || more.length > 0) return undefined;
    const day = String(Math.min(28, only.DayOfMonth)).padStart(2, '0');
    const turn: MovedTurn = { months: times };
    const first = turnText(
      `${shown.slice(0, 8)}${day}T${clock(minutesOf(only.HandOffTime))}`,
      { months: 1 },
      0,
    );
    return { start: first <= shown ? first : turnText(first, { months: 1 }, -1), turn };
  }
  const isWeekly = (WeeklySettings?.length ?? 0) > 0;
  const period = isWeekly ? 7 : 1;
  const offsets = isWeekly
    ? (WeeklySettings ?? []).map(
        ({ DayOfWeek, HandOffTime }) =>
          (dayNumberOf(DayOfWeek) ?? 0) * minutesPerDay + minutesOf(HandOffTime),
      )
    : (DailySettings ?? []).map(minutesOf);
  if (offsets.length === 0) return undefined;
  // Of the period that holds the beginning, or of the one before it.
  const day = isWeekly ? mondayOf(midnight) : midnight;
  const [last] = [0, 1]
    .flatMap(back => offsets.map(offset => ({ back, offset })))
    .map(({ back, offset }) => {
      const begin = turnText(day, { days: period }, -back);
      return { offset, at: turnText(begin, { minutes: 1 }, offset) };
    })
    .filter(({ at }) => at <= shown)
    .toSorted((one, other) => (one.at < other.at ? 1 : -1));
  if (last === undefined) return undefined;
  const long = period * minutesPerDay;
  const handOffs = offsets
    .map(offset => (offset - last.offset + long) % long)
    .toSorted((x, y) => x - y);
  const start = last.at;
  return { start, turn: { days: period * times, ...(handOffs.length > 1 && { handOffs }) } };
}

function mondayOf(midnight: string): string {
  const day = Math.floor(wallMinutes(midnight) / minutesPerDay);
  return turnText(midnight, { days: 1 }, -weekdayOf(day));
}

function minutesOf({ HourOfDay, MinuteOfHour }: z.infer<typeof hour>): number {
  return HourOfDay * 60 + MinuteOfHour;
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function channelOf(type: 'SMS' | 'VOICE' | 'EMAIL'): Channel {
  return ({ SMS: 'sms', VOICE: 'voice', EMAIL: 'email' } as const)[type];
}

export const incidentManager: System = { name: 'Incident Manager', kinds, ofNoUse, read };
