import type { Operations } from '#app/api/operation.ts';
import { eachIncident } from '#app/incident/each-incident.ts';
import { phases } from '#contract/incident.ts';
import { eachOf } from '#core/chunks.ts';
import { incidentId } from '#core/ids.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { pagedIn, wakingsOf } from '#core/paging/fairness.ts';
import { clocksIn, incidentFigures } from '#core/review/incident-figures.ts';
import { statistics } from '#core/review/statistics.ts';
import { addSeconds, type Instant, instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const usualSeconds = 90 * 86_400;
/** Each takes one query of its history; beyond these the answer would not come in time. */
const incidentsMax = 1000;
const atOnce = 20;

/** Figures over time (R24), read from the histories themselves, so that a better rule counts for the past as well. */
export function statsOperations(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  now: Now;
}): Operations<'stats'> {
  return {
    async stats({ query }) {
      const to = query.to === undefined ? deps.now() : instant(query.to);
      const from = query.from === undefined ? addSeconds(to, -usualSeconds) : instant(query.from);
      if (from >= to) return { invalid: { path: '?from', message: 'must be earlier than to' } };
      const directory = (await deps.configuration.current())?.directory;
      const zone = directory?.organisation.timeZone ?? 'UTC';
      const known = new Map(Object.entries(directory?.people ?? {}));
      const { figures, isCut, stories } = await figuresOf({ from, to }, clocksIn(directory));
      // Those who have left were woken all the same: what the people carried is what the groups count.
      const people = [...pagedIn(stories)]
        .map(([person, told]) => {
          const { name = told, timeZone = zone } = known.get(person) ?? {};
          return wakingsOf({ person, name, timeZone }, stories);
        })
        .filter(({ pages }) => pages > 0)
        .toSorted((a, b) => b.pages - a.pages || (a.person < b.person ? -1 : 1));
      return {
        answer: {
          ...{ from, to, isCut },
          groups: statistics(figures, query.by, zone),
          people,
          incidents: figures.map(each => ({
            ...{ id: each.id, declaredAt: each.declaredAt },
            ...{ severity: each.severity, service: each.service },
            ...(each.acknowledgeSeconds !== undefined && {
              acknowledgeSeconds: each.acknowledgeSeconds,
            }),
            ...(each.resolveSeconds !== undefined && { resolveSeconds: each.resolveSeconds }),
            ...(each.target !== undefined && { targetSeconds: each.target.seconds }),
          })),
        },
      };
    },
  };

  async function figuresOf(
    { from, to }: { from: Instant; to: Instant },
    zoneOf: ReturnType<typeof clocksIn>,
  ) {
    const wanted: DeclaredIncident[] = [];
    let isCut = false;
    // All phases at once: what goes from one to another between two reads would count twice, or not at all.
    for await (const incident of eachIncident(deps.incidents, phases, to)) {
      if (incident.declaredAt < from) break;
      isCut = wanted.length === incidentsMax;
      if (isCut) break;
      wanted.push(incident);
    }
    const stories: { isDrill: boolean; events: IncidentEvent[] }[] = [];
    const found = await eachOf(wanted, atOnce, async incident => {
      const commits = await deps.incidents.history(incidentId(incident.id));
      const events = commits.flatMap(commit => commit.events);
      stories.push({ isDrill: incident.drill !== undefined, events });
      return incidentFigures(incident, commits, zoneOf, deps.now());
    });
    const figures = found
      .filter(each => each !== undefined)
      .toSorted((a, b) => (a.declaredAt > b.declaredAt ? -1 : 1));
    return { figures, isCut, stories };
  }
}
