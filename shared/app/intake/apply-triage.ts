import { declareNext } from '#app/incident/declare-next.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type judging, saidOf } from '#app/intake/judge.ts';
import { chunks, eachOf } from '#core/chunks.ts';
import type { Observation } from '#core/diagnosis/pattern.ts';
import { hitsOf } from '#core/diagnosis/pattern-hits.ts';
import { entryOf } from '#core/entry.ts';
import { type Fingerprint, fingerprint, type IncidentId, type ReceiptId } from '#core/ids.ts';
import type { MemberAlert } from '#core/incident/events.ts';
import { flappingText } from '#core/incident/flapping.ts';
import type { Incident } from '#core/incident/incident.ts';
import { memberAlerts } from '#core/incident/member-alerts.ts';
import type { Alert } from '#core/intake/alert.ts';
import {
  type BudgetScope,
  floodProblem,
  floodWords,
  problemsPerMinute,
} from '#core/intake/flood.ts';
import { wordsThatCount } from '#core/intake/held-words.ts';
import { longestSilenceDays } from '#core/intake/mute.ts';
import { homesOf, isWorseNews, type Known, type Triage } from '#core/intake/triage.ts';
import { groupMark, type Identity, restOf, type TrustDomain } from '#core/intake/trust-domain.ts';
import { planAtSeverity, planFor } from '#core/oncall/escalation.ts';
import { triageActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { isWorse } from '#core/severity.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Claim, IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, Held, ReadStatus, ReceiptOutcome } from '#ports/intake.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface TriagedAlert {
  alert: Alert;
  /** Its identities by the rules of before, the newest first: what is still open under them must join and clear. */
  before: readonly Identity[];
  acceptedAt: Instant;
  receiptId: ReceiptId;
  /** Where it stood in its body. */
  index: number;
  /** The integration that brought it, and who vouches for it; no domain in messages of before there were any. */
  from: { integration: string; domain?: TrustDomain };
  /** It was accepted long ago and waited: nothing new is said of it. The receipt of when it came. */
  waited?: ReceiptId;
}

/** One alert of a run, with all the notifications that said the same of it. */
export interface Subject {
  alert: Alert;
  /** Of the newest of them. */
  acceptedAt: Instant;
  from: TriagedAlert['from'];
  notifications: [TriagedAlert, ...TriagedAlert[]];
}

export interface Looked {
  subject: Subject;
  known: Known;
  /** What is kept under today's identity; else it is known by an older one, by the end of its group, or not at all. */
  read?: ReadStatus;
  /** What is kept of it while it waits. */
  held?: Held;
  verdict: Triage;
}

export interface Applied {
  subject: Subject;
  outcome: ReceiptOutcome['outcome'];
  incidentId?: IncidentId;
  reason: string;
}

/** What goes with the commit that opens a problem, or makes it a member of a flood. */
export interface Opening {
  claims: Claim[];
  /** What is beyond its budget, and how many they are at once. */
  flood?: { scope: BudgetScope; integration: string; alerts: number };
}

type With<Outcome extends Triage['outcome']> = Looked & {
  verdict: Extract<Triage, { outcome: Outcome }>;
};

/** So many writes of one word each are under way at once. */
const notedAtOnce = 25;
/** A transaction takes 100 items, and some are the commit itself. */
const alertsPerCommit = 90;

/**
 * Carries out what triage found, each status in the transaction of the commit that counts it. Answers what it could
 * bring home; the rest was moved by somebody else and needs another look.
 */
