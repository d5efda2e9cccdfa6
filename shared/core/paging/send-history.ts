import { isAbandoned, leaseSeconds } from '#core/lease.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/** Where carriers count what we send: one number, texts and calls apart. */
export type TelephoneChannel = 'sms' | 'voice';

/** This many within a minute go to a number one by one; what comes on top of them is told in one message. */
const onePerPage: Record<TelephoneChannel, number> = { sms: 3, voice: 1 };

/** More than this in an hour and a carrier takes us for spam: the number is spared and the next channel used. */
export const carrierCap: Record<TelephoneChannel, number> = { sms: 30, voice: 10 };

/** What of the cap is for SEV1 alone. */
export const keptForWorst: Record<TelephoneChannel, number> = { sms: 6, voice: 3 };

/**
 * What of the cap the incidents of one integration and service may use, so that there is room for those of others: so
 * many as they come, and so many with those that tell of several.
 */
export const shareOfOne: Record<
  TelephoneChannel,
  Record<'worst' | 'others', { asTheyCome: number; inAll: number }>
> = {
  sms: { worst: { asTheyCome: 20, inAll: 25 }, others: { asTheyCome: 12, inAll: 20 } },
  voice: { worst: { asTheyCome: 5, inAll: 7 }, others: { asTheyCome: 3, inAll: 5 } },
};

/** Who has used its share is told together, at most this late. */
const heldSeconds = 300;

const windowSeconds = 60;
/** Nobody waits longer for the message that tells of several. */
const bundleWaitsSeconds = 20;
/** While another function sends the bundle. */
const lookAgainSeconds = 3;
/** Every page of a bundle has come back by then to read what became of it. */
const toldSeconds = 15 * 60;
const hourSeconds = 3600;
/** The record of a number stays far below what one item of the table holds. */
export const bundleHolds = 100;

/** A page as a bundle knows it: enough to see whether it is still wanted when the bundle goes out. */
export interface Member
  extends Pick<PageReaction, 'key' | 'purpose' | 'level' | 'round' | 'decidedAt' | 'afterSeconds'> {
  incidentId: string;
  severity: Severity;
  person: string;
  name: string;
  /** As carriers will count its text; absent: one. */
  segments?: number;
  /** What its words say of whoever was asked before, should it be left alone; absent: nobody was. */
  unanswered?: string[];
  again?: true;
  /** The integration and service that it comes from; a person's own incident counts against no share. */
  from?: string;
}

export interface Bundle {
  key: string;
  dueAt: Instant;
  members: Member[];
  /** How often somebody set out to send it. */
  attempt: number;
  claimedAt?: Instant;
}

/** A bundle that is done: its pages read here how it went. */
export interface Told {
  key: string;
  at: Instant;
  pages: string[];
  outcome: { sent: true; externalId?: string } | { sent: false; reason: string };
}

/** What went to one number within the hour, and what waits for it. */
export interface SendHistory {
  sent: { key: string; at: Instant; severity: Severity; segments?: number; from?: string }[];
  bundle?: Bundle;
  told: Told[];
}

export const noHistory: SendHistory = { sent: [], told: [] };

export type Admission =
  | { go: 'alone' }
  /** Comes again then. `bundle`: the one that it will be told with; absent while that is not known. */
  | { go: 'wait'; until: Instant; bundle?: string }
  /** Whoever gets this answer sends the bundle, and nobody else does. */
  | { go: 'bundle'; bundle: Bundle }
  | { go: 'told'; told: Told }
  | { go: 'capped'; reason: string };

type Admitted = { traffic: SendHistory; admission: Admission };

/**
 * May this page go to its number now? Asked again by the same page, after a crash or when its bundle is due, it
 * answers from what it answered before. Never silence: alone, together with others, or by another channel. `isLate`: it
 * waited for as long as a page may, and goes alone now; out of its bundle, which would tell of it a second time.
 */
