import { type ApiClient, apiClient } from '#cli/api-client.ts';
import { type Connection, findConnection } from '#cli/connection.ts';
import { CliFailure } from '#cli/failure.ts';
import type { Display } from '#cli/incident-text.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { painter } from '#cli/terminal-text.ts';
import { harmless } from '#core/text/harmless-json.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

/** One run of the command: what every subcommand needs. */
export interface Session {
  surroundings: Surroundings;
  display: Display;
  /** Times in words of its answers are of this zone; of the terminal's when not given. */
  api: (timeZone?: string) => Promise<ApiClient>;
  /** One question to it. */
  call: ApiClient['call'];
  /** For a program that decides by itself. */
  assistantApi: () => Promise<ApiClient>;
  /** With the integration key instead of the API token. */
  integration: (key?: string) => Promise<ApiClient>;
  /** The answer itself with `--json`, words otherwise. */
  print: (options: { json?: boolean }, answer: unknown, words: string | readonly string[]) => void;
}

export function startSession(surroundings: Surroundings): Session {
  const { terminal, now, fetch, sleep } = surroundings;
  // Incidents run by Tocsin's clock. This machine's may be wrong, and the local stack's is moved on purpose.
  let aheadMs: number | undefined;
  const theirs = () => fromEpochMs(epochMs(now()) + (aheadMs ?? 0));
  const hear = (time: Instant) => {
    aheadMs = epochMs(time) - epochMs(now());
  };
  const client = (
    { url }: Connection,
    credential: string,
    { timeZone = terminal.timeZone, via = 'cli' as 'cli' | 'assistant' } = {},
  ) => apiClient({ fetch, sleep, url, credential, hear, timeZone, via });
  const withToken = async (more: Parameters<typeof client>[2]) => {
    const connection = await findConnection(surroundings);
    return client(connection, connection.token ?? missing('TOCSIN_TOKEN', 'an API token'), more);
  };

  const api: Session['api'] = timeZone => withToken(timeZone === undefined ? {} : { timeZone });

  return {
    surroundings,
    display: {
      columns: terminal.columns,
      paint: painter(terminal.colours),
      timeZone: terminal.timeZone,
      now: theirs,
      async askTime() {
        if (aheadMs === undefined) {
          await client(await findConnection(surroundings), '').call('health', {});
        }
        return theirs();
      },
    },
    api,
    call: async (operation, input) => (await api()).call(operation, input),
    assistantApi: () => withToken({ via: 'assistant' }),
    async integration(given) {
      const connection = await findConnection(surroundings);
      const key = given ?? connection.key;
      return client(connection, key ?? missing('TOCSIN_KEY', 'the key of an integration'));
    },
    print(options, answer, words) {
      const text = typeof words === 'string' ? words : words.join('\n');
      terminal.out(options.json ? harmless(JSON.stringify(answer, null, 2)) : text);
    },
  };
}

function missing(variable: string, what: string): never {
  throw new CliFailure('notAuthorised', `${variable} is not set.`, {
    next: `Set it to ${what}. An administrator makes one with \`tocsin token\`.`,
  });
}
