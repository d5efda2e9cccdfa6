const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text where HTML or XML stands, between tags or in quotes; what XML cannot say at all is left out. */
export function escaped(text: string): string {
  if (isPlain.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '')
    .replace(/[&<>"']/g, character => entities[character] ?? '');
}

/** Most text is: ASCII without a character that means something there. */
const isPlain = /^[ !#-%(-;=?-~\n\t]*$/;