export function admit(
  known: SendHistory,
  channel: TelephoneChannel,
  page: Member,
  at: Instant,
  isLate = false,
): Admitted {
  const traffic = forgotten(known, at);
  const told = bundleThatTold(traffic, page.key);
  if (told !== undefined) return { traffic, admission: { go: 'told', told } };
  if (traffic.sent.some(({ key }) => key === page.key)) {
    return { traffic, admission: { go: 'alone' } };
  }
  const { bundle } = traffic;
  if (bundle?.members.some(({ key }) => key === page.key)) {
    // What is on its way tells of it, or is over within a lease.
    if (!isLate || isOnItsWay(bundle, at)) return comeBack(traffic, bundle, at);
  }

  const room = roomFor(traffic, channel, page);
  if (isLate && (bundle !== undefined || room !== 'none')) return alone(traffic, page, at);
  if (room === 'ample' && mayGoAlone(traffic, channel, page.severity, at)) {
    return alone(traffic, page, at);
  }
  // A message that goes out anyway costs nothing more.
  if (bundle !== undefined) return join(traffic, bundle, page, dueFor(traffic, room, at), at);
  return room === 'none'
    ? { traffic, admission: capped(channel) }
    : open(traffic, page, dueFor(traffic, room, at));
}

function alone({ bundle, ...traffic }: SendHistory, page: Member, at: Instant): Admitted {
  const { key, severity, segments, from } = page;
  const own = {
    ...{ key, at, severity },
    ...(segments !== undefined && { segments }),
    ...(from !== undefined && { from }),
  };
  const sent = [...traffic.sent, own];
  return {
    traffic: { ...traffic, ...bundleWithout(bundle, key), sent },
    admission: { go: 'alone' },
  };
}

function bundleWithout(bundle: Bundle | undefined, key: string): Pick<SendHistory, 'bundle'> {
  const members = bundle?.members.filter(member => member.key !== key) ?? [];
  return bundle === undefined || members.length === 0 ? {} : { bundle: { ...bundle, members } };
}

/** `held`: there is room, but its integration and service have had their share of it. */
type Room = 'ample' | 'held' | 'none';

function roomFor({ sent, bundle }: SendHistory, channel: TelephoneChannel, page: Member): Room {
  const isWorst = page.severity === 'SEV1';
  const all = carrierCap[channel] - (isWorst ? 0 : keptForWorst[channel]);
  const waiting = bundle === undefined ? 0 : longest(bundle.members);
  if (segmentsIn(sent) + waiting + (page.segments ?? 1) > all) return 'none';
  const share = shareOfOne[channel][isWorst ? 'worst' : 'others'];
  const theirs = page.from === undefined ? [] : sent.filter(({ from }) => from === page.from);
  const used = segmentsIn(theirs);
  if (used >= share.inAll) return 'none';
  return used >= share.asTheyCome ? 'held' : 'ample';
}

/** `until`: a message that is on its way may tell of it. */
export type Withdrawn = { told: Told } | { until: Instant } | 'withdrawn';

/** Of a page that nobody wants any more: what told of it, or may be about to; otherwise nothing will. */
export function withdraw(
  known: SendHistory,
  pageKey: string,
  at: Instant,
): { traffic: SendHistory; answer: Withdrawn } {
  const told = bundleThatTold(known, pageKey);
  if (told?.outcome.sent) return { traffic: known, answer: { told } };
  const { bundle, ...rest } = known;
  if (!bundle?.members.some(({ key }) => key === pageKey)) {
    return { traffic: known, answer: 'withdrawn' };
  }
  if (isOnItsWay(bundle, at)) {
    return { traffic: known, answer: { until: addSeconds(at, lookAgainSeconds) } };
  }
  return { traffic: { ...rest, ...bundleWithout(bundle, pageKey) }, answer: 'withdrawn' };
}

export function bundleThatTold({ told }: SendHistory, pageKey: string): Told | undefined {
  return told.find(({ pages }) => pages.includes(pageKey));
}

/** How a bundle went, for these of its pages; the others are decided on by themselves when they come back. */
export function bundleDone(traffic: SendHistory, done: Told): SendHistory {
  const { bundle, ...rest } = traffic;
  if (bundle?.key !== done.key) return traffic;
  const { severity, from } = worst(bundle.members);
  const { key, at, outcome } = done;
  const segments = longest(bundle.members);
  const sent = {
    ...{ key, at, severity },
    ...(segments > 1 && { segments }),
    ...(from !== undefined && { from }),
  };
  return {
    sent: outcome.sent ? [...rest.sent, sent] : rest.sent,
    told: [...rest.told, done],
  };
}

/** The vendor may take it later. */
export function bundleAgain(traffic: SendHistory, key: string, dueAt: Instant): SendHistory {
  if (traffic.bundle?.key !== key) return traffic;
  const { claimedAt: _claimedAt, ...bundle } = traffic.bundle;
  return { ...traffic, bundle: { ...bundle, dueAt } };
}

