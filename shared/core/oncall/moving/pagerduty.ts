import * as z from 'zod/mini';
import { type ExportFiles, pointer, type System } from '#core/oncall/moving/export-files.ts';
import { wallOf } from '#core/oncall/moving/layers.ts';
import type {
  Moved,
  MovedContact,
  MovedMaintenance,
  MovedPerson,
  MovedRotation,
  MovedSchedule,
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
import type { Channel } from '#core/people.ts';
import type { Source } from '#core/sources.ts';
import { isZone } from '#core/time/is-zone.ts';

/*
 * PagerDuty's REST API, v2: developer.pagerduty.com. Turns are counted by the clock from rotation_virtual_start, whether
 * a restriction leaves anything of them or not; of the layers that have somebody the one listed first wins.
 */

const kinds = {
  users: 'users',
  user: 'users',
  teams: 'teams',
  team: 'teams',
  schedules: 'schedules',
  schedule: 'schedules',
  escalationpolicies: 'escalation policies',
  escalationpolicy: 'escalation policies',
  services: 'services',
  service: 'services',
  maintenancewindows: 'maintenance windows',
};

const text = z.string();
const reference = z.looseObject({ id: text });
const references = z.nullish(z.array(reference));
const user = z.looseObject({
  id: text,
  name: text,
  email: z.nullish(text),
  time_zone: z.nullish(text),
  teams: references,
  contact_methods: z.nullish(
    z.array(
      z.looseObject({
        id: text,
        type: text,
        address: z.nullish(text),
        country_code: z.nullish(z.number()),
      }),
    ),
  ),
  notification_rules: z.nullish(
    z.array(
      z.looseObject({
        start_delay_in_minutes: z.nullish(z.number()),
        urgency: z.nullish(text),
        contact_method: z.nullish(reference),
      }),
    ),
  ),
});
const entries = z.nullish(
  z.looseObject({
    rendered_schedule_entries: z.nullish(
      z.array(z.looseObject({ start: text, end: text, user: reference })),
    ),
  }),
);
const restriction = z.looseObject({
  type: z.enum(['daily_restriction', 'weekly_restriction']),
  start_time_of_day: text.check(z.regex(/^\d\d:\d\d(:\d\d)?/)),
  duration_seconds: z.number().check(z.minimum(1)),
  start_day_of_week: z.nullish(z.int().check(z.minimum(1), z.maximum(7))),
});
const layer = z.looseObject({
  id: z.nullish(text),
  name: z.nullish(text),
  start: text,
  end: z.nullish(text),
  rotation_virtual_start: text,
  rotation_turn_length_seconds: z.number().check(z.minimum(1)),
  users: z.array(z.looseObject({ user: reference })),
  restrictions: z.nullish(z.array(restriction)),
});
const schedule = z.looseObject({
  id: text,
  name: text,
  time_zone: text,
  schedule_layers: z.nullish(z.array(layer)),
  overrides_subschedule: entries,
  final_schedule: entries,
});
const policy = z.looseObject({
  id: text,
  name: text,
  num_loops: z.nullish(z.number()),
  escalation_rules: z.array(
    z.looseObject({
      escalation_delay_in_minutes: z.number(),
      // Their description says a word; what they answer is an object with it.
      escalation_rule_assignment_strategy: z.nullish(
        z.union([text, z.looseObject({ type: z.nullish(text) })]),
      ),
      targets: z.array(z.looseObject({ id: text, type: text })),
    }),
  ),
});
const service = z.looseObject({
  id: text,
  name: text,
  status: z.nullish(text),
  escalation_policy: z.nullish(reference),
  teams: references,
  integrations: z.nullish(
    z.array(
      z.looseObject({
        id: text,
        type: text,
        name: z.nullish(text),
        summary: z.nullish(text),
        vendor: z.nullish(z.looseObject({ summary: z.nullish(text) })),
      }),
    ),
  ),
});

function read(files: ExportFiles): Moved {
  const { notes, faults, not, roughly } = files;
  const users = once(files.take('users', user));
  const people = users.map(({ it, where }): MovedPerson => {
    const { id: key, name, email, time_zone } = it;
    const methods = (it.contact_methods ?? []).map(method => ({
      ...method,
      ...channelOf(method.type),
    }));
    const phoneOf = ({ address, country_code }: (typeof methods)[number]) =>
      readPhone(`+${country_code ?? 1}${address ?? ''}`);
    const phones = methods.flatMap(method =>
      method.channel === 'sms' || method.channel === 'voice' ? (phoneOf(method) ?? []) : [],
    );
    const [phone] = phones;
    const mail = email ?? methods.find(({ channel }) => channel === 'email')?.address ?? undefined;
    for (const [index, method] of methods.entries()) {
      const place = pointer(where, ['contact_methods', index]);
      const what = `${method.type} of ${name}`;
      const say = (why: string) => not(what, why, place);
      if (method.channel === undefined)
        say('there is no app here: texts, calls and mails reach them');
      else if (method.address === undefined || method.address === null) {
        say('its address is not in the export: fetch users with include[]=contact_methods');
      } else if (method.channel === 'email' && method.address !== mail)
        say('a person has one address here');
      else if (method.channel !== 'email' && phoneOf(method) !== phone) {
        say(
          phoneOf(method) === undefined ? 'it is no phone number' : 'a person has one number here',
        );
      }
    }
    const rules = (it.notification_rules ?? []).map((rule, index) => {
      const method = methods.find(({ id }) => id === rule.contact_method?.id);
      const channel = method?.channel;
      if (channel === undefined) {
        const why = 'it rings an app, or a contact that is not in the export';
        const place = pointer(where, ['notification_rules', index]);
        not(`a notification rule of ${name}`, why, place);
      }
      const afterSeconds = (rule.start_delay_in_minutes ?? 0) * 60;
      return {
        urgency: rule.urgency === 'low' ? ('low' as const) : ('high' as const),
        channel,
        afterSeconds,
      };
    });
    const of = (wanted: 'high' | 'low'): MovedContact[] =>
      rules
        .filter(({ urgency }) => urgency === wanted)
        .map(({ channel, afterSeconds }) => ({ channel, afterSeconds }));
    return {
      key,
      name,
      ...(mail !== undefined && mail !== null && { email: mail }),
      ...(phone !== undefined && { phone }),
      ...(time_zone != null && isZone(time_zone) && { timeZone: time_zone }),
      notify: { high: of('high'), low: of('low') },
      where,
    };
  });

  const teams = once(files.take('teams', z.looseObject({ id: text, name: text }))).map(
    ({ it: { id: key, name }, where }) => ({
      key,
      name,
      members: users
        .filter(({ it }) => it.teams?.some(({ id }) => id === key))
        .map(({ it }) => it.id),
      where,
    }),
  );
  const teamKeys = new Set(teams.map(({ key }) => key));

  const schedules = once(
    files.take('schedules', schedule, ['users', 'escalation_policies']),
    ({ schedule_layers }) => (schedule_layers == null ? 0 : 1),
  ).flatMap(({ it, where }): MovedSchedule[] => {
    const { id: key, name, time_zone: timeZone } = it;
    if (it.schedule_layers == null) {
      faults.push({
        where,
        message: `has no schedule_layers: fetch it by itself, /schedules/${key}`,
      });
      return [];
    }
    if (!hasZone(timeZone, where, faults)) return [];
    const spans = (from: typeof it.final_schedule, field: string) =>
      (from?.rendered_schedule_entries ?? []).flatMap(({ start, end, user: { id } }, index) => {
        const place = pointer(where, [field, 'rendered_schedule_entries', index]);
        const span = readSpan(start, end, place, faults);
        return span ? [{ person: id, ...span, where: place }] : [];
      });
    const shifts = spans(it.final_schedule, 'final_schedule');
    return [
      {
        key,
        name,
        timeZone,
        // Theirs begin with the one that wins.
        rotations: it.schedule_layers
          .map((each, index) =>
            rotationOf(each, pointer(where, ['schedule_layers', index]), timeZone, files),
          )
          .toReversed()
          .flatMap((each, level) => (each === undefined ? [] : [{ ...each, level }])),
        overrides: spans(it.overrides_subschedule, 'overrides_subschedule'),
        ...timelineFrom(shifts),
        where,
      },
    ];
  });

  const policies = once(files.take('escalation policies', policy, ['services'])).map(
    ({ it, where }) => ({
      key: it.id,
      name: it.name,
      levels: it.escalation_rules.map((rule, index) => {
        const { escalation_delay_in_minutes, targets } = rule;
        const strategy = rule.escalation_rule_assignment_strategy;
        const isInTurn =
          (typeof strategy === 'string' ? strategy : strategy?.type) === 'round_robin';
        if (isInTurn && targets.length > 1) {
          roughly(
            `level ${index + 1} of ${it.name}`,
            `its ${targets.length} take incidents in turn there; here each incident pages all of them`,
            pointer(where, ['escalation_rules', index]),
          );
        }
        const of = (kind: string) =>
          targets.filter(({ type }) => type.startsWith(kind)).map(({ id }) => id);
        for (const { type, id } of targets.filter(({ type }) => !/^(user|schedule)/.test(type))) {
          const place = pointer(where, ['escalation_rules', index]);
          not(`${type} ${id} of ${it.name}`, 'levels lead to people and schedules', place);
        }
        return {
          people: of('user'),
          schedules: of('schedule'),
          waitSeconds: escalation_delay_in_minutes * 60,
        };
      }),
      repeat: (it.num_loops ?? 0) + 1,
      where,
    }),
  );

  const read = once(files.take('services', service));
  const services = read.map(({ it, where }) => {
    const team = it.teams?.find(({ id }) => teamKeys.has(id))?.id;
    if (it.status === 'disabled') {
      roughly(
        `service ${it.name}`,
        'it is disabled there: here whatever its integrations are sent pages',
        pointer(where, ['status']),
      );
    }
    return {
      key: it.id,
      name: it.name,
      ...(team !== undefined && { team }),
      ...(it.escalation_policy != null && { policy: it.escalation_policy.id }),
      where,
    };
  });
  const integrations = read.flatMap(({ it, where }) =>
    (it.integrations ?? []).map((each, index) => {
      const source = sourceOf(each.type, each.vendor?.summary ?? each.summary ?? '');
      return {
        name: `${it.name} ${each.name ?? each.summary ?? each.type}`,
        source,
        service: it.id,
        ...(source === 'pagerduty-events' && { address: '/v2/enqueue' }),
        where: pointer(where, ['integrations', index]),
      };
    }),
  );
  const windows = z.looseObject({
    start_time: text,
    end_time: text,
    description: z.nullish(text),
    services: z.nullish(z.array(z.looseObject({ id: text }))),
    created_by: z.nullish(z.looseObject({ id: text })),
  });
  const knownPeople = new Set(people.map(({ key }) => key));
  const maintenance: MovedMaintenance[] = [];
  for (const { it, where } of files.take('maintenance windows', windows, [
    'maintenance_duration',
  ])) {
    const from = readInstant(it.start_time, pointer(where, ['start_time']), files.faults);
    const until = readInstant(it.end_time, pointer(where, ['end_time']), files.faults);
    const by = it.created_by?.id;
    if (from === undefined || until === undefined) continue;
    maintenance.push({
      ...{ from, until, where, reason: it.description ?? '' },
      of: (it.services ?? []).map(({ id }) => ({ service: id })),
      ...(by !== undefined && knownPeople.has(by) && { by }),
    });
  }
  return {
    people,
    teams,
    schedules,
    policies,
    services,
    integrations,
    heartbeats: [],
    maintenance,
    notes,
  };
}

const ofNoUse = [
  'description color role job_title billed invitation_sent coordinated_incidents locale',
  'default_role parent on_call_handoff_notifications last_incident_timestamp',
  'web_cal_url http_cal_url personal_calendar_url alert_creation privilege created_via',
  'sequence_number created_by teams',
].flatMap(line => line.split(' '));

function rotationOf(
  it: z.infer<typeof layer>,
  where: string,
  timeZone: string,
  { faults, roughly }: ExportFiles,
): Omit<MovedRotation, 'level'> | undefined {
  const start = readInstant(
    it.rotation_virtual_start,
    pointer(where, ['rotation_virtual_start']),
    faults,
  );
  const from = readInstant(it.start, pointer(where, ['start']), faults);
  const end = it.end == null ? undefined : readInstant(it.end, pointer(where, ['end']), faults);
  if (start === undefined || from === undefined) return undefined;
  const name = it.name ?? 'Layer';
  const seconds = it.rotation_turn_length_seconds;
  const odd = [seconds, ...(it.restrictions ?? []).map(each => each.duration_seconds)];
  if (
    odd.some(each => each % 60 !== 0) ||
    it.restrictions?.some(each => /:\d\d:(?!00)/.test(each.start_time_of_day))
  ) {
    roughly(`layer ${name}`, 'times are kept to the minute', where);
  }
  return {
    key: it.id ?? where,
    name,
    people: it.users.map(({ user: { id } }) => id),
    start: wallOf(start, timeZone).text,
    turn:
      seconds % 86_400 === 0
        ? { days: seconds / 86_400 }
        : { minutes: Math.max(1, Math.round(seconds / 60)) },
    from: wallOf(from, timeZone).text,
    ...(end !== undefined && { end: wallOf(end, timeZone).text }),
    windows: (it.restrictions ?? []).map(each => {
      const [hours = 0, minutes = 0] = each.start_time_of_day.split(':').map(Number);
      return {
        ...(each.type === 'weekly_restriction' && { day: (each.start_day_of_week ?? 1) - 1 }),
        from: hours * 60 + minutes,
        minutes: Math.max(1, Math.round(each.duration_seconds / 60)),
      };
    }),
    where,
  };
}

function channelOf(type: string): { channel?: Channel } {
  if (type.startsWith('sms')) return { channel: 'sms' };
  if (type.startsWith('phone')) return { channel: 'voice' };
  return type.startsWith('email') ? { channel: 'email' } : {};
}

/** Senders whose address cannot be changed have one of their own here; the others keep theirs, on another host. */
function sourceOf(type: string, vendor: string): Source {
  if (/email/.test(type)) return 'email';
  const named = senderNamed(vendor);
  const isOurs =
    named === undefined ||
    ['alertmanager', 'generic', 'auto', 'pagerduty', 'pagerduty-events'].includes(named);
  if (!isOurs) return named;
  return /events_api|nagios|generic/.test(type) || named === 'alertmanager'
    ? 'pagerduty-events'
    : 'auto';
}

export const pagerduty: System = { name: 'PagerDuty', kinds, ofNoUse, read };
