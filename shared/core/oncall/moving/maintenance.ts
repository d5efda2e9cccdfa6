import type { Moved, MovedMaintenance, Note } from '#core/oncall/moving/moved.ts';
import type { Source } from '#core/sources.ts';
import { beginning } from '#core/text/plain-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/* Maintenance that another pager has planned, as windows of ours. */

/** A window is no longer here: what is muted for longer is better repaired. */
const longestSeconds = 31 * 86_400;

interface Window {
  name: string;
  match: string;
  owner: string;
  reason: string;
  timeZone: 'UTC';
  from: string;
  until: string;
  includeSev1: true;
}

export function windowsOf(
  { maintenance = [], services, teams }: Moved,
  given: {
    now: Instant;
    person: (key: string) => string;
    service: (key: string) => string;
    /** Of everybody, by their ids here. */
    people: readonly string[];
    note: (how: Note['how'], what: string, where: string, why?: string) => void;
  },
): Window[] {
  const { now, note } = given;
  const inForce = maintenance.filter(each => {
    const why = unfit(each, now);
    if (why !== undefined) note('not', wordsOf(each), each.where, why);
    return why === undefined;
  });
  return inForce.flatMap((each, index) => {
    const owner = ownerOf(each);
    if (owner === undefined) {
      note('not', wordsOf(each), each.where, 'nobody is there who could answer for it');
      return [];
    }
    const isTheirs = each.by !== undefined && given.person(each.by) === owner;
    const approximate = [
      ...(isTheirs ? [] : [`nobody answers for it there: here ${owner} does, and is reminded`]),
      ...(each.of.some(({ source }) => source !== undefined)
        ? ['it mutes whatever comes to the service from a sender of that kind']
        : []),
    ];
    note(
      approximate.length === 0 ? 'exactly' : 'approximately',
      wordsOf(each),
      each.where,
      approximate.length === 0 ? undefined : approximate.join('; '),
    );
    return bySender(each).map(({ source, ids }, part) => ({
      name: `moved-maintenance-${index + 1}${part === 0 ? '' : `-${part + 1}`}`,
      match: matchOf(ids.map(given.service), source),
      owner,
      reason: oneLine(each.reason) || 'Planned in the pager of before',
      timeZone: 'UTC',
      from: each.from.slice(0, 16),
      // A minute begun is muted to its end.
      until: addSeconds(each.until, 59).slice(0, 16),
      includeSev1: true,
    }));
  });

  /** Somebody has to answer for what is muted: whoever planned it, who leads its team, or the first of all. */
  function ownerOf({ by, of: [first] }: MovedMaintenance): string | undefined {
    if (by !== undefined) return given.person(by);
    const team = services.find(({ key }) => key === first?.service)?.team;
    const { lead, members = [] } = teams.find(({ key }) => key === team) ?? {};
    const key = lead ?? members[0];
    return key === undefined ? given.people[0] : given.person(key);
  }
}

function unfit({ from, until, of }: MovedMaintenance, now: Instant): string | undefined {
  if (of.length === 0) return 'it names no service: silence what it is about with `tocsin silence`';
  if (until <= from) return 'it ends before it begins';
  if (until <= now) return 'it is over';
  if (until > addSeconds(from, longestSeconds)) return 'it is longer than 31 days';
  return undefined;
}

const wordsOf = ({ from, until, reason }: MovedMaintenance) =>
  `maintenance ${[reason, `from ${from} until ${until}`].filter(text => text !== '').join(', ')}`;

/** One window for each kind of sender, since conditions hold together. */
function bySender({ of }: MovedMaintenance): { source: Source | undefined; ids: string[] }[] {
  const groups = new Map<Source | undefined, string[]>();
  for (const { source, service } of of) {
    const ids = groups.get(source) ?? [];
    if (!ids.includes(service)) groups.set(source, [...ids, service]);
  }
  return [...groups].map(([source, ids]) => ({ source, ids }));
}

function matchOf(services: string[], source: Source | undefined): string {
  const [one, ...more] = services;
  // Ids of services have no sign that means something in an expression.
  const service = more.length === 0 ? `service="${one}"` : `service=~"${services.join('|')}"`;
  return source === undefined ? service : `${service}, source="${source}"`;
}

const oneLine = (text: string) => beginning(text.replace(/\s+/g, ' ').trim(), 100);