function forgotten({ sent, told, bundle }: SendHistory, at: Instant): SendHistory {
  const hourAgo = addSeconds(at, -hourSeconds);
  const longAgo = addSeconds(at, -toldSeconds);
  return {
    sent: sent.filter(each => each.at > hourAgo),
    told: told.filter(each => each.at > longAgo),
    // One that is long overdue was lost with all its messages; what comes now does not wait for it.
    ...(bundle !== undefined && bundle.dueAt > longAgo && { bundle }),
  };
}

/** What is worse than everything that the phone has heard of in this minute is not kept back for a moment. */
function mayGoAlone(
  { sent }: SendHistory,
  channel: TelephoneChannel,
  severity: Severity,
  at: Instant,
): boolean {
  const recent = inWindow(sent, at);
  return (
    recent.length < onePerPage[channel] || recent.every(each => isWorse(severity, each.severity))
  );
}

function inWindow(sent: SendHistory['sent'], at: Instant) {
  const since = addSeconds(at, -windowSeconds);
  return sent.filter(each => each.at > since);
}

/** When a message that tells of several is due for what comes now. */
function dueFor(traffic: SendHistory, room: Room, at: Instant): Instant {
  if (room !== 'ample') return addSeconds(at, heldSeconds);
  const [oldest] = inWindow(traffic.sent, at);
  const windowEnds = addSeconds(oldest?.at ?? at, windowSeconds);
  const latest = addSeconds(at, bundleWaitsSeconds);
  return windowEnds < latest ? windowEnds : latest;
}

function open(traffic: SendHistory, page: Member, dueAt: Instant): Admitted {
  const key = `${page.key}#bundle`;
  return {
    traffic: { ...traffic, bundle: { key, dueAt, members: [page], attempt: 0 } },
    admission: { go: 'wait', until: dueAt, bundle: key },
  };
}

function join(
  traffic: SendHistory,
  bundle: Bundle,
  page: Member,
  due: Instant,
  at: Instant,
): Admitted {
  // It is on its way out, or has no room: what comes now is for the next one.
  if (bundle.claimedAt !== undefined || bundle.members.length >= bundleHolds) {
    return { traffic, admission: { go: 'wait', until: addSeconds(at, lookAgainSeconds) } };
  }
  // Whoever may not wait as long takes the others along.
  const dueAt = due < bundle.dueAt ? due : bundle.dueAt;
  const until = dueAt > at ? dueAt : addSeconds(at, 1);
  return {
    traffic: { ...traffic, bundle: { ...bundle, dueAt, members: [...bundle.members, page] } },
    admission: { go: 'wait', until, bundle: bundle.key },
  };
}

function isOnItsWay({ claimedAt }: Bundle, at: Instant): boolean {
  return claimedAt !== undefined && !isAbandoned(claimedAt, at, leaseSeconds.message);
}

function comeBack(traffic: SendHistory, bundle: Bundle, at: Instant): Admitted {
  const { key, dueAt } = bundle;
  if (isOnItsWay(bundle, at)) {
    const until = addSeconds(at, lookAgainSeconds);
    return { traffic, admission: { go: 'wait', until, bundle: key } };
  }
  if (at < dueAt) return { traffic, admission: { go: 'wait', until: dueAt, bundle: key } };
  const claimed = { ...bundle, claimedAt: at, attempt: bundle.attempt + 1 };
  return { traffic: { ...traffic, bundle: claimed }, admission: { go: 'bundle', bundle: claimed } };
}

function segmentsIn(sent: SendHistory['sent']): number {
  return sent.reduce((sum, { segments = 1 }) => sum + segments, 0);
}

function longest(members: readonly Member[]): number {
  return Math.max(1, ...members.map(({ segments = 1 }) => segments));
}

function worst(members: readonly Member[]): Pick<Member, 'severity' | 'from'> {
  const [first] = members.toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
  return first ?? { severity: 'SEV4' };
}

function capped(channel: TelephoneChannel): Admission {
  const what = channel === 'sms' ? 'texts' : 'calls';
  const [all, kept] = [carrierCap[channel], keptForWorst[channel]];
  const reason = `carrier cap: a number gets ${all} ${what} within the hour, ${kept} of them for SEV1 only; more would be taken for spam`;
  return { go: 'capped', reason };
}
