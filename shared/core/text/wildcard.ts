/** As names and texts are compared: without regard to case, and to how a letter with a mark is put together. */
export function asCompared(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * `*` stands for any characters, everything else for itself; upper and lower case are the same. The pieces between
 * the stars are looked for from left to right, so there is no backtracking and no pattern that takes for ever.
 */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = asCompared(pattern).split('*');
  const subject = asCompared(text);
  const last = rest.pop();
  if (last === undefined) return subject === first;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = subject.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}
