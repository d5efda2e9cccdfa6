import { beginning } from '#core/text/plain-text.ts';
/** `/people/0/name` (RFC 6901). Names may be strangers', and long. */
export function pointer(path: readonly PropertyKey[]): string {
  return path
    .map(part => `/${beginning(String(part), 100).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** What a place must hold, in words: `an object`, `a whole number`. */
export function expectedWords(type: string): string {
  if (type === 'int') return 'a whole number';
  const word = type === 'record' ? 'object' : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}
