import type { Readable, Writable } from 'node:stream';
import type { AccountFacts, StandIn } from '#core/setup/doctor.ts';
import type { Instant } from '#core/time/instant.ts';

/** Everything outside the program that a command touches; `tocsin.ts` gives the real one. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Where the person stands; what reads and writes files goes by it. */
  directory: string;
  /** Where this project lies; its local stack is found from anywhere. */
  projectDirectory: string;
  version: string;
  /** Of Node. */
  node: string;
  fetch: typeof fetch;
  /** The version of the time zone data of this program's runtime, such as `2026c`. */
  timeZoneData: string;
  now: () => Instant;
  sleep: (ms: number) => Promise<void>;
  randomBytes: (count: number) => Uint8Array;
  /** `undefined` when there is no such file. */
  readFile: (path: string) => Promise<string | undefined>;
  readBytes: (path: string) => Promise<Uint8Array | undefined>;
  /** Every file below it, by its path from there; `undefined` when it is no folder. */
  readFolder: (path: string) => Promise<Map<string, Uint8Array> | undefined>;
  /** All of standard input. */
  readInput: () => Promise<string>;
  readInputBytes: () => Promise<Uint8Array>;
  writeFile: (path: string, content: string | Uint8Array) => Promise<void>;
  /** Lets the person edit a text in their own editor; answers what it became. Absent where there is none. */
  edit?: (name: string, text: string) => Promise<string>;
  /** Asks AWS, with the person's own credentials, about the account that a stack stands in. */
  account: (stack: string, standIn?: StandIn) => Promise<AccountFacts>;
  /** Standard input and output, for a command that speaks with a program over them. */
  streams: { input: Readable; output: Writable };
  isRunning: (pid: number) => boolean;
  terminal: Terminal;
}

export interface Terminal {
  out: (text: string) => void;
  error: (text: string) => void;
  columns: number;
  colours: boolean;
  /** An IANA time zone: people read times of their own place. */
  timeZone: string;
  /** Absent where nobody can answer, as in a pipeline. */
  ask?: (question: string) => Promise<boolean>;
}
