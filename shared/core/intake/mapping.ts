import type { Parsed } from '#core/intake/alert.ts';
import { textOf } from '#core/intake/given.ts';
import { type Found, reading, statusOf } from '#core/intake/make-alert.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import type { Mapping } from '#core/setup/document-integrations.ts';
import { valuesAt } from '#core/text/json-path.ts';
import { momentOf } from '#core/time/moment.ts';

/** A body of a sender that nobody wrote a parser for, read as its integration says. */
export function parseMapped(body: unknown, mapping: Mapping): Parsed {
  const nothing = `has nothing at ${listed(mapping.title)} for a title`;
  const parse = reading('generic', nothing, root => {
    const each = mapping.each === undefined ? [root] : valuesAt(root, mapping.each);
    const all = each.map(one => found(one, mapping));
    return all.some(one => one !== undefined) ? all.map(one => one ?? { ignored: nothing }) : [];
  });
  return parse(body);
}

function found(one: unknown, mapping: Mapping): Found | undefined {
  const read = (field: Mapping['title'] | undefined) => said(one, field);
  const key = read(mapping.key);
  const word = read(mapping.status);
  const isOver =
    mapping.clearedBy === undefined
      ? statusOf(word) === 'cleared'
      : mapping.clearedBy.some(each => each.toLowerCase() === word?.toLowerCase());
  // Many say of an end no more than what is over.
  const title = read(mapping.title) ?? (isOver ? key : undefined);
  if (title === undefined) return undefined;
  const service = read(mapping.service);
  return {
    status: isOver ? 'cleared' : 'firing',
    series: key === undefined ? ['', service, title] : [key],
    name: read(mapping.name) ?? title,
    title,
    description: read(mapping.description),
    service,
    severity: read(mapping.severity),
    labels: mapped(one, mapping.labels),
    startedAt: momentOf(read(mapping.startedAt)),
    links: mapped(one, mapping.links),
  };
}

function mapped(
  one: unknown,
  fields: Record<string, string> = {},
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, said(one, field)]),
  );
}

/** The first of several that says something: a path, or a text with paths in braces. */
function said(one: unknown, field: string | string[] | undefined): string | undefined {
  for (const each of [field ?? []].flat()) {
    const text = each.startsWith('$') ? first(one, each) : filled(one, each);
    if (text !== undefined && text !== '' && !isPlaceholder(text)) return text;
  }
  return undefined;
}

/** A text of which no path leads anywhere says nothing. */
function filled(one: unknown, text: string): string | undefined {
  const paths = [...text.matchAll(/\{(\$[^{}]*)\}/g)];
  const found = new Map(paths.map(([, path = '']) => [path, first(one, path)]));
  if (paths.length > 0 && [...found.values()].every(each => each === undefined)) return undefined;
  return text.replace(/\{(\$[^{}]*)\}/g, (_all, path: string) => found.get(path) ?? '').trim();
}

function first(one: unknown, path: string): string | undefined {
  return valuesAt(one, path).map(textOf).find(Boolean);
}

function listed(field: string | string[]): string {
  return [field].flat().join(', ');
}
