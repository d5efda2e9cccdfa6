import type { Parsed } from '#core/intake/alert.ts';
import { readBody } from '#core/intake/read-body.ts';
import { senderOf, senders } from '#core/intake/senders.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

/**
 * A request body as the sender wrote it becomes alerts, or says which field cannot be read. Never throws. `auto` is never
 * refused: what nobody knows is guessed. `mapping`: how a sender of no kind that is known is read.
 */
export async function parsePayload(
  source: Source,
  body: string,
  at?: Instant,
  mapping?: Mapping,
): Promise<Parsed> {
  const read = readBody(body);
  if (source === 'auto') return parseAny(read, body, at);
  if ('invalid' in read) return { invalid: read.invalid };
  if (mapping !== undefined && source === 'generic') {
    const { parseMapped } = await import('#core/intake/mapping.ts');
    return parseMapped(read.value, mapping);
  }
  const sender = senders.find(({ name }) => name === source);
  if (sender === undefined) throw new Error(`No row for ${source}`);
  const parsed = (await sender.parser())(read.value, at);
  if (!('invalid' in parsed)) return parsed;
  const other = senderOf(read.value);
  if (other === undefined || other === sender) return parsed;
  const message = `is of ${other.label}, not of ${sender.label}: send it to /v1/alerts/${other.name}`;
  return { invalid: [{ path: '', message }] };
}

async function parseAny(
  read: ReturnType<typeof readBody>,
  body: string,
  at: Instant | undefined,
): Promise<Parsed> {
  if ('value' in read) {
    const sender = senderOf(read.value);
    const parsed = sender && (await sender.parser())(read.value, at);
    if (parsed !== undefined && !('invalid' in parsed)) return parsed;
  }
  const { guess } = await import('#core/intake/sources/guess.ts');
  return guess('value' in read ? read.value : body);
}
