import { wordsOf } from '#core/communication/status-page/languages.ts';
import { dayAndTimeOfDay, period, timeOfDay } from '#core/communication/status-page/times.ts';
import type { NoticeFacts, NoticeKind } from '#core/communication/status-page/words.ts';
import { sha256 } from '#core/digest.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type {
  ComponentStatus,
  NamedStatus,
  NoticeWords,
  PublicNotice,
  Stage,
} from '#core/incident/public-notice.ts';
import { isAboutTocsin } from '#core/intake/trust-domain.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';

/** Words that are ready to be approved, or that need no approval. */
export interface Proposal {
  /** Of exactly these words at exactly this point: whoever approves names it. */
  draft: string;
  kind: NoticeKind;
  words: NoticeWords;
  /** How each component stands then, as the page says it. */
  states: string[];
  /** How many notices stand on the page before it. */
  after: number;
}

/** What an incident means for a component, as long as nobody says otherwise (R1). */
const statusBySeverity: Record<Severity, ComponentStatus> = {
  SEV1: 'major_outage',
  SEV2: 'partial_outage',
  SEV3: 'degraded_performance',
  SEV4: 'operational',
};

const stageOf: Record<NoticeKind, Stage> = {
  began: 'investigating',
  'goes-on': 'investigating',
  returned: 'investigating',
  monitoring: 'monitoring',
  resolved: 'resolved',
};

/** What the page should say next of an incident. `undefined`: nothing, or what stands there is true. */
export function proposedNotice(
  incident: DeclaredIncident,
  page: StatusPage,
  at: Instant,
): Proposal | undefined {
  const before = incident.publicNotices ?? [];
  const kind = kindOf(incident, before);
  if (kind === undefined) return undefined;
  const said = wordsOf[page.language];
  // Who is told that the cause is known is not told afterwards that it is looked for.
  const stage = kind === 'goes-on' ? (before.at(-1)?.stage ?? stageOf[kind]) : stageOf[kind];
  const components = affectedComponents(incident, page, stage);
  const words: NoticeWords = {
    stage,
    title: before[0]?.title ?? said.title,
    body: said.notice[kind](factsOf(incident, page, components, at)).join('\n'),
    components,
    ...(stage !== 'resolved' && { nextUpdateBy: addSeconds(at, page.updateEverySeconds) }),
  };
  const { nextUpdateBy: _moves, ...fixed } = words;
  const draft = sha256(JSON.stringify([incident.id, before.length, fixed])).slice(0, 12);
  const states = components.map(
    ({ name, status }) => `${said.label(name)} ${said.component[status]}`,
  );
  return { draft, kind, words, states, after: before.length };
}

/** The words that somebody saw and wants customers to read; or, for them, why it is not those that wait. */
export function approvedWords(
  incident: DeclaredIncident,
  page: StatusPage,
  draft: string,
  at: Instant,
): { notice: NoticeWords; after: number } | { changed: string } {
  const proposal = proposedNotice(incident, page, at);
  if (proposal === undefined) {
    return { changed: 'Nothing waits for approval: what stands on the page is true.' };
  }
  return proposal.draft === draft
    ? { notice: proposal.words, after: proposal.after }
    : {
        changed: `These are not the words that wait now: look at them again (draft ${proposal.draft}).`,
      };
}

/** All that customers will read, for whoever approves of it. */
export function wordsToApprove({ words: { title, body }, states }: Proposal): string {
  return [title, body, states.join('\n')].filter(part => part !== '').join('\n\n');
}

/**
 * The one that is posted by itself: all of them where words need no approval, once somebody is on it; and the end of what
 * is public at the all-clear (R17), whose words claim nothing.
 */
export function noticeOfItself(
  incident: DeclaredIncident,
  page: StatusPage,
  at: Instant,
): Proposal | undefined {
  const proposal = proposedNotice(incident, page, at);
  if (proposal === undefined) return undefined;
  if (proposal.kind === 'resolved') return proposal;
  if (incident.plan.publish !== 'automatic') return undefined;
  if (incident.firstAcknowledgedAt === undefined) return undefined;
  const isSaid = proposal.kind === 'goes-on' && !hasNews(incident) && !isWorseThanTold(incident);
  return isSaid ? undefined : proposal;
}

