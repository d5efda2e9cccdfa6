import { appendFileSync } from 'node:fs';
import { localSecret } from '#local/account.ts';

/** One thing that was asked for, until it was answered. */
export interface Entry {
  key: string;
  kind: 'alert' | 'acknowledge' | 'note' | 'resolve';
  /** Of a command. */
  incident?: string;
  /** What is looked for afterwards: the words of a note, the key of an alert. */
  words: string;
  /** Tries without an answer, or with one that says that nothing was done. */
  tries: number;
  status?: number;
  answer?: { receiptId?: string };
}

/**
 * Asks, with the same idempotency key again and again, until the answer is one that stands: done, or refused. What was
 * asked and answered is on disk too, for whoever looks afterwards.
 */
export function journalled(deps: {
  url: string;
  path: string;
  until: () => boolean;
  pick: (below: number) => number;
}) {
  const entries: Entry[] = [];

  async function ask(entry: Omit<Entry, 'tries'>, path: string, body: unknown): Promise<Entry> {
    const asked: Entry = { ...entry, tries: 0 };
    entries.push(asked);
    while (!deps.until()) {
      asked.tries += 1;
      const answer = await once(asked.key, path, body);
      if (answer !== undefined) {
        Object.assign(asked, answer);
        appendFileSync(deps.path, `${JSON.stringify(asked)}\n`);
        return asked;
      }
      await new Promise(resolve => setTimeout(resolve, 200 + deps.pick(800)));
    }
    appendFileSync(deps.path, `${JSON.stringify(asked)}\n`);
    return asked;
  }

  async function once(key: string, path: string, body: unknown) {
    try {
      const response = await fetch(`${deps.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${localSecret}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      // Nobody has promised anything yet.
      if (response.status >= 500 || response.status === 429) return undefined;
      const answer = response.ok ? (JSON.parse(text) as Entry['answer'] & object) : undefined;
      return { status: response.status, ...(answer !== undefined && { answer }) };
    } catch {
      return undefined;
    }
  }

  return { entries, ask };
}
