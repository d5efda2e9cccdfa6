import type { WorkQueueName } from '#contract/work-queues.ts';
import type { Identity, OpenIdSettings } from '#core/oncall/identity.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Session } from '#core/setup/session.ts';
import type { Instant } from '#core/time/instant.ts';

/* The configuration, and what follows from a new one. */

interface AppliedConfiguration {
  version: number;
  /** What the document was found to mean when it was applied. */
  directory: Directory;
  document: unknown;
  at: Instant;
  by: string;
}

export interface ConfigurationStore {
  /** `undefined`: none was ever applied. May be up to 30 s old, or as old as is said. */
  current(atMostSeconds?: number): Promise<{ version: number; directory: Directory } | undefined>;
  /** The newest, read now. */
  newest(): Promise<AppliedConfiguration | undefined>;
  /** One that was applied at some time. */
  version(number: number): Promise<AppliedConfiguration | undefined>;
  /** Who applied that version and those before it, the newest first; no more than so many. */
  history(from: number, most: number): Promise<{ version: number; at: Instant; by: string }[]>;
  /** How large it is as it is kept, in bytes, and how large that may be. */
  sizeOf(
    next: Pick<AppliedConfiguration, 'document' | 'directory'>,
  ): Promise<{ bytes: number; most: number }>;
  /** `conflict`: another version was applied since `version - 1` was read. */
  save(next: AppliedConfiguration): Promise<'saved' | 'conflict'>;
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
    /** Either this, or the ARN of a queue. */
    email?: string;
    queue?: string;
    severities?: readonly string[];
    services?: readonly string[];
    kinds?: readonly string[];
  }[];
  /** Addresses that were asked by themselves: neither asked again nor taken away. */
  kept?: readonly string[];
}) => Promise<string[]>;

/** Who is signed in. Only hashes of tokens and codes are kept. */
export interface SessionStore {
  /** `exists`: somebody drew the same token. */
  start(session: Session): Promise<'started' | 'exists'>;
  find(person: string, id: string): Promise<Session | undefined>;
  /** Of one person. */
  list(person: string): Promise<Session[]>;
  /** Its end moves on. `gone`: it was ended meanwhile, and stays so. */
  renew(session: Session): Promise<'renewed' | 'gone'>;
  end(person: string, id: string): Promise<'ended' | 'gone'>;
}

/** Somebody else's word of who people are. `undefined`: it cannot be had or believed now; the log says why. */
export interface OpenIdIssuer {
  /** Where a browser goes to say who its person is. `isLocal`: on one's own machine, where nothing speaks TLS. */
  addressOf(
    settings: OpenIdSettings,
    asked: {
      redirectUri: string;
      state: string;
      nonce: string;
      /** Of the verifier that comes with the code. */
      challenge: string;
      isLocal: boolean;
    },
  ): Promise<string | undefined>;
  /** Where a browser goes to be signed out there, too; `undefined`: it names no such place, or cannot be asked. */
  endOf(settings: OpenIdSettings, asked: { isLocal: boolean }): Promise<string | undefined>;
  identify(
    settings: OpenIdSettings,
    given: { code: string; redirectUri: string; verifier: string; nonce: string },
  ): Promise<Identity | undefined>;
}

/** Codes that sign somebody in, each under a name that only whoever asked for it was told. */
export interface SignInCodes {
  start(hash: string, code: { person: string; codeSha256: string; until: Instant }): Promise<void>;
  /** How many were wrong within this hour, over all people. */
  wrongs(at: Instant): Promise<number>;
  /** Counts every try; a code is good until it runs out, and once. `unknown`: there is none of that name. */
  use(
    hash: string,
    codeSha256: string,
    at: Instant,
  ): Promise<{ person: string } | { wrongs: number } | 'unknown' | 'too-many-tries'>;
}
