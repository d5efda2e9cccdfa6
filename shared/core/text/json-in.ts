/** What stands in a text as JSON; `undefined`: it is none. Whoever asks says so in words of their own, without quoting it. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What no JSON can say.
    return undefined;
  }
}

/** The same where it is an object, or a list. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}
