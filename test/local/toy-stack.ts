import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { splitSettings } from '#contract/stack-settings.ts';
import { type LocalStack, type StackOptions, startLocalStack } from '#local/stack.ts';
import { synthesise } from '#local/template/synth.ts';

/** The real stack with the smallest functions in the places of the real ones. */
export const toyAssembly = (context: Record<string, unknown> = {}) =>
  synthesise({
    functions: fileURLToPath(new URL('./toy/', import.meta.url)),
    ...splitSettings(context).rest,
  });

export async function startToyStack(options: StackOptions = {}): Promise<LocalStack> {
  return startLocalStack({
    assembly: await toyAssembly(options.context),
    tell: () => undefined,
    // The toys know nothing of what is due.
    everyRound: true,
    ...options,
  });
}

/** How to talk to the stack that all files share. */
export function toyStack() {
  const running = () => inject('toyStack');
  return talkTo(() => running().url, running);
}

export function talkTo(url: () => string, stack: () => Pick<LocalStack, 'url' | 'model'>) {
  const ask = async (path: string, init?: RequestInit) => fetch(url() + path, init);
  const post = (path: string, body: unknown) =>
    ask(path, { method: 'POST', body: JSON.stringify(body) });
  const read = async <Value>(path: string) => (await ask(path)).json() as Promise<Value>;
  return {
    url,
    stack,
    ask,
    post,
    read,
    alert: (body: string, query = '') => post(`/v1/alerts/generic${query}`, body),
    /** Waits until everything rests, after moving the clock if it is told to. */
    async settles(seconds = 0): Promise<string> {
      const answer = await post('/_local/clock/advance', { seconds });
      const { now, message } = (await answer.json()) as { now: string; message?: string };
      if (message !== undefined) throw new Error(message);
      return now;
    },
    inbox: (to = '') => read<Message[]>(`/_local/inbox${to && `?to=${encodeURIComponent(to)}`}`),
    async logged(functionName: string): Promise<string[]> {
      const { lines } = await read<{ lines: { line: string }[] }>(
        `/_local/logs?function=${functionName}`,
      );
      return lines.map(({ line }) => messageOf(line));
    },
    queue: async (name: string) =>
      (
        await read<Record<string, { visible: number; inFlight: number; delayed: number }>>(
          '/_local/queues',
        )
      )[`Tocsin-${name}`],
    requests: () => read<Record<string, number>>('/_local/requests'),
    /** For a plain SDK client. */
    client: () => ({
      endpoint: url(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'someone', secretAccessKey: 'local' },
      maxAttempts: 1,
    }),
  };
}

interface Message {
  at: string;
  channel: string;
  to: string;
  subject?: string;
  body: string;
  links: string[];
}

/** Functions log in JSON; what threw is plain text. */
function messageOf(line: string): string {
  return line.startsWith('{') ? String((JSON.parse(line) as { message: unknown }).message) : line;
}
