/**
 * What a record says under a name that comes from elsewhere. Every object answers to `constructor` and `toString` as well, and
 * a person, a team or a schedule may be called that.
 */
export function entryOf<Value>(
  record: Readonly<Partial<Record<string, Value>>> | undefined,
  name: string | undefined,
): Value | undefined {
  if (record === undefined || name === undefined) return undefined;
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
