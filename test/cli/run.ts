import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { runCli } from '#cli/program.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import type { AccountFacts, StandIn } from '#core/setup/doctor.ts';
import { instant } from '#core/time/instant.ts';

export interface Ran {
  exitCode: number;
  out: string;
  error: string;
  /** Files as they were afterwards. */
  files: Record<string, string>;
  /** The same of files that are no text. */
  bytes: Record<string, Uint8Array>;
  pauses: number[];
  questions: string[];
  /** About which stacks AWS was asked, and what stood in for it. */
  accounts: { stack: string; standIn?: StandIn }[];
}

export interface Situation {
  env?: Record<string, string>;
  files?: Record<string, string>;
  bytes?: Record<string, Uint8Array>;
  /** What is piped in. */
  input?: string;
  running?: readonly number[];
  columns?: number;
  colours?: boolean;
  /** What the person answers when asked; absent: there is nobody to ask. */
  says?: 'yes' | 'no';
  node?: string;
  timeZoneData?: string;
  account?: AccountFacts;
  fetch?: typeof fetch;
  /** What speaks with a program over standard input and output. */
  streams?: Surroundings['streams'];
  /** What the person makes of a text in their editor. */
  edits?: (text: string) => string;
}

const directory = '/home/ana';
const whole = (path: string) => resolve(directory, path);

/** Runs one command line, given as its words, as the real entry does, with everything around it in memory. */
export async function run(words: readonly string[], situation: Situation = {}): Promise<Ran> {
  const out: string[] = [];
  const error: string[] = [];
  const pauses: number[] = [];
  const questions: string[] = [];
  const accounts: Ran['accounts'] = [];
  const files = { ...situation.files };
  const bytes = { ...situation.bytes };
  const { says } = situation;

  const surroundings: Surroundings = {
    env: situation.env ?? {},
    directory,
    projectDirectory: '/srv/tocsin',
    version: '1.2.3',
    node: situation.node ?? '24.21.0',
    timeZoneData: situation.timeZoneData ?? '2026c',
    fetch: situation.fetch ?? fetch,
    now: () => instant('2026-11-23T02:20:00Z'),
    sleep: async ms => {
      pauses.push(ms);
    },
    randomBytes: count => new Uint8Array(count).fill(7),
    readFile: async path => files[whole(path)],
    readBytes: async path => bytes[whole(path)],
    async readFolder(path) {
      const folder = `${whole(path)}/`;
      const inside = Object.entries(bytes).filter(([name]) => name.startsWith(folder));
      if (inside.length === 0) return undefined;
      return new Map(inside.map(([name, content]) => [name.slice(folder.length), content]));
    },
    readInput: async () => situation.input ?? '',
    readInputBytes: async () => Buffer.from(situation.input ?? ''),
    writeFile: async (path, content) => {
      if (typeof content === 'string') files[whole(path)] = content;
      else bytes[whole(path)] = content;
    },
    ...(situation.edits && {
      edit: async (_name: string, text: string) => situation.edits?.(text) ?? text,
    }),
    account: async (stack, standIn) => {
      accounts.push({ stack, ...(standIn && { standIn }) });
      if (situation.account === undefined) throw new Error('No command asks AWS but one');
      return situation.account;
    },
    streams: situation.streams ?? { input: new PassThrough(), output: new PassThrough() },
    isRunning: pid => situation.running?.includes(pid) ?? false,
    terminal: {
      out: text => out.push(text),
      error: text => error.push(text),
      columns: situation.columns ?? 80,
      colours: situation.colours ?? false,
      timeZone: 'UTC',
      ...(says && {
        ask: async (question: string) => {
          questions.push(question);
          return says === 'yes';
        },
      }),
    },
  };

  const exitCode = await runCli(words, surroundings);
  return {
    exitCode,
    out: out.join('\n'),
    error: error.join('\n'),
    files,
    bytes,
    pauses,
    questions,
    accounts,
  };
}

/** Runs a command that must succeed. */
export async function succeeds(words: readonly string[], situation: Situation = {}): Promise<Ran> {
  const ran = await run(words, situation);
  expect(ran.error).toBe('');
  expect(ran.exitCode).toBe(0);
  return ran;
}
