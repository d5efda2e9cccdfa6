import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { builtInContacts, builtInPostmortem, builtInTimes } from '#core/setup/response-times.ts';
import { durationText } from '#core/time/duration-text.ts';

export interface Change {
  /** In the words of tocsin.yaml, such as `services.payments.team` or `tokens[laptop].scope`. */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  before?: unknown;
  after?: unknown;
}

/** Every difference at the smallest place that holds it. Without a `before`, all but the runbook's times is new. */
export function diffDirectories(before: Directory | undefined, after: Directory): Change[] {
  return compared('', asWritten('', before ?? nothing), asWritten('', after));
}

const nothing = {
  organisation: {},
  people: {},
  teams: {},
  notify: builtInContacts(false, false),
  calendars: {},
  schedules: {},
  escalationPolicies: {},
  services: {},
  severities: builtInTimes,
  rules: [],
  integrations: [],
  tokens: [],
  stakeholders: [],
  heartbeats: [],
  maintenance: [],
  inhibit: [],
  webhooks: [],
  postmortem: builtInPostmortem,
  actionItems: {},
  patterns: {},
  externalContacts: [],
};

function compared(path: string, before: unknown, after: unknown): Change[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ path, kind: 'added', after: shown(path, after) }];
  if (after === undefined) return [{ path, kind: 'removed', before: shown(path, before) }];

  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key =>
      compared(path === '' ? key : `${path}.${key}`, entryOf(before, key), entryOf(after, key)),
    );
  }
  const entries = Array.isArray(before) && Array.isArray(after) && lists(path, before, after);
  if (entries) return entries;
  return isSame(before, after)
    ? []
    : [{ path, kind: 'changed', before: shown(path, before), after: shown(path, after) }];
}

function isSame(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((each, at) => isSame(each, after[at]));
  }
  if (isRecord(before) && isRecord(after)) return compared('', before, after).length === 0;
  return before === after;
}

/** Entries with a name are compared with their namesakes; other lists only as a whole. */
function lists(path: string, before: unknown[], after: unknown[]): Change[] | undefined {
  const old = byName(before);
  const fresh = byName(after);
  if (old === undefined || fresh === undefined) return undefined;

  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  const changes = names.flatMap(name =>
    compared(`${path}[${name}]`, old.get(name), fresh.get(name)),
  );
  const stayed = [...old.keys()].filter(name => fresh.has(name));
  const stays = [...fresh.keys()].filter(name => old.has(name));
  // The first level is paged first, and the first rule that fits wins: order is meaning.
  return stayed.join('\n') === stays.join('\n')
    ? changes
    : [...changes, { path, kind: 'changed', before: stayed, after: stays }];
}

function byName(list: unknown[]): Map<string, unknown> | undefined {
  const entries = new Map<string, unknown>();
  for (const entry of list) {
    const { id, name, email } = isRecord(entry) ? entry : {};
    const known = id ?? name ?? email;
    if (typeof known === 'string') entries.set(known, entry);
  }
  return entries.size === list.length ? entries : undefined;
}

const written = new Map([
  ['scopes', 'scope'],
  ['repeats', 'repeat'],
]);

/** A time, one for each severity, a count, or scopes: a service, a label or a person may be called as our fields are. */
function isOurs(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(each => scopes.has(each));
  const values = isRecord(value) ? Object.values(value) : [value];
  return values.every(each => typeof each === 'number');
}
const scopes = new Set<unknown>(['read', 'respond', 'admin']);

/** Back into the form of the document: `updateEvery: 15m`, not 900 seconds. */
function asWritten(key: string, value: unknown): unknown {
  if (typeof value === 'number' && key.endsWith('Seconds')) return durationText(value);
  if (Array.isArray(value))
    return key === 'scopes' && isOurs(value) ? value[0] : value.map(each => asWritten('', each));
  if (!isRecord(value)) return value;
  const { channel, afterSeconds, days, ...others } = value;
  if (typeof channel === 'string' && afterSeconds === 0) return channel;
  if (key === 'turn' && Object.keys(others).length === 0) {
    if (days === 1) return 'daily';
    if (days === 7) return 'weekly';
  }
  // A level that names schedules alone.
  const fields = Object.entries(value).filter(
    ([field, each]) => field !== 'people' || !Array.isArray(each) || each.length > 0,
  );
  return Object.fromEntries(
    fields.map(([field, each]) => [
      isOurs(each) ? (written.get(field) ?? field.replace(/Seconds$/, '')) : field,
      // `acknowledgeWithin` may hold one time for each severity.
      asWritten(key.endsWith('Seconds') ? key : field, each),
    ]),
  );
}

/** A hash is recognised by its beginning, and the whole of it is nobody's business. */
function shown(path: string, value: unknown): unknown {
  if (typeof value === 'string' && /sha256$/i.test(path)) return `${value.slice(0, 8)}…`;
  if (Array.isArray(value)) return value.map(each => shown(path, each));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(key, each)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
