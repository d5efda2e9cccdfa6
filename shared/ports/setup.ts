import type { WorkQueueName } from '#contract/work-queues.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Instant } from '#core/time/instant.ts';

/* The configuration, and what follows from a new one. */

export interface ConfigurationStore {
  /** `undefined`: none was ever applied. May be up to 30 s old. */
  current(): Promise<{ version: number; directory: Directory } | undefined>;
  /** The newest, read now. */
  newest(): Promise<
    | { version: number; directory: Directory; document: unknown; at: Instant; by: string }
    | undefined
  >;
  /** `conflict`: another version was applied since `version - 1` was read. */
  save(next: {
    version: number;
    document: unknown;
    /** What the document was found to mean when it was applied. */
    directory: Directory;
    by: string;
    at: Instant;
  }): Promise<'saved' | 'conflict'>;
}

/** What a function gave up after all its attempts. */
export interface DeadLetter {
  id: string;
  /** When it was first put on its queue. */
  sentAt: Instant;
  body: string;
}

export interface DeadLetters {
  /** No more than that many; they stay where they are. */
  look(queue: WorkQueueName, most: number): Promise<DeadLetter[]>;
  /** Back to their queue: those with these ids, or all. Answers how many. */
  sendAgain(queue: WorkQueueName, ids?: readonly string[]): Promise<number>;
}

export type QueueSubscriptionSync = () => Promise<void>;

/** Brings the e-mail topics' subscriptions in line with the configuration; answers what it did, in words. */
export type SyncSubscriptions = (wanted: {
  people: readonly string[];
  stakeholders: readonly {
    email: string;
    severities?: readonly string[];
    services?: readonly string[];
    kinds?: readonly string[];
  }[];
}) => Promise<string[]>;
