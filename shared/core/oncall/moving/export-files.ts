import * as z from 'zod/mini';
import { isMap } from '#core/intake/given.ts';
import type { Fault, Moved, Note } from '#core/oncall/moving/moved.ts';
import { entryOf } from '#core/own-entry.ts';
import { issuesOf } from '#core/setup/issue-words.ts';
import { counted } from '#core/text/listing.ts';
import type { Instant } from '#core/time/instant.ts';

/** One object of an export, and where it stands. */
interface Found {
  where: string;
  value: unknown;
}

/** Of each kind what was found, of which `take` makes something by its form. */
export interface ExportFiles {
  /** What a system keeps rather than counts, it keeps as of now. */
  now: Instant;
  faults: Fault[];
  notes: Note[];
  /** Notes that nothing became of it. */
  not: (what: string, why: string, where: string) => void;
  roughly: (what: string, why: string, where: string) => void;
  /** Each object of this kind that has the form; what has another is a fault. `alsoOfNoUse`: fields of this kind alone. */
  take<Form extends AnyObject>(
    kind: string,
    form: Form,
    alsoOfNoUse?: readonly string[],
  ): { where: string; it: z.infer<Form> }[];
}

type AnyObject = z.ZodMiniObject<z.core.$ZodShape, z.core.$ZodObjectConfig>;

/**
 * A pager whose exports are read. `kinds`: what a file or a field is called, and of which kind it is. `ofNoUse`: fields that
 * are shown in its application, or said elsewhere again, so that nothing is lost with them.
 */
export interface System {
  name: string;
  kinds: Readonly<Record<string, string>>;
  ofNoUse: readonly string[];
  read: (files: ExportFiles) => Moved;
}

/** Every record has these, and they say nothing that is lost. */
const ofNoWeight = new Set(
  'id self html_url summary type created_at updated_at url pk avatar_url description etag links'.split(
    ' ',
  ),
);

/**
 * Reads what an API answered or an export tool wrote: `users.json`, `users-2.json`, `users/ana.json`, or one file with all
 * of it under the names of its kinds.
 */
