import { type judging, saidOf } from '#app/intake/judge.ts';
import type { WithVerdict } from '#app/intake/triaged.ts';
import { eachOf } from '#core/chunks.ts';
import type { Fingerprint } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import {
  type Behind,
  behindWhich,
  chainMax,
  type Fires,
  firesNow,
  type InhibitedBy,
  type Inhibition,
  type Inhibitor,
  inhibitedAgainSeconds,
  inhibitedText,
  inhibitorsKept,
  type Places,
  patternsOfRules,
  placesOf,
} from '#core/intake/inhibition.ts';
import { homesOf, startsAnew } from '#core/intake/triage.ts';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { addSeconds } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus } from '#ports/intake.ts';
import type { Now } from '#ports/runtime.ts';

/** So many places are written at once. */
const notedAtOnce = 25;

type Index = Pick<AlertIndex, 'lookUp' | 'inhibitors'>;

/** What fires now of what was noted at these places, with the incident in which somebody hears of it. */
function whatFires(deps: { incidents: Pick<IncidentStore, 'loadMany'>; alerts: Index }) {
  return async (found: ReadonlyMap<string, readonly Inhibitor[]>) => {
    const series = [...found.values()].flat().map(({ fingerprint }) => fingerprint);
    const statuses = await withThoseBehind([...new Set(series)]);
    const ids = [...statuses.values()].flatMap(({ status, incidents }) =>
      status === 'firing' ? incidents : [],
    );
    const loaded = await deps.incidents.loadMany([...new Set(ids)]);
    return firesNow(
      of => statuses.get(of),
      id => loaded.get(id)?.incident,
    );
  };

  async function withThoseBehind(series: readonly Fingerprint[]) {
    const known = new Map<Fingerprint, AlertStatus>();
    let fingerprints = series;
    for (let depth = 0; depth < chainMax && fingerprints.length > 0; depth++) {
      const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints });
      for (const [print, status] of alerts) known.set(print, status);
      fingerprints = [...alerts.values()].flatMap(({ held }) => {
        const next = held?.behind?.series;
        return next === undefined || known.has(next) ? [] : [next];
      });
    }
    return known;
  }
}

interface Target {
  alert: Alert;
  judged: { service: string; severity: Severity };
  from: { integration: string; domain?: TrustDomain };
}

/** What would inhibit an alert, if anything does. */
export function inhibitorOf(deps: { incidents: Pick<IncidentStore, 'loadMany'>; alerts: Index }) {
  return async (rules: readonly Inhibition[], target: Target): Promise<InhibitedBy | undefined> => {
    if (rules.length === 0) return undefined;
    await readyFor(patternsOfRules(rules));
    const { targets } = placesOf(rules, target);
    if (targets.length === 0) return undefined;
    const found = await deps.alerts.inhibitors(targets.map(({ key }) => key));
    const fires = await whatFires(deps)(found);
    return behindWhich(target.alert.fingerprint, targets, found, fires)?.by;
  };
}

/** Keeps waiting what would open an incident while what explains it fires. */
export function inhibiting(deps: {
  incidents: Pick<IncidentStore, 'loadMany'>;
  alerts: Index & Pick<AlertIndex, 'noteInhibitors'>;
  judge: ReturnType<typeof judging>;
  now: Now;
}) {
  /** `later`: not to be brought anywhere before what is with it in this batch and would inhibit it. */
  return async (
    looked: readonly WithVerdict[],
    directory: Directory,
  ): Promise<{ now: WithVerdict[]; later: WithVerdict[] }> => {
    const firing = looked.filter(
      ({ subject, verdict }) => subject.alert.status === 'firing' && verdict.outcome !== 'ignore',
    );
    const { inhibit: rules = [] } = directory;
    if (rules.length === 0 || firing.length === 0) return { now: [...looked], later: [] };
    await readyFor(patternsOfRules(rules));
    const places = new Map<WithVerdict, Places>();
    for (const each of firing) {
      const { alert, from } = each.subject;
      const judged = deps.judge(directory, saidOf(each));
      const { sources, targets } = placesOf(rules, { alert, judged, from });
      const mayWait = startsAnew(each.verdict, homesOf(each.known));
      places.set(each, { sources, targets: mayWait ? targets : [] });
    }
    const keys = [...places.values()].flatMap(({ sources, targets }) =>
      [...sources, ...targets].map(({ key }) => key),
    );
    if (keys.length === 0) return { now: [...looked], later: [] };
    const found = await deps.alerts.inhibitors([...new Set(keys)]);
    const fires = await whatFires(deps)(found);
    const coming = await note(places, found, fires);

    const now: WithVerdict[] = [];
    const later: WithVerdict[] = [];
    for (const each of looked) {
      const { alert } = each.subject;
      const targets = places.get(each)?.targets ?? [];
      const behind = behindWhich(alert.fingerprint, targets, found, fires);
      if (behind !== undefined) now.push(held(each, behind));
      else if (behindWhich(alert.fingerprint, targets, coming, () => ({})) !== undefined)
        later.push(each);
      else now.push(each);
    }
    return { now, later };
  };

  /** Before it is brought anywhere, so that no crash in between forgets it. Answers those of which nothing is known yet. */
  async function note(
    places: ReadonlyMap<WithVerdict, Places>,
    found: ReadonlyMap<string, readonly Inhibitor[]>,
    fires: Fires,
  ): Promise<Map<string, Inhibitor[]>> {
    const coming = new Map<string, Inhibitor[]>();
    const news = new Map<string, Inhibitor[]>();
    for (const [{ subject, known }, { sources }] of places) {
      const { fingerprint, title } = subject.alert;
      for (const { key, isTarget } of sources) {
        const inhibitor = { fingerprint, title, ...(isTarget && { isTarget: true as const }) };
        const isNoted = (found.get(key) ?? []).some(each => each.fingerprint === fingerprint);
        if (!isNoted) news.set(key, [...(news.get(key) ?? []), inhibitor]);
        if (known.alert?.status === 'firing' || known.alert?.status === 'held') continue;
        coming.set(key, [...(coming.get(key) ?? []), inhibitor]);
      }
    }
    const at = deps.now();
    await eachOf([...news], notedAtOnce, async ([key, inhibitors]) => {
      const gone = (found.get(key) ?? [])
        .map(({ fingerprint }) => fingerprint)
        .filter(each => fires(each, each) === undefined);
      const room = inhibitorsKept - (found.get(key) ?? []).length + gone.length;
      // Where so many fire already, one more says nothing new.
      if (room <= 0) return;
      await deps.alerts.noteInhibitors(key, inhibitors.slice(0, room), at, gone);
    });
    return coming;
  }

  function held(looked: WithVerdict, { by, incident }: Behind): WithVerdict {
    const behind = { series: by.series, ...(incident !== undefined && { incident }) };
    const lookAgainAt = addSeconds(deps.now(), inhibitedAgainSeconds);
    const about = { by: `inhibit:${by.rule}`, lookAgainAt, behind, reason: inhibitedText(by) };
    return { ...looked, verdict: { outcome: 'hold', ...about } };
  }
}
