import type { Instant } from '#core/time/instant.ts';

/* What a run of the program has by itself: time, waiting, randomness, a log. */

export type Now = () => Instant;

/** Waits between two attempts; the jitter is the adapter's. */
export type Pause = (attempt: number) => Promise<void>;

/** Returns at that moment, or at once when it has passed. For waits of about a second. */
export type WaitUntil = (at: Instant) => Promise<void>;

/** 95 or more random bits, URL-safe. */
export type NewToken = () => string;

/** What the program says of itself. Only named fields; never a phone number, an address or a body. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields) => void;

type LogFields = Record<string, string | number | boolean | undefined>;
