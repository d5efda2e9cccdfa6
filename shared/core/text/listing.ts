/** `1 problem`, `3 problems`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

// British English has no comma before the last one.
const listFormat = new Intl.ListFormat('en-GB');

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return listFormat.format(words);
}
