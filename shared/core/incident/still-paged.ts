import type { DeclaredIncident } from '#core/incident/incident.ts';
import { domainOf, isOfDomain } from '#core/intake/trust-domain.ts';
import { everybodyOn } from '#core/oncall/plan.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Responder } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';

/** Somebody whom running incidents would page, at what the next configuration does not have any more. */
export interface StillPaged {
  person: string;
  /** They are gone, or this way of reaching them is. */
  what: 'person' | 'phone' | 'email' | 'webhook';
  incidents: string[];
}

const ways = ['phone', 'email', 'webhook'] as const;

/** Whether anything goes that somebody may be paged at; if not, no incident has to be looked at. */
export function removesSomebody(before: Directory, after: Directory): boolean {
  return Object.keys(before.people).some(
    person => goneWays(before, after, person).length > 0 || isGone(after, person),
  );
}

/** Plans are fixed when an incident is declared: whom do they name who is gone, or reached elsewhere? */
export function stillPaged(
  incidents: readonly DeclaredIncident[],
  before: Directory,
  after: Directory,
): StillPaged[] {
  const found = new Map<string, StillPaged>();
  for (const { id, plan } of incidents) {
    for (const responder of plan.levels.flatMap(everybodyOn)) {
      for (const what of whatIsGone(responder, before, after)) {
        const { person } = responder;
        const known = found.get(`${person} ${what}`) ?? { person, what, incidents: [] };
        if (!known.incidents.includes(id)) known.incidents.push(id);
        found.set(`${person} ${what}`, known);
      }
    }
  }
  return [...found.values()];
}

/** Who acknowledged or leads what runs, and is not there any more: it counts as in good hands, and nobody hears of it. */
export function stillHeld(
  incidents: readonly DeclaredIncident[],
  before: Directory,
  after: Directory,
): { person: string; incidents: string[] }[] {
  const held = incidents.flatMap(incident => {
    const actor = 'acknowledgedBy' in incident ? incident.acknowledgedBy : undefined;
    const by = actor?.kind === 'person' ? [actor.id] : [];
    const roles = Object.values(incident.roles).map(({ person }) => person);
    return [...new Set([...by, ...roles])].map(person => ({ person, id: incident.id }));
  });
  const gone = held.filter(
    ({ person }) => Object.hasOwn(before.people, person) && isGone(after, person),
  );
  return [...Map.groupBy(gone, ({ person }) => person)].map(([person, theirs]) => ({
    person,
    incidents: theirs.map(({ id }) => id),
  }));
}

/** Services and schedules of before that are no more. */
export function gonePlaces(before: Directory, after: Directory): StillOf['of'][] {
  const gone = (kind: 'services' | 'schedules') =>
    Object.keys(before[kind])
      .filter(id => !Object.hasOwn(after[kind], id))
      .map(id => ({ kind, id }));
  return [...gone('services'), ...gone('schedules')];
}

/** Incidents that run of a service that is gone, or with a level that pages by a schedule that is, and by no other. */
export interface StillOf {
  of: { kind: 'services' | 'schedules'; id: string };
  incidents: string[];
}

export function stillOf(incidents: readonly DeclaredIncident[], gone: StillOf['of'][]): StillOf[] {
  const schedulesGone = gone.flatMap(({ kind, id }) => (kind === 'schedules' ? [id] : []));
  return gone.flatMap(of => {
    const theirs = incidents.filter(({ plan: { service, levels } }) =>
      of.kind === 'services'
        ? service.id === of.id
        : levels.some(
            ({ schedules = [] }) =>
              schedules.includes(of.id) && schedules.every(id => schedulesGone.includes(id)),
          ),
    );
    return theirs.length === 0 ? [] : [{ of, incidents: theirs.map(({ id }) => id) }];
  });
}

/** Senders of before whose alerts nobody can vouch for any more: they are gone, or go by another name or domain. */
export function goneSenders(before: Directory, after: Directory): Directory['integrations'] {
  const known = new Set(after.integrations.map(domainOf));
  return before.integrations.filter(each => !known.has(domainOf(each)));
}

/** Incidents with alerts that fire, of senders who are gone: no word of theirs clears them. */
export function stillFiring(
  incidents: readonly DeclaredIncident[],
  gone: Directory['integrations'],
): { name: string; incidents: string[] }[] {
  return gone.flatMap(integration => {
    const theirs = incidents.filter(
      ({ alerts, problem }) => alerts.firing > 0 && isOfDomain(domainOf(integration), problem),
    );
    return theirs.length === 0
      ? []
      : [{ name: integration.name, incidents: theirs.map(({ id }) => id) }];
  });
}

function whatIsGone(
  responder: Responder,
  before: Directory,
  after: Directory,
): StillPaged['what'][] {
  const { person } = responder;
  if (!Object.hasOwn(before.people, person)) return [];
  if (isGone(after, person)) return ['person'];
  const old = entryOf(before.people, person);
  return goneWays(before, after, person).filter(way => responder[way] === old?.[way]);
}

function isGone({ people }: Directory, person: string): boolean {
  return !Object.hasOwn(people, person);
}

function goneWays(before: Directory, after: Directory, person: string) {
  const [old, next] = [entryOf(before.people, person), entryOf(after.people, person)];
  return ways.filter(way => old?.[way] !== undefined && old[way] !== next?.[way]);
}
