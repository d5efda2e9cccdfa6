import type { IncidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { isWorse, severities } from '#core/severity.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';
import type { Posted } from './senders.ts';

/** A webhook that was accepted, and under which receipt. */
export interface Heard extends Posted {
  receipt: string;
  acceptedAt: Instant;
}

/** New problems that one integration may open at once, and each minute; with one more for the flood itself. */
const incidentsAtOnce = 16;
const incidentsPerMinute = 10;

/** What senders may never do to each other, nor the order or the number of deliveries to what they said. */
export function violationsOfSenders(table: MemoryTable, heard: readonly Heard[]): string[] {
  const incidentsOf = (each: Heard) =>
    (table.receipts.get(each.receipt)?.outcomes ?? []).flatMap(outcome =>
      outcome.incident === undefined ? [] : [{ ...outcome, id: outcome.incident }],
    );
  const told = heard.map(each => ({ each, outcomes: incidentsOf(each) }));
  return [...mixed(told), ...milder(told), ...forgotten(told), ...flooded(told)];

  /** Nobody repeats, joins or clears what came from another domain. */
  function mixed(all: typeof told): string[] {
    const domains = new Map<string, Set<string>>();
    for (const { each, outcomes } of all) {
      for (const { id, outcome } of outcomes) {
        if (outcome === 'ignored') continue;
        const known = domains.get(id) ?? new Set();
        domains.set(id, known.add(each.from.domain));
      }
    }
    return [...domains]
      .filter(([, of]) => of.size > 1)
      .map(([id, of]) => `${id} was reached from ${[...of].join(' and ')}`);
  }

  /** An incident is at least as bad as whatever was said of it, unless a person said after the first such word that it is not. */
  function milder(all: typeof told): string[] {
    const first = new Map<string, Instant>();
    return all
      .toSorted((a, b) => (a.each.acceptedAt < b.each.acceptedAt ? -1 : 1))
      .flatMap(({ each, outcomes }) =>
        outcomes.flatMap(({ id, outcome, alert }) => {
          if (!['declared', 'joined', 'repeated'].includes(outcome)) return [];
          const incident = declared(id);
          const [worst] = each.says.map(({ severity }) => severity).toSorted();
          if (incident === undefined || worst === undefined) return [];
          if (!isWorse(worst, incident.severity)) return [];
          const since = first.get(`${id} ${worst}`) ?? each.acceptedAt;
          for (const one of severities.filter(one => !isWorse(one, worst))) {
            if (!first.has(`${id} ${one}`)) first.set(`${id} ${one}`, since);
          }
          return lastJudged(id) >= since
            ? []
            : [`${id} is ${incident.severity}, and ${each.receipt} said ${worst} of "${alert}"`];
        }),
      );
  }

  /** When a person said last how bad it is. */
  function lastJudged(id: string): string {
    const events = (table.commits.get(id as IncidentId) ?? []).flatMap(commit => commit.events);
    const last = events.findLast(
      event => event.type === 'SeverityChanged' && event.by.kind === 'person',
    );
    return last?.at ?? '';
  }

  /** What was last said to fire is in an incident that did not resolve itself; of two words of one moment either may be the last. */
  function forgotten(all: typeof told): string[] {
    const series = new Map<
      string,
      { last: (typeof told)[number]; fires: boolean; ids: Set<string> }
    >();
    const inOrder = all.toSorted((a, b) => (a.each.acceptedAt < b.each.acceptedAt ? -1 : 1));
    for (const one of inOrder) {
      for (const { series: name, status } of one.each.says) {
        const key = `${one.each.from.domain} ${one.each.source} ${name}`;
        const ids = series.get(key)?.ids ?? new Set();
        for (const { id } of one.outcomes) ids.add(id);
        const before = series.get(key);
        const isTied = before?.last.each.acceptedAt === one.each.acceptedAt && !before.fires;
        series.set(key, { last: one, fires: status === 'firing' && !isTied, ids });
      }
    }
    return [...series].flatMap(([key, { fires, ids, last }]) => {
      if (!fires) return [];
      const incidents = [...ids].flatMap(id => declared(id) ?? []);
      const isHeld = incidents.some(isInHand);
      const outcomes = table.receipts.get(last.each.receipt)?.outcomes ?? [];
      const hasWaited = outcomes.some(({ outcome }) => outcome === 'muted');
      if (hasWaited && isKnownOf(last.each.from.domain)) return [];
      return isHeld ? [] : [`${key} fires since ${last.each.receipt}, in no incident that is open`];
    });
  }

  /**
   * What waited behind a mute is in an incident by now, or waits still. Its receipt may not say so: a run that opens the
   * incident and dies does not come to it.
   */
  function isKnownOf(domain: string): boolean {
    return [...table.alerts.values()]
      .filter(({ fingerprint }) => fingerprint.includes(`|${domain}|`))
      .filter(({ status }) => status === 'firing')
      .every(({ incidents }) => incidents.some(id => isInHand(declared(id))));
  }

  function isInHand(incident: DeclaredIncident | undefined): boolean {
    if (incident === undefined) return false;
    return incident.phase !== 'resolved' || incident.resolvedBy?.kind === 'person';
  }

  function flooded(all: typeof told): string[] {
    const bySender = Map.groupBy(all, ({ each }) => each.from.integration);
    return [...bySender].flatMap(([name, some]) => {
      const opened = some.flatMap(({ outcomes }) =>
        outcomes.filter(({ outcome }) => outcome === 'declared'),
      );
      const moments = opened.flatMap(({ id }) => declared(id)?.declaredAt ?? []).toSorted();
      const [first, last] = [moments[0], moments.at(-1)];
      if (first === undefined || last === undefined) return [];
      const allowed =
        incidentsAtOnce + incidentsPerMinute * Math.ceil(secondsBetween(first, last) / 60);
      return opened.length > allowed ? [`${name} opened ${opened.length} incidents`] : [];
    });
  }

  function declared(id: string): DeclaredIncident | undefined {
    const incident = table.states.get(id as IncidentId)?.incident;
    return incident === undefined || incident.phase === 'undeclared' ? undefined : incident;
  }
}
