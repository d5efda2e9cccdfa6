import type { HandleCommand } from '#app/incident/handle-command.ts';
import { applyTriage } from '#app/intake/apply-triage.ts';
import { inhibiting } from '#app/intake/inhibit.ts';
import { judging, saidOf } from '#app/intake/judge.ts';
import { type Knowledge, learning } from '#app/intake/knowledge.ts';
import type { Applied, Opening, Subject, TriagedAlert, WithVerdict } from '#app/intake/triaged.ts';
import { chunks } from '#core/chunks.ts';
import type { IncidentId } from '#core/ids.ts';
import { type Budget, type BudgetScope, budgetKey, isSpent, spend } from '#core/intake/flood.ts';
import { lookAgainAt, muteOf, mutesAt, muteText } from '#core/intake/mute.ts';
import { mostUrgentFirst } from '#core/intake/severity/stated-severity.ts';
import type { Home } from '#core/intake/triage.ts';
import { homesOf, joinsFlood, startsAnew, triage } from '#core/intake/triage.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import type { Severity } from '#core/severity.ts';
import { readyFor } from '#core/text/full-pattern.ts';
import { matchersOf, patternsIn } from '#core/text/matchers.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, ReceiptOutcome } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Log, Now, Pause } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface SettledAlert extends TriagedAlert {
  outcome: ReceiptOutcome['outcome'];
  incidentId?: string;
  reason: string;
}

/** `left`: not looked at, because they are too many or the time is up. */
export type TriageBatch = (
  alerts: readonly TriagedAlert[],
  isTimeLeft?: () => boolean,
) => Promise<{ settled: SettledAlert[]; failed: TriagedAlert[]; left: TriagedAlert[] }>;

/** So many are taken at once; the rest waits for a run of its own. */
const alertsPerRun = 1000;
const attemptsMax = 8;
/** How many join a flood between two looks at the clock. */
const floodStep = 90;

/**
 * Brings alerts to their incidents. Those of one problem are taken together, so that a storm is a few commits, and what
 * is beyond the budget of its integration and service goes into one incident. Whatever somebody else moved meanwhile is
 * looked at again, a bounded number of times.
 */
