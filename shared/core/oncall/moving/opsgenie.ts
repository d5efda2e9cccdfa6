import * as z from 'zod/mini';
import { type ExportFiles, pointer, type System } from '#core/oncall/moving/export-files.ts';
import { dayNumberOf, wallOf } from '#core/oncall/moving/layers.ts';
import type {
  Moved,
  MovedContact,
  MovedMaintenance,
  MovedOverride,
  MovedPerson,
  MovedPolicy,
  MovedRotation,
  MovedSchedule,
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
import { isZone } from '#core/time/is-zone.ts';

/*
 * Opsgenie's REST API, v2: docs.opsgenie.com. Whoever is on duty in any rotation of a schedule is on duty; turns are counted
 * by the clock from startDate, whether a restriction leaves anything of them or not. Rules wait from the alert on.
 */

const kinds = {
  users: 'users',
  user: 'users',
  teams: 'teams',
  team: 'teams',
  schedules: 'schedules',
  schedule: 'schedules',
  escalations: 'escalations',
  escalation: 'escalations',
  services: 'services',
  integrations: 'integrations',
  heartbeats: 'heartbeats',
  maintenance: 'maintenance',
  maintenances: 'maintenance',
  policies: 'policies',
  forwardingrules: 'forwarding rules',
};

const text = z.string();
const who = z.looseObject({
  type: z.nullish(text),
  id: z.nullish(text),
  name: z.nullish(text),
  username: z.nullish(text),
});
type Who = z.infer<typeof who>;
const amount = z.looseObject({ timeAmount: z.number(), timeUnit: z.nullish(text) });
const step = z.looseObject({
  enabled: z.nullish(z.boolean()),
  contact: z.looseObject({ method: text, to: z.nullish(text) }),
  sendAfter: z.nullish(amount),
});
const notificationRule = z.looseObject({
  name: z.nullish(text),
  actionType: text,
  enabled: z.nullish(z.boolean()),
  order: z.nullish(z.number()),
  criteria: z.nullish(
    z.looseObject({
      type: z.nullish(text),
      conditions: z.nullish(
        z.array(
          z.looseObject({
            field: z.nullish(text),
            operation: z.nullish(text),
            expectedValue: z.nullish(text),
            not: z.nullish(z.boolean()),
          }),
        ),
      ),
    }),
  ),
  timeRestriction: z.nullish(z.looseObject({ type: z.nullish(text) })),
  steps: z.nullish(z.array(step)),
});
type NotificationRule = z.infer<typeof notificationRule>;
const user = z.looseObject({
  id: text,
  username: text,
  fullName: z.nullish(text),
  timeZone: z.nullish(text),
  userContacts: z.nullish(
    z.array(
      z.looseObject({
        contactMethod: z.nullish(text),
        method: z.nullish(text),
        to: text,
        enabled: z.nullish(z.boolean()),
      }),
    ),
  ),
  notificationRules: z.nullish(z.array(notificationRule)),
});
const team = z.looseObject({
  id: text,
  name: text,
  members: z.nullish(z.array(z.looseObject({ user: who, role: z.nullish(text) }))),
  routingRules: z.nullish(
    z.array(
      z.looseObject({
        name: z.nullish(text),
        isDefault: z.nullish(z.boolean()),
        notify: z.nullish(who),
      }),
    ),
  ),
});
const hour = z.int().check(z.minimum(0), z.maximum(24));
const minute = z.int().check(z.minimum(0), z.maximum(59));
const hours = { startHour: hour, startMin: minute, endHour: hour, endMin: minute };
const restriction = z.union([
  z.looseObject({ type: z.literal('time-of-day'), restriction: z.looseObject(hours) }),
  z.looseObject({
    type: z.literal('weekday-and-time-of-day'),
    restrictions: z.array(z.looseObject({ ...hours, startDay: text, endDay: text })),
  }),
]);
const rotation = z.looseObject({
  id: z.nullish(text),
  name: z.nullish(text),
  startDate: text,
  endDate: z.nullish(text),
  type: z.enum(['hourly', 'daily', 'weekly']),
  length: z.nullish(z.int().check(z.minimum(1))),
  participants: z.array(who),
  timeRestriction: z.nullish(restriction),
});
const period = z.looseObject({ startDate: text, endDate: text, recipient: z.nullish(who) });
const timeline = z.looseObject({
  startDate: z.nullish(text),
  endDate: z.nullish(text),
  finalTimeline: z.looseObject({
    rotations: z.array(z.looseObject({ id: z.nullish(text), periods: z.nullish(z.array(period)) })),
  }),
});
const schedule = z.looseObject({
  id: text,
  name: text,
  timezone: text,
  enabled: z.nullish(z.boolean()),
  ownerTeam: z.nullish(who),
  rotations: z.nullish(z.array(rotation)),
  overrides: z.nullish(
    z.array(
      z.looseObject({
        user: z.nullish(who),
        startDate: text,
        endDate: text,
        rotations: z.nullish(z.array(who)),
      }),
    ),
  ),
  timeline: z.nullish(timeline),
});
const escalation = z.looseObject({
  id: text,
  name: text,
  ownerTeam: z.nullish(who),
  rules: z.array(
    z.looseObject({
      condition: z.nullish(text),
      notifyType: z.nullish(text),
      delay: z.nullish(amount),
      recipient: who,
    }),
  ),
  repeat: z.nullish(
    z.looseObject({ waitInterval: z.nullish(z.number()), count: z.nullish(z.number()) }),
  ),
});
const forwarding = z.looseObject({ fromUser: who, toUser: who, startDate: text, endDate: text });
const service = z.looseObject({ id: text, name: text, teamId: z.nullish(text) });
const integration = z.looseObject({
  id: text,
  name: text,
  type: text,
  enabled: z.nullish(z.boolean()),
  teamId: z.nullish(text),
  ownerTeam: z.nullish(who),
});
const heartbeat = z.looseObject({
  name: text,
  enabled: z.nullish(z.boolean()),
  interval: z.int().check(z.minimum(1)),
  intervalUnit: text,
  alertPriority: z.nullish(text),
  ownerTeam: z.nullish(who),
});

const ofNoUse =
  'description role verified createdAt locale userAddress invitationDisabled version'.split(' ');

function read(files: ExportFiles): Moved {
  const { notes, faults, not, roughly } = files;

  const users = once(files.take('users', user));
  const people = users.map(({ it, where }) => personOf(it, where, files));
  const byName = new Map(users.map(({ it }) => [it.username.toLowerCase(), it.id]));
  const personKey = ({ id, username }: Who): string =>
    id ?? byName.get((username ?? '').toLowerCase()) ?? username ?? '';

  const nameOf = (key: string) => people.find(each => each.key === key)?.name ?? key;
  const forwardings = files
    .take('forwarding rules', forwarding, ['alias'])
    .flatMap(({ it, where }): (MovedOverride & { instead: string })[] => {
      const span = readSpan(it.startDate, it.endDate, where, faults);
      const [instead, person] = [personKey(it.fromUser), personKey(it.toUser)];
      const what = `forwarding of ${nameOf(instead)} to ${nameOf(person)}`;
      if (span === undefined) return [];
      if (span.until <= files.now) {
        not(what, 'it is over', where);
        return [];
      }
      const why = 'it holds where a schedule has them on duty; a level that names them pages them';
      roughly(what, why, where);
      return [{ person, instead, ...span, where }];
    });

  const teams = once(files.take('teams', team));
  const membersOf = (wanted: Who, are: 'admins' | 'users' | 'all' = 'all'): string[] =>
    (teams.find(({ it }) => it.id === wanted.id || it.name === wanted.name)?.it.members ?? [])
      .filter(({ role }) => are === 'all' || (role === 'admin') === (are === 'admins'))
      .map(member => personKey(member.user));

  const schedules = once(files.take('schedules', schedule));
  const scheduleKey = ({ id, name }: Who): string =>
    schedules.find(({ it }) => it.id === id || it.name === name)?.it.id ?? id ?? name ?? '';
  const moved = schedules.flatMap(({ it, where }): MovedSchedule[] => {
    if (!hasZone(it.timezone, where, faults)) return [];
    if (it.rotations == null) {
      faults.push({ where, message: 'has no rotations: fetch schedules with expand=rotation' });
      return [];
    }
    const isOff = it.enabled === false;
    if (isOff) not(`rotations of ${it.name}`, 'the schedule is disabled: it reaches nobody', where);
    const onDuty = [
      ...it.rotations.flatMap(({ participants }) => participants),
      ...(it.overrides ?? []).map(({ user }) => user ?? {}),
    ];
    const takesTurns = (person: string) => onDuty.some(each => personKey(each) === person);
    const keyed = it.rotations.map((each, index) => ({
      each,
      place: pointer(where, ['rotations', index]),
      key: each.id ?? `${it.id}/${index}`,
    }));
    return [
      {
        key: it.id,
        name: it.name,
        timeZone: it.timezone,
        rotations: isOff
          ? []
          : keyed.flatMap(
              ({ each, place, key }) => rotationOf(each, key, place, it, files, personKey) ?? [],
            ),
        overrides: isOff
          ? []
          : [
              ...(it.overrides ?? []).flatMap((each, index): MovedOverride[] => {
                const place = pointer(where, ['overrides', index]);
                const span = readSpan(each.startDate, each.endDate, place, faults);
                if (span === undefined) return [];
                if (each.user == null || (each.user.type ?? 'user') !== 'user') {
                  not(`override of ${it.name}`, 'it puts no single person there', place);
                  return [];
                }
                const only = (each.rotations ?? []).flatMap(({ id }) => id ?? []);
                return [
                  {
                    person: personKey(each.user),
                    ...span,
                    ...(only.length > 0 && { rotations: only }),
                    where: place,
                  },
                ];
              }),
              // On top, since whoever stands in may have forwarded, too.
              ...forwardings.filter(({ instead }) => takesTurns(instead)),
            ],
        ...(isOff ? {} : timelineOf(it, where, files, personKey)),
        where,
      },
    ];
  });

  /** Whose turn comes next, or was before, at each moment: the same rotations, by one turn apart. */
  const besides = (key: string, which: 'next' | 'previous'): string => {
    const found = moved.find(each => each.key === key);
    if (found === undefined) return key;
    const other = `${key} ${which}`;
    if (moved.some(each => each.key === other)) return other;
    const { timeline: _, ...rest } = found;
    const first = which === 'next' ? 1 : -1;
    moved.push({
      ...rest,
      key: other,
      name: `${found.name}, ${which}`,
      rotations: found.rotations.map(each => ({
        ...each,
        people: [...each.people.slice(first), ...each.people.slice(0, first)],
      })),
      overrides: [],
    });
    return other;
  };
  const escalations = once(files.take('escalations', escalation));
  const policies = escalations.map(({ it, where }): MovedPolicy => {
    const rules = it.rules
      .map((rule, index) => ({
        ...rule,
        after: secondsOf(rule.delay),
        place: pointer(where, ['rules', index]),
      }))
      .toSorted((a, b) => a.after - b.after);
    const moments = [...Map.groupBy(rules, ({ after }) => after)];
    const [first] = moments;
    if (first !== undefined && first[0] > 0) {
      roughly(
        `first rule of ${it.name}`,
        `it waits ${first[0] / 60} min before anybody is told; here the first level is paged at once`,
        where,
      );
    }
    const levels = moments.map(([after, some], index) => {
      const level = { people: [] as string[], schedules: [] as string[] };
      for (const { recipient, condition, notifyType, place } of some) {
        const what = `rule of ${it.name} for ${recipient.type} ${recipient.name ?? recipient.username ?? recipient.id}`;
        if (condition === 'if-not-closed')
          roughly(what, 'it waits until the alert is closed; here for an acknowledgement', place);
        if (recipient.type === 'user') level.people.push(personKey(recipient));
        else if (recipient.type === 'schedule') {
          const key = scheduleKey(recipient);
          const isBeside = notifyType === 'next' || notifyType === 'previous';
          level.schedules.push(isBeside ? besides(key, notifyType) : key);
          if (isBeside) {
            const why = `it means the ${notifyType} one: as if all of a rotation were one turn on, and nobody stood in`;
            roughly(what, why, place);
          } else if (notifyType != null && notifyType !== 'default') {
            roughly(what, `it means "${notifyType}"; here it is whoever is on duty`, place);
          }
        } else if (recipient.type === 'team') {
          const only = notifyType === 'admins' || notifyType === 'users' ? notifyType : 'all';
          const wanted = membersOf(recipient, only);
          // Of a team without admins nobody would be paged.
          const isAll = only === 'all' || wanted.length === 0;
          level.people.push(...(isAll ? membersOf(recipient) : wanted));
          const paged = isAll ? 'everybody of the team is' : `the ${only} of the team are`;
          roughly(what, `a level leads to people and schedules: ${paged} paged`, place);
        } else not(what, 'a level leads to people and schedules', place);
      }
      const next = moments[index + 1]?.[0];
      const wait = it.repeat?.waitInterval;
      const waitSeconds = next !== undefined ? next - after : wait ? wait * 60 : undefined;
      return { ...level, ...(waitSeconds !== undefined && { waitSeconds }) };
    });
    return { key: it.id, name: it.name, levels, repeat: (it.repeat?.count ?? 0) + 1, where };
  });

  const policyOfTeam = new Map<string, string>();
  for (const { it, where } of teams) {
    const rules = it.routingRules ?? [];
    const rule = rules.find(({ isDefault }) => isDefault) ?? rules.at(-1);
    for (const [index, other] of rules.entries()) {
      if (other === rule) continue;
      not(
        `routing rule ${other.name ?? index} of ${it.name}`,
        'write it as a rule or an escalation policy of a service',
        pointer(where, ['routingRules', index]),
      );
    }
    const { type, id, name } = rule?.notify ?? {};
    const own = escalations.filter(each => each.it.ownerTeam?.id === it.id);
    const [only] = own;
    if (type === 'escalation') {
      const known = escalations.find(each => each.it.id === id || each.it.name === name);
      policyOfTeam.set(it.id, known?.it.id ?? id ?? '');
    } else if (type === 'schedule') {
      const key = `team ${it.id}`;
      policies.push({
        key,
        name: `${it.name} on call`,
        levels: [{ people: [], schedules: [scheduleKey({ id, name })] }],
        where,
      });
      policyOfTeam.set(it.id, key);
    } else if (rule === undefined && only !== undefined) {
      policyOfTeam.set(it.id, only.it.id);
      roughly(
        `routing of ${it.name}`,
        `no routing rules are in the export: its escalation ${only.it.name} is taken`,
        where,
      );
    } else if (rule === undefined && (it.members ?? []).length > 0) {
      const key = `team ${it.id}`;
      policies.push({
        key,
        name: `${it.name}, everybody`,
        levels: [{ people: membersOf(it), schedules: [] }],
        where,
      });
      policyOfTeam.set(it.id, key);
      roughly(
        `routing of ${it.name}`,
        'no routing rules are in the export: everybody of it is paged',
        where,
      );
    } else not(`routing of ${it.name}`, 'its default rule notifies nobody', where);
  }

  const given = once(files.take('services', service, ['tags']));
  // What is sent to a team is about none of its services there: unless it can only be one, the team itself takes it here.
  const themselves = teams.filter(
    ({ it: { id } }) => given.filter(({ it: { teamId } }) => teamId === id).length !== 1,
  );
  const services = [
    ...given.map(({ it, where }) => ({ key: it.id, name: it.name, team: it.teamId, where })),
    ...themselves.map(({ it, where }) => ({ key: it.id, name: it.name, team: it.id, where })),
  ].map(({ team: owner, ...each }) => {
    const policy = owner == null ? undefined : policyOfTeam.get(owner);
    return {
      ...each,
      ...(owner != null && { team: owner }),
      ...(policy !== undefined && { policy }),
    };
  });
  if (given.length === 0) roughly('services', 'the export has none: each team became one', '');
  else {
    for (const { it, where } of themselves)
      roughly(`team ${it.name}`, 'what is sent to it is of no one service: it became one', where);
  }
  const serviceOf = (owner: string | null | undefined) => {
    const own = services.filter(each => each.team === owner);
    const home = own.find(({ key }) => key === owner) ?? own[0];
    return home === undefined ? {} : { service: home.key };
  };

  const integrationOf = new Map<string, { source: Source; service?: string }>();
  const integrations = once(files.take('integrations', integration)).flatMap(({ it, where }) => {
    if (it.enabled === false) {
      not(`integration ${it.name}`, 'it is disabled', where);
      return [];
    }
    const source = sourceOf(it.type);
    const home = serviceOf(it.teamId ?? it.ownerTeam?.id);
    integrationOf.set(it.id, { source, ...home });
    return [
      {
        name: it.name,
        source,
        ...home,
        ...(source === 'opsgenie' && { address: '/v2/alerts' }),
        where,
      },
    ];
  });
  const severities = { P1: 'SEV1', P2: 'SEV2', P3: 'SEV3', P4: 'SEV4', P5: 'SEV4' } as const;
  const heartbeats = files
    .take('heartbeats', heartbeat, ['expired', 'lastPingTime', 'alertMessage', 'alertTags'])
    .flatMap(({ it, where }) => {
      if (it.enabled === false) {
        not(`heartbeat ${it.name}`, 'it is disabled', where);
        return [];
      }
      const severity = entryOf(severities, it.alertPriority ?? undefined);
      return [
        {
          name: it.name,
          everySeconds: secondsOf({ timeAmount: it.interval, timeUnit: it.intervalUnit }),
          ...serviceOf(it.ownerTeam?.id),
          ...(severity !== undefined && { severity }),
          where,
        },
      ];
    });
  const maintenance: MovedMaintenance[] = [];
  for (const { it, where } of once(
    files.take('maintenance', planned, ['status']),
    each => each.rules?.length ?? 0,
  )) {
    const what = `maintenance ${it.description ?? it.id}`;
    const start = it.time?.startDate ?? it.startDate;
    const end = it.time?.endDate ?? it.endDate;
    if (start == null || end == null || it.rules == null) {
      not(
        what,
        'the list alone does not say when it is, and of what: ask for each by its id',
        where,
      );
      continue;
    }
    const span = readSpan(start, end, where, faults);
    if (span === undefined) continue;
    const of = it.rules.flatMap(({ entity, state }) => {
      const key = state === 'disabled' && entity?.type === 'integration' ? entity.id : undefined;
      const { service, source } = key === undefined ? {} : (integrationOf.get(key) ?? {});
      if (service !== undefined && source !== undefined) return [{ service, source }];
      not(`rule of ${what}`, 'it is about a policy, or an integration of no one service', where);
      return [];
    });
    maintenance.push({ ...span, of, where, reason: it.description ?? '' });
  }
  const other = z.looseObject({
    id: z.nullish(text),
    name: z.nullish(text),
    description: z.nullish(text),
  });
  const why = 'there is nothing here that it could become: see rules in docs/configuration.md';
  for (const { it, where } of files.take('policies', other)) {
    not(`policies ${it.name ?? it.description ?? it.id}`, why, where);
  }
  return {
    people,
    teams: teams.map(({ it, where }) => {
      const lead = it.members?.find(({ role }) => role === 'admin')?.user;
      return {
        key: it.id,
        name: it.name,
        members: membersOf(it),
        ...(lead !== undefined && { lead: personKey(lead) }),
        where,
      };
    }),
    schedules: moved,
    policies,
    services,
    integrations,
    heartbeats,
    maintenance,
    notes,
  };
}

const planned = z.looseObject({
  id: text,
  description: z.nullish(text),
  startDate: z.nullish(text),
  endDate: z.nullish(text),
  time: z.nullish(z.looseObject({ startDate: z.nullish(text), endDate: z.nullish(text) })),
  rules: z.nullish(
    z.array(
      z.looseObject({
        state: z.nullish(text),
        entity: z.nullish(z.looseObject({ id: text, type: z.nullish(text) })),
      }),
    ),
  ),
});

function personOf(
  it: z.infer<typeof user>,
  where: string,
  { not, roughly }: ExportFiles,
): MovedPerson {
  const name = it.fullName ?? it.username;
  const rules = it.notificationRules ?? [];
  const ofNewAlerts = rules
    .filter(({ actionType, enabled }) => actionType === 'create-alert' && enabled !== false)
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const high = ofNewAlerts.find(rule => isAlwaysFor(rule, 1));
  const low = ofNewAlerts.find(rule => isAlwaysFor(rule, 3));
  for (const [index, other] of rules.entries()) {
    if (other === high || other === low) continue;
    const place = pointer(where, ['notificationRules', index]);
    const what = `notification rule ${other.name ?? other.actionType} of ${name}`;
    not(
      what,
      'one rule for what is urgent and one for what can wait say here how a person is reached, at every hour',
      place,
    );
  }
  if (ofNewAlerts.length > 0 && (high === undefined || low === undefined)) {
    const which = [...(high ? [] : ['urgent']), ...(low ? [] : ['not urgent'])].join(' or ');
    roughly(
      `notification rules of ${name}`,
      `none of them is for all that is ${which}: they are reached about it as everybody is`,
      where,
    );
  }
  const stepsOf = (rule: NotificationRule | undefined) =>
    (rule?.steps ?? []).filter(({ enabled }) => enabled !== false);
  const steps = [...new Set([...stepsOf(high), ...stepsOf(low)])];
  const contacts = [
    ...(it.userContacts ?? []).map(({ contactMethod, method, to, enabled }) => ({
      method: contactMethod ?? method ?? '',
      to,
      enabled,
    })),
    ...steps.map(({ contact }) => ({
      method: contact.method,
      to: contact.to ?? '',
      enabled: true,
    })),
  ];
  const numbers = contacts.flatMap(({ method, to, enabled }) =>
    ['sms', 'voice'].includes(method) && enabled !== false ? (readPhone(to) ?? []) : [],
  );
  const [phone] = numbers;
  for (const [index, { contactMethod, method, to, enabled }] of (it.userContacts ?? []).entries()) {
    const place = pointer(where, ['userContacts', index]);
    const kind = contactMethod ?? method ?? '';
    const what = `${kind} ${to} of ${name}`;
    if (enabled === false) not(what, 'it is disabled', place);
    else if (channelOf(kind) === undefined)
      not(what, 'there is no app here: texts, calls and mails reach them', place);
    else if (kind === 'email' && to.toLowerCase() !== it.username.toLowerCase())
      not(what, 'a person has one address here', place);
    else if (kind !== 'email' && readPhone(to) !== phone)
      not(
        what,
        readPhone(to) === undefined ? 'it is no phone number' : 'a person has one number here',
        place,
      );
  }
  for (const { contact } of steps) {
    if (channelOf(contact.method) === undefined)
      not(`a step of ${name} by ${contact.method}`, 'there is no app here', where);
  }
  const listOf = (rule: NotificationRule | undefined) =>
    stepsOf(rule).map(
      ({ contact, sendAfter }): MovedContact => ({
        channel: channelOf(contact.method),
        afterSeconds: secondsOf(sendAfter),
      }),
    );
  return {
    key: it.id,
    name,
    ...(it.username.includes('@') && { email: it.username }),
    ...(phone !== undefined && { phone }),
    ...(it.timeZone != null && isZone(it.timeZone) && { timeZone: it.timeZone }),
    notify: { high: listOf(high), low: listOf(low) },
    where,
  };
}

/** Whether every alert of this priority is told by it, whatever else it says, at every hour; of several the first is. */
function isAlwaysFor({ criteria, timeRestriction }: NotificationRule, priority: number): boolean {
  if (timeRestriction?.type != null) return false;
  const conditions = criteria?.conditions ?? [];
  if (conditions.length === 0) return true;
  const holds = conditions.map(({ field, operation, expectedValue, not }) => {
    const wanted = Number(/^P([1-5])$/.exec(expectedValue ?? '')?.[1]);
    if (field !== 'priority' || Number.isNaN(wanted)) return false;
    // P1 is the greatest.
    const found = {
      equals: priority === wanted,
      'greater-than': priority < wanted,
      'less-than': priority > wanted,
    };
    const is = entryOf(found, operation ?? undefined);
    return is !== undefined && is !== (not ?? false);
  });
  return criteria?.type === 'match-any-condition' ? holds.includes(true) : !holds.includes(false);
}

function rotationOf(
  it: z.infer<typeof rotation>,
  key: string,
  where: string,
  { name: scheduleName, timezone }: { name: string; timezone: string },
  { not, faults }: ExportFiles,
  personKey: (who: Who) => string,
): MovedRotation | undefined {
  const start = readInstant(it.startDate, pointer(where, ['startDate']), faults);
  const end =
    it.endDate == null ? undefined : readInstant(it.endDate, pointer(where, ['endDate']), faults);
  if (start === undefined) return undefined;
  const name = it.name ?? 'Rotation';
  const people = it.participants.map((each, index) => {
    if (each.type === 'user' || each.type == null) return personKey(each);
    if (each.type !== 'none') {
      not(
        `${each.type} ${each.name ?? each.id} in rotation ${name} of ${scheduleName}`,
        'people take turns here: its turn is nobody’s',
        pointer(where, ['participants', index]),
      );
    }
    return undefined;
  });
  const length = it.length ?? 1;
  return {
    key,
    name,
    people,
    level: 0,
    start: wallOf(start, timezone).text,
    turn:
      it.type === 'hourly'
        ? { hours: length }
        : { days: it.type === 'weekly' ? 7 * length : length },
    ...(end !== undefined && { end: wallOf(end, timezone).text }),
    windows: windowsOf(it.timeRestriction, where, faults),
    where,
  };
}

function windowsOf(
  restricted: z.infer<typeof rotation>['timeRestriction'],
  where: string,
  faults: ExportFiles['faults'],
): MovedWindow[] {
  if (restricted == null) return [];
  const day = 1440;
  if (restricted.type === 'time-of-day') {
    const { startHour, startMin, endHour, endMin } = restricted.restriction;
    const [from, to] = [startHour * 60 + startMin, endHour * 60 + endMin];
    return [{ from, minutes: to > from ? to - from : to + day - from }];
  }
  return restricted.restrictions.flatMap((each, index) => {
    const [first, last] = [dayNumberOf(each.startDay), dayNumberOf(each.endDay)];
    if (first === undefined || last === undefined) {
      const message = 'names a day of the week that there is not';
      faults.push({ where: pointer(where, ['timeRestriction', 'restrictions', index]), message });
      return [];
    }
    const from = each.startHour * 60 + each.startMin;
    const week = 7 * day;
    const minutes = (last - first) * day + each.endHour * 60 + each.endMin - from;
    return [{ day: first, from, minutes: minutes > 0 ? minutes : minutes + week }];
  });
}

/** `GET /v2/schedules/ID/timeline`, as the field `timeline` of its schedule. */
function timelineOf(
  { timeline: known }: z.infer<typeof schedule>,
  where: string,
  { faults }: ExportFiles,
  personKey: (who: Who) => string,
): Pick<MovedSchedule, 'timeline'> {
  if (known == null) return {};
  const shifts = known.finalTimeline.rotations.flatMap(({ periods }, at) =>
    (periods ?? []).flatMap(({ startDate, endDate, recipient }, index) => {
      const place = pointer(where, [
        'timeline',
        'finalTimeline',
        'rotations',
        at,
        'periods',
        index,
      ]);
      const span = readSpan(startDate, endDate, place, faults);
      if (span === undefined || recipient?.type !== 'user') return [];
      return [{ person: personKey(recipient), ...span }];
    }),
  );
  const { timeline: covered } = timelineFrom(shifts);
  const from = known.startDate ? readInstant(known.startDate, where, faults) : covered?.from;
  const until = known.endDate ? readInstant(known.endDate, where, faults) : covered?.until;
  return from === undefined || until === undefined ? {} : { timeline: { from, until, shifts } };
}

function channelOf(method: string): Channel | undefined {
  return method === 'sms' || method === 'voice' || method === 'email' ? method : undefined;
}

function secondsOf(time: z.infer<typeof amount> | null | undefined): number {
  if (time == null) return 0;
  const units = { m: 60, h: 3600, d: 86_400, s: 1, w: 604_800 };
  return (
    time.timeAmount * (units[(time.timeUnit ?? 'minutes').charAt(0) as keyof typeof units] ?? 60)
  );
}

/** What speaks to their API keeps its words and changes the host; what posts a form of its own has an address here. */
function sourceOf(type: string): Source {
  const named = senderNamed(type);
  const byApi = ['alertmanager', 'grafana', 'generic', 'auto', 'opsgenie'];
  if (/email/i.test(type)) return 'email';
  return named === undefined || byApi.includes(named) ? 'opsgenie' : named;
}

export const opsgenie: System = { name: 'Opsgenie', kinds, ofNoUse, read };