/** Somebody works on it: the team was told something since the public was. */
function hasNews({ latestUpdate, publicNotices }: DeclaredIncident): boolean {
  const last = publicNotices?.at(-1);
  return latestUpdate !== undefined && last !== undefined && latestUpdate.at > last.at;
}

function isWorseThanTold({ severity, publicSeverity }: DeclaredIncident): boolean {
  return publicSeverity !== undefined && isWorse(severity, publicSeverity);
}

function kindOf(
  incident: DeclaredIncident,
  before: readonly PublicNotice[],
): NoticeKind | undefined {
  if (incident.drill !== undefined || incident.imported) return undefined;
  const last = before.at(-1)?.stage;
  if (last === undefined) {
    // That the pager is in trouble is no disruption of what customers use.
    if (isAboutTocsin(incident.problem)) return undefined;
    // Nor is what leaves every component operational: the words would speak of issues beside that.
    if (statusBySeverity[incident.severity] === 'operational') return undefined;
    const isWanted = incident.plan.publish !== undefined && incident.plan.publish !== 'never';
    return isWanted && isRunning(incident) ? 'began' : undefined;
  }
  if (incident.phase === 'resolved') return last === 'resolved' ? undefined : 'resolved';
  if (incident.phase === 'watching') {
    return last === 'monitoring' || last === 'resolved' ? undefined : 'monitoring';
  }
  return last === 'monitoring' || last === 'resolved' ? 'returned' : 'goes-on';
}

function isRunning({ phase }: DeclaredIncident): boolean {
  return phase === 'open' || phase === 'acknowledged';
}

/**
 * Which components it concerns and how they stand: at first as its severity says, and again where it became worse; else as
 * before, until it is over. What a person said of one stays.
 */
export function affectedComponents(
  incident: DeclaredIncident,
  page: StatusPage,
  stage: Stage,
): NamedStatus[] {
  const { plan, severity, publicNotices, publicSeverity = severity } = incident;
  const last = publicNotices?.at(-1)?.components ?? [];
  if (stage === 'monitoring' || stage === 'resolved') {
    return last.map(each => ({ ...each, status: 'operational' }));
  }
  if (last.some(({ status }) => status !== 'operational')) {
    if (!isWorseThanTold(incident)) return last;
    const told = statusBySeverity[publicSeverity];
    return last.map(each =>
      each.status === told ? { ...each, status: statusBySeverity[severity] } : each,
    );
  }
  return page.components
    .filter(({ services }) => services.includes(plan.service.id))
    .map(({ id, name }) => ({ id, name, status: statusBySeverity[severity] }));
}

function factsOf(
  incident: DeclaredIncident,
  page: StatusPage,
  components: readonly NamedStatus[],
  at: Instant,
): NoticeFacts {
  const said = wordsOf[page.language];
  const { timeZone } = page;
  // Where no component is of this service, customers are told the page's name: that of a service is not theirs to read.
  const names = components.length > 0 ? components.map(({ name }) => name) : [page.name];
  const list = new Intl.ListFormat(said.locale === 'en-US' ? 'en-GB' : said.locale);
  const inSentence = components.length > 0 ? list.format(names.map(said.inSentence)) : names.join();
  const isToday = dayThere(incident.declaredAt, timeZone) === dayThere(at, timeZone);
  const time = isToday ? timeOfDay : dayAndTimeOfDay;
  const endedAt = 'resolvedAt' in incident ? incident.resolvedAt : undefined;
  return {
    inSentence,
    services: names.join(', '),
    startTime: time(incident.declaredAt, said, timeZone),
    ...(endedAt !== undefined && { endTime: time(endedAt, said, timeZone) }),
    every: said.every(period(page.updateEverySeconds, said)),
    ...(page.url !== undefined && { address: page.url.replace(/^https?:\/\/|\/$/g, '') }),
  };
}