export function applyTriage(deps: {
  incidents: IncidentStore;
  alerts: AlertIndex;
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  judge: ReturnType<typeof judging>;
  now: Now;
}) {
  return async (
    looked: readonly Looked[],
    opening: Opening = { claims: [] },
  ): Promise<Applied[]> => {
    const declaring = looked.filter(isA('declare'));
    if (declaring.length > 0) return declare(declaring, opening);

    const brought: Applied[] = [];
    for (const each of looked) {
      if (each.verdict.outcome !== 'ignore') continue;
      const { remember } = each.verdict;
      if (remember === 'group') await rememberGroup(each);
      else if (remember) await deps.alerts.remember(statusOf(each, 'cleared', []));
      brought.push(done(each, 'ignored'));
    }
    brought.push(...(await wait(looked.filter(isA('hold')))));
    for (const each of looked.filter(isA('recall'))) {
      const { known, held, subject } = each;
      if (held === undefined || known.alert === undefined) continue;
      const homes = known.alert.incidents.map(({ id }) => id);
      const next = { ...held, ...(await kept(each, subject.acceptedAt)) };
      if (await move(each, { ...statusOf(each, 'held', homes), held: next })) {
        brought.push(done(each, 'ignored'));
      }
    }
    for (const each of looked.filter(isA('over'))) {
      const status = statusOf(each, 'cleared', []);
      if (each.subject.alert.wholeProblem) await rememberGroup(each);
      if (await move(each, status)) brought.push(done(each, 'ignored'));
    }
    for (const [id, members] of byIncident(looked.filter(isA('repeat')))) {
      brought.push(...(await repeat(id, members)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('doubt')))) {
      brought.push(...(await doubt(id, members)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('attach')))) {
      brought.push(...(await attach(id, members, opening.claims)));
    }
    for (const [id, members] of byIncident(looked.filter(isA('clear')))) {
      brought.push(...(await clear(id, members)));
    }
    return brought;
  };

  async function wait(members: readonly With<'hold'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    const [news, others] = [members.filter(isNewBehind), members.filter(not(isNewBehind))];
    for (const [id, some] of Map.groupBy(news, ({ verdict }) => verdict.behind?.incident?.id)) {
      if (id !== undefined) brought.push(...(await tellInhibitor(id, some)));
    }
    const isMoved = await moveAll(others, heldStatus);
    brought.push(...others.filter(each => isMoved.has(each)).map(each => done(each, 'muted')));
    return brought;
  }

  async function heldStatus(each: With<'hold'>): Promise<AlertStatus> {
    const { by, reason, lookAgainAt, behind } = each.verdict;
    const [first] = each.subject.notifications;
    const { since, receiptId } = each.held ?? {
      ...{ since: first.acceptedAt, receiptId: first.receiptId },
    };
    const incident = behind?.incident?.id;
    const held: Held = {
      ...{ since, receiptId, ...(await kept(each)), by, reason, lookAgainAt },
      ...(behind !== undefined && {
        behind: { series: behind.series, ...(incident !== undefined && { incident }) },
      }),
    };
    const homes = each.known.alert?.incidents.map(({ id }) => id) ?? [];
    return { ...statusOf(each, 'held', homes), held };
  }

  /** The incident that inhibits says so, once of each, and is as bad as the worst that it keeps waiting. */
  async function tellInhibitor(id: IncidentId, members: readonly With<'hold'>[]) {
    const brought: Applied[] = [];
    for (const some of chunks(members, alertsPerCommit)) {
      const [home] = some.flatMap(({ verdict }) => verdict.behind?.incident ?? []);
      await raise(id, some, home === undefined ? [] : [home]);
      const claims: Claim[] = [];
      for (const each of some) {
        const status = await heldStatus(each);
        claims.push(claimAs(each, status));
      }
      const handled = await deps.handle(
        id,
        { type: 'AddNote', at: deps.now(), by: triageActor, text: inhibitsText(some) },
        { claims },
      );
      // Closed or heard of meanwhile: another look decides anew.
      if (!('incident' in handled)) return brought;
      brought.push(...some.map(each => done(each, 'muted')));
    }
    return brought;
  }

  /** Some at once, so that a storm is written within one run. Answers those that nobody else moved meanwhile. */
  async function moveAll<Each extends Looked>(
    members: readonly Each[],
    toStatus: (each: Each) => AlertStatus | Promise<AlertStatus>,
  ): Promise<ReadonlySet<Each>> {
    const moved = await eachOf(members, notedAtOnce, async each =>
      move(each, await toStatus(each)),
    );
    return new Set(members.filter((_, index) => moved[index]));
  }

  /** Of all that was said of what waits, what counts, in whichever order it comes. */
  async function kept(
    looked: Looked,
    cleared?: Instant,
  ): Promise<Pick<Held, 'alert' | 'from' | 'words' | 'clearedAt'>> {
    const { subject, known, held } = looked;
    const before = held && {
      alert: held.alert,
      from: held.from,
      at: known.alert?.at ?? held.since,
    };
    const words = held?.words ?? (before === undefined ? [] : [before]);
    const now = subject.notifications.flatMap(({ alert, from, acceptedAt: at, waited }) =>
      waited === undefined && alert.status === 'firing' ? [{ alert, from, at }] : [],
    );
    const first = known.alert?.status === 'cleared' ? known.alert.at : undefined;
    const clearedAt = newest(cleared, held?.clearedAt ?? first);
    const directory = await configured();
    const counting = wordsThatCount(
      [...words, ...now],
      ({ alert }) => deps.judge(directory, { alert, notifications: [] }).severity,
      clearedAt,
    );
    const { alert, from } = counting.at(-1) ?? before ?? subject;
    return { alert, from, words: counting, ...(clearedAt !== undefined && { clearedAt }) };
  }

  async function move(looked: Looked, status: AlertStatus): Promise<boolean> {
    return (await deps.alerts.move(status, looked.read)) === 'moved';
  }

  /** Its sender may go on counting from long ago: what was over since began anew when it was. */
  async function begins(
    { startedAt, startedBy }: Alert,
    replaces: IncidentId | undefined,
  ): Promise<{ startedAt?: Instant; startedBy?: 'datapoint' }> {
    if (startedAt === undefined || !isCredible(startedAt, deps.now())) return {};
    const before = replaces && (await deps.incidents.load(replaces)).incident;
    const ended = before && 'resolvedAt' in before ? before.resolvedAt : undefined;
    if (ended !== undefined && startedAt < ended) return { startedAt: ended };
    return { startedAt, ...(startedBy !== undefined && { startedBy }) };
  }

  /** The worst of them declares; the others then find an open incident to join. */
  async function declare(
    candidates: readonly With<'declare'>[],
    { claims, flood }: Opening,
  ): Promise<Applied[]> {
    const directory = await configured();
    const judged = candidates.map(each => ({ each, ...deps.judge(directory, saidOf(each)) }));
    const [worst] = judged.toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined) return [];

    const { each, severity, reason: severityReason, service } = worst;
    const { alert } = each.subject;
    const at = deps.now();
    const { replaces } = each.verdict;
    const began = await begins(alert, replaces);
    const problem = flood === undefined ? alert.problem : floodProblem(flood.scope);
    const { title, description } = flood === undefined ? alert : wordsOfFlood(directory, flood);
    const waited = each.held && {
      rule: severityReason.rule,
      text: waitedText(each.held, severityReason.text),
    };
    const handled = await declareNext(
      deps,
      {
        at,
        by: triageActor,
        title,
        ...(description !== undefined && { description }),
        severity,
        severityReason: waited ?? severityReason,
        plan: planFor(directory, await deps.roster.newest(), { service, severity, at }),
        patterns: hitsOf(directory, service, wordsOf(alert)),
        origin: {
          kind: 'alert',
          source: alert.source,
          problem,
          integration: each.subject.from.integration,
          alert: memberOf(each),
          ...began,
          links: alert.links,
          ...(replaces !== undefined && { before: replaces }),
        },
      },
      id => [
        { kind: 'problem', problem, ...(replaces !== undefined && { replaces }) },
        statusClaim(each, 'firing', [...firingIn(each, id), id]),
        ...claims,
      ],
    );
    if ('taken' in handled) return [];
    if ('rejected' in handled) throw new Error(handled.rejected.text);
    const { text } = waited ?? severityReason;
    const reason = replaces === undefined ? text : `${text}; ${each.verdict.reason}`;
    return [{ ...done(each, 'declared'), incidentId: handled.id, reason }];
  }

  /** Every notification is judged again: a known alert may have got worse. */
  async function repeat(id: IncidentId, members: readonly With<'repeat'>[]): Promise<Applied[]> {
    await raise(id, members);
    const noted = await eachOf(members, notedAtOnce, isNoted);
    return members.filter((_, index) => noted[index]).map(each => done(each, 'repeated'));
  }

  /**
   * That it fired again is kept, or an all-clear from before, which comes late, would take it away. False: it was cleared
   * meanwhile, and takes another look.
   */
  async function isNoted({ subject, known: { alert }, read }: With<'repeat'>): Promise<boolean> {
    if (alert === undefined || read?.status !== 'firing') return true;
    if (read.at >= subject.acceptedAt) return true;
    const incidents = alert.incidents.map(home => home.id);
    const { fingerprint, problem } = subject.alert;
    const status = { ...read, fingerprint, incidents, problem };
    return (await deps.alerts.heardAgain(status, subject.acceptedAt)) === 'noted';
  }

  async function attach(
    id: IncidentId,
    members: readonly With<'attach'>[],
    claims: readonly Claim[],
  ): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const [index, some] of chunks(members, alertsPerCommit).entries()) {
      // First, so that whoever dies in between is asked to attach again, and not taken to have been judged.
      await raise(id, some);
      const news = some.filter(({ verdict }) => !verdict.member);
      const handled = await deps.handle(
        id,
        {
          type: 'AttachAlerts',
          at: deps.now(),
          alerts: news.map(memberOf),
          refired: news.filter(({ verdict }) => verdict.refired).length,
        },
        {
          claims: [
            ...some.map(each => statusClaim(each, 'firing', [...firingIn(each, id), id])),
            ...(index === 0 ? claims : []),
          ],
        },
      );
      // Taken or closed meanwhile: another look decides anew.
      if (!('incident' in handled)) return brought;
      for (const { subject, verdict } of some) {
        if (verdict.claims === undefined) continue;
        await deps.alerts.leadTo(subject.alert.problem, id, verdict.claims.replaces);
      }
      brought.push(...some.map(each => flapped(done(each, 'joined'), handled.incident)));
    }
    return brought;
  }

  /** What fires in several incidents clears in one after the other: the rest of them takes another look. */
  async function clear(id: IncidentId, members: readonly With<'clear'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const each of members.filter(({ verdict }) => verdict.all)) {
      const ended = await endGroup(id, each);
      if (ended === undefined) continue;
      const { since } = ended;
      const reason = `overtaken: of the group, ${since} fired after it was said to be over`;
      brought.push(since > 0 ? { ...done(each, 'ignored'), reason } : done(each, 'cleared'));
    }
    for (const some of chunks(
      members.filter(({ verdict }) => !verdict.all),
      alertsPerCommit,
    )) {
      const command = { type: 'ClearAlerts', at: deps.now(), alerts: some.map(memberOf) } as const;
      const claims = some.map(each => {
        const { remaining } = each.verdict;
        return remaining.length > 0
          ? statusClaim(each, 'firing', remaining)
          : statusClaim(each, 'cleared', [id]);
      });
      const handled = await deps.handle(id, command, { claims });
      if (!('incident' in handled)) return brought;
      const { incident } = handled;
      const last = some.filter(({ verdict }) => verdict.remaining.length === 0);
      const again = await endGroups(incident, last);
      brought.push(
        ...last
          .filter(each => !again.has(each))
          .map(each => flapped(done(each, 'cleared'), incident)),
      );
    }
    return brought;
  }

  /** What was listed has cleared: what stands for the others of its groups ends with them. Answers what takes another look. */
  async function endGroups(cleared: Incident, members: readonly With<'clear'>[]) {
    const again = new Set<With<'clear'>>();
    const groups = new Map(members.map(each => [each.subject.alert.problem, each]));
    for (const each of groups.values()) {
      const { ends } = each.verdict;
      const isLeft =
        cleared.phase !== 'undeclared' && (cleared.id !== ends || cleared.alerts.firing > 0);
      if (ends === undefined || !isLeft) continue;
      if ((await endGroup(ends, each)) === undefined) again.add(each);
    }
    return again;
  }

  /**
   * Whatever of an incident was last heard of in this group is over; what fires in it under another grouping is not.
   * `since`: so many fired by a newer word than this, which is overtaken. `undefined`: somebody else was quicker.
   */
  async function endGroup(id: IncidentId, each: Looked): Promise<{ since: number } | undefined> {
    const { alert, acceptedAt } = each.subject;
    // Some senders say of each alert alone that its group is over: only one that left some out says it of all.
    if (!alert.wholeProblem && !(await isRestIn(id, alert))) return { since: 0 };
    const members = new Map(
      memberAlerts(await deps.incidents.history(id)).map(one => [
        fingerprint(one.fingerprint),
        one,
      ]),
    );
    const mark = groupMark(alert.problem);
    const fingerprints = [mark, ...members.keys()];
    const { alerts: known } = await deps.alerts.lookUp({ problems: [], fingerprints });
    const ended = known.get(mark)?.at;
    const firing = [...known.values()].filter(
      ({ status, incidents }) => status === 'firing' && incidents.includes(id),
    );
    const theirs = firing.filter(
      ({ problem = alert.problem, at }) =>
        problem === alert.problem && (ended === undefined || at >= ended),
    );
    const since = theirs.filter(({ at }) => at > acceptedAt).length;
    if (since > 0) return { since };
    const isAll =
      theirs.length === firing.length && theirs.every(one => one.incidents.length === 1);
    if (isAll) {
      const at = deps.now();
      const handled = await deps.handle(id, { type: 'ClearAlerts', at, alerts: [], all: true });
      if (!('incident' in handled)) return undefined;
    }
    for (const some of isAll ? [] : chunks(theirs, alertsPerCommit)) {
      if (!(await endEverywhere(some, members, acceptedAt))) return undefined;
    }
    await rememberGroup(each);
    return { since };
  }

  async function isRestIn(id: IncidentId, { source, problem }: Alert): Promise<boolean> {
    const rest = restOf(source, problem);
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints: [rest] });
    const known = alerts.get(rest);
    return known?.status === 'firing' && known.incidents.includes(id);
  }

  /** In one incident after the other; what is over in all of them is remembered as cleared. */
  async function endEverywhere(
    statuses: readonly AlertStatus[],
    members: ReadonlyMap<Fingerprint, MemberAlert>,
    at: Instant,
  ): Promise<boolean> {
    let open = statuses;
    for (const id of new Set(statuses.flatMap(({ incidents }) => incidents))) {
      const here = open.filter(({ incidents }) => incidents.includes(id));
      const next = new Map(here.map(was => [was.fingerprint, endedIn(id, was, at)]));
      const alerts = here.flatMap(one => members.get(one.fingerprint) ?? []);
      const claims = here.map((previous): Claim => {
        return { kind: 'alert', status: next.get(previous.fingerprint) ?? previous, previous };
      });
      const command = { type: 'ClearAlerts', at: deps.now(), alerts } as const;
      if ('taken' in (await deps.handle(id, command, { claims }))) return false;
      open = open.map(one => next.get(one.fingerprint) ?? one);
    }
    return true;
  }

  /** What was said of its group before, and comes later, counts no more. */
  async function rememberGroup(each: Looked): Promise<void> {
    const fingerprint = groupMark(each.subject.alert.problem);
    await deps.alerts.remember({ ...statusOf(each, 'cleared', []), fingerprint });
  }

  async function doubt(id: IncidentId, members: readonly With<'doubt'>[]): Promise<Applied[]> {
    const brought: Applied[] = [];
    for (const [reason, some] of Map.groupBy(members, ({ verdict }) => verdict.reason)) {
      const handled = await deps.handle(id, {
        type: 'DoubtAlerts',
        at: deps.now(),
        alerts: some.map(memberOf),
        reason,
      });
      if ('incident' in handled) brought.push(...some.map(each => done(each, 'doubted')));
    }
    return brought;
  }

  /** A worse alert raises its incident at once. A milder one never lowers it. */
  async function raise(
    id: IncidentId,
    members: readonly Looked[],
    [home] = members.flatMap(({ known }) => homesOf(known).filter(each => each.id === id)),
  ): Promise<void> {
    if (home === undefined || home.state.phase === 'undeclared') return;
    // Nothing is worse, so that a storm of what is known is not judged one by one.
    if (!isWorseNews(home.state, 'SEV1')) return;
    const directory = await configured();
    const [worst] = members
      .map(each => deps.judge(directory, saidOf(each)))
      .toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined || !isWorseNews(home.state, worst.severity)) return;
    const [at, roster] = [deps.now(), await deps.roster.newest()];
    await deps.handle(id, ({ plan }) => ({
      type: 'ChangeSeverity',
      at,
      by: triageActor,
      raises: true,
      to: worst.severity,
      reason: worst.reason,
      ...planAtSeverity(plan, directory, roster, { severity: worst.severity, at }),
    }));
  }

  async function configured(): Promise<Directory> {
    const current = await deps.configuration.current();
    if (current === undefined) throw new Error('No configuration was applied yet: tocsin apply');
    return current.directory;
  }
}

