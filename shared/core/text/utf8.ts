/** What the bytes say, or the line and column (from 1) of the first that is not UTF-8. A byte order mark is left out. */
export function decodeUtf8(bytes: Uint8Array): { text: string } | { line: number; column: number } {
  const text = strictly(bytes);
  if (text !== undefined) return { text };
  // No letter of UTF-8 has the byte of a line's end in it, so each line stands for itself.
  let from = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    const part = bytes.subarray(from, end === -1 ? bytes.length : end);
    if (strictly(part) === undefined) {
      return { line, column: new TextDecoder().decode(part).indexOf('\ufffd') + 1 };
    }
    if (end === -1) throw new Error('What is not UTF-8 has a line that is not');
    from = end + 1;
  }
}

function strictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
