import { type IncidentId, numberedIncidentId, numberOf, parseIncidentId } from '#core/ids.ts';
import type { Ask } from '#core/intake/ask.ts';
import { isMap, type Members } from '#core/intake/given.ts';
import { readJson } from '#core/intake/read-json.ts';
import { withoutPercents } from '#core/text/percents.ts';
import { beginning } from '#core/text/plain-text.ts';
import { parseInstant } from '#core/time/instant.ts';

/*
 * The Alert API of Opsgenie, as its clients speak it: what is asked. Writes are taken at once and carried out later, there
 * as here, and a client may ask with the request's id how it went. Source: its Alert API pages (v2).
 */

export type Identifier =
  /** `literal`: as it stands in the path, where that is something else. */
  | { by: 'alias'; alias: string; literal?: string }
  /** Our incident, by an id or a number that we gave. */
  | { by: 'incident'; incident: IncidentId };

export type OpsgenieRequest =
  | { kind: 'create'; body: string }
  | { kind: 'act'; of: Identifier; ask: Ask }
  | { kind: 'get'; of: Identifier }
  | { kind: 'notes' | 'logs' | 'recipients'; of: Identifier }
  | { kind: 'list'; filter: AlertFilter; limit: number; offset: number }
  | { kind: 'count'; filter: AlertFilter }
  | { kind: 'request-status'; requestId: string }
  | Refused;

interface Refused {
  kind: 'refused';
  status: number;
  message: string;
  errors?: Record<string, string>;
}

/** The terms of Opsgenie's search that we understand; all of them hold. */
export interface AlertFilter {
  status?: 'open' | 'closed';
  acknowledged?: boolean;
  priority?: string;
  alias?: string;
  message?: string;
}

export interface Asked {
  method: string;
  /** Below `/v2/alerts`, without slashes at its ends. */
  path: string;
  query: Readonly<Record<string, string | undefined>>;
  body: string;
}

const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'];
const limitMax = 100;

export function readOpsgenie({ method, path, query, body }: Asked): OpsgenieRequest {
  const { first, literal, action } = partsOf(path, query.identifierType === 'alias');
  if (first === '') {
    if (method === 'POST') return create(body);
    if (method === 'GET') return listed(query);
    return notFound;
  }
  if (method === 'GET' && first === 'count' && action === '') {
    const filter = filterOf(query.query ?? '');
    return 'kind' in filter ? filter : { kind: 'count', filter };
  }
  if (first === 'requests' && method === 'GET')
    return { kind: 'request-status', requestId: action };
  if (first === 'saved-searches') return otherPlan('Saved searches');

  const of = identifierOf(first, literal, query.identifierType);
  if ('kind' in of) return of;
  if (method === 'GET') return seen(of, action);
  if (method === 'DELETE' && action === '') {
    return { kind: 'act', of, ask: { what: 'close', ...by(query), note: 'Deleted at the sender' } };
  }
  const read = body.trim() === '' ? { value: {} } : readJson(body);
  const given = 'value' in read ? mapOf(read.value) : undefined;
  if (given === undefined) return notJson;
  const ask = askOf(method, action, given, query);
  return 'kind' in ask ? ask : { kind: 'act', of, ask };
}

const deeds = new Set([
  ...['close', 'acknowledge', 'unacknowledge', 'escalate', 'notes', 'snooze', 'tags', 'details'],
  ...['assign', 'teams', 'responders', 'description', 'message', 'priority', 'logs', 'recipients'],
  'attachments',
]);
/** Below which something of theirs is named. */
const deedsOfOne = new Set(['actions', 'attachments']);

/**
 * An alias may hold slashes, which some gateways hand on as such: then it ends where what is done begins. They hand on a
 * percent sign as such, too, so that an alias with one is known by the path as it stands.
 */