function wordsOfFlood(
  { services }: Directory,
  { scope: { service }, integration, alerts }: NonNullable<Opening['flood']>,
) {
  const name = entryOf(services, service)?.name ?? service;
  return floodWords({ alerts: problemsPerMinute + alerts, integration, service: name });
}

/**
 * Senders' clocks are years off, and from here evidence is gathered and time is counted. What waited behind the longest
 * silence began as long ago.
 */
function isCredible(startedAt: Instant, now: Instant): boolean {
  return startedAt <= now && startedAt >= addSeconds(now, -longestSilenceDays * 86_400);
}

const incidentsMax = 5;

/** The other open incidents that it fires in already; the newest of them. */
function firingIn({ known: { alert } }: Looked, id: IncidentId): IncidentId[] {
  if (alert?.status !== 'firing') return [];
  return alert.incidents
    .filter(({ state: { phase } }) => phase !== 'resolved' && phase !== 'undeclared')
    .map(home => home.id)
    .filter(other => other !== id)
    .slice(1 - incidentsMax);
}

function waitedText({ reason }: Held, severity: string): string {
  return `${severity}; it was ${reason}, and still fires`;
}

/** An incident inhibits it that does not know of that. */
function isNewBehind({ verdict, held }: With<'hold'>): boolean {
  const incident = verdict.behind?.incident?.id;
  return incident !== undefined && held?.behind?.incident !== incident;
}

