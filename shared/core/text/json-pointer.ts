/** `/people/0/name` (RFC 6901). Names may be strangers', and long. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map(part => `/${begun(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What a place must hold, in words: `an object`, `a whole number`. */
export function expectedWords(type: string): string {
  if (type === 'int') return 'a whole number';
  const word = type === 'record' ? 'object' : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

/** As `beginning` of plain-text cuts, which every door would carry along for this alone. */
function begun(part: PropertyKey): string {
  return String(part)
    .slice(0, 100)
    .replace(/[\uD800-\uDBFF]$/, '');
}
