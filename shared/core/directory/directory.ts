import * as z from 'zod/mini';
import { problemsOf, warningsOf } from '#core/directory/checks.ts';
import { type DirectoryDocument, directoryDocument } from '#core/directory/document.ts';
import { type Issue, issuesOf } from '#core/directory/issue-words.ts';
import { type ResponseTimes, runbookTimes } from '#core/directory/response-times.ts';
import type { PhoneNumber } from '#core/ids.ts';
import { type Severity, severities } from '#core/severity.ts';

export type { Issue } from '#core/directory/issue-words.ts';

type Document = DirectoryDocument;
type Metric = NonNullable<NonNullable<Document['services'][string]['evidence']>['metrics']>[number];

export interface Level {
  name: string;
  people: string[];
  /** Wins over the severity's, where it is said. */
  acknowledgeWithinSeconds?: number | Partial<Record<Severity, number>>;
}

export interface Service {
  name: string;
  team: string;
  escalationPolicy?: string;
  runbook?: string;
  match?: (string | Record<string, string>)[];
  evidence?: {
    logGroups?: string[];
    metrics?: (Omit<Metric, 'period'> & { periodSeconds: number })[];
  };
}

export interface Token {
  name: string;
  sha256: string;
  scopes: Document['tokens'][number]['scope'][];
  person?: string;
}

/**
 * Who is reached, for what, when: tocsin.yaml with every default filled in and every reference known to lead
 * somewhere. Its records have no prototype, so that a service named by an outsider is never `constructor`.
 */
export interface Directory {
  version: 1;
  organisation: Document['organisation'];
  people: Record<string, Document['people'][string]>;
  teams: Document['teams'];
  escalationPolicies: Record<string, { levels: Level[] }>;
  services: Record<string, Service>;
  defaultService: string;
  fallback?: string;
  severities: Record<Severity, ResponseTimes>;
  rules: Document['rules'];
  integrations: Document['integrations'];
  tokens: Token[];
  stakeholders: Document['stakeholders'];
}

/** Everything wrong is reported at once; it never throws, whatever the document is. */
export function parseDirectory(
  document: unknown,
): { directory: Directory; warnings: Issue[] } | { problems: Issue[] } {
  const parsed = z.safeParse(directoryDocument, document, { reportInput: true });
  if (!parsed.success) return { problems: issuesOf(parsed.error, directoryDocument) };

  const directory = filledIn(parsed.data);
  const problems = problemsOf(parsed.data, directory);
  return problems.length > 0 ? { problems } : { directory, warnings: warningsOf(directory) };
}

export function personByPhone(
  directory: Directory,
  phone: PhoneNumber,
): ({ id: string } & Directory['people'][string]) | undefined {
  const found = Object.entries(directory.people).find(([, person]) => person.phone === phone);
  return found && { id: found[0], ...found[1] };
}

function filledIn(document: Document): Directory {
  const { escalationPolicies, services, severities: overrides, tokens, ...rest } = document;
  const [onlyService] = Object.keys(services);
  return {
    ...rest,
    people: mapped(document.people, person => person),
    teams: mapped(document.teams, team => team),
    escalationPolicies: mapped(escalationPolicies, ({ levels }) => ({
      levels: levels.map(({ acknowledgeWithin, ...level }) => ({
        ...level,
        ...(acknowledgeWithin !== undefined && { acknowledgeWithinSeconds: acknowledgeWithin }),
      })),
    })),
    services: mapped(services, serviceOf),
    defaultService: document.defaultService ?? onlyService ?? '',
    severities: Object.fromEntries(
      severities.map(severity => [severity, timesOf(severity, overrides[severity] ?? {})]),
    ) as Record<Severity, ResponseTimes>,
    tokens: tokens.map(({ scope, ...token }) => ({ ...token, scopes: [scope] })),
  };
}

function serviceOf({ evidence, ...service }: Document['services'][string]): Service {
  if (evidence === undefined) return service;
  const metrics = evidence.metrics?.map(({ period, ...metric }) => ({
    ...metric,
    periodSeconds: period,
  }));
  return {
    ...service,
    evidence: {
      ...(evidence.logGroups !== undefined && { logGroups: evidence.logGroups }),
      ...(metrics !== undefined && { metrics }),
    },
  };
}

function timesOf(
  severity: Severity,
  given: NonNullable<Document['severities'][Severity]>,
): ResponseTimes {
  const runbook = runbookTimes[severity];
  const respond = given.respondWithin ?? runbook.respondWithinSeconds ?? 'never';
  const update = given.updateEvery ?? runbook.updateEverySeconds ?? 'never';
  return {
    opening: given.opening ?? runbook.opening,
    ...(respond !== 'never' && { respondWithinSeconds: respond }),
    acknowledgeWithinSeconds: given.acknowledgeWithin ?? runbook.acknowledgeWithinSeconds,
    ...(update !== 'never' && { updateEverySeconds: update }),
    remindBeforeSeconds: given.remindBefore ?? runbook.remindBeforeSeconds,
    holdSeconds: given.hold ?? runbook.holdSeconds,
    watchSeconds: given.watch ?? runbook.watchSeconds,
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