function not<Each>(is: (each: Each) => boolean): (each: Each) => boolean {
  return each => !is(each);
}

const inhibitedNamed = 5;

function inhibitsText(members: readonly With<'hold'>[]): string {
  const titles = members.map(({ subject }) => subject.alert.title);
  const more = titles.length - inhibitedNamed;
  const named = titles.slice(0, inhibitedNamed).join(', ');
  const those =
    titles.length === 1 ? 'an alert, which opens' : `${titles.length} alerts, which open`;
  return oneLine(
    `Keeps waiting ${those} an incident if it still fires when this one is over: ${named}${more > 0 ? ` and ${more} more` : ''}`,
  );
}

function isA<Outcome extends Triage['outcome']>(outcome: Outcome) {
  return (looked: Looked): looked is With<Outcome> => looked.verdict.outcome === outcome;
}

function done({ subject, verdict }: Looked, outcome: Applied['outcome']): Applied {
  const incidentId = 'incidentId' in verdict ? verdict.incidentId : undefined;
  return { subject, outcome, reason: verdict.reason, ...(incidentId && { incidentId }) };
}

/** That it fires and clears again and again stands on its receipts, too. */
function flapped(applied: Applied, incident: Incident): Applied {
  if (incident.phase === 'undeclared' || incident.flapping === undefined) return applied;
  return { ...applied, reason: `${applied.reason}; ${flappingText(incident.flapping)}` };
}