export function readExport(
  files: ReadonlyMap<string, string>,
  { kinds, ofNoUse }: Pick<System, 'kinds' | 'ofNoUse'>,
  now: Instant,
): ExportFiles {
  const faults: Fault[] = [];
  const notes: Note[] = [];
  const noteThat = (how: Note['how']) => (what: string, why: string, where: string) => {
    notes.push({ what, how, why, where });
  };
  const not = noteThat('not');
  const found = new Map<string, Found[]>();
  const add = (kind: string, each: Found) => found.set(kind, [...(found.get(kind) ?? []), each]);
  const pages: { kind: string; where: string; next: number }[] = [];
  const starts = new Set<string>();

  for (const [file, text] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!file.endsWith('.json')) {
      not(`file ${file}`, 'it is not JSON', file);
      continue;
    }
    const read = readJson(text);
    if ('fault' in read) {
      faults.push({ where: file, message: read.fault });
      continue;
    }
    take(file, read.value);
  }
  for (const { kind, where, next } of pages) {
    if (starts.has(`${kind} ${next}`)) continue;
    faults.push({
      where,
      message: `is one page of several: the one from offset ${next} on is missing`,
    });
  }
  const nothing = [...found.values()].every(each => each.length === 0);
  if (nothing && faults.length === 0) {
    const names = [...new Set(Object.keys(kinds))].map(name => `${name}.json`).join(', ');
    faults.push({
      where: '',
      message: `nothing in it is of such an export; expected are ${names}`,
    });
  }

  return {
    now,
    faults,
    notes,
    not,
    roughly: noteThat('approximately'),
    take(kind, form, alsoOfNoUse = []) {
      const known = new Set([
        ...Object.keys(form.shape),
        ...alsoOfNoUse,
        ...ofNoUse,
        ...ofNoWeight,
      ]);
      const left = new Map<string, { count: number; where: string }>();
      const records = found.get(kind) ?? [];
      const taken = records.flatMap(({ where, value }) => {
        const parsed = z.safeParse(form, value, { reportInput: true });
        if (!parsed.success) {
          faults.push(
            ...issuesOf(parsed.error, form).map(({ path, message }) => ({
              where: pointer(where, path),
              message,
            })),
          );
          return [];
        }
        for (const [field, content] of Object.entries(value as object)) {
          if (known.has(field) || saysNothing(content)) continue;
          const { count, where: first } = left.get(field) ?? { count: 0, where };
          left.set(field, { count: count + 1, where: pointer(first, count === 0 ? [field] : []) });
        }
        return [{ where, it: parsed.data }];
      });
      for (const [field, { count, where }] of left) {
        const what = `field ${field} of ${counted(count, kind.replace(/s$/, ''))}`;
        not(what, 'there is nothing here that it could become', where);
      }
      return taken;
    },
  };

  function take(file: string, answer: unknown): void {
    // GraphQL wraps what it answers.
    const inner = isMap(answer) && isMap(answer.data) ? answer.data : undefined;
    const isWrapped =
      inner !== undefined &&
      Object.keys(inner).some(
        each => entryOf(kinds, plain(each)) !== undefined && isMap(inner[each]),
      );
    const value = isWrapped ? inner : answer;
    const parts = file.replace(/\.json$/, '').split('/');
    const named = parts
      .toReversed()
      .map(part => entryOf(kinds, plain(part)))
      .find(kind => kind !== undefined);
    if (isMap(value)) {
      const fields = Object.keys(value).filter(field => entryOf(kinds, plain(field)) !== undefined);
      // Named by its file, it is one record, whose fields may be called like kinds.
      const isWrapper =
        fields.length > 0 &&
        (named === undefined || fields.some(field => entryOf(kinds, plain(field)) === named));
      if (isWrapper) {
        for (const field of Object.keys(value)) {
          const kind = entryOf(kinds, plain(field));
          if (kind === undefined) continue;
          page(kind, file, value);
          spread(kind, pointer(file, [field]), value[field]);
        }
        return;
      }
      if (named !== undefined) {
        page(named, file, value);
        spread(named, file, value);
        return;
      }
    } else if (named !== undefined) {
      spread(named, file, value);
      return;
    }
    not(`file ${file}`, 'neither its name nor what is in it says of which kind it is', file);
  }

  function spread(kind: string, where: string, value: unknown): void {
    if (isMap(value)) {
      const info = isMap(value.pageInfo) ? value.pageInfo : {};
      const file = where.slice(0, where.indexOf('.json') + '.json'.length);
      if (info.hasNextPage === true && !hasFurther(file)) {
        faults.push({ where, message: 'is one page of several: the next one is missing' });
      }
      // `{ data: { heartbeats: […] } }`
      const field = Object.keys(value).find(
        each =>
          ['data', 'nodes', 'results'].includes(each) ||
          (entryOf(kinds, plain(each)) === kind && Array.isArray(value[each])),
      );
      if (field !== undefined) {
        spread(kind, pointer(where, [field]), value[field]);
        return;
      }
    }
    if (!Array.isArray(value)) {
      add(kind, { where, value });
      return;
    }
    if (value.length === 0 && !found.has(kind)) found.set(kind, []);
    for (const [index, each] of value.entries()) {
      add(kind, { where: pointer(where, [index]), value: each });
    }
  }

  /** PagerDuty says `more`, Opsgenie and Grafana name the next page. */
  function page(kind: string, where: string, value: Record<string, unknown>): void {
    const { offset, limit, more, paging, next } = value;
    starts.add(`${kind} ${typeof offset === 'number' ? offset : 0}`);
    const address = isMap(paging) ? paging.next : next;
    if (more === true && typeof offset === 'number' && typeof limit === 'number') {
      pages.push({ kind, where, next: offset + limit });
    } else if (typeof address === 'string' && address !== '' && !hasFurther(where)) {
      faults.push({
        where,
        message: `is one page of several: the next one is missing (${address})`,
      });
    }
  }

  /** Which page it is, only the name of its file says: users.json, users-2.json. */
  function hasFurther(where: string): boolean {
    const stem = where.replace(/(-\d+)?\.json$/, '');
    const number = Number(/-(\d+)\.json$/.exec(where)?.[1] ?? 1);
    return [...files.keys()].some(
      file => file.startsWith(`${stem}-`) && Number(/-(\d+)\.json$/.exec(file)?.[1]) > number,
    );
  }
}

function readJson(text: string): { value: unknown } | { fault: string } {
  if (text.trim() === '') return { fault: 'is empty' };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return /end of JSON|unterminated/i.test(said)
      ? { fault: 'ends in the middle: it was cut off' }
      : { fault: `is not JSON: ${said}` };
  }
}

/** `users.json/data/3/name`. */
export function pointer(where: string, path: readonly (string | number)[]): string {
  return [where, ...path.map(String)].join('/');
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

/** `escalation_policies`, `escalationPolicies` and `Escalation Policies` are one word. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/-\d+$/, '')
    .replace(/[^a-z]/g, '');
}
