import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import type { Transcript } from '#core/evidence/transcript.ts';
import type { Instant } from '#core/time/instant.ts';
import type { TimeWindow } from '#ports/diagnosis.ts';

/* What is kept of an incident, and where. */

/** What happened to alarms, one record each, oldest first. `cut`: what of which is missing, as there is so much. */
export type ReadAlarmHistory = (
  alarms: readonly string[],
  window: TimeWindow,
) => Promise<{ records: object[]; cut?: string[] } | { unreadable: string }>;

export type DeploymentSource =
  | { application: string; group: string }
  | { cluster: string; ecsService: string };

export type ReadDeployments = (
  source: DeploymentSource,
  window: TimeWindow,
) => Promise<
  /** `released`: of the records those that brought out a version, in words. `cut`: as of changes. */
  | { records: object[]; released: { at: Instant; what: string }[]; cut?: string }
  | { unreadable: string }
>;

export type ChangeSource = { resource: string } | { source: string } | { event: string };

/** `cut`: there is more than is looked through, and what of it is missing. */
export type ReadChanges = (
  source: ChangeSource,
  window: TimeWindow,
) => Promise<{ records: object[]; cut?: string } | { unreadable: string }>;

/** What was said in the channel of an incident, the oldest first. */
export type ReadTranscript = (
  incident: string,
) => Promise<Transcript | 'no channel' | { unreadable: string }>;

export interface SnapshotWanted {
  /** The same for the same wish: a snapshot that is there is not taken again. */
  id: string;
  of: { cluster: string } | { instance: string };
  incident: string;
  expiresAt: Instant;
}

/** Asks for a snapshot; it is complete some minutes later. */
export type TakeSnapshot = (
  wanted: SnapshotWanted,
) => Promise<{ snapshot: object } | { unreadable: string }>;

/** Deletes our own snapshots that have expired; answers their ids. */
export type ExpireSnapshots = (at: Instant) => Promise<string[]>;

export interface Archive {
  /** Write-once: `exists` when the key is taken. `note` is kept beside it: short, plain letters. */
  put(
    key: string,
    body: Uint8Array,
    contentType: string,
    note?: string,
  ): Promise<'stored' | 'exists'>;
  find(key: string): Promise<{ content: Uint8Array; note?: string } | undefined>;
}

/** Sends an archive on to its next run, or asks for one. */
export type QueueArchive = (wanted: ArchiveReaction, delaySeconds?: number) => Promise<void>;

/** What was archived, to look at. */
export interface Vault {
  read(key: string): Promise<Uint8Array | undefined>;
  /** Every key that begins so, in order. */
  list(prefix: string): Promise<string[]>;
  /** An address from which anybody reads that object until then. */
  linkTo(key: string, until: Instant): Promise<string>;
}