function statusOf(
  { subject, known }: Looked,
  status: AlertStatus['status'],
  incidents: IncidentId[],
): AlertStatus {
  const { fingerprint, problem } = subject.alert;
  const { acceptedAt } = subject;
  const before = known.alert?.status === 'held' ? known.alert.at : acceptedAt;
  const [last] = incidents.length > 0 ? [] : (known.alert?.incidents ?? []).slice(-1);
  return {
    fingerprint,
    status,
    at: before > acceptedAt ? before : acceptedAt,
    incidents: last === undefined ? incidents : [last.id],
    ...(status === 'firing' && { problem }),
  };
}

function statusClaim(
  looked: Looked,
  status: AlertStatus['status'],
  incidents: IncidentId[],
): Claim {
  return claimAs(looked, statusOf(looked, status, incidents));
}

function endedIn(id: IncidentId, was: AlertStatus, at: Instant): AlertStatus {
  const left = was.incidents.filter(other => other !== id);
  if (left.length > 0) return { ...was, at, incidents: left };
  const { problem: _gone, ...known } = was;
  return { ...known, at, incidents: [id], status: 'cleared' };
}

function claimAs(looked: Looked, status: AlertStatus): Claim {
  const { read: previous } = looked;
  return { kind: 'alert', status, ...(previous !== undefined && { previous }) };
}

function newest(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

function memberOf({ subject: { alert } }: Looked): MemberAlert {
  return { fingerprint: alert.fingerprint, title: alert.title, source: alert.source };
}

function byIncident<Each extends With<'attach' | 'clear' | 'repeat' | 'doubt'>>(
  looked: readonly Each[],
) {
  return Map.groupBy(looked, ({ verdict }) => verdict.incidentId as IncidentId);
}

/** What an alert says, for what it resembles. */
function wordsOf({ title, description }: Alert): Observation[] {
  return [
    { where: 'alert', text: title },
    ...(description === undefined ? [] : [{ where: 'alert', text: description }]),
  ];
}
