import { dutyDifferences } from '#core/oncall/moving/duty-check.ts';
import { layersOf, standIn, wallOf } from '#core/oncall/moving/layers.ts';
import { windowsOf } from '#core/oncall/moving/maintenance.ts';
import type {
  Fault,
  Moved,
  MovedContact,
  MovedPerson,
  MovedPolicy,
  MovedRotation,
  MovedSchedule,
  Note,
} from '#core/oncall/moving/moved.ts';
import { shiftsBetween } from '#core/oncall/who-is-on-call.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Channel } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { layerOf } from '#core/setup/document-on-call.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { counted, listed } from '#core/text/listing.ts';
import { beginning } from '#core/text/plain-text.ts';
import { asCompared } from '#core/text/wildcard.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import { durationText } from '#core/time/duration-text.ts';
import type { Instant } from '#core/time/instant.ts';
import { wallAt } from '#core/time/wall-minutes.ts';

/** tocsin.yaml as somebody would write it. */
type Written = Record<string, unknown> & { people: Record<string, WrittenPerson> };
interface WrittenPerson {
  name: string;
  phone?: string;
  email?: string;
  timeZone?: string;
  notify?: Record<string, WrittenContact[]>;
}
type WrittenContact = Channel | { channel: Channel; after: string };

export interface Configured {
  document: Written;
  directory: Directory;
  notes: Note[];
  warnings: Issue[];
  /** Our schedules in the place of each of theirs. */
  schedules: { name: string; ids: string[] }[];
  /** Where each of their senders goes: by the name of its integration here. */
  senders: { name: string; address: string }[];
}

/** The new key of an integration: shown once, and kept nowhere. */
export type NewKey = (integration: string) => string;

const nameMax = 80;
const idForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const contactsMax = 12;
const afterMaxSeconds = 900;

/**
 * A configuration that does what the export says, checked as `apply` checks it, and what became of each thing. `now`:
 * what was over by then is not carried. `newKey` answers the SHA-256 of the key that it made.
 */
