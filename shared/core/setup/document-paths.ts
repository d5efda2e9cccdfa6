/*
 * Looks into a document that may be wrong anywhere, so that what is right in it can be checked all the same.
 */

export interface Written {
  path: (string | number)[];
  value: unknown;
}

/** Every value at places such as `teams.*.members.*`; `*` stands for each name and for each position. */
export function writtenAt(document: unknown, pattern: string): Written[] {
  return pattern
    .split('.')
    .reduce<Written[]>(
      (found, step) => found.flatMap(each => into(each, step)),
      [{ path: [], value: document }],
    );
}

export function textsAt(
  document: unknown,
  pattern: string,
): { path: Written['path']; text: string }[] {
  return writtenAt(document, pattern).flatMap(({ path, value }) =>
    typeof value === 'string' ? [{ path, text: value }] : [],
  );
}

/** The ids of a section, also of entries that are wrong; `undefined` when there is no such section. */
export function idsOf(document: unknown, section: string): string[] | undefined {
  const [found] = writtenAt(document, section);
  return isGroup(found?.value) ? Object.keys(found.value) : undefined;
}

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function into({ path, value }: Written, step: string): Written[] {
  if (Array.isArray(value)) {
    return step === '*'
      ? value.map((each, index) => ({ path: [...path, index], value: each }))
      : [];
  }
  if (!isGroup(value)) return [];
  if (step === '*') {
    return Object.entries(value).map(([key, each]) => ({ path: [...path, key], value: each }));
  }
  return Object.hasOwn(value, step) ? [{ path: [...path, step], value: value[step] }] : [];
}