export function triageBatch(deps: {
  incidents: IncidentStore;
  alerts: AlertIndex;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  now: Now;
  pause: Pause;
  log: Log;
}): TriageBatch {
  const judge = judging();
  const bringTo = applyTriage({ ...deps, judge });
  const learn = learning(deps);
  const inhibit = inhibiting({ ...deps, judge });

  return async (alerts, isTimeLeft = () => true) => {
    const result = { settled: [] as SettledAlert[], failed: [] as TriagedAlert[] };
    if (alerts.length === 0) return { ...result, left: [] };
    const isOneRun = alerts.length <= alertsPerRun;
    const ordered = isOneRun ? alerts : mostUrgentFirst(alerts, ({ alert }) => alert);
    const taken = ordered.slice(0, alertsPerRun);
    const left = ordered.slice(alertsPerRun);
    const [superseded, current] = partition(taken, isSuperseded(taken));
    result.settled.push(...superseded.map(overtaken));
    const problems = runsOfProblems(current);
    /** Problems of which nothing more is done in this run. */
    const stopped = new Set<Subject[][]>();
    let known: Knowledge | undefined = await learnOf(current);
    for (let round = 0; problems.some(runs => round < runs.length); round++) {
      const going = problems.filter(runs => round < runs.length && !stopped.has(runs));
      const problemOf = new Map(
        going.flatMap(runs => (runs[round] ?? []).map(subject => [subject, runs] as const)),
      );
      const { applied, lost, late } = await settleRound([...problemOf.keys()], known, isTimeLeft);
      result.settled.push(...applied.flatMap(told));
      for (const [subjects, kept] of [
        [lost, result.failed],
        [late, left],
      ] as const) {
        for (const subject of subjects) {
          kept.push(...subject.notifications);
          const runs = problemOf.get(subject);
          if (runs === undefined || stopped.has(runs)) continue;
          // What was said later of the same problem stays behind it.
          stopped.add(runs);
          const later = runs.slice(round + 1).flat();
          kept.push(...later.flatMap(({ notifications }) => notifications));
        }
      }
      known = undefined;
    }
    return { ...result, left };
  };

  /** At most one run of each problem. `lost` could not be brought anywhere, `late` are those that time did not allow. */
  async function settleRound(
    subjects: readonly Subject[],
    known: Knowledge | undefined,
    isTimeLeft: () => boolean,
  ): Promise<{ applied: Applied[]; lost: Subject[]; late: Subject[] }> {
    const applied: Applied[] = [];
    const lost: Subject[] = [];
    let open = [...subjects];
    let knowledge = known;
    for (let attempt = 1; attempt <= attemptsMax && open.length > 0; attempt++) {
      const now = knowledge ?? (await learnOf(open.flatMap(({ notifications }) => notifications)));
      const looked = await keepWaiting(
        await mute(
          open.map(subject => look(subject, now)),
          now,
        ),
        attempt,
      );
      const done = new Set<Subject>();
      const take = async (some: readonly WithVerdict[], opening?: Opening): Promise<boolean> => {
        if (some.length === 0 || !isTimeLeft()) return false;
        try {
          const brought = await bringTo(some, opening);
          applied.push(...brought);
          for (const { subject } of brought) done.add(subject);
          return brought.length > 0;
        } catch (error) {
          giveUp(some, error);
          return false;
        }
      };
      const giveUp = (some: readonly WithVerdict[], error: unknown) => {
        const fields = { alerts: some.length, error: String(error) };
        deps.log('error', 'alerts could not be settled', fields);
        for (const { subject } of some) {
          if (done.has(subject)) continue;
          lost.push(subject);
          done.add(subject);
        }
      };

      // What is of one incident succeeds or fails together, and takes nothing else along.
      const [news, others] = partition(looked, ({ verdict }) => verdict.outcome === 'declare');
      for (const some of Map.groupBy(others, incidentOf).values()) await take(some);
      try {
        await openProblems(news, now, take);
      } catch (error) {
        giveUp(news, error);
      }

      open = open.filter(subject => !done.has(subject));
      if (open.length > 0 && !isTimeLeft()) return { applied, lost, late: open };
      if (open.length > 0 && done.size === 0) await deps.pause(attempt);
      knowledge = undefined;
    }
    if (open.length > 0) {
      const fields = { alerts: open.length, title: open[0]?.alert.title, attempts: attemptsMax };
      deps.log('error', 'alerts could not be settled', fields);
    }
    return { applied, lost: [...lost, ...open], late: [] };
  }

  /** What would open an incident, or open one again, waits while anything mutes it. */
  async function mute(
    looked: readonly WithVerdict[],
    { silences }: Knowledge,
  ): Promise<WithVerdict[]> {
    const anew = looked.filter(({ verdict, known }) => startsAnew(verdict, homesOf(known)));
    const directory = anew.length > 0 && (await deps.configuration.current())?.directory;
    if (!directory) return [...looked];
    const at = deps.now();
    const mutes = mutesAt(silences, directory, at);
    if (mutes.length === 0) return [...looked];
    await readyFor(mutes.flatMap(({ match }) => patternsIn(matchersOf(match))));
    const { timeZone } = directory.organisation;
    return looked.map(each => {
      if (!anew.includes(each)) return each;
      const by = muteOf(each.subject.alert, judge(directory, saidOf(each)), mutes);
      if (by === undefined) return each;
      const about = { by: by.id, lookAgainAt: lookAgainAt(by, at), reason: muteText(by, timeZone) };
      return { ...each, verdict: { outcome: 'hold', ...about } };
    });
  }

  /** What explains others comes first; those are looked at again with it. Where that does not help, nothing waits for it. */
  async function keepWaiting(
    looked: readonly WithVerdict[],
    attempt: number,
  ): Promise<WithVerdict[]> {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return [...looked];
    const { now, later } = await inhibit(looked, directory);
    return attempt < attemptsMax / 2 ? now : [...now, ...later];
  }

  /** New problems, the worst first: as many as the budget allows one by one, the others together. */
  async function openProblems(
    news: readonly WithVerdict[],
    { spent, flood }: Knowledge,
    take: (some: readonly WithVerdict[], opening?: Opening) => Promise<boolean>,
  ): Promise<void> {
    if (news.length === 0) return;
    const directory = await configured();
    const scopes = Map.groupBy(news, each => budgetKey(scopeOf(directory, each)));
    for (const [key, some] of scopes) {
      const at = deps.now();
      const beyond: WithVerdict[] = [];
      let written = spent.get(key);
      for (const { problem, severity } of byProblem(directory, some)) {
        const { isFlood, budget } = spend(written, severity, at);
        if (isFlood) beyond.push(...problem);
        else if (await take(problem, { claims: [claimOf(key, budget, written)] })) written = budget;
      }
      const [first] = beyond;
      if (first === undefined) continue;
      const home = flood(scopeOf(directory, first));
      await joinFlood(directory, key, { beyond, read: written, home }, take);
    }
  }

  /** What is beyond the budget joins the flood in steps; where there is none yet, the worst of them opens it. */
  async function joinFlood(
    directory: Directory,
    key: string,
    {
      beyond,
      read,
      home,
    }: { beyond: WithVerdict[]; read: Budget | undefined; home: Home | undefined },
    take: (some: readonly WithVerdict[], opening?: Opening) => Promise<boolean>,
  ): Promise<void> {
    const [first] = beyond;
    if (first === undefined) return;
    const { severity } = judge(directory, saidOf(first));
    const at = deps.now();
    const { budget } = spend(read, severity, at, beyond.length);
    const claims = read !== undefined && isSpent(read, at) ? [] : [claimOf(key, budget, read)];
    const about = {
      scope: scopeOf(directory, first),
      integration: first.subject.from.integration,
      alerts: beyond.length,
    };
    const verdicts = beyond.map(looked => ({
      ...looked,
      // So that what joins it is compared with it, and raises it.
      known: { ...looked.known, ...(home !== undefined && { incident: home }) },
      verdict: joinsFlood(looked.subject.acceptedAt, home, looked.known),
    }));
    const [opening, joining] = partition(verdicts, ({ verdict }) => verdict.outcome === 'declare');
    if (opening.length > 0) await take(opening, { claims, flood: about });
    for (const [index, some] of chunks(joining, floodStep).entries()) {
      await take(some, { claims: index === 0 ? claims : [] });
    }
  }

  /** With the budgets of what fires, so that a new problem costs no read more. */
  async function learnOf(alerts: readonly TriagedAlert[]): Promise<Knowledge> {
    const directory = (await deps.configuration.current())?.directory;
    const scopes = new Map<string, BudgetScope>();
    for (const { alert, from } of alerts) {
      if (directory === undefined || alert.status !== 'firing') continue;
      const scope = { domain: from.domain, service: serviceFor(directory, alert).service };
      scopes.set(budgetKey(scope), scope);
    }
    return learn(alerts, [...scopes.values()]);
  }

  function byProblem(directory: Directory, news: readonly WithVerdict[]) {
    return [...Map.groupBy(news, ({ subject }) => subject.alert.problem).values()]
      .map(problem => {
        const said = problem.map(each => judge(directory, saidOf(each)).severity);
        return { problem, severity: said.toSorted()[0] ?? ('SEV3' satisfies Severity) };
      })
      .toSorted((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
  }

  function scopeOf(directory: Directory, looked: WithVerdict): BudgetScope {
    const { service } = judge(directory, saidOf(looked));
    return { domain: looked.subject.from.domain, service };
  }

  async function configured(): Promise<Directory> {
    const current = await deps.configuration.current();
    if (current === undefined) throw new Error('No configuration was applied yet: tocsin apply');
    return current.directory;
  }
}

function claimOf(key: string, budget: Budget, read: Budget | undefined) {
  return { kind: 'budget', key, budget, ...(read !== undefined && { read }) } as const;
}

function incidentOf({ verdict }: WithVerdict): IncidentId | undefined {
  return 'incidentId' in verdict ? verdict.incidentId : undefined;
}

function partition<Each>(all: readonly Each[], is: (each: Each) => boolean): [Each[], Each[]] {
  return [all.filter(is), all.filter(each => !is(each))];
}

function look(subject: Subject, knowledge: Knowledge): WithVerdict {
  const { read, held, ...known } = knowledge.of(subject.alert);
  const about = { subject, known, ...(read && { read }), ...(held !== undefined && { held }) };
  if (held === undefined && subject.notifications.every(({ waited }) => waited !== undefined)) {
    const reason = 'it waits no more: it was opened, or is over';
    return { ...about, verdict: { outcome: 'ignore', remember: false, reason } };
  }
  if (held?.clearedAt !== undefined && subject.acceptedAt <= held.clearedAt) {
    const reason = 'overtaken by an all-clear, and by what was said since';
    return { ...about, verdict: { outcome: 'ignore', remember: false, reason } };
  }
  return { ...about, verdict: triage(subject.alert, subject.acceptedAt, known) };
}

/** The first notification of an alert did what was done; the others said it again. */
function told({ subject, outcome, incidentId, reason }: Applied): SettledAlert[] {
  const about = { reason, ...(incidentId !== undefined && { incidentId }) };
  return subject.notifications.map((notification, index) => ({
    ...notification,
    ...about,
    outcome: index > 0 && (outcome === 'declared' || outcome === 'joined') ? 'repeated' : outcome,
  }));
}

/** Of what waited and is heard of at this very moment, what is said now decides. */
function isSuperseded(taken: readonly TriagedAlert[]): (item: TriagedAlert) => boolean {
  const heard = new Set(
    taken.filter(({ waited }) => waited === undefined).map(({ alert }) => alert.fingerprint),
  );
  return ({ waited, alert }) => waited !== undefined && heard.has(alert.fingerprint);
}

function overtaken(item: TriagedAlert): SettledAlert {
  return { ...item, outcome: 'ignored', reason: 'overtaken by a newer notification' };
}

/**
 * Per problem, in the order of acceptance, runs of alerts that say the same (firing or cleared): within a run the
 * order does not matter, between runs it does.
 */
function runsOfProblems(alerts: readonly TriagedAlert[]): Subject[][][] {
  const problems = new Map<string, Subject[][]>();
  for (const item of alerts.toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1))) {
    const { alert, from } = item;
    const runs = problems.get(alert.problem) ?? [];
    problems.set(alert.problem, runs);
    let run = runs.at(-1);
    if (run === undefined || run[0]?.alert.status !== alert.status) {
      run = [];
      runs.push(run);
    }
    const same = run.find(subject => subject.alert.fingerprint === alert.fingerprint);
    if (same === undefined) {
      run.push({ alert, from, acceptedAt: item.acceptedAt, notifications: [item] });
    } else {
      same.acceptedAt = item.acceptedAt;
      same.notifications.push(item);
    }
  }
  return [...problems.values()];
}