export function toConfiguration(
  moved: Moved,
  { now, system, newKey }: { now: Instant; system: string; newKey: NewKey },
): Configured | { faults: Fault[] } {
  const notes: Note[] = [...moved.notes];
  const told = new Set<string>();
  const note = (how: Note['how'], what: string, where: string, why?: string) => {
    const said = { what, how, where, ...(why !== undefined && { why }) };
    // What is urgent and what can wait are often the same list.
    const key = JSON.stringify(said);
    if (!told.has(key)) notes.push(said);
    told.add(key);
  };
  const faults = dangling(moved, now);
  if (faults.length > 0) return { faults };

  const ids = {
    people: idsOf(moved.people),
    teams: idsOf(moved.teams),
    policies: idsOf(moved.policies),
    services: idsOf(moved.services),
  };
  const idOf = (map: Map<string, string>) => (key: string) => {
    const id = map.get(key);
    if (id === undefined) throw new Error(`No id was made for ${key}`);
    return id;
  };
  const person = idOf(ids.people);

  const schedules: Record<string, DirectoryDocument['schedules'][string]> = {};
  const ours = new Map<string, string[]>();
  const taken = new Set<string>();
  for (const schedule of moved.schedules) {
    const made = schedulesOf(schedule, person, now, note);
    const keys = made.map(each => {
      const id = freeId(each.name, taken);
      schedules[id] = each;
      return id;
    });
    ours.set(schedule.key, keys);
  }

  const people = Object.fromEntries(
    contactsOnce(moved.people, note).map(each => [person(each.key), personOf(each, note)]),
  );
  const policies = Object.fromEntries(
    moved.policies.flatMap(policy => {
      const made = policyOf(policy, person, ours, note);
      return made === undefined ? [] : [[idOf(ids.policies)(policy.key), made]];
    }),
  );
  const teams = Object.fromEntries(
    moved.teams.map(({ key, name, members, lead, where }) => {
      note('exactly', `team ${name}`, where);
      const made = {
        name: shortened(name, 'team', where, note),
        members: members.map(person),
        ...(lead !== undefined && { lead: person(lead) }),
      };
      return [idOf(ids.teams)(key), made];
    }),
  );
  const everybody = 'everybody';
  const isTeamless = moved.services.some(({ team }) => team === undefined);
  if (isTeamless || moved.services.length === 0) {
    teams[everybody] = { name: 'Everybody', members: Object.keys(people) };
  }
  // Whoever sends an alert names a service by its id or its name, so that none is another's.
  const names = new Set([...ids.services.values()]);
  const services = Object.fromEntries(
    moved.services.map(({ key, name, team, policy, runbook, where }) => {
      const made = policy === undefined ? undefined : ids.policies.get(policy);
      const known = made !== undefined && Object.hasOwn(policies, made) ? made : undefined;
      note(
        known === undefined ? 'approximately' : 'exactly',
        `service ${name}`,
        where,
        known === undefined
          ? 'it has no escalation that reaches anybody: `default` takes it'
          : undefined,
      );
      const id = idOf(ids.services)(key);
      const short = shortened(name, 'service', where, note);
      const unique = freeName(short, names, id);
      if (unique !== short) {
        const why = `an alert that names it so would mean another: here it is ${unique}`;
        note('approximately', `name of service ${short}`, where, why);
      }
      const written = {
        name: unique,
        team: team === undefined ? everybody : idOf(ids.teams)(team),
        ...(known !== undefined && { escalationPolicy: known }),
        ...(runbook !== undefined && { runbook }),
      };
      return [id, written];
    }),
  );
  if (moved.services.length === 0) {
    const [first] = Object.keys(policies);
    services.everything = {
      name: 'Everything',
      team: everybody,
      ...(first !== undefined && { escalationPolicy: first }),
    };
    note(
      'approximately',
      'services',
      '',
      'the export has none: one that takes every alert was made',
    );
  }
  const needsDefault = Object.values(services).some(each => each.escalationPolicy === undefined);
  if (needsDefault && !Object.hasOwn(policies, 'default')) {
    const all = Object.keys(schedules);
    policies.default = {
      levels: [
        all.length > 0
          ? { name: 'On call', schedules: all }
          : { name: 'Everybody', people: Object.keys(people) },
      ],
    };
  }
  const [defaultService] = Object.keys(services);
  const senders: Configured['senders'] = [];
  const integrationNames = new Set<string>();
  const integrations = moved.integrations.map(({ name, source, service, address, where }) => {
    const unique = freeName(oneLineOf(name, 'integration'), integrationNames);
    const id = service === undefined ? undefined : ids.services.get(service);
    const isOfNone = id === undefined && Object.keys(services).length > 1;
    const home = isOfNone
      ? `; what comes by it and names no service goes to ${defaultService}`
      : '';
    const why = `its sender needs the new address and key${home}`;
    note('approximately', `integration ${name}`, where, why);
    senders.push({ name: unique, address: address ?? `/v1/alerts/${source}` });
    return {
      name: unique,
      source,
      keySha256: newKey(unique),
      ...(id !== undefined && { service: id }),
    };
  });
  const beats = new Set<string>();
  const heartbeats = moved.heartbeats.map(({ name, everySeconds, service, severity, where }) => {
    const isFree = idForm.test(name) && !beats.has(name);
    const id = isFree ? name : freeId(name, beats);
    beats.add(id);
    const isSame = id === name;
    note(
      isSame ? 'exactly' : 'approximately',
      `heartbeat ${name}`,
      where,
      isSame ? undefined : `it is called ${id} here: whoever sends it has to be told`,
    );
    const home = service === undefined ? undefined : ids.services.get(service);
    return {
      name: id,
      every: durationText(Math.max(60, everySeconds)),
      ...(home !== undefined && { service: home }),
      ...(severity !== undefined && { severity }),
    };
  });

  const maintenance = windowsOf(moved, {
    ...{ now, person, service: idOf(ids.services), people: Object.keys(people), note },
  });

  const zones = moved.schedules.map(({ timeZone }) => timeZone);
  const timeZone = mostOften(zones) ?? 'UTC';
  note(
    'approximately',
    'organisation',
    '',
    `no export names it: its name is a guess, its zone (${timeZone}) that of most schedules`,
  );
  if (Object.keys(services).length > 1) {
    note(
      'approximately',
      'defaultService',
      '',
      `alerts of no known service go to ${defaultService}: the export says nothing of that`,
    );
  }
  const voice = Object.values(people).some(({ notify }) =>
    JSON.stringify(notify ?? {}).includes('voice'),
  );
  if (voice) {
    note(
      'approximately',
      'calls',
      '',
      'they need a number of your own: docs/runbook.md; until then the next way is taken at once',
    );
  }
  const document: Written = {
    version: 1,
    organisation: { name: `Moved from ${system}`, timeZone, ...(voice && { voice }) },
    people,
    teams,
    ...(Object.keys(schedules).length > 0 && { schedules }),
    escalationPolicies: policies,
    services,
    ...(Object.keys(services).length > 1 && { defaultService }),
    ...(integrations.length > 0 && { integrations }),
    ...(heartbeats.length > 0 && { heartbeats }),
    ...(maintenance.length > 0 && { maintenance }),
  };

  const parsed = withoutLateContacts(document, note);
  if ('problems' in parsed) {
    return {
      faults: parsed.problems.map(({ path, message }) => ({
        where: `what came out, ${path.join('.')}`,
        message,
      })),
    };
  }
  for (const schedule of moved.schedules) {
    const known = (key: string) => ids.people.get(key) ?? key;
    checkTimeline(schedule, ours.get(schedule.key) ?? [], parsed.directory, known, now, note);
  }
  return {
    document,
    directory: parsed.directory,
    notes,
    warnings: parsed.warnings,
    senders,
    schedules: moved.schedules.map(({ key, name }) => ({ name, ids: ours.get(key) ?? [] })),
  };
}

