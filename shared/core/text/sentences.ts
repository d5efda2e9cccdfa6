/** In the writing of any language that a person may have typed. */
const ended = /[.!?…。！？؟।][)"'”’»]?$/;

/** What somebody wrote, or left without its stop, as a sentence that others may follow. */
export function sentence(text: string): string {
  const words = text.trim();
  return ended.test(words) ? words : `${words}.`;
}

/** One after the other; the last is left as it is. */
export function sentences(parts: readonly string[]): string {
  return parts.map((part, index) => (index < parts.length - 1 ? sentence(part) : part)).join(' ');
}
