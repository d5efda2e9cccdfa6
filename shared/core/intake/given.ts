import { isPlaceholder } from '#core/intake/placeholder.ts';
import { readJson } from '#core/intake/read-json.ts';
import { entryOf } from '#core/own-entry.ts';
import { remembered } from '#core/text/remembered.ts';
import type { Instant } from '#core/time/instant.ts';
import { momentOf } from '#core/time/moment.ts';

/*
 * A stranger's JSON, looked into by path such as `data.essentials.severity`. Whatever is not there, empty, or left over by a
 * template counts as absent, and names in other case or with other joints (`monitorID`, `monitor_id`) are the same name.
 */

export type Members = Record<string, unknown>;

export function isMap(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const step of stepsOf(path)) {
    found = member(found, step);
    if (found === undefined || found === null) return undefined;
  }
  return found;
}

/** A name of a path, also as it is without its joints. */
interface Step {
  key: string;
  joined: string;
}

const pathsMax = 5000;

/** The paths are few, and each is asked of every body. */
const stepsOf = remembered(
  (path): readonly Step[] => path.split('.').map(key => ({ key, joined: joined(key) })),
  pathsMax,
);

function member(value: unknown, { key, joined }: Step): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, key)) return (value as Members)[key];
  if (Array.isArray(value)) return undefined;
  const other = namesOf(value).get(joined);
  return other === undefined ? undefined : (value as Members)[other];
}

/**
 * The members of a body are asked for under dozens of names, of which most are not there: of the few that were asked last
 * the names are kept. To note them for every object, in a weak map, takes longer than to read it.
 */
const newest: { of: object; names: ReadonlyMap<string, string> }[] = [];
const newestMax = 4;
let turn = 0;

/** Its names by how they are joined; of several the first. */
function namesOf(value: object): ReadonlyMap<string, string> {
  for (const { of, names } of newest) if (of === value) return names;
  const names = new Map<string, string>();
  for (const key in value) {
    const name = joined(key);
    if (!names.has(name)) names.set(name, key);
  }
  newest[turn] = { of: value, names };
  turn = (turn + 1) % newestMax;
  return names;
}

const joined = remembered(key => key.toLowerCase().replace(/[\s_-]+/g, ''));

/** The first of the paths that says something. Numbers and booleans are texts too. */
export function textAt(value: unknown, ...paths: string[]): string | undefined {
  for (const path of paths) {
    const text = textOf(at(value, path));
    if (text !== undefined && !isPlaceholder(text)) return text;
  }
  return undefined;
}

/** The same, with what a template left over as good as any: better than nothing where nothing else is known. */
export function anyTextAt(value: unknown, ...paths: string[]): string | undefined {
  return textAt(value, ...paths) ?? paths.map(path => textOf(at(value, path))).find(Boolean);
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return (typeof value === 'string' && value.trim()) || undefined;
}

export function numberAt(value: unknown, ...paths: string[]): number | undefined {
  const text = textAt(value, ...paths);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A list; one thing where senders leave out the brackets is a list of one. */
export function listAt(value: unknown, path: string): unknown[] {
  const found = path === '' ? value : at(value, path);
  if (Array.isArray(found)) return found;
  return isMap(found) ? [found] : [];
}

export function mapAt(value: unknown, path: string): Members {
  const found = at(value, path);
  return isMap(found) ? found : {};
}

export function timeAt(value: unknown, ...paths: string[]): Instant | undefined {
  for (const path of paths) {
    const moment = momentOf(at(value, path));
    if (moment !== undefined) return moment;
  }
  return undefined;
}

/** The texts of a list, one behind the other: what is none has no text that can be relied on. */
export function wordsAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  const words = Array.isArray(found) ? found.flatMap(each => textOf(each) ?? []) : [];
  return words.length > 0 ? words.slice(0, 50).join(',') : undefined;
}

/** Whether every one of the paths is there, whatever it holds. */
export function has(value: unknown, ...paths: string[]): boolean {
  return paths.every(path => at(value, path) !== undefined);
}

/** `["env:prod", "service:checkout", "urgent"]`, or the same in one text, as names and values. */
export function tagsAt(value: unknown, ...paths: string[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const path of paths) {
    const found = withinText(at(value, path));
    const listed = Array.isArray(found)
      ? found
      : typeof found === 'string'
        ? found.split(/[,\n]/)
        : [];
    if (isMap(found)) {
      for (const [key, each] of Object.entries(found)) add(tags, key, textOf(each));
    }
    for (const each of listed) {
      if (isMap(each)) {
        add(tags, textAt(each, 'key', 'name', 'tag') ?? '', textAt(each, 'value'));
        continue;
      }
      const tag = textOf(each) ?? '';
      const end = tag.search(/[:=]/);
      const key = tag.slice(0, Math.max(end, 0)).trim();
      if (key === '') add(tags, tag, 'true');
      else add(tags, key, tag.slice(end + 1).trimStart());
    }
  }
  return tags;
}

/** A list may be written into a text, as `{EVENT.TAGSJSON}` of Zabbix is. */
function withinText(found: unknown): unknown {
  if (typeof found !== 'string' || !/^\s*\[\s*\{/.test(found)) return found;
  const read = readJson(found);
  return 'value' in read ? read.value : found;
}

function add(tags: Record<string, string>, key: string, text: string | undefined): void {
  if (key === '' || key === '__proto__' || text === undefined || isPlaceholder(text)) return;
  tags[key] = entryOf(tags, key) ?? text.trim();
}
