import * as z from 'zod/mini';
import type { PhoneNumber } from '#core/ids.ts';
import type { Contact } from '#core/people.ts';
import { writtenAt } from '#core/setup/as-written.ts';
import { attempts } from '#core/setup/attempts.ts';
import { problemsOf } from '#core/setup/checks.ts';
import {
  type DirectoryDocument,
  directoryDocument,
  entrySchemas,
  notifySchema,
} from '#core/setup/document.ts';
import { calendarOf, contactsOf, layerOf } from '#core/setup/document-on-call.ts';
import { type Issue, issuesOf } from '#core/setup/issue-words.ts';
import {
  builtInContacts,
  builtInPostmortem,
  builtInTimes,
  type ResponseTimes,
} from '#core/setup/response-times.ts';
import type { Schedule } from '#core/setup/schedule.ts';
import { warningsOf } from '#core/setup/warnings.ts';
import { type Severity, severities } from '#core/severity.ts';
import type { BusinessCalendar } from '#core/time/business-calendar.ts';

export type { Issue } from '#core/setup/issue-words.ts';

type Document = DirectoryDocument;
/** The calendar, like the policy, that is meant where none is named. */
const standard = 'default';

export interface Level {
  name: string;
  people: string[];
  /** Whoever is on call for these. */
  schedules?: string[];
  /** Wins over the severity's, where it is said. */
  acknowledgeWithinSeconds?: number | Partial<Record<Severity, number>>;
}

export interface Service {
  name: string;
  team: string;
  escalationPolicy?: string;
  /** For single severities; they win over `escalationPolicy`. */
  escalationPolicies?: Partial<Record<Severity, string>>;
  runbook?: string;
  match?: (string | Record<string, string>)[];
  evidence?: Evidence;
  actions?: ServiceActions;
}

/** What may be changed during an incident; each part belongs to the actions that need it. */
export type ServiceActions = NonNullable<Document['services'][string]['actions']>;

type Written = NonNullable<Document['services'][string]['evidence']>;
type Metric = Omit<NonNullable<Written['metrics']>[number], 'period'> & { periodSeconds: number };
type WithMetric<Part> = Omit<Part, 'metric'> & { metric: Metric };
type WrittenImpact = NonNullable<Written['impact']>;

/** What is looked at during an incident, and kept after it. */
export interface Evidence extends Omit<Written, 'metrics' | 'impact'> {
  metrics?: Metric[];
  impact?: Omit<WrittenImpact, 'users' | 'revenue'> & {
    users?: WithMetric<NonNullable<WrittenImpact['users']>>;
    revenue?: WithMetric<NonNullable<WrittenImpact['revenue']>>;
  };
}

export interface Token {
  name: string;
  sha256: string;
  scopes: Document['tokens'][number]['scope'][];
  person?: string;
}

export interface Person {
  name: string;
  phone?: PhoneNumber;
  email?: string;
  webhook?: string;
  timeZone?: string;
  /** Their own rules; the organisation's where they say nothing. The earliest contact first. */
  notify?: { high?: Contact[]; low?: Contact[] };
}

export interface EscalationPolicy {
  levels: Level[];
  /** Times round the levels before the fallback contact is paged; 1 when absent. */
  repeats?: number;
}

/**
 * Who is reached, for what, when: tocsin.yaml with every default filled in and every reference known to lead
 * somewhere. Its records have no prototype, so that a service named by an outsider is never `constructor`.
 */
export interface Directory {
  version: 1;
  organisation: Document['organisation'];
  people: Record<string, Person>;
  teams: Document['teams'];
  /** The rules of everybody who has none of their own. */
  notify: { high: Contact[]; low: Contact[] };
  calendars: Record<string, BusinessCalendar>;
  schedules: Record<string, Schedule>;
  escalationPolicies: Record<string, EscalationPolicy>;
  services: Record<string, Service>;
  defaultService: string;
  fallback?: string;
  severities: Record<Severity, ResponseTimes>;
  rules: Document['rules'];
  /** Of this team; the built-in ones stand in core/diagnosis/pattern-library.ts. */
  patterns: Document['patterns'];
  externalContacts: Document['externalContacts'];
  integrations: Document['integrations'];
  tokens: Token[];
  stakeholders: Document['stakeholders'];
  /** Which incidents are looked back on, and until when (R23). */
  postmortem: { dueWithinSeconds: number; severities: Severity[] };
  /** Where action items go. */
  actionItems: Document['actionItems'];
}

