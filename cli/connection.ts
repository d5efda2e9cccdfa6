import { join } from 'node:path';
import * as z from 'zod/mini';
import { CliFailure } from '#cli/failure.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { isLoopback } from '#core/text/loopback.ts';

export interface Connection {
  url: string;
  /** The API token. */
  token: string | undefined;
  /** The integration key, for sending alerts. */
  key: string | undefined;
}

/** `npm start` writes it when it is ready and removes it when it ends. */
const runningStack = z.object({ url: z.string(), pid: z.number() });

/** The fixed credential of the local stack, for the API and for alerts alike. */
const localCredential = 'local';

type Needs = Pick<
  Surroundings,
  'env' | 'directory' | 'projectDirectory' | 'readFile' | 'isRunning'
>;

/** TOCSIN_URL and TOCSIN_TOKEN; without an address, the local stack that runs in this project. */
export async function findConnection(needs: Needs): Promise<Connection> {
  const { TOCSIN_URL } = needs.env;
  if (!TOCSIN_URL) {
    // Whoever wrote the file has named this address, not the person: their own credentials do not go there.
    return { url: await localStack(needs), token: localCredential, key: localCredential };
  }
  const url = checkedUrl(TOCSIN_URL);
  const fallback = isLoopback(url) ? localCredential : undefined;
  const given = (name: 'TOCSIN_TOKEN' | 'TOCSIN_KEY') => checkedSecret(name, needs.env[name]);
  return { url, token: given('TOCSIN_TOKEN') || fallback, key: given('TOCSIN_KEY') || fallback };
}

async function localStack(needs: Needs): Promise<string> {
  const stale: string[] = [];
  for (const directory of new Set([needs.directory, needs.projectDirectory])) {
    const path = join(directory, '.tocsin', 'running.json');
    // A stack that is just starting, or was killed while writing, is the same as none.
    const stack = z.safeParse(runningStack, jsonIn((await needs.readFile(path)) ?? '')).data;
    // A file that came along with a cloned repository may name any address.
    if (stack === undefined || !URL.canParse(stack.url) || !isLoopback(stack.url)) continue;
    if (needs.isRunning(stack.pid)) return checkedUrl(stack.url);
    stale.push(stack.url);
  }

  const message =
    stale.length > 0
      ? `The local stack at ${stale[0]} is not running any more.`
      : 'No Tocsin to talk to: TOCSIN_URL is not set, and no local stack is running.';
  throw new CliFailure('unreachable', message, {
    next: 'Start one with `npm start`, or set TOCSIN_URL and TOCSIN_TOKEN.',
  });
}

/** What no header can hold would look like a network that is down. */
function checkedSecret(name: string, text: string | undefined): string | undefined {
  const tidy = text?.trim();
  if (tidy && !/^[\x21-\x7e]+$/.test(tidy)) {
    const message = `${name} has a blank or another sign in it that no secret of ours has.`;
    throw new CliFailure('usage', message, { next: 'Copy it once more: all of it, and no more.' });
  }
  return tidy;
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CliFailure('usage', `TOCSIN_URL is not an http(s) address: ${text}`, {
      next: 'It looks like https://abc123.execute-api.eu-west-1.amazonaws.com',
    });
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}
