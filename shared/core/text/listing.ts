/** `1 problem`, `3 problems`, `2 deliveries`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun.replace(/([^aeiou])y$/, '$1ie')}s`}`;
}

// British English has no comma before the last one.
const listFormat = new Intl.ListFormat('en-GB');

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return listFormat.format(words);
}