/** Everything wrong is reported at once; it never throws, whatever the document is. */
export function parseDirectory(
  document: unknown,
): { directory: Directory; warnings: Issue[] } | { problems: Issue[] } {
  const parsed = z.safeParse(directoryDocument, document, { reportInput: true });
  const formal = parsed.success ? [] : issuesOf(parsed.error, directoryDocument);
  const sound = parsed.success ? parsed.data : soundParts(document);
  const directory = filledIn(sound);

  const problems = [...formal, ...problemsOf(document, sound, directory)];
  // What is missing from a wrong section might be just what makes an attempt possible.
  const isKnown = !formal.some(({ path }) => path.length === 0 || deciding.has(String(path[0])));
  const { problems: impossible, warnings } = attempts(sound, directory);
  if (isKnown) problems.push(...impossible);
  return problems.length > 0
    ? { problems }
    : { directory, warnings: [...warningsOf(sound, directory), ...warnings] };
}

const deciding = new Set([
  'people',
  'notify',
  'schedules',
  'escalationPolicies',
  'services',
  'severities',
]);

/** Of a document that is wrong, the entries that are right by themselves. */
function soundParts(document: unknown): Document {
  const sections: [string, z.ZodMiniType][] = Object.entries(entrySchemas);
  const entries = sections.map(([section, schema]) => {
    const sound = writtenAt(document, `${section}.*`).flatMap(({ path: [, key], value }) => {
      const parsed = z.safeParse(schema, value);
      return parsed.success ? [[key, parsed.data]] : [];
    });
    return [section, Object.fromEntries(sound)];
  });
  const [notify] = writtenAt(document, 'notify');
  const rules = z.safeParse(notifySchema, notify?.value);
  return {
    version: 1,
    organisation: { name: '', timeZone: 'UTC' },
    ...(Object.fromEntries(entries) as Pick<Document, keyof typeof entrySchemas>),
    notify: rules.success ? rules.data : {},
    rules: [],
    patterns: {},
    externalContacts: [],
    integrations: [],
    tokens: [],
    stakeholders: [],
    postmortem: {},
    actionItems: {},
  };
}

export function personByPhone(
  directory: Directory,
  phone: PhoneNumber,
): ({ id: string } & Directory['people'][string]) | undefined {
  const found = Object.entries(directory.people).find(([, person]) => person.phone === phone);
  return found && { id: found[0], ...found[1] };
}

function filledIn(document: Document): Directory {
  const { escalationPolicies, services, severities: given, tokens, ...rest } = document;
  const [onlyService] = Object.keys(services);
  const calendars = mapped(document.calendars, calendarOf);
  return {
    ...rest,
    people: mapped(document.people, personOf),
    teams: mapped(document.teams, team => team),
    notify: notifyOf(document),
    calendars,
    schedules: mapped(document.schedules, schedule => scheduleOf(schedule, calendars)),
    escalationPolicies: mapped(escalationPolicies, policyOf),
    services: mapped(services, serviceOf),
    defaultService: document.defaultService ?? onlyService ?? '',
    severities: Object.fromEntries(
      severities.map(severity => [severity, timesOf(severity, given[severity] ?? {}, calendars)]),
    ) as Record<Severity, ResponseTimes>,
    tokens: tokens.map(({ scope, ...token }) => ({ ...token, scopes: [scope] })),
    postmortem: {
      dueWithinSeconds: document.postmortem.dueWithin ?? builtInPostmortem.dueWithinSeconds,
      severities: document.postmortem.severities ?? builtInPostmortem.severities,
    },
  };
}

function personOf({ notify, phone, ...person }: Document['people'][string]): Person {
  const { high, low } = notify ?? {};
  return {
    ...person,
    ...(phone !== undefined && { phone }),
    ...(notify !== undefined && {
      notify: {
        ...(high !== undefined && { high: contactsOf(high) }),
        ...(low !== undefined && { low: contactsOf(low) }),
      },
    }),
  };
}

