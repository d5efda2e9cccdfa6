import { type Fingerprint, type IncidentId, incidentId, type ProblemKey } from '#core/ids.ts';
import { allClearsKept, type Flapping, flappingAt, holdOf } from '#core/incident/flapping.ts';
import { type ByHand, inForceThen } from '#core/incident/made-by-hand.ts';
import { type Rung, unanswered } from '#core/incident/would-page.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import { type Budget, budgetKey, floodProblem, spend } from '#core/intake/flood.ts';
import {
  behindWhich,
  firesNow,
  type Inhibitor,
  inhibitedAgainSeconds,
  inhibitorsKept,
  type Places,
  patternsOfRules,
  placesOf,
  withInhibitors,
} from '#core/intake/inhibition.ts';
import { muteOf, mutesAt } from '#core/intake/mute.ts';
import { parsePayload } from '#core/intake/parse.ts';
import {
  type Home,
  homesOf,
  joinsFlood,
  type Known,
  startsAnew,
  type Triage,
  triage,
} from '#core/intake/triage.ts';
import { apart, type TrustDomain } from '#core/intake/trust-domain.ts';
import { type Door, doorOf, type Understood, understood } from '#core/intake/understood.ts';
import { planFor } from '#core/oncall/escalation.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import { type Channel, signals } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import type { Source } from '#core/sources.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { matchersOf, patternsIn } from '#core/text/matchers.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';

/** A body as it was accepted. */
export interface AcceptedBody {
  id: string;
  at: Instant;
  source: Source;
  body: string;
  integration?: string;
  domain?: TrustDomain;
  service?: string;
  mapping?: Mapping;
}

/** Somebody is called because of one alert. `origin` is the same by every configuration: the body, and the alert in it. */
export interface ReplayedCall {
  origin: string;
  at: Instant;
  /** What is called for ends by itself then, whatever anybody does. */
  until?: Instant;
  title: string;
  service: string;
  severity: Severity;
  /** In order. */
  pages: { at: Instant; person: string; channel: Channel }[];
}

interface Running {
  id: IncidentId;
  problem: ProblemKey;
  title: string;
  service: string;
  severity: Severity;
  worst: Severity;
  plan: ResponsePlan;
  firing: Set<Fingerprint>;
  clearSince?: Instant;
  /** When all of it cleared, as far as that tells whether it flaps. */
  allClears?: readonly Instant[];
  cameBackAt?: Instant;
  flapping?: Flapping;
  resolvedAt?: Instant;
  call: Omit<ReplayedCall, 'pages'>;
}

/** An alert as it came in, once it is understood. */
interface News {
  origin: string;
  said: Understood;
  integration: string;
}

/** `at`: when it is looked at again; absent while another alert explains it, until anything has cleared. */
interface Waiting extends News {
  since: Instant;
  at?: Instant;
}

/** Those that are behind one another in one body are looked at so often, as triage does. */
const looksMax = 4;
const noPlaces: Places = { sources: [], targets: [] };

/**
 * Whom these bodies call by a configuration, in the order in which they were accepted: alerts join, clear, raise, flood
 * and explain one another by the rules of triage, what mutes them keeps them waiting, an incident resolves once it has
 * been clear for its time, and nobody ever answers. Of each call the ladder is followed as often as its policy says. The
 * same bodies say the same each time.
 */