function partsOf(
  path: string,
  isAlias: boolean,
): { first: string; literal: string; action: string } {
  const literals = path === '' ? [] : path.split('/');
  const parts = literals.map(withoutPercents);
  const [literal = ''] = literals;
  if (!isAlias) return { first: parts[0] ?? '', literal, action: parts.slice(1).join('/') };
  const length =
    parts.length > 2 && deedsOfOne.has(parts.at(-2) ?? '')
      ? 2
      : parts.length > 1 && deeds.has(parts.at(-1) ?? '')
        ? 1
        : 0;
  const end = parts.length - length;
  const before = (some: string[]) => some.slice(0, end).join('/');
  return { first: before(parts), literal: before(literals), action: parts.slice(end).join('/') };
}

function create(body: string): OpsgenieRequest {
  const read = readJson(body);
  const given = 'value' in read ? mapOf(read.value) : undefined;
  if (given === undefined) return notJson;
  if (textOf(given.message) === undefined) return wrong('message', 'Message can not be empty.');
  const priority = textOf(given.priority);
  if (priority !== undefined && !priorities.includes(priority)) {
    return wrong('priority', `should be one of [ ${priorities.join(', ')} ]`);
  }
  return { kind: 'create', body };
}

function seen(of: Identifier, action: string): OpsgenieRequest {
  switch (action) {
    case '':
      return { kind: 'get', of };
    case 'notes':
    case 'logs':
    case 'recipients':
      return { kind: action, of };
    default:
      return otherPlan(`Reading ${action} of an alert`);
  }
}

function askOf(
  method: string,
  action: string,
  given: Members,
  query: Asked['query'],
): Ask | Refused {
  const who = by(given);
  const isRemoval = method === 'DELETE';
  switch (action) {
    case 'close':
    case 'acknowledge':
    case 'unacknowledge':
    case 'escalate':
      return { what: action, ...who };
    case 'notes': {
      const text = textOf(given.note);
      return text === undefined
        ? wrong('note', 'Note can not be empty.')
        : { what: 'note', ...by({ ...given, note: undefined }), text };
    }
    case 'snooze': {
      const until = parseInstant(textOf(given.endTime) ?? '');
      return until === undefined
        ? wrong('endTime', 'End time should be a date and time of ISO 8601.')
        : { what: 'snooze', ...who, until };
    }
    case 'tags':
      return remark(isRemoval ? 'Tags removed' : 'Tags added', given.tags ?? query.tags, who);
    case 'details':
      return remark(
        isRemoval ? 'Details removed' : 'Details added',
        given.details ?? query.keys,
        who,
      );
    case 'assign':
      return remark('Assigned at the sender to', given.owner, who);
    case 'teams':
    case 'responders':
      return remark('Asked for at the sender', given.team ?? given.responder, who);
    case 'description':
    case 'message':
    case 'priority':
      return remark(`New ${action}`, given[action], who);
    default:
      if (action.startsWith('attachments')) return otherPlan('Attachments');
      return action.startsWith('actions/') ? otherPlan('Actions of integrations') : { ...notFound };
  }
}

function remark(what: string, value: unknown, who: Pick<Ask, 'user' | 'note'>): Ask | Refused {
  const text = wordsOf(value);
  return text === ''
    ? wrong(what.toLowerCase(), 'can not be empty.')
    : { what: 'remark', ...who, text: beginning(`${what}: ${text}`, 1000) };
}

/** `["a", "b"]`, `{"key": "value"}`, `{"username": "x"}` or `a,b`, in words. */
function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join(', ');
  const map = mapOf(value);
  if (map === undefined) return textOf(value) ?? '';
  return Object.entries(map)
    .map(([key, each]) => `${key} ${wordOf(each)}`)
    .join(', ');
}

/** Of what is no text as JSON has it: asked for words, an object answers by a member of its own. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function by(given: Readonly<Members>): Pick<Ask, 'user' | 'note'> {
  const [user, note] = [textOf(given.user), textOf(given.note)];
  return {
    ...(user && { user: beginning(user, 100) }),
    ...(note && { note: beginning(note, 25_000) }),
  };
}

function identifierOf(text: string, literal: string, type = 'id'): Identifier | Refused {
  const incident =
    type === 'tiny' ? incidentOfTiny(text) : type === 'id' ? incidentOfAlert(text) : undefined;
  if (type === 'alias') {
    return { by: 'alias', alias: text, ...(literal !== text && { literal }) };
  }
  if (type !== 'id' && type !== 'tiny') {
    return wrong('identifierType', 'should be one of [ id, tiny, alias ]');
  }
  return incident === undefined ? alertNotFound : { by: 'incident', incident };
}

/** An id of the form that clients expect, out of which the incident can be read again. */
export function alertIdOf(id: IncidentId): string {
  const { year, number } = numberOf(id);
  const hex = number.toString(16).padStart(16, '0');
  return `${year.toString(16).padStart(8, '0')}-${hex.slice(0, 4)}-8000-8000-${hex.slice(4)}`;
}