function notifyOf({ notify, organisation }: Document): Directory['notify'] {
  const { high, low } = builtInContacts(organisation.voice ?? false);
  return {
    high: notify.high === undefined ? high : contactsOf(notify.high),
    low: notify.low === undefined ? low : contactsOf(notify.low),
  };
}

function scheduleOf(
  { layers, ...schedule }: Document['schedules'][string],
  calendars: Directory['calendars'],
): Schedule {
  const isDefaultMeant =
    schedule.calendar === undefined &&
    layers.some(({ on }) => on !== undefined) &&
    Object.hasOwn(calendars, standard);
  return {
    ...schedule,
    layers: layers.map(layerOf),
    ...(isDefaultMeant && { calendar: standard }),
  };
}

function policyOf({ levels, repeat }: Document['escalationPolicies'][string]): EscalationPolicy {
  return {
    levels: levels.map(({ acknowledgeWithin, people = [], ...level }) => ({
      ...level,
      people,
      ...(acknowledgeWithin !== undefined && { acknowledgeWithinSeconds: acknowledgeWithin }),
    })),
    ...(repeat !== undefined && { repeats: repeat }),
  };
}

function serviceOf({ evidence, ...service }: Document['services'][string]): Service {
  if (evidence === undefined) return service;
  return { ...service, evidence: evidenceOf(evidence) };
}

function evidenceOf({ metrics, impact, ...evidence }: Written): Evidence {
  const { users, revenue, ...rest } = impact ?? {};
  return {
    ...evidence,
    ...(metrics !== undefined && { metrics: metrics.map(metricOf) }),
    ...(impact !== undefined && {
      impact: {
        ...(rest as Omit<WrittenImpact, 'users' | 'revenue'>),
        ...(users !== undefined && { users: { ...users, metric: metricOf(users.metric) } }),
        ...(revenue !== undefined && { revenue: { ...revenue, metric: metricOf(revenue.metric) } }),
      },
    }),
  };
}

function metricOf({ period, ...metric }: NonNullable<Written['metrics']>[number]): Metric {
  return { ...metric, periodSeconds: period };
}

function timesOf(
  severity: Severity,
  given: NonNullable<Document['severities'][Severity]>,
  calendars: Directory['calendars'],
): ResponseTimes {
  const builtIn = builtInTimes[severity];
  const respond = given.respondWithin ?? builtIn.respondWithinSeconds ?? 'never';
  const update = given.updateEvery ?? builtIn.updateEverySeconds ?? 'never';
  const roles = given.fillRolesWithin ?? builtIn.fillRolesWithinSeconds ?? 'never';
  // "Next business day" (R2), unless the team has said otherwise.
  const isDefaultMeant =
    severity === 'SEV4' && given.respondWithin === undefined && Object.hasOwn(calendars, standard);
  const calendar = given.respondInBusinessHours ?? (isDefaultMeant ? standard : 'never');
  return {
    opening: given.opening ?? builtIn.opening,
    ...(respond !== 'never' && { respondWithinSeconds: respond }),
    acknowledgeWithinSeconds: given.acknowledgeWithin ?? builtIn.acknowledgeWithinSeconds,
    ...(update !== 'never' && { updateEverySeconds: update }),
    remindBeforeSeconds: given.remindBefore ?? builtIn.remindBeforeSeconds,
    holdSeconds: given.hold ?? builtIn.holdSeconds,
    watchSeconds: given.watch ?? builtIn.watchSeconds,
    unacknowledgeForgotten: given.unacknowledgeForgotten ?? builtIn.unacknowledgeForgotten,
    ...(roles !== 'never' && { fillRolesWithinSeconds: roles }),
    ...(calendar !== 'never' && { respondInBusinessHours: calendar }),
  };
}

function mapped<From, To>(
  record: Record<string, From>,
  change: (value: From) => To,
): Record<string, To> {
  const target: Record<string, To> = Object.create(null);
  for (const [key, value] of Object.entries(record)) target[key] = change(value);
  return target;
}