type Say = (how: Note['how'], what: string, where: string, why?: string) => void;

/** References of the export to what the export does not have: it is not whole. Of what is over nobody need be there any more. */
function dangling(moved: Moved, now: Instant): Fault[] {
  const known = {
    person: new Set(moved.people.map(({ key }) => key)),
    team: new Set(moved.teams.map(({ key }) => key)),
    schedule: new Set(moved.schedules.map(({ key }) => key)),
    'escalation policy': new Set(moved.policies.map(({ key }) => key)),
    service: new Set(moved.services.map(({ key }) => key)),
  };
  const faults: Fault[] = [];
  const need = (what: keyof typeof known, key: string | undefined, where: string) => {
    if (key === undefined || known[what].has(key)) return;
    faults.push({ where, message: `names ${what} ${key}, which is not in the export` });
  };
  for (const { members, lead, where } of moved.teams) {
    for (const key of [...members, lead]) need('person', key, where);
  }
  for (const schedule of moved.schedules) {
    for (const { people, where } of schedule.rotations.filter(each => !isOver(each, schedule, now)))
      for (const key of people) need('person', key, where);
    for (const { person, instead, until, where } of schedule.overrides) {
      if (until <= now) continue;
      for (const key of [person, instead]) need('person', key, where);
    }
  }
  for (const { levels, where } of moved.policies) {
    for (const { people, schedules } of levels) {
      for (const key of people) need('person', key, where);
      for (const key of schedules) need('schedule', key, where);
    }
  }
  for (const { team, policy, where } of moved.services) {
    need('team', team, where);
    need('escalation policy', policy, where);
  }
  for (const { service, where } of [...moved.integrations, ...moved.heartbeats]) {
    need('service', service, where);
  }
  for (const { of, until, where } of moved.maintenance ?? []) {
    if (until <= now) continue;
    for (const { service } of of) need('service', service, where);
  }
  return faults;
}

function isOver(
  { end }: MovedRotation,
  { timeZone }: Pick<MovedSchedule, 'timeZone'>,
  now: Instant,
): boolean {
  return end !== undefined && end <= wallOf(now, timeZone).text;
}