function incidentOfAlert(text: string): IncidentId | undefined {
  const [, year = '', high = '', low = ''] =
    /^([\da-f]{8})-([\da-f]{4})-8000-8000-([\da-f]{12})$/i.exec(text) ?? [];
  if (year === '') return parseIncidentId(text);
  return incidentOf(Number.parseInt(year, 16), Number.parseInt(high + low, 16));
}

/** `2026012`: the twelfth of 2026. */
export function tinyIdOf(id: IncidentId): string {
  return id.replace(/\D/g, '');
}

function incidentOfTiny(text: string): IncidentId | undefined {
  const [, year = '', number = ''] = /^(\d{4})(\d{3,15})$/.exec(text) ?? [];
  return year === '' ? undefined : incidentOf(Number(year), Number(number));
}

function incidentOf(year: number, number: number): IncidentId | undefined {
  const isOne = year >= 1000 && year <= 9999 && number >= 1 && number < 1e15;
  return isOne ? numberedIncidentId(year, number) : undefined;
}

function listed(query: Asked['query']): OpsgenieRequest {
  const filter = filterOf(query.query ?? '');
  if ('kind' in filter) return filter;
  const limit = Number(query.limit ?? 20);
  const offset = Number(query.offset ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) {
    return wrong('limit', `should be between 1 and ${limitMax}`);
  }
  if (!Number.isInteger(offset) || offset < 0) return wrong('offset', 'should not be negative');
  return { kind: 'list', filter, limit, offset };
}

/** `status: open AND acknowledged: false AND priority: P1`; what we do not understand is refused, never left out. */
function filterOf(text: string): AlertFilter | Refused {
  const filter: AlertFilter = {};
  const terms = text.matchAll(/\s*(?:AND\s+)?(\w+)\s*[:=]\s*("[^"]*"|\S+)/giy);
  let end = 0;
  for (const term of terms) {
    const [whole, name = '', quoted = ''] = term;
    const value = quoted.replace(/^"|"$/g, '');
    end = term.index + whole.length;
    const key = name.toLowerCase();
    if (key === 'status' && (value === 'open' || value === 'closed')) filter.status = value;
    else if (key === 'acknowledged') filter.acknowledged = value.toLowerCase() === 'true';
    else if (key === 'priority') filter.priority = value.toUpperCase();
    else if (key === 'alias') filter.alias = value;
    else if (key === 'message') filter.message = value.replaceAll('*', '').toLowerCase();
    else return wrong('query', `${name}: ${value} cannot be searched for here`);
  }
  const rest = text.slice(end).trim();
  return rest === '' ? filter : wrong('query', `${beginning(rest, 100)} cannot be understood`);
}

const notFound: Refused = { kind: 'refused', status: 404, message: 'No such resource' };
export const alertNotFound: Refused = {
  kind: 'refused',
  status: 404,
  message: 'Alert with id or alias does not exist',
};
const notJson: Refused = {
  kind: 'refused',
  status: 400,
  message: 'Request body could not be parsed: it must be a JSON object',
};

/** As Opsgenie answers what an account has not paid for; nothing else is ever without a home here. */
function otherPlan(what: string): Refused {
  return { kind: 'refused', status: 402, message: `${what} are not part of this plan` };
}

function wrong(field: string, message: string): Refused {
  return {
    ...{ kind: 'refused', status: 422 },
    message: 'Request body is not processable. Please check the errors.',
    errors: { [field]: message },
  };
}

function mapOf(value: unknown): Members | undefined {
  return isMap(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
