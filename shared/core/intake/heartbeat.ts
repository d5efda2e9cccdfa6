import type { Alert } from '#core/intake/alert.ts';
import { cutName } from '#core/intake/limits.ts';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { duration } from '#core/time/clock-time.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

/* What says by coming that it lives: jobs that are named in tocsin.yaml, and senders' own Watchdog alerts. */

/** What is remembered of one. */
export interface Heartbeat {
  /** Of one in tocsin.yaml its name; of an alert of a sender its fingerprint, which has a `|`. */
  id: string;
  /** From when on it is waited for, though it never came. */
  armedAt: Instant;
  /** When the last one came. */
  beatAt?: Instant;
  /** Of an alert of a sender. */
  watchdog?: Watchdog;
  /** Since when it is missed; stays until its all-clear is on its way. */
  missedAt?: Instant;
  /** When the alert of that was on its way. */
  toldAt?: Instant;
}

/** A sender's alert that fires as long as the sender lives. */
export interface Watchdog {
  title: string;
  /** Which of several that are called the same. */
  where?: string;
  integration: string;
  domain: TrustDomain;
  service?: string;
}

/** Behind one key are the Watchdogs of many clusters: of each the labels that tell it apart. */
export function watchdogOf(
  { name: title, labels, service }: Alert,
  from: Pick<Watchdog, 'integration' | 'domain'>,
): Watchdog {
  const where = Object.entries(labels)
    .filter(([label]) => !/^(alertname|severity|__.*)$/.test(label))
    .map(([label, value]) => `${label} ${value}`)
    .join(', ');
  return {
    title,
    ...(where !== '' && { where: cutName(where) }),
    ...from,
    ...(service !== undefined && { service }),
  };
}

/** What is expected of one. */
export interface Expected {
  name: string;
  everySeconds: number;
  graceSeconds: number;
  severity: Severity;
  service?: string;
}

/** How long a sender's Watchdog may stay away, where its integration says nothing. */
const watchdogSeconds = 900;
const missedSeverity: Severity = 'SEV2';

/**
 * `undefined`: nobody waits for it any more, because the configuration does not name it or its sender, or has its sender in the
 * shadow, whose silence pages nobody either.
 */
export function expectedOf(
  directory: Directory,
  { id, watchdog }: Pick<Heartbeat, 'id' | 'watchdog'>,
): Expected | undefined {
  const senderOf = (wanted: string | undefined) =>
    directory.integrations.find(({ name }) => name === wanted);
  if (watchdog === undefined) {
    const declared = directory.heartbeats?.find(({ name }) => name === id);
    if (declared === undefined || senderOf(declared.integration)?.shadow) return undefined;
    const { name, every, grace = 0, severity = missedSeverity, service } = declared;
    const expected = { name, everySeconds: every, graceSeconds: grace, severity };
    return service === undefined ? expected : { ...expected, service };
  }
  const { title, integration, where, service } = watchdog;
  const sender = senderOf(integration);
  // The key that is given at deployment has no integration, and stays.
  if (sender?.shadow || (sender === undefined && watchdog.domain !== 'first-key')) return undefined;
  return {
    name: `${title} of ${integration}${where === undefined ? '' : ` (${where})`}`,
    everySeconds: sender?.watchdogWithin ?? watchdogSeconds,
    graceSeconds: 0,
    severity: missedSeverity,
    ...(service !== undefined && { service }),
  };
}

/** So many alerts of one sender are waited for: nobody has more senders behind one than that. */
const watchdogsMax = 20;

/** Of the alerts of each sender those that are too many, which are the newest: whoever has a key may send any. */
export function beyondTheirBound(beats: readonly Heartbeat[]): Heartbeat[] {
  const theirs = beats.filter(({ watchdog }) => watchdog !== undefined);
  const senders = Map.groupBy(theirs, ({ watchdog }) => watchdog?.domain);
  return [...senders.values()].flatMap(some =>
    some.toSorted((a, b) => (a.armedAt < b.armedAt ? -1 : 1)).slice(watchdogsMax),
  );
}

/** From when on it is missed. */
export function missedFrom(
  { armedAt, beatAt }: Pick<Heartbeat, 'armedAt' | 'beatAt'>,
  { everySeconds, graceSeconds }: Expected,
): Instant {
  return addSeconds(beatAt ?? armedAt, everySeconds + graceSeconds);
}

export type HeartbeatState = 'waiting' | 'alive' | 'missed';

export function stateOf(beat: Heartbeat, expected: Expected, at: Instant): HeartbeatState {
  if (missedFrom(beat, expected) <= at) return 'missed';
  return beat.beatAt === undefined ? 'waiting' : 'alive';
}

/** What the round has to do about one that is remembered. */
export type Due =
  | { kind: 'nothing' }
  /** It is missed from now on, and nobody was told yet. */
  | { kind: 'miss' }
  /** It was found missed, and the alert of that may not be on its way. */
  | { kind: 'tell' }
  /** It came again. */
  | { kind: 'clear' }
  /** Nobody waits for it any more. */
  | { kind: 'forget' };

export function dueOf(beat: Heartbeat, expected: Expected | undefined, at: Instant): Due {
  if (expected === undefined) return { kind: 'forget' };
  const { missedAt, toldAt } = beat;
  const isMissed = missedFrom(beat, expected) <= at;
  if (missedAt === undefined) return { kind: isMissed ? 'miss' : 'nothing' };
  // One that was on its way when it was missed counts as well.
  if (!isMissed) return { kind: 'clear' };
  return { kind: toldAt === undefined ? 'tell' : 'nothing' };
}

/** In the form of the `generic` source. One key for ever: it clears what it opened. */
export function alertOf(beat: Heartbeat, expected: Expected | undefined, isMissed: boolean) {
  const { id, beatAt, armedAt, watchdog } = beat;
  const name = expected?.name ?? watchdog?.title ?? id;
  const about = {
    key: `tocsin-heartbeat#${id}`,
    title: `The heartbeat ${name} is missed`,
    labels: {
      alertname: 'HeartbeatMissed',
      heartbeat: watchdog === undefined ? id : `${watchdog.title} of ${watchdog.integration}`,
      ...(watchdog?.where !== undefined && { where: watchdog.where }),
    },
  };
  if (!isMissed || expected === undefined) return { ...about, status: 'resolved' };
  const { everySeconds, graceSeconds, severity } = expected;
  const last =
    beatAt === undefined ? `It never came since ${armedAt}` : `It last came at ${beatAt}`;
  const grace = graceSeconds === 0 ? '' : `, or ${duration(graceSeconds)} later`;
  const description = `${last}; it is to come every ${duration(everySeconds)}${grace}.`;
  return { ...about, severity, description };
}