function schedulesOf(
  schedule: MovedSchedule,
  idOf: (person: string) => string,
  now: Instant,
  note: Say,
): DirectoryDocument['schedules'][string][] {
  const { name, timeZone, rotations, overrides, where } = schedule;
  const here = wallAt(now, timeZone);
  const running = rotations.filter(rotation => {
    const isPast = isOver(rotation, schedule, now);
    const what = `rotation ${rotation.name} of ${name}`;
    if (isPast) note('not', what, rotation.where, `it ended at ${rotation.end}`);
    return !isPast;
  });
  const parts = running.flatMap(rotation => {
    const what = `rotation ${rotation.name} of ${name}`;
    const { layers, until } = layersOf(rotation, idOf, here, timeZone);
    if (layers.length === 0) {
      note('not', what, rotation.where, 'nobody takes a turn in it');
      return [];
    }
    if (until === undefined) note('exactly', what, rotation.where);
    else {
      const why = `no rule here says it: its turns are written out until ${until}, and nobody is on duty after that`;
      note('approximately', what, rotation.where, why);
    }
    return [{ rotation, layers }];
  });
  const standIns = overrides.flatMap(override => {
    const { person, instead, from, until, rotations: only } = override;
    const what = `override of ${name} from ${dayAndTime(from, timeZone)}`;
    if (until <= now) {
      note('not', what, override.where, 'it is over');
      return [];
    }
    const [begin, end] = [wallOf(from, timeZone), wallOf(until, timeZone)];
    if (begin.text >= end.text) {
      note('not', what, override.where, 'it has no length on the wall there');
      return [];
    }
    const isExact = begin.isExact && end.isExact;
    note(
      isExact ? 'exactly' : 'approximately',
      what,
      override.where,
      isExact
        ? 'as a layer on top, which may go once it is over'
        : 'to the minute, and at a time that a clock shows twice from its first showing on',
    );
    const on = (layers: Layers): Layers => {
      const spans =
        instead === undefined
          ? [{ from, until }]
          : shiftsOf(layers, timeZone, from, until).filter(shift => shift.person === idOf(instead));
      return spans.flatMap(span => {
        const [first, last] = [wallOf(span.from, timeZone).text, wallOf(span.until, timeZone).text];
        return first < last ? [standIn(`Override until ${last}`, idOf(person), first, last)] : [];
      });
    };
    return [{ on, only }];
  });
  if (parts.length === 0 && standIns.length === 0) {
    note('not', `schedule ${name}`, where, 'nobody is ever on duty in it');
    return [];
  }
  const levels = [...Map.groupBy(parts, ({ rotation }) => rotation.level)]
    .toSorted(([a], [b]) => a - b)
    .map(([, some]) => some);
  const lanes = Math.max(1, ...levels.map(some => some.length));
  note(
    'exactly',
    `schedule ${name}`,
    where,
    lanes === 1
      ? undefined
      : `as ${counted(lanes, 'schedule')}: whoever is on duty in any of them is on duty, and levels name all of them`,
  );
  return Array.from({ length: lanes }, (_, lane) => {
    // What is on top covers what is below in every lane; its own comes last, so that nobody of it is covered.
    const stacked = levels.flatMap((some, level) =>
      level === 0
        ? some.slice(lane, lane + 1)
        : [...some.filter((_each, index) => index !== lane), ...some.slice(lane, lane + 1)],
    );
    const own = levels.map(some => some[lane]).find(part => part !== undefined);
    let layers = stacked.flatMap(part => part.layers);
    for (const { on, only } of standIns) {
      if (only === undefined || stacked.some(({ rotation }) => only.includes(rotation.key))) {
        layers = [...layers, ...on(layers)];
      }
    }
    const called = lanes === 1 || own === undefined ? name : `${name}, ${own.rotation.name}`;
    return { name: shortened(called, 'schedule', where, note), timeZone, layers };
  }).filter(({ layers }) => layers.length > 0);
}

type Layers = DirectoryDocument['schedules'][string]['layers'];

function shiftsOf(layers: Layers, timeZone: string, from: Instant, until: Instant) {
  const known = { id: 'moving', name: 'moving', timeZone, layers: layers.map(layerOf) };
  return shiftsBetween(known, [], from, until);
}

/** Nobody shares an address here: an answer must have one author. */
function contactsOnce(people: readonly MovedPerson[], note: Say): MovedPerson[] {
  const taken = new Map<string, string>();
  return people.flatMap(person => {
    const kept = { ...person };
    for (const field of ['phone', 'email'] as const) {
      const address = person[field]?.toLowerCase();
      if (address === undefined) continue;
      const owner = taken.get(address);
      if (owner === undefined) taken.set(address, person.name);
      else {
        delete kept[field];
        note('not', `${field} of ${person.name}`, person.where, `${owner} has the same`);
      }
    }
    return [kept];
  });
}

