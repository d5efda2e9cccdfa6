import { manyLines, oneLine } from '#core/text/plain-text.ts';
import { dayAndTime } from '#core/time/clock-time.ts';
import type { Instant } from '#core/time/instant.ts';

/** What was said in a channel. */
export interface Transcript {
  channel: string;
  messages: TranscriptMessage[];
  /** What of it could not be read. */
  missing?: string;
}

interface TranscriptMessage {
  at: Instant;
  /** The chat's own name of it. */
  ts: string;
  /** A member, or a program, by its id there. */
  user: string;
  /** As people know them, where the chat says so. */
  name?: string;
  text: string;
  /** It answers this one. */
  thread?: string;
  files?: string[];
}

/** As people read it: a line for each, the further ones under it. */
export function transcriptText(
  { channel, messages }: Transcript,
  timeZone: string | undefined,
): string {
  const lines = messages.map(({ at, name, user, text, thread, files = [] }) => {
    const said = [manyLines(text), ...files.map(file => `[${oneLine(file)}]`)].filter(Boolean);
    const words = said.join('\n').replace(/\n/g, '\n    ');
    return `${dayAndTime(at, timeZone)}  ${thread === undefined ? '' : '> '}${oneLine(name ?? user)}: ${words}`;
  });
  return `#${oneLine(channel)}\n\n${lines.join('\n')}\n`;
}
