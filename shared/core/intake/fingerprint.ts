import { sha256 } from '#core/digest.ts';
import { type Fingerprint, fingerprint, type ProblemKey, problemKey } from '#core/ids.ts';
import type { Source } from '#core/sources.ts';
import { namesInOrder } from '#core/text/names-in-order.ts';

/** Keys of table rows: short enough to read in a log, and far below what DynamoDB takes. */
const keyMax = 200;
const readableMax = 100;

/** One time series of one sender. */
export function fingerprintOf(source: Source, ...parts: string[]): Fingerprint {
  return fingerprint(key(source, parts));
}

/** The group that alerts belong to, in the sender's own terms. */
export function problemOf(source: Source, ...parts: string[]): ProblemKey {
  return problemKey(key(source, parts));
}

/** The same for the same set of labels, in whichever order they come. */
export function labelsDigest(labels: Record<string, string>): string {
  const pairs = namesInOrder(labels).map(name => [name, labels[name]]);
  return sha256(JSON.stringify(pairs)).slice(0, 32);
}

/** The parts are escaped before they are joined, so that no two lists of parts make the same key. */
function key(source: Source, parts: readonly string[]): string {
  const text = parts.map(escaped).join('|');
  const whole = `${source}:${text}`;
  if (whole.length <= keyMax && isPlain(text)) return whole;
  const readable = text.slice(0, readableMax).replace(/[^\x20-\x7e]/g, '?');
  return `${source}:${readable}~${sha256(text)}`;
}

function escaped(part: string): string {
  const isPlain = !part.includes('|') && !part.includes('\\');
  return isPlain ? part.toWellFormed() : part.toWellFormed().replace(/[\\|]/g, '\\$&');
}

/** The parts of a key of that source; none of one that was cut, or whose parts cannot be read in it. */
export function partsOf(source: Source, of: string): string[] {
  const text = of.slice(source.length + 1);
  if (!of.startsWith(`${source}:`) || !isPlain(text)) return [];
  return [...`${text}|`.matchAll(/((?:[^\\|]|\\.)*)\|/g)].map(([, part = '']) => unescaped(part));
}

export function unescaped(part: string): string {
  return part.replace(/\\([\\|])/g, '$1');
}

/** A short plain key must not look like a cut one. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !(text.includes('~') && /~[0-9a-f]{64}$/.test(text));
}
