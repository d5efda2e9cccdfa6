/** What is written in percents, as in a path. Where they are broken, it is taken as it stands. */
export function withoutPercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
