import { unzipSync, zipSync } from 'fflate';

/** Stored, not compressed: most of it is compressed already, and the same files always make the same bytes. */
const always = { level: 0, mtime: '1980-01-01T00:00:00', os: 3, attrs: 0 } as const;

export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = [...files.keys()].sort();
  const entries = names.map(name => [name, [files.get(name) ?? new Uint8Array(), always]] as const);
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0]);
}

/**
 * The files of an exported zip. Packed again they make the very same zip, or somebody has touched it: so that a byte
 * between the files betrays itself as well as one within them.
 */
export function unzip(
  zip: Uint8Array,
): { files: Map<string, Uint8Array>; isAsPacked: boolean } | undefined {
  try {
    const files = new Map(Object.entries(unzipSync(zip)));
    const packed = zipOf(files);
    const isAsPacked = packed.length === zip.length && Buffer.compare(packed, zip) === 0;
    return { files, isAsPacked };
  } catch {
    // fflate throws for everything that is not a whole zip; the caller says so.
    return undefined;
  }
}
