import type { Directory } from '#core/directory/directory.ts';
import { durationText } from '#core/directory/duration-text.ts';
import { runbookTimes } from '#core/directory/response-times.ts';

export interface Change {
  /** In the words of tocsin.yaml, such as `services.payments.team` or `tokens[laptop].scope`. */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  before?: unknown;
  after?: unknown;
}

/** What is different, smallest parts first named; without a `before`, everything but the runbook's defaults is new. */
export function diffDirectories(before: Directory | undefined, after: Directory): Change[] {
  return compared('', before ?? nothing, after);
}

const nothing = {
  organisation: {},
  people: {},
  teams: {},
  escalationPolicies: {},
  services: {},
  severities: runbookTimes,
  rules: [],
  integrations: [],
  tokens: [],
  stakeholders: [],
};

function compared(path: string, before: unknown, after: unknown): Change[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, kind: 'added', after: shown(path, after) }];
  if (after === undefined) return [{ path, kind: 'removed', before: shown(path, before) }];

  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key => {
      const below = path === '' ? key : `${path}.${key}`;
      return compared(below, own(before, key), own(after, key));
    });
  }
  const listed =
    Array.isArray(before) && Array.isArray(after) && comparedLists(path, before, after);
  if (listed) return listed;
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return [];
  return [
    {
      path: written(path),
      kind: 'changed',
      before: shown(path, before),
      after: shown(path, after),
    },
  ];
}

/** Entries with a name are compared with their namesakes; other lists only as a whole. */
function comparedLists(path: string, before: unknown[], after: unknown[]): Change[] | undefined {
  const old = named(before);
  const fresh = named(after);
  if (old === undefined || fresh === undefined) return undefined;

  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  const changes = names.flatMap(name =>
    compared(`${path}[${name}]`, old.get(name), fresh.get(name)),
  );
  const stayed = [...old.keys()].filter(name => fresh.has(name));
  const now = [...fresh.keys()].filter(name => old.has(name));
  // The first rule that fits wins and the first level is paged first: order is meaning.
  return stayed.join('\n') === now.join('\n')
    ? changes
    : [...changes, { path, kind: 'changed', before: stayed, after: now }];
}

function named(list: unknown[]): Map<string, unknown> | undefined {
  const entries = list.map(entry => {
    const { id, name, email } = isRecord(entry) ? entry : {};
    return [id ?? name ?? email, entry] as const;
  });
  const names = new Set(entries.map(([name]) => name));
  if (names.size < list.length || [...names].some(name => typeof name !== 'string')) {
    return undefined;
  }
  return new Map(entries as [string, unknown][]);
}

function shown(path: string, value: unknown): unknown {
  const key = path.split('.').at(-1) ?? '';
  if (typeof value === 'string' && /sha256$/i.test(key)) return `${value.slice(0, 8)}…`;
  if (typeof value === 'number' && key.endsWith('Seconds')) return durationText(value);
  if (Array.isArray(value)) return value.map(each => shown(path, each));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([field, each]) => [written(field), shown(field, each)]),
    );
  }
  return value;
}

/** The document says `updateEvery: 15m`; seconds are the program's own. */
function written(path: string): string {
  return path.replace(/Seconds$/, '');
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map(key => [key, sorted(value[key])]),
  );
}
