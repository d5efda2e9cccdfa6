import type { Directory } from '#core/setup/directory.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../support/team.ts';

type Pick = (below: number) => number;

export const turns = {
  name: 'Turns',
  people: ['ana', 'bo'],
  start: '2026-11-22T02:40',
  turn: 'daily',
} as const;

/** On this day nobody has their usual turn. */
export const holiday = { date: '2026-11-25', person: 'emil' } as const;
const onHolidays = {
  ...{ name: 'Holidays', people: [holiday.person], on: 'holidays' },
  ...{ start: '2026-11-01T00:00', turn: 'daily' },
} as const;
/** Of a name of its own: by the hours of the default one tickets are answered. */
const office = { timeZone: 'UTC', from: '09:00', to: '17:00', holidays: [holiday.date] };

/** By which devices know us; nobody has the other half of it. */
export const pushKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';

const [, ...levels] = team.escalationPolicies.default.levels;
const { phone: _, ...withoutPhone } = team.people.chidi;
/** Two at once, and two more later, so that something is left to move on to. */
const usual = {
  high: ['sms', 'email', { channel: 'sms', after: '2m' }, { channel: 'email', after: '3m' }],
  low: ['email'],
};
const otherWays = {
  high: ['email', { channel: 'voice', after: '1m' }, { channel: 'webhook', after: '90s' }],
  low: ['sms'],
};

const explained = {
  ...{ name: 'explained', source: 'severity="SEV1"', target: 'severity=~"SEV2|SEV3|SEV4"' },
  equal: ['service'],
};

/** What `tocsin.yaml` may say, as bits: each night draws its own, and some apply another in the middle. */
const choices = 12;
const parsed = new Map<number, Directory>();

export function settings(pick: Pick): Directory {
  // Half of the nights are as they were before there was anything to choose.
  const drawn = pick(2) === 0 ? 0 : pick(2 ** choices);
  const known = parsed.get(drawn) ?? directoryOf(drawn);
  parsed.set(drawn, known);
  return known;
}

/** The same team, some time later: of its people, levels, services and teams some are not in the file any more. */
export function smaller(pick: Pick): Directory {
  return directoryOf(pick(2) === 0 ? 0 : pick(2 ** choices), pick(2 ** lossesOf.length));
}

const lossesOf = ['ana', 'bo', 'chidi', 'emil', 'levels', 'service', 'contact'] as const;

function directoryOf(drawn: number, lost = 0): Directory {
  const isLost = (what: (typeof lossesOf)[number]) => ((lost >> lossesOf.indexOf(what)) & 1) === 1;
  const stays = (person: string) => !isLost(person as never);
  const onDuty = turns.people.filter(stays);
  const onCall = onDuty.length > 0 ? onDuty : ['dana'];
  const is = (bit: number) => ((drawn >> bit) & 1) === 1;
  const asked = { fillRolesWithin: is(0) ? '4m' : 'never' };
  const owed = { ...(is(1) && { updateEvery: '6m', remindBefore: '2m' }) };
  const quiet = is(2) ? { hold: '1m', watch: '6m' } : {};
  const paging = { ...asked, ...owed, ...quiet, unacknowledgeForgotten: !is(3) };
  const some = (isLost('levels') ? [] : is(4) ? levels.slice(0, 1) : levels).filter(level =>
    level.people.every(stays),
  );
  const { payments, website } = team.services;
  const { phone: _phone, email: _email, ...bo } = team.people.bo;
  const people = {
    ...team.people,
    // Paged by calls and by their own program, too; somebody has no number until they enter one.
    bo: { ...(isLost('contact') ? bo : team.people.bo), webhook: 'https://bo.example.com/page' },
    ...(is(5) && { chidi: withoutPhone }),
  };
  const document = {
    ...team,
    organisation: { ...team.organisation, voice: true },
    people: Object.fromEntries(Object.entries(people).filter(([id]) => stays(id))),
    teams: { commerce: { name: 'Commerce', members: team.teams.commerce.members.filter(stays) } },
    services: isLost('service') ? { website } : { payments, website },
    push: { publicKey: pushKey },
    heartbeats: [
      {
        name: 'backup',
        service: isLost('service') ? 'website' : 'payments',
        every: '4m',
        grace: '1m',
      },
    ],
    notify: is(6) ? otherWays : usual,
    // Handed over in the middle of the night.
    calendars: { office },
    schedules: {
      primary: {
        name: 'Primary',
        timeZone: 'UTC',
        calendar: 'office',
        layers: [
          { ...turns, people: onCall },
          { ...onHolidays, people: [isLost('emil') ? 'dana' : holiday.person] },
        ],
      },
    },
    escalationPolicies: {
      default: {
        levels: [
          { name: 'On-call Engineer', schedules: ['primary'] },
          ...(is(7) ? some.map(level => ({ ...level, acknowledgeWithin: '2m' })) : some),
        ],
        ...(is(8) && { repeat: 2 }),
      },
    },
    ...(is(9) && stays('emil') && { fallback: 'emil' }),
    ...(is(11) && { inhibit: [explained] }),
    severities: {
      SEV1: paging,
      SEV2: { ...paging, acknowledgeWithin: '4m' },
      SEV3: { ...quiet, ...(is(10) && { respondWithin: '8m', acknowledgeWithin: '5m' }) },
    },
  };
  const result = parseDirectory(document);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.directory;
}
