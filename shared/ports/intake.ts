import type { AcceptedWebhook } from '#contract/messages.ts';
import type { Fingerprint, IncidentId, ProblemKey, ReceiptId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import type { Budget } from '#core/intake/flood.ts';
import type { Heartbeat, Watchdog } from '#core/intake/heartbeat.ts';
import type { Inhibitor } from '#core/intake/inhibition.ts';
import type { Silence } from '#core/intake/mute.ts';
import type { TrustDomain } from '#core/intake/trust-domain.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/* Alerts as they come in: what is known of each, and what became of each webhook. */

/** What is known of one alert beside the incident; `at` is when we accepted the notification that said so. */
export interface AlertStatus {
  fingerprint: Fingerprint;
  /** `held`: it fires, and waits. */
  status: 'firing' | 'cleared' | 'held';
  at: Instant;
  /** Those that it fires in, or that it cleared in last; the newest at the end. */
  incidents: IncidentId[];
  /** While it fires: what it was last said to be an instance of. */
  problem?: ProblemKey;
  held?: Held;
}

/** As much of a status as tells whether it is still the one that was read. */
export type ReadStatus = Pick<AlertStatus, 'status' | 'at' | 'held'>;

/** What opens its incident once nothing mutes it any more. */
export interface Held {
  /** The worst that was said of it since it last cleared, of equals the newest. */
  alert: Alert;
  from: { integration: string; domain?: TrustDomain };
  /** What counts of that, the newest first; absent in those of before. */
  words?: { alert: Alert; from: Held['from']; at: Instant }[];
  /** The newest all-clear that was overtaken: what was said before it is over. */
  clearedAt?: Instant;
  receiptId: ReceiptId;
  since: Instant;
  /** The mute that it waits for, and what its receipt says of that. */
  by: string;
  reason: string;
  lookAgainAt: Instant;
  /** What inhibits it, where that is what it waits for; the incident in which it is told of it. */
  behind?: { series: Fingerprint; incident?: IncidentId };
}

export interface AlertIndex {
  lookUp(keys: {
    problems: readonly ProblemKey[];
    fingerprints: readonly Fingerprint[];
    budgets?: readonly string[];
    /** Also the silences in force or to come. */
    silences?: boolean;
  }): Promise<{
    problems: Map<ProblemKey, IncidentId>;
    alerts: Map<Fingerprint, AlertStatus>;
    budgets: Map<string, Budget>;
    silences: Silence[];
  }>;
  /** Remembers a status that concerns no incident, unless a newer one is known already. */
  remember(status: AlertStatus): Promise<void>;
  /** It still fires, by a newer word than was read, which may be of another problem. `changed`: it does not, or not as it was read. */
  heardAgain(read: AlertStatus, at: Instant): Promise<'noted' | 'changed'>;
  /** By itself, without an incident. `previous`: as it was read; else somebody was quicker, and nothing is written. */
  move(status: AlertStatus, previous?: ReadStatus): Promise<'moved' | 'conflict'>;
  /** Those that wait and are to be looked at until then, the most urgent first; a moment behind. */
  waiting(
    until: Instant,
    most: number,
  ): Promise<{ fingerprint: Fingerprint; lookAgainAt: Instant }[]>;
  /** What was noted at these places; the latest at the end. */
  inhibitors(keys: readonly string[]): Promise<Map<string, Inhibitor[]>>;
  /** Instead of those that are gone, and of the oldest where they are too many. */
  noteInhibitors(
    key: string,
    inhibitors: readonly Inhibitor[],
    at: Instant,
    gone?: readonly Fingerprint[],
  ): Promise<void>;
  /** The problem leads to this incident from now on. Nothing happens where another one holds it meanwhile. */
  leadTo(problem: ProblemKey, id: IncidentId, replaces?: IncidentId): Promise<void>;
}

/** People's silences. Of two changes at once, the second is made of what the first has made. */
export interface Silences {
  /** Also those that are over, for some weeks: as many as were made, so nothing that is asked often may read them. */
  all(): Promise<Silence[]>;
  /** All that are in force or to come; some that are over by now may be among them. */
  notOver(): Promise<Silence[]>;
  find(id: string): Promise<Silence | undefined>;
  /** `exists`: one of this id is known, and stays. */
  add(silence: Silence, at: Instant): Promise<'added' | 'exists' | 'full'>;
  /** Answers it as it is from now on; `undefined`: none of this id is known. One that is over stays as it was. */
  end(id: string, ended: NonNullable<Silence['ended']>): Promise<Silence | undefined>;
}

export interface ReceiptOutcome {
  alert: string;
  /** `heeded`: what its sender asked for was done. `muted`: it waits. */
  outcome:
    | 'declared'
    | 'joined'
    | 'repeated'
    | 'cleared'
    | 'doubted'
    | 'heeded'
    | 'muted'
    | 'ignored';
  incident?: string;
  reason: string;
}

export interface Receipt {
  id: ReceiptId;
  /** `accepted`: a part of it is done. `failed`: given up, and told to the operators. */
  state: 'accepted' | 'processed' | 'quarantined' | 'failed';
  at: Instant;
  /** Of whoever sent it; receipts of before have none. */
  domain?: TrustDomain;
  /** The last part that is done of a body that takes several. */
  part?: number;
  /** Why it failed. */
  reason?: string;
  /** Where the raw body is kept. */
  raw?: string;
  outcomes: ReceiptOutcome[];
  /** How many outcomes came after these and are not kept. Absent: none. */
  more?: number;
}

export interface Receipts {
  record(receipts: readonly Receipt[]): Promise<void>;
  find(id: ReceiptId): Promise<Receipt | undefined>;
}

/** What came and is waited for. Of two who change one at once, the second is told by `false` that nothing happened. */
export interface Heartbeats {
  all(): Promise<Heartbeat[]>;
  /** It is waited for from `armedAt` on; of one that is known already nothing changes. */
  arm(id: string, armedAt: Instant): Promise<void>;
  /**
   * It came. One that is older than the last changes nothing. Of one that is new, what an earlier rule knew it by (`before`) is
   * waited for no more; what is missed under that stays, as somebody was told.
   */
  beat(beat: {
    id: string;
    at: Instant;
    watchdog?: Watchdog;
    before?: readonly string[];
  }): Promise<void>;
  /** Only if none came since `seen` was read. */
  miss(seen: Heartbeat, at: Instant): Promise<boolean>;
  told(seen: Heartbeat, at: Instant): Promise<void>;
  /** That it was missed is over. */
  clear(seen: Heartbeat): Promise<void>;
  forget(id: string): Promise<void>;
}

/** When alerts of an integration were understood: the first time, and lately; and what could not be. */
export interface HeardIntegration {
  name: string;
  /** Absent: nothing of it was ever understood. */
  firstAt?: Instant;
  /** Moves no more than once in ten seconds. */
  lastAt?: Instant;
  /** What came last, as it was understood; absent of what was heard before this was kept. */
  last?: HeardAs;
  refused?: RefusedLast;
  /** When its key of before was used last, to within ten seconds. */
  formerKeyAt?: Instant;
}

/** The first alert of a delivery, for whoever sets its sender up. */
export interface HeardAs {
  receipt: ReceiptId;
  title: string;
  status: 'firing' | 'cleared' | 'unknown' | 'heartbeat' | 'test';
  service: string;
  serviceReason: string;
  severity: Severity;
  severityReason: string;
}

/** What the door turned away although its key was right, and why. */
interface RefusedLast {
  at: Instant;
  reason: string;
}

export interface HeardIntegrations {
  all(): Promise<HeardIntegration[]>;
  /** Writes nothing where the last was less than ten seconds before. */
  hear(name: string, at: Instant, as?: HeardAs): Promise<void>;
  /** Whether it was ever heard. */
  refuse(name: string, refused: RefusedLast): Promise<boolean>;
  /** Its key of before was used. Writes nothing where that was so less than ten seconds before. */
  hearFormerKey(name: string, at: Instant): Promise<void>;
}

/** Hands what is left of a webhook to a run of its own, in the lane that may wait. */
export type QueueRest = (webhook: AcceptedWebhook) => Promise<void>;

/** Keeps raw bodies, many in one object; answers the object's key. */
export type KeepRaw = (webhooks: readonly AcceptedWebhook[], at: Instant) => Promise<string>;

/** `accepted` once the queue has it. `repeats` is the slow lane that is read in large batches. */
export type Accept = (
  webhook: AcceptedWebhook,
  lane: 'alerts' | 'repeats',
) => Promise<'accepted' | 'too-large'>;
