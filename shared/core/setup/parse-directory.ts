import * as z from 'zod/mini';
import { problemsOf } from '#core/setup/checks.ts';
import type {
  Directory,
  EscalationPolicy,
  Evidence,
  Metric,
  Person,
  Service,
  Written,
  WrittenImpact,
} from '#core/setup/directory.ts';
import {
  type DirectoryDocument,
  directoryDocument,
  entrySchemas,
  notifySchema,
} from '#core/setup/document.ts';
import { calendarOf, contactsOf, layerOf } from '#core/setup/document-on-call.ts';
import { writtenAt } from '#core/setup/document-paths.ts';
import { type Issue, issuesOf } from '#core/setup/issue-words.ts';
import { lateContacts } from '#core/setup/late-contacts.ts';
import {
  builtInContacts,
  builtInPostmortem,
  builtInTimes,
  type ResponseTimes,
} from '#core/setup/response-times.ts';
import type { Schedule } from '#core/setup/schedule.ts';
import { statusPageOf } from '#core/setup/status-page.ts';
import { warningsOf } from '#core/setup/warnings.ts';
import { type Severity, severities } from '#core/severity.ts';

type Document = DirectoryDocument;
/** The calendar, like the policy, that is meant where none is named. */
const standard = 'default';

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
  const { problems: impossible, warnings } = lateContacts(sound, directory);
  if (isKnown) problems.push(...impossible);
  return problems.length > 0
    ? { problems }
    : { directory, warnings: [...warningsOf(sound, directory), ...warnings] };
}

/**
 * What a document means that was found right when it was applied: it is not checked again by everybody who reads it.
 * `undefined`: its form is not the form of today.
 */
export function directoryOf(document: unknown): Directory | undefined {
  const parsed = z.safeParse(directoryDocument, document);
  return parsed.success ? filledIn(parsed.data) : undefined;
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
    heartbeats: [],
    maintenance: [],
    inhibit: [],
    tokens: [],
    stakeholders: [],
    webhooks: [],
    postmortem: {},
    actionItems: {},
  };
}

function filledIn(document: Document): Directory {
  const { escalationPolicies, services, severities: given, tokens, ...others } = document;
  const { statusPage: _written, ...rest } = others;
  const statusPage = statusPageOf(document);
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
    ...(statusPage !== undefined && { statusPage }),
    maintenance: document.maintenance.map(window => ({
      timeZone: document.organisation.timeZone,
      ...window,
    })),
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

function notifyOf({ notify, organisation, push }: Document): Directory['notify'] {
  const { high, low } = builtInContacts(organisation.voice ?? false, push !== undefined);
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
