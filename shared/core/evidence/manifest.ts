import * as z from 'zod/mini';
import { sha256 } from '#core/digest.ts';
import { occasion } from '#core/incident/events.ts';
import { jsonIn } from '#core/text/json-in.ts';

const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/**
 * What one archive of an incident holds. Its own SHA-256 stands in the incident's log and in the manifest that comes
 * after it, so that neither an object nor a manifest can be changed, left out, added or moved without being noticed.
 */
const manifest = z.object({
  incident: z.string(),
  /** Commits of the incident that the archive knows of. */
  version: z.number(),
  archivedAt: z.string(),
  window: z.object({ from: z.string(), to: z.string() }),
  objects: z.array(z.object({ key: z.string(), bytes: z.number(), sha256: digest })),
  missing: z.array(z.string()),
  occasion: z.optional(occasion),
  /** Passages of log lines that were left out on purpose, by the rules of `evidence.redact`. */
  redacted: z.optional(z.number()),
  /** What was asked for and is not configured. */
  notConfigured: z.optional(z.array(z.string())),
  /** The incident's manifest before this one; `null` for its first. Absent in archives of before there was a chain. */
  previous: z.optional(z.nullable(z.object({ key: z.string(), sha256: digest }))),
});
export type Manifest = z.infer<typeof manifest>;

export interface Flaw {
  key: string;
  text: string;
}

/** What is to be believed: the newest manifest and its digest, from the incident's log or from whoever handed it over. */
export interface Seal {
  manifest: string;
  sealedBy: string;
}

/**
 * Checks a bundle against its seal, offline: `objects` are all files by key. An empty answer means that every byte of
 * every object of every archive is what was sealed, and that nothing is there besides.
 */
export function verifyBundle(objects: ReadonlyMap<string, Uint8Array>, seal: Seal): Flaw[] {
  const flaws: Flaw[] = [];
  let isChainWhole = true;
  const known = new Set<string>();
  let next: { key: string; sha256: string } | null = {
    key: seal.manifest,
    sha256: seal.sealedBy,
  };
  while (next !== null) {
    const { key, sha256: expected }: { key: string; sha256: string } = next;
    if (known.has(key)) {
      flaws.push({ key, text: 'the chain of manifests runs in a circle' });
      isChainWhole = false;
      break;
    }
    known.add(key);
    const sealed = objects.get(key);
    const flaw = flawOf(sealed, expected);
    if (flaw !== undefined || sealed === undefined) {
      flaws.push({ key, text: `manifest ${flaw ?? 'is missing'}` });
      isChainWhole = false;
      break;
    }
    const read = parseManifest(sealed);
    if (read === undefined) {
      flaws.push({ key, text: 'is not a manifest' });
      isChainWhole = false;
      break;
    }
    for (const object of read.objects) {
      known.add(object.key);
      const wrong = flawOf(objects.get(object.key), object.sha256);
      if (wrong !== undefined) flaws.push({ key: object.key, text: wrong });
    }
    next = read.previous ?? null;
  }
  for (const key of objects.keys()) {
    // Behind a broken manifest nothing can be known to be superfluous.
    if (!known.has(key) && isChainWhole) {
      flaws.push({ key, text: 'is in no manifest: it was added later' });
    }
  }
  return flaws;
}

function flawOf(content: Uint8Array | undefined, expected: string): string | undefined {
  if (content === undefined) return 'is missing';
  const is = sha256(content);
  return is === expected
    ? undefined
    : `was changed: its SHA-256 is ${is}, and ${expected} was sealed`;
}

/** `undefined`: it is none of ours. */
export function parseManifest(content: Uint8Array): Manifest | undefined {
  return z.safeParse(manifest, jsonIn(new TextDecoder().decode(content))).data;
}