function personOf(
  { name, email, phone, timeZone, notify, where }: MovedPerson,
  note: Say,
): WrittenPerson {
  note('exactly', `person ${name}`, where);
  const rules = (['high', 'low'] as const).flatMap(urgency => {
    const list = contactsFor(notify?.[urgency] ?? [], { name, where, email, phone }, note);
    return list.length === 0 ? [] : [[urgency, list] as const];
  });
  return {
    name: shortened(name, 'person', where, note),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(timeZone !== undefined && { timeZone }),
    ...(rules.length > 0 && { notify: Object.fromEntries(rules) }),
  };
}

function contactsFor(
  contacts: readonly MovedContact[],
  {
    name,
    where,
    email,
    phone,
  }: { name: string; where: string; email: string | undefined; phone: string | undefined },
  note: Say,
): WrittenContact[] {
  const has = {
    sms: phone,
    voice: phone,
    email,
    webhook: undefined,
    slack: email,
    push: undefined,
  };
  const ordered = contacts.toSorted((a, b) => a.afterSeconds - b.afterSeconds);
  const [first] = ordered;
  const carried = ordered.filter(({ channel }) => channel !== undefined && has[channel]);
  const [soonest] = carried;
  // Whoever was told by an app at once is not to sleep until their call five minutes later.
  const isSilentFirst = first && soonest && first.afterSeconds < soonest.afterSeconds;
  if (isSilentFirst) {
    note(
      'approximately',
      `first attempt for ${name}`,
      where,
      `what they were told by ${afterWords(first.afterSeconds)} is not carried: here it is ${soonest.channel}`,
    );
  }
  const kept = new Map<string, WrittenContact>();
  for (const { channel, afterSeconds } of [
    ...(isSilentFirst ? [{ ...soonest, afterSeconds: first.afterSeconds }] : []),
    ...ordered,
  ]) {
    if (channel === undefined) continue;
    const what = `${channel} after ${durationText(afterSeconds)} for ${name}`;
    if (has[channel] === undefined)
      note('not', what, where, 'no such address of theirs was carried');
    else if (afterSeconds > afterMaxSeconds) {
      note(
        'not',
        what,
        where,
        `a person is tried for ${durationText(afterMaxSeconds)} here; later it is the next level's turn`,
      );
    } else if (kept.size >= contactsMax)
      note('not', what, where, `more than ${contactsMax} attempts`);
    else {
      kept.set(
        `${channel} ${afterSeconds}`,
        afterSeconds === 0 ? channel : { channel, after: durationText(afterSeconds) },
      );
    }
  }
  return [...kept.values()];
}

const afterWords = (seconds: number) =>
  seconds === 0 ? 'at once' : `after ${durationText(seconds)}`;

function policyOf(
  { name, levels, repeat, where }: MovedPolicy,
  person: (key: string) => string,
  ours: ReadonlyMap<string, string[]>,
  note: Say,
) {
  const made = levels.flatMap(({ people, schedules, waitSeconds }, index) => {
    const named = [...new Set(people.map(person))];
    const onCall = [...new Set(schedules.flatMap(key => ours.get(key) ?? []))];
    if (named.length + onCall.length === 0) {
      note('not', `level ${index + 1} of ${name}`, where, 'it reaches nobody');
      return [];
    }
    return [
      {
        name: `Level ${index + 1}`,
        ...(named.length > 0 && { people: named }),
        ...(onCall.length > 0 && { schedules: onCall }),
        ...(waitSeconds !== undefined && {
          acknowledgeWithin: durationText(Math.max(1, waitSeconds)),
        }),
      },
    ];
  });
  if (made.length === 0) {
    note('not', `escalation policy ${name}`, where, 'none of its levels reaches anybody');
    return undefined;
  }
  const rounds = Math.min(10, Math.max(1, repeat ?? 1));
  note(
    'approximately',
    `escalation policy ${name}`,
    where,
    'the same people after the same times; an incident that nobody answers is never given up here, it starts again',
  );
  return { levels: made, ...(rounds > 1 && { repeat: rounds }) };
}

