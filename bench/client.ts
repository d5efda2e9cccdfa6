import { localSecret } from '#local/account.ts';

/** As `/_local/steps` tells them: runs of functions and calls to AWS, in milliseconds of the machine's clock. */
export interface Step {
  caller: string;
  what: string;
  from: number;
  to: number;
}

export interface Message {
  at: string;
  channel: string;
  to: string;
  body: string;
}

export interface Shown {
  phase: string;
  declaredAt: string;
  timeline: { at: string; type: string; text: string }[];
}

const stepSeconds = 600;

export type Client = ReturnType<typeof client>;

/** The few calls that the measurements make of a running local stack. */
export function client(url: string) {
  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${localSecret}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(
        `${method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`,
      );
    }
    return (await response.json()) as Answer;
  }
  return {
    get: <Answer>(path: string) => call<Answer>('GET', path),
    send: (source: string, body: unknown) => call('POST', `/v1/alerts/${source}`, body),
    /** Of one phone or mailbox, or all of them; oldest first. */
    inbox: (to?: string) =>
      call<Message[]>(
        'GET',
        `/_local/inbox${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`,
      ),
    requests: () => call<Record<string, number>>('GET', '/_local/requests/by-caller'),
    steps: () => call<Step[]>('GET', '/_local/steps'),
    incidents: (phase?: 'open' | 'acknowledged') =>
      call<{ incidents: { id: string; title: string; phase: string }[] }>(
        'GET',
        `/v1/incidents?limit=100${phase === undefined ? '' : `&phase=${phase}`}`,
      ),
    command: (id: string, verb: string, body: unknown) =>
      call('POST', `/v1/incidents/${id}/${verb}`, body),
    show: (id: string) => call<Shown>('GET', `/v1/incidents/${id}`),
    reply: (from: string, text: string) => call('POST', '/_local/inbox/reply', { from, text }),
    /** Every schedule and every delayed wake is lost. */
    loseWakes: () => call<{ lost: number }>('DELETE', '/_local/wakes'),
    configure: (document: unknown) => call('PUT', '/v1/config', document),
    /** How the fake Slack answers from now on. */
    slack: (mood: object) => call('POST', '/_local/slack', mood),
    workspace: () => call<{ channels: { messages: { text: string }[] }[] }>('GET', '/_local/slack'),
    clock: () => call<{ now: string }>('GET', '/_local/clock'),
    /**
     * Also returns only once everything that is due has been done. In steps: whoever asks over HTTP waits five minutes for an
     * answer, and what hangs does so in real time.
     */
    async advance(seconds: number): Promise<void> {
      let left = seconds;
      do {
        const step = Math.min(left, stepSeconds);
        await call('POST', '/_local/clock/advance', { seconds: step });
        left -= step;
      } while (left > 0);
    },
  };
}

/** Waits for a condition, asking often; gives up after a limit. */
export async function until<Found>(
  look: () => Promise<Found | undefined>,
  limitMs: number,
  everyMs = 20,
): Promise<Found> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Not there after ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}