export async function replay(
  directory: Directory,
  byHand: ByHand,
  bodies: readonly AcceptedBody[],
): Promise<{ calls: ReplayedCall[]; unread: number }> {
  const running = new Map<IncidentId, Running>();
  const holder = new Map<ProblemKey, IncidentId>();
  const known = new Map<
    Fingerprint,
    {
      status: 'firing' | 'cleared' | 'held';
      at: Instant;
      incidents: IncidentId[];
      held?: { behind: { series: Fingerprint } };
    }
  >();
  const held = new Map<Fingerprint, Waiting>();
  const inhibitors = new Map<string, Inhibitor[]>();
  const everInhibits = new Set<Fingerprint>();
  const { roster, silences } = inForceThen(byHand);
  const { inhibit: rules = [], maintenance = [] } = directory;
  const budgets = new Map<string, Budget>();
  const calls: Omit<ReplayedCall, 'pages'>[] = [];
  let unread = 0;
  let count = 0;

  await readyFor([
    ...[...silences, ...maintenance].flatMap(({ match }) => patternsIn(matchersOf(match))),
    ...patternsOfRules(rules),
  ]);
  const ordered = bodies.toSorted((a, b) =>
    a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.id < b.id ? -1 : 1,
  );
  for (const body of ordered) {
    const door = doorFor(directory, body);
    const parsed = await parsePayload(body.source, body.body, body.at, door.mapping);
    if ('invalid' in parsed) {
      unread += 1;
      continue;
    }
    lookAgain(body.at);
    bring(
      body.at,
      parsed.alerts.flatMap((alert, index): News[] => {
        if (!pages(alert)) return [];
        const said = understood(directory, alert, door, body.service);
        const integration = door.integration ?? body.integration ?? '';
        return [{ origin: `${body.id}#${index}`, said, integration }];
      }),
    );
  }
  lookAgain(undefined);

  return { calls: calls.map(call => ({ ...call, pages: pagesOf(call) })), unread };

  /** What was kept waiting and still fires opens its incident when that is over. */
  function lookAgain(until: Instant | undefined): void {
    for (;;) {
      const due = [...held.values()]
        .flatMap(({ at, ...news }) =>
          at !== undefined && (until === undefined || at <= until) ? [{ ...news, at }] : [],
        )
        .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      if (due.length === 0) return;
      for (const [index, { at, ...news }] of due.entries()) {
        const { fingerprint } = news.said.alert;
        held.delete(fingerprint);
        take(at, news, placesIn(news));
        const again = held.get(fingerprint)?.at;
        const next = due[index + 1]?.at;
        // It waits for something else that ends before the rest is looked at.
        if (again !== undefined && next !== undefined && again < next) break;
      }
    }
  }

  /** What explains others comes first, whatever its place in the body. */
  function bring(at: Instant, news: readonly News[]): void {
    let open = news.map(each => ({ each, places: placesIn(each) }));
    for (let look = 1; open.length > 0; look++) {
      const coming = new Map<string, Inhibitor[]>();
      for (const { each, places } of open) {
        const { fingerprint, title } = each.said.alert;
        const status = known.get(fingerprint)?.status;
        if (status === 'firing' || status === 'held') continue;
        for (const { key, isTarget } of places.sources) {
          const inhibitor = { fingerprint, title, ...(isTarget && { isTarget: true as const }) };
          coming.set(key, [...(coming.get(key) ?? []), inhibitor]);
        }
      }
      const later = open.filter(
        ({ each, places: { targets } }) =>
          look < looksMax &&
          behindWhich(each.said.alert.fingerprint, targets, coming, () => ({})) !== undefined,
      );
      for (const { each, places } of open) note(at, each, places);
      for (const one of open) if (!later.includes(one)) take(at, one.each, one.places);
      open = later;
    }
  }

  function placesIn({ said: { alert, service, severity }, integration }: News): Places {
    if (rules.length === 0 || alert.status !== 'firing') return noPlaces;
    const from = { integration, domain: domainIn(alert) };
    return placesOf(rules, { alert, judged: { service, severity }, from });
  }

  function firesAt(at: Instant) {
    return firesNow(
      of => known.get(of),
      id => homeOf(id, at)?.state,
    );
  }

  function note(at: Instant, { said }: News, { sources }: Places): void {
    const { fingerprint, title } = said.alert;
    for (const { key, isTarget } of sources) {
      const before = inhibitors.get(key) ?? [];
      if (before.some(each => each.fingerprint === fingerprint)) continue;
      const fires = firesAt(at);
      const gone = before
        .map(each => each.fingerprint)
        .filter(each => fires(each, each) === undefined);
      // Where so many fire already, one more says nothing new.
      if (before.length - gone.length >= inhibitorsKept) continue;
      const inhibitor = { fingerprint, title, ...(isTarget && { isTarget: true as const }) };
      inhibitors.set(key, withInhibitors(before, [inhibitor], gone));
      everInhibits.add(fingerprint);
    }
  }

  function take(at: Instant, news: News, { targets }: Places): void {
    const { alert } = news.said;
    const { fingerprint } = alert;
    const before = known.get(fingerprint);
    const incident = homeOf(holder.get(alert.problem), at);
    const about: Known = {
      ...(before !== undefined && {
        alert: { ...before, incidents: before.incidents.flatMap(id => homeOf(id, at) ?? []) },
      }),
      ...(incident !== undefined && { incident }),
    };
    const verdict = triage(alert, at, about);
    const waited = held.get(fingerprint);
    const said = alert.status === 'firing' ? worstOf(waited?.said, news.said) : news.said;
    const mayWait = startsAnew(verdict, homesOf(about));
    const mute = mayWait ? muteOf(alert, said, mutesAt(silences, directory, at)) : undefined;
    const behind =
      mayWait && mute === undefined && targets.length > 0
        ? behindWhich(fingerprint, targets, inhibitors, firesAt(at))
        : undefined;
    if (mute !== undefined) {
      held.set(fingerprint, { ...news, said, since: at, at: mute.until });
      known.set(fingerprint, { status: 'held', at, incidents: [] });
    } else if (behind !== undefined) {
      held.set(fingerprint, { ...news, said, since: at });
      const { series } = behind.by;
      known.set(fingerprint, { status: 'held', at, incidents: [], held: { behind: { series } } });
      const inhibiting = behind.incident && running.get(behind.incident.id);
      // It is as bad as the worst that it keeps waiting.
      if (inhibiting && isWorse(said.severity, inhibiting.severity)) {
        raise(inhibiting, said.severity, at, news.origin);
      }
    } else {
      if (alert.status === 'firing') held.delete(fingerprint);
      settle(verdict, { at, origin: news.origin, said, about });
    }
  }

  /** Only what clears ends an inhibition: what waits behind another is looked at in the next of its minutes. */
  function mayBeOver(at: Instant, cleared?: Fingerprint): void {
    if (cleared !== undefined && !everInhibits.has(cleared)) return;
    for (const waiting of held.values()) {
      if (waiting.at !== undefined) continue;
      const minutes = Math.ceil(secondsBetween(waiting.since, at) / inhibitedAgainSeconds);
      waiting.at = addSeconds(waiting.since, Math.max(1, minutes) * inhibitedAgainSeconds);
    }
  }

  function settle(
    verdict: Triage,
    given: { at: Instant; origin: string; said: Understood; about: Known },
  ): void {
    const { at, origin, said, about } = given;
    const { alert, service, severity } = said;
    switch (verdict.outcome) {
      case 'declare':
        declare(given);
        return;
      case 'attach':
      case 'repeat': {
        const incident = running.get(verdict.incidentId);
        if (incident === undefined) return;
        if (verdict.outcome === 'attach') {
          if (verdict.claims !== undefined) holder.set(alert.problem, incident.id);
          if (incident.resolvedAt !== undefined) reopen(incident, at, origin);
          // It had not resolved yet: nobody is called anew, and the ladder goes on.
          else delete incident.call.until;
          incident.firing.add(alert.fingerprint);
          delete incident.clearSince;
          remember(alert, 'firing', at, [...firesIn(alert), incident.id]);
        } else if (firesIn(alert).length > 0) remember(alert, 'firing', at, firesIn(alert));
        // Worse news is never hidden by what came before.
        if (isWorse(severity, incident.severity)) raise(incident, severity, at, origin);
        return;
      }
      case 'clear': {
        const all = [verdict.incidentId, ...verdict.remaining];
        for (const id of all) clear(running.get(id), alert, at, verdict.all === true);
        if (verdict.all === true) groupIsOver(alert, at);
        remember(alert, 'cleared', at, all);
        mayBeOver(at, verdict.all === true ? undefined : alert.fingerprint);
        return;
      }
      case 'ignore':
        if (verdict.remember === 'group') groupIsOver(alert, at);
        if (verdict.remember === true) remember(alert, 'cleared', at, []);
        return;
      case 'over':
        held.delete(alert.fingerprint);
        mayBeOver(at, alert.fingerprint);
        remember(alert, 'cleared', at, known.get(alert.fingerprint)?.incidents ?? []);
        return;
      case 'doubt':
      case 'hold':
      case 'recall':
        return;
      default:
        verdict satisfies never;
    }

    function declare({ about: looked }: typeof given): void {
      const scope = { domain: domainIn(alert), service };
      const key = budgetKey(scope);
      const { isFlood, budget } = spend(budgets.get(key), severity, at);
      budgets.set(key, budget);
      if (!isFlood) {
        open(alert.problem, alert.title);
        return;
      }
      const problem = floodProblem(scope);
      const flood = homeOf(holder.get(problem), at);
      const joined = joinsFlood(at, flood, looked);
      if (joined.outcome === 'declare') open(problem, `Flood of alerts for ${service}`);
      else settle(joined, { ...given, about });
    }

    function open(problem: ProblemKey, title: string): void {
      count += 1;
      const id = incidentId(`INC-2000-${String(count).padStart(3, '0')}`);
      const call = { origin, at, title, service, severity };
      calls.push(call);
      running.set(id, {
        ...{ id, problem, title, service, severity, call },
        worst: severity,
        plan: planFor(directory, roster, { service, severity, at }),
        firing: new Set([alert.fingerprint]),
      });
      holder.set(problem, id);
      remember(alert, 'firing', at, [...firesIn(alert), id]);
    }
  }

  /** What of it waits is over as well. */
  function groupIsOver({ problem }: Alert, at: Instant): void {
    for (const { said } of [...held.values()]) {
      if (said.alert.problem !== problem) continue;
      held.delete(said.alert.fingerprint);
      remember(said.alert, 'cleared', at, []);
    }
    mayBeOver(at);
  }

  function reopen(incident: Running, at: Instant, origin: string): void {
    delete incident.resolvedAt;
    incident.cameBackAt = at;
    callAgain(incident, at, origin);
  }

  function raise(incident: Running, severity: Severity, at: Instant, origin: string): void {
    incident.severity = severity;
    incident.worst = severity;
    incident.plan = planFor(directory, roster, { service: incident.service, severity, at });
    if (incident.resolvedAt === undefined) callAgain(incident, at, origin);
  }

  function callAgain(incident: Running, at: Instant, origin: string): void {
    const { title, service, severity } = incident;
    incident.call.until ??= at;
    incident.call = { origin, at, title, service, severity };
    calls.push(incident.call);
  }

  function clear(incident: Running | undefined, alert: Alert, at: Instant, all: boolean): void {
    if (incident === undefined) return;
    if (all) incident.firing.clear();
    else incident.firing.delete(alert.fingerprint);
    if (incident.firing.size === 0 && incident.clearSince === undefined) {
      incident.clearSince = at;
      const flapping = flappingAt(incident, at);
      if (flapping === undefined) delete incident.flapping;
      else incident.flapping = flapping;
      incident.allClears = [...(incident.allClears ?? []), at].slice(-allClearsKept);
      // Nobody is woken for a problem that is going away by itself.
      incident.call.until = at;
    }
  }

  function remember(
    alert: Alert,
    status: 'firing' | 'cleared',
    at: Instant,
    incidents: IncidentId[],
  ): void {
    known.set(alert.fingerprint, { status, at, incidents: [...new Set(incidents)] });
  }

  function firesIn({ fingerprint }: Alert): IncidentId[] {
    const before = known.get(fingerprint);
    return before?.status === 'firing' ? before.incidents : [];
  }

  /** As it stands at this moment: what has been clear for long enough has resolved, and later closed, by itself. */
  function homeOf(id: IncidentId | undefined, at: Instant): Home | undefined {
    const incident = id && running.get(id);
    if (incident === undefined) return undefined;
    const { clearSince, plan } = incident;
    if (clearSince !== undefined) {
      const resolvedAt = addSeconds(clearSince, holdOf(incident));
      if (resolvedAt <= at) incident.resolvedAt = resolvedAt;
    }
    const declared = {
      alerts: { firing: incident.firing.size },
      problem: incident.problem,
      severity: incident.severity,
      severityReason: { rule: 'replayed' },
      worstAlert: incident.worst,
      plan: { service: { id: incident.service } },
    };
    const { resolvedAt } = incident;
    if (resolvedAt === undefined) return { id: incident.id, state: { phase: 'open', ...declared } };
    if (addSeconds(resolvedAt, plan.watchSeconds) <= at) {
      return { id: incident.id, state: { phase: 'resolved', ...declared } };
    }
    const watching = { phase: 'watching', resolvedAt, resolvedBy: signals } as const;
    return { id: incident.id, state: { ...watching, ...declared } };
  }

  function pagesOf({ at, until, service, severity }: Omit<ReplayedCall, 'pages'>) {
    const { rungs } = unanswered({ directory, roster, service, severity, at });
    return rungs
      .flatMap((rung: Rung) => (rung.kind === 'paged' ? rung.pages : []))
      .filter(page => until === undefined || page.at < until)
      .map(page => ({ at: page.at, person: page.person, channel: page.channel }))
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}

/** What waits is as bad as the worst that was said of it. */
function worstOf(before: Understood | undefined, said: Understood): Understood {
  return before !== undefined && isWorse(before.severity, said.severity) ? before : said;
}

/** The integration as this configuration has it; one that it does not have any more vouched for its body all the same. */
function doorFor(
  directory: Directory,
  { source, integration, domain, mapping }: AcceptedBody,
): Door {
  const named = integration === undefined ? undefined : doorOf(directory, source, integration);
  if (named !== undefined) return named;
  const { domain: first } = doorOf({ ...directory, integrations: [] }, source) ?? {};
  const door = domain ?? first;
  if (door === undefined) throw new Error('A body without a door');
  return { domain: door, ...(mapping !== undefined && { mapping }) };
}

function domainIn({ problem }: Alert): TrustDomain {
  return apart(problem).domain ?? ('' as TrustDomain);
}

export interface Changed {
  origin: string;
  at: Instant;
  title: string;
  /** Absent: nobody is called for it. */
  before?: ReplayedCall;
  after?: ReplayedCall;
  added: ReplayedCall['pages'];
  lost: ReplayedCall['pages'];
}

/** Of two configurations over the same bodies: the calls of which any page differs, oldest first. */
export function changedCalls(
  before: readonly ReplayedCall[],
  after: readonly ReplayedCall[],
): Changed[] {
  const byOrigin = (calls: readonly ReplayedCall[]) =>
    new Map(calls.map(call => [call.origin, call]));
  const [was, is] = [byOrigin(before), byOrigin(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((origin): Changed[] => {
      const [old, next] = [was.get(origin), is.get(origin)];
      const [had, has] = [new Set(old?.pages.map(keyOf)), new Set(next?.pages.map(keyOf))];
      const added = (next?.pages ?? []).filter(page => !had.has(keyOf(page)));
      const lost = (old?.pages ?? []).filter(page => !has.has(keyOf(page)));
      const shown = next ?? old;
      if (shown === undefined || added.length + lost.length === 0) return [];
      const { at, title } = shown;
      return [
        {
          ...{ origin, at, title, added, lost },
          ...(old !== undefined && { before: old }),
          ...(next !== undefined && { after: next }),
        },
      ];
    })
    .toSorted((a, b) => (a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.origin < b.origin ? -1 : 1));
}

function keyOf({ at, person, channel }: ReplayedCall['pages'][number]): string {
  return `${at} ${person} ${channel}`;
}