/** An attempt that no level waits for is refused here, for it is never made. */
function withoutLateContacts(document: Written, note: Say) {
  const parsed = parseDirectory(document);
  if (!('problems' in parsed)) return parsed;
  const late = parsed.problems.filter(
    ({ path, message }) =>
      path[0] === 'people' && path[2] === 'notify' && message.startsWith('is never made'),
  );
  if (late.length === 0) return parsed;
  for (const { path, message } of late.toReversed()) {
    const [, id, , urgency, index] = path;
    const person = document.people[String(id)];
    const list = person?.notify?.[String(urgency)];
    if (person === undefined || list === undefined) continue;
    const [contact] = list.splice(Number(index), 1);
    if (contact === undefined) continue;
    const words =
      typeof contact === 'string' ? contact : `${contact.channel} after ${contact.after}`;
    note('not', `${words} for ${person.name}`, '', message);
    if (list.length === 0) delete person.notify?.[String(urgency)];
  }
  return parseDirectory(document);
}

function checkTimeline(
  schedule: MovedSchedule,
  ids: readonly string[],
  directory: Directory,
  person: (key: string) => string,
  now: Instant,
  note: Say,
): void {
  const { name, timeline, timeZone, where } = schedule;
  const what = `timeline of ${name}`;
  if (timeline === undefined) {
    note('not', what, where, 'the export has none, so nothing was compared with it');
    return;
  }
  const theirs = timeline.shifts.map(shift => ({ ...shift, person: person(shift.person) }));
  const { compared, differences } = dutyDifferences(
    directory,
    ids,
    { ...timeline, shifts: theirs },
    now,
  );
  if (compared === 0) {
    note('not', what, where, 'it covers no time from now on, so nothing was compared with it');
  } else if (differences.length === 0) {
    note('exactly', what, where, `the same people at each of ${compared} quarters of an hour`);
  }
  const said = (people: readonly string[]) =>
    people.length === 0
      ? 'nobody'
      : listed(people.map(id => entryOf(directory.people, id)?.name ?? id));
  for (const { from, until, ours, theirs: wanted } of differences) {
    const span = `${dayAndTime(from, timeZone)} to ${dayAndTime(until, timeZone)}`;
    note(
      'approximately',
      what,
      where,
      `from ${span} it has ${said(wanted)}, and this ${said(ours)}`,
    );
  }
}

function shortened(name: string, what: string, where: string, note: Say): string {
  const short = oneLineOf(name, what);
  if (short !== name.trim())
    note('approximately', `name of ${what} ${short}`, where, 'it was longer');
  return short;
}

function oneLineOf(name: string, otherwise: string): string {
  const plain = name.replace(/\p{Cc}/gu, ' ').trim();
  return beginning(plain, nameMax).trim() || otherwise;
}

/** With a number where it is taken, and taken from then on. `own`: what may be called so all the same. */
function freeName(name: string, taken: Set<string>, own?: string): string {
  let free = name;
  for (let count = 2; taken.has(asCompared(free)) && asCompared(free) !== own; count++) {
    const end = ` ${count}`;
    free = `${beginning(name, nameMax - end.length).trim()}${end}`;
  }
  taken.add(asCompared(free));
  return free;
}

function idsOf(things: readonly { key: string; name: string }[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(things.map(({ key, name }) => [key, freeId(name, taken)]));
}

/** Letters that are no others with an accent, to Unicode. */
const withoutAccent: Record<string, string> = {
  ...{ æ: 'ae', ð: 'd', ø: 'o', þ: 'th', œ: 'oe', ß: 'ss', đ: 'd', ı: 'i', ł: 'l' },
};

function freeId(name: string, taken: Set<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[æðøþœßđıł]/g, letter => withoutAccent[letter] ?? letter)
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|(?<!-)-+$/g, '')
    .slice(0, 56);
  const base = plain === '' ? 'unnamed' : plain;
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
  taken.add(id);
  return id;
}

function mostOften(texts: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(texts, text => text)];
  return counts.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
