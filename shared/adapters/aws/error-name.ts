/** The name of an error of AWS: `com.amazonaws.ses#MessageRejected:http://…` in a header, or `__type` of what it says. */
export function errorName(
  header: string | null | undefined,
  said: Readonly<Record<string, unknown>> | undefined,
): string {
  const named = header ?? String(said?.__type ?? 'Error');
  return named.split(':')[0]?.split('#').at(-1) ?? named;
}

/** Whether AWS refused by one of these names. */
export function isNamed(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
