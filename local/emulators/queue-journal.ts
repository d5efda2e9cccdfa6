import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A message as it is kept: everything that the next run needs. */
export interface KeptMessage {
  id: string;
  queue: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  /** What fair queues share out by. */
  group?: string;
  /** The header of X-Ray that it was sent with. */
  trace?: string;
  /** Epoch milliseconds of the stack's clock, as all moments here. */
  sentAt: number;
  /** Not visible before. */
  dueAt: number;
  receives: number;
  firstReceivedAt?: number;
}

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** What the queues hold, on disk. A change is written before the call that made it returns, so a killed run loses none. */
export interface QueueJournal {
  /** What the last run left, oldest first. */
  kept: readonly KeptMessage[];
  sent(message: KeptMessage): void;
  received(messages: readonly KeptMessage[]): void;
  deleted(messages: readonly KeptMessage[]): void;
  close(): void;
}

type Line =
  | { kind: 'sent'; message: KeptMessage }
  | { kind: 'received'; id: string; receives: number; at: number }
  | { kind: 'deleted'; ids: string[] };

/** Above this much, and mostly of messages that are gone, it is written anew. */
const bytesMax = 16_000_000;

/** Without a path nothing is kept. A line that a killed run left unfinished is the call that nobody got an answer to. */
export function queueJournal(path: string | undefined): QueueJournal {
  if (path === undefined) {
    return { kept: [], sent() {}, received() {}, deleted() {}, close() {} };
  }
  mkdirSync(dirname(path), { recursive: true });
  const live = new Map<string, KeptMessage>();
  if (existsSync(path)) for (const line of linesOf(path)) apply(line);
  const kept = [...live.values()];
  let bytes = 0;
  let bytesAtStart = 0;
  let file = rewrite(path);

  function apply(line: Line): void {
    switch (line.kind) {
      case 'sent':
        live.set(line.message.id, line.message);
        break;
      case 'received': {
        const message = live.get(line.id);
        if (message === undefined) break;
        message.receives = line.receives;
        message.firstReceivedAt ??= line.at;
        break;
      }
      case 'deleted':
        for (const id of line.ids) live.delete(id);
        break;
      default:
        line satisfies never;
    }
  }

  function rewrite(to: string): number {
    const messages = [...live.values()].map(message => JSON.stringify({ kind: 'sent', message }));
    const text = messages.map(line => `${line}\n`).join('');
    writeFileSync(`${to}.new`, text);
    renameSync(`${to}.new`, to);
    bytes = text.length;
    bytesAtStart = bytes;
    return openSync(to, 'a');
  }

  function write(to: string, lines: readonly Line[]): void {
    const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
    appendFileSync(file, text);
    bytes += text.length;
    if (bytes < bytesMax + 2 * bytesAtStart) return;
    closeSync(file);
    file = rewrite(to);
  }

  return {
    kept,
    sent(message) {
      live.set(message.id, message);
      write(path, [{ kind: 'sent', message }]);
    },
    received(messages) {
      const lines = messages.map(({ id, receives, firstReceivedAt: at = 0 }) => {
        return { kind: 'received' as const, id, receives, at };
      });
      write(path, lines);
    },
    deleted(messages) {
      for (const { id } of messages) live.delete(id);
      write(path, [{ kind: 'deleted', ids: messages.map(({ id }) => id) }]);
    },
    close: () => closeSync(file),
  };
}

function linesOf(path: string): Line[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const unfinished = lines.pop();
  try {
    return lines.map(line => JSON.parse(line) as Line);
  } catch (error) {
    const at = unfinished === '' ? '' : ' (its last line is unfinished)';
    throw new Error(`Cannot read ${path}${at}: ${String(error)}. Remove it to start without it.`);
  }
}
