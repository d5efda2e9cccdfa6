import { sha256 } from '#core/digest.ts';
import type { Fingerprint, IncidentId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { lookedAt } from '#core/intake/alert-matchers.ts';
import { mayBeKept } from '#core/intake/mute.ts';
import type { Home } from '#core/intake/triage.ts';
import { ownAlerts, type TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { allHold, matchersOf, patternsIn } from '#core/text/matchers.ts';
import { oneLine } from '#core/text/plain-text.ts';

/*
 * What explains an alert keeps it waiting: while a node is down, nobody has to hear of each service on it. As in
 * Alertmanager, an alert that matches `source` inhibits those that match `target` and say the same in `equal`.
 */

export type Inhibition = NonNullable<Directory['inhibit']>[number];

/** One that was firing when it was noted. Whether it still does, its status says. */
export interface Inhibitor {
  fingerprint: Fingerprint;
  title: string;
  /** It is what its own rule inhibits as well: such do not inhibit one another. */
  isTarget?: true;
}

/** What keeps an alert waiting. */
export interface InhibitedBy {
  rule: string;
  series: Fingerprint;
  title: string;
  /** Absent: what inhibits it waits itself, behind a silence or something else. */
  incident?: IncidentId;
}

/** More that say the same are not remembered: one is enough, and each that is heard again is noted again. */
export const inhibitorsKept = 20;
/** What is inhibited is looked at this often: nothing else tells that what inhibits it is over. */
export const inhibitedAgainSeconds = 60;
/** How far it is followed whether what inhibits is inhibited itself. */
export const chainMax = 5;

interface Judged {
  service: string;
  severity: Severity;
}
interface From {
  integration: string;
  domain?: TrustDomain;
}

/** The places in which an alert is to be noted as a source, and those at which what may inhibit it is found. */
export interface Places {
  sources: { key: string; isTarget: boolean }[];
  targets: { key: string; rule: string; isSource: boolean }[];
}

/**
 * Without `integrations`, a rule is about alerts of one trust domain: whoever holds the key of one sender mutes nothing of
 * another. What Tocsin says of itself is inhibited by nothing.
 */
export function placesOf(
  rules: readonly Inhibition[],
  { alert, judged, from }: { alert: Alert; judged: Judged; from: From },
): Places {
  const look = lookedAt(alert, judged);
  const places: Places = { sources: [], targets: [] };
  for (const rule of rules) {
    const { integrations, includeSev1 = false } = rule;
    const isSource = allHold(matchersOf(rule.source), look);
    const isTarget = allHold(matchersOf(rule.target), look);
    if (!isSource && !isTarget) continue;
    const scope = integrations === undefined ? `domain:${from.domain ?? ''}` : 'named';
    const key = keyOf(rule, scope, name => sameness(name, judged, look));
    if (isSource && (integrations === undefined || integrations.includes(from.integration))) {
      places.sources.push({ key, isTarget });
    }
    const mayWait = judged.severity !== 'SEV1' || includeSev1;
    if (isTarget && mayWait && from.domain !== ownAlerts && mayBeKept(alert)) {
      places.targets.push({ key, rule: rule.name, isSource });
    }
  }
  return places;
}

/** Whether one found at a place inhibits this alert: neither itself, nor one of two that would inhibit each other. */
function inhibits(
  { fingerprint, isTarget }: Pick<Inhibitor, 'fingerprint' | 'isTarget'>,
  target: { fingerprint: Fingerprint; isSource: boolean },
): boolean {
  return fingerprint !== target.fingerprint && !(isTarget === true && target.isSource);
}

/** What is known of one that was noted, as far as it decides whether it fires. */
interface Standing {
  status: 'firing' | 'cleared' | 'held';
  incidents: readonly IncidentId[];
  held?: { behind?: { series: Fingerprint } };
}

/** Whether one fires, as far as it inhibits `target`. `incident` is absent where it waits itself, behind whatever mutes it. */
export type Fires = (of: Fingerprint, target: Fingerprint) => { incident?: Home } | undefined;

export function firesNow(
  statusOf: (of: Fingerprint) => Standing | undefined,
  stateOf: (id: IncidentId) => Home['state'] | undefined,
): Fires {
  const homeOf = (id: IncidentId): Home[] => {
    const state = stateOf(id);
    const isOpen = state?.phase === 'open' || state?.phase === 'acknowledged';
    // Where nothing fires any more, all of it was cleared at once.
    return isOpen && state.alerts.firing > 0 ? [{ id, state }] : [];
  };
  return (of, target) => {
    let status = statusOf(of);
    for (let depth = 0; depth < chainMax && status !== undefined; depth++) {
      if (status.status === 'firing') {
        const [incident] = status.incidents.flatMap(homeOf);
        return incident && (depth === 0 ? { incident } : {});
      }
      if (status.status === 'cleared') return undefined;
      const next = status.held?.behind?.series;
      if (next === undefined) return {};
      // Two that inhibit one another would both wait, and nobody would hear of either.
      if (next === target) return undefined;
      status = statusOf(next);
    }
    return undefined;
  };
}

export interface Behind {
  by: InhibitedBy;
  incident?: Home;
}

/** What inhibits an alert. One of which somebody has heard already comes before one that waits itself. */
export function behindWhich(
  fingerprint: Fingerprint,
  targets: Places['targets'],
  found: ReadonlyMap<string, readonly Inhibitor[]>,
  fires: Fires,
): Behind | undefined {
  const all = targets.flatMap(({ key, rule, isSource }) =>
    (found.get(key) ?? []).flatMap((inhibitor): Behind[] => {
      if (!inhibits(inhibitor, { fingerprint, isSource })) return [];
      const firing = fires(inhibitor.fingerprint, fingerprint);
      if (firing === undefined) return [];
      const { fingerprint: series, title } = inhibitor;
      const { incident } = firing;
      const by = { rule, series, title, ...(incident !== undefined && { incident: incident.id }) };
      return [{ by, ...(incident !== undefined && { incident }) }];
    }),
  );
  return all.find(({ incident }) => incident !== undefined) ?? all[0];
}

/** What is remembered at a place once these fire as well. */
export function withInhibitors(
  known: readonly Inhibitor[],
  inhibitors: readonly Inhibitor[],
  gone: readonly Fingerprint[],
): Inhibitor[] {
  const out = new Set([...gone, ...inhibitors.map(({ fingerprint }) => fingerprint)]);
  return [...known.filter(({ fingerprint }) => !out.has(fingerprint)), ...inhibitors].slice(
    -inhibitorsKept,
  );
}

/** The expressions of these rules, to be made ready before any of them is asked. */
export function patternsOfRules(rules: readonly Inhibition[]): string[] {
  return rules.flatMap(({ source, target }) =>
    [source, target].flatMap(match => patternsIn(matchersOf(match))),
  );
}

/** As a receipt and a page say it. */
export function inhibitedText({ rule, title, incident }: Omit<InhibitedBy, 'series'>): string {
  return oneLine(
    `inhibited by ${title}${incident === undefined ? '' : ` (${incident})`}, as the rule ${rule} says`,
  );
}

/** A changed rule finds nothing that was noted for what it was before. */
function keyOf(rule: Inhibition, scope: string, sayOf: (name: string) => string): string {
  const { name, source, target, equal = [] } = rule;
  const values = equal.map(label => [label, sayOf(label)]);
  return sha256(JSON.stringify([name, source, target, scope, values])).slice(0, 40);
}

/** What both must say: of a service the one of tocsin.yaml, whatever word its sender has for it. Missing is empty. */
function sameness(name: string, judged: Judged, look: ReturnType<typeof lookedAt>): string {
  return name === 'service' ? judged.service : (look(name).texts[0] ?? '').normalize('NFC');
}
