import { query } from 'jsonpath-rfc9535';

/*
 * JSONPath (RFC 9535), by which a configuration says where in a stranger's body something stands. It weighs 30 KB: whoever
 * needs it loads it when it is needed.
 */

/** What is wrong with a path, and what to write instead. */
export function pathFlaw(path: string): string | undefined {
  if (/\b(match|search)\s*\(/.test(path)) {
    return 'uses match() or search(), which may take for ever over what a stranger writes: compare with == instead';
  }
  try {
    query({}, path);
    return undefined;
  } catch (error) {
    return `is not a JSONPath: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}`;
  }
}

/** Everything that stands there, in the order of the body. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return query(value as Parameters<typeof query>[0], path);
}
