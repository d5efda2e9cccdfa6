import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { CliFailure } from '#cli/failure.ts';
import { textOf } from '#cli/files.ts';
import type { Session } from '#cli/session.ts';
import { acceptedWebhook } from '#contract/messages.ts';
import type { AcceptedBody } from '#core/incident/replay.ts';
import { nativeAlarms, type TrustDomain } from '#core/intake/trust-domain.ts';
import { parseSource } from '#core/sources.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { parseInstant } from '#core/time/instant.ts';

/** Each once, however many runs it took: what came later of it says no more. */
export async function bodiesIn({ surroundings }: Session, path: string): Promise<AcceptedBody[]> {
  const files = await filesIn(surroundings, path);
  if (files === undefined) {
    throw new CliFailure('usage', `There is no file or folder ${path}.`, {
      next: 'Fetch some days: aws s3 sync s3://BUCKET/raw/2026/11 raw, with your own credentials.',
    });
  }
  const found = new Map<string, AcceptedBody>();
  for (const [name, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!/\.ndjson(\.gz)?$/.test(name)) continue;
    const text = textOf(unzipped(name, bytes), name);
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const body = bodyOf(line, `${name}:${index + 1}`);
      if (body !== undefined && !found.has(body.id)) found.set(body.id, body);
    }
  }
  return [...found.values()];
}

async function filesIn(
  { readBytes, readFolder }: Session['surroundings'],
  path: string,
): Promise<Map<string, Uint8Array> | undefined> {
  const folder = await readFolder(path);
  if (folder !== undefined) return folder;
  const file = await readBytes(path);
  return file && new Map([[basename(path), file]]);
}

function unzipped(name: string, bytes: Uint8Array): Uint8Array {
  if (!name.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    throw new CliFailure('refused', `${name} is cut off, or no gzip file.`);
  }
}

function bodyOf(line: string, place: string): AcceptedBody | undefined {
  const wrong = (why: string) => new CliFailure('refused', `${place} ${why}.`);
  const value = jsonIn(line);
  if (value === undefined) throw wrong('is not JSON: it is cut off, or no kept body');
  const read = z.safeParse(acceptedWebhook, value);
  if (!read.success) throw wrong('is no kept body');
  const kept = read.data;
  const at = parseInstant(kept.acceptedAt);
  if (at === undefined) throw wrong('has no time');
  if (kept.kind === 'alarm-event') {
    const body = JSON.stringify(kept.event);
    return { id: kept.receiptId, at, source: 'cloudwatch', body, domain: nativeAlarms };
  }
  // What waited was a body of its own before.
  if (kept.kind === 'held') return undefined;
  const source = parseSource(kept.source);
  // It only said that something lives.
  if (kept.heartbeat !== undefined) return undefined;
  if (source === undefined) throw wrong(`is of a sender that this does not know: ${kept.source}`);
  const { receiptId: id, body, integration, domain, service, mapping } = kept;
  return {
    ...{ id, at, source, body, integration },
    ...(domain !== undefined && { domain: domain as TrustDomain }),
    ...(service !== undefined && { service }),
    ...(mapping !== undefined && { mapping }),
  };
}
