import type { EffectAbout, EffectDelay, EffectRecord } from '#core/communication/effects.ts';
import type { IncidentId, ProblemKey } from '#core/ids.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { Incident, Phase } from '#core/incident/incident.ts';
import type { Budget } from '#core/intake/flood.ts';
import type { Lease } from '#core/lease.ts';
import type { Reaction } from '#core/reactions.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';
import type { AlertStatus, ReadStatus } from '#ports/intake.ts';

/* Incidents: their events, their deadlines, and what follows from a commit. */

export interface Loaded {
  incident: Incident;
  /** How many commits the incident has; 0: none. */
  version: number;
}

/** Something that must be true together with a commit, written in its transaction or not at all. */
export type Claim =
  /** This incident is the open one of a problem. `replaces`: the closed one that held the claim before. */
  | { kind: 'problem'; problem: ProblemKey; replaces?: IncidentId }
  /** An alert's last status. `previous`: what the caller read; anything else means that somebody was quicker. */
  | { kind: 'alert'; status: AlertStatus; previous?: ReadStatus }
  /** What an integration has spent of its budget for a service; `read` as the caller found it. */
  | { kind: 'budget'; key: string; budget: Budget; read?: Budget }
  /** A request with an idempotency key is carried out once. */
  | { kind: 'request'; key: string; digest: string }
  /** The outcome of a page, so that ledger and timeline cannot disagree. */
  | {
      kind: 'page-outcome';
      key: string;
      status: 'sent' | 'failed';
      detail: string;
      /** The vendor's, by which a receipt names the page. */
      messageId?: string;
      at: Instant;
    };

export interface NewCommit {
  id: IncidentId;
  /** The version that this commit makes: one more than the loaded one. */
  version: number;
  at: Instant;
  events: IncidentEvent[];
  before: Incident;
  after: Incident;
  claims: Claim[];
}

export interface StoredCommit {
  version: number;
  at: Instant;
  events: IncidentEvent[];
}

export interface ListQuery {
  phases: readonly Phase[];
  severity?: Severity | undefined;
  service?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface IncidentPage {
  incidents: Loaded[];
  /** Give it back to read on; absent at the end. */
  next?: string;
}

export interface IncidentStore {
  load(id: IncidentId): Promise<Loaded>;
  loadMany(ids: readonly IncidentId[]): Promise<Map<IncidentId, Loaded>>;
  /** `conflict`: somebody else committed first. `taken`: a claim did not hold; nothing was written. */
  append(commit: NewCommit): Promise<'appended' | 'conflict' | { taken: Claim }>;
  /** Claims of a command that changed nothing. `conflict`, `taken`: as of `append`. */
  claimAlone(
    id: IncidentId,
    at: Instant,
    claims: readonly Claim[],
  ): Promise<'claimed' | 'conflict' | { taken: Claim }>;
  history(id: IncidentId): Promise<StoredCommit[]>;
  /** Newest first. Costs what it answers, however many others there are. */
  list(query: ListQuery): Promise<IncidentPage>;
  /** Names what `list` would answer, until that is another: told by ids and versions, without what they say. */
  listTag(query: ListQuery): Promise<string>;
  /** Incidents whose deadline passed before `before`, the most overdue first. */
  overdue(before: Instant, limit: number): Promise<{ id: IncidentId; dueAt: Instant }[]>;
  /** Counts up per year; a number may be skipped, never given twice. */
  nextNumber(year: number): Promise<number>;
  /** This id came from elsewhere: numbers up to its own are not given any more, unless it is far ahead of them. */
  skipNumber(id: IncidentId): Promise<void>;
  /** What a request with this key was, and which incident it changed; `undefined` when it was never carried out. */
  requestOutcome(key: string): Promise<{ incidentId: IncidentId; digest: string } | undefined>;
}

/**
 * Wakes the incident at that moment: never relied on to be early, late, lost or doubled. `isFirst` is a hint that the
 * incident has no alarm clock yet, which saves a call.
 */
export type SetAlarmClock = (id: IncidentId, at: Instant, isFirst?: boolean) => Promise<void>;

export type QueueReactions = (reactions: readonly Reaction[]) => Promise<void>;

/**
 * What was put aside under a key, because whoever reads the stream did not get through it; throws when it is not there.
 * `unreadable`: which of it this version does not understand, and why.
 */
export type ReadPutAside = (key: string) => Promise<{
  of: 'dispatch' | 'feed';
  commits: Commit[];
  unreadable: string[];
}>;

export interface EffectLedger {
  /** `about`: for whoever looks how it went; an effect without it is nobody's to look at. */
  claim(key: string, incidentId: string, at: Instant, about?: EffectAbout): Promise<Lease>;
  /** `sent`, `not wanted`, or `failed: ` with the reason. */
  record(key: string, incidentId: string, at: Instant, outcome: string): Promise<void>;
  /** What failed for good may be done once more. */
  reopen(key: string, incidentId: string, at: Instant): Promise<void>;
  /** Gives the claim back, so that the queue's next delivery may try again. */
  release(key: string, incidentId: string, at: Instant, why?: EffectDelay): Promise<void>;
}

/** How the effects of an incident went, as far as they were begun. */
export type EffectsOf = (id: IncidentId) => Promise<EffectRecord[]>;
