import * as z from 'zod/mini';
import { type OperationId, type Route, routes } from '#contract/api.ts';
import { parseInput } from '#contract/problem.ts';
import { families } from '#core/setup/action-families.ts';

/* What an assistant can ask for: operations of the API, each under a name and with the words that it is chosen by. */

export interface Tool {
  name: string;
  route: Route;
  description: string;
  /** JSON Schema of its arguments. */
  inputSchema: { type: 'object'; [key: string]: unknown };
  changes: boolean;
}

/** Arguments, sorted into where the API takes them; or what is wrong with them. */
export type Asked =
  | { params: Record<string, string>; query?: Record<string, unknown>; body?: unknown }
  | { wrong: string };

const looking = {
  list_incidents: 'listIncidents',
  show_incident: 'showIncident',
  show_incident_report: 'incidentReport',
  show_incident_pages: 'incidentPages',
  show_incident_checklist: 'showChecklist',
  list_evidence: 'listEvidence',
  read_evidence: 'evidenceContent',
  who_is_on_call: 'whoIsOnCall',
  who_would_be_paged: 'simulate',
  explain_alert: 'explain',
  why_paged: 'why',
  statistics: 'stats',
  search_logs: 'diagnoseLogs',
  read_metrics: 'diagnoseMetrics',
  measure_impact: 'measureImpact',
  check_health: 'checkHealth',
  query_database: 'queryDatabase',
  list_actions: 'listActions',
  list_action_runs: 'listActionRuns',
} as const satisfies Record<string, OperationId>;

const changing = {
  declare_incident: 'declareIncident',
  acknowledge_incident: 'acknowledgeIncident',
  escalate_incident: 'escalateIncident',
  snooze_incident: 'snoozeIncident',
  post_update: 'postUpdate',
  add_note: 'addNote',
  assign_role: 'assignRole',
  add_responders: 'addResponders',
  change_severity: 'changeSeverity',
  resolve_incident: 'resolveIncident',
  reopen_incident: 'reopenIncident',
  ...(Object.fromEntries(families.map(family => [`${family}_action`, `${family}Action`])) as Record<
    `${(typeof families)[number]}_action`,
    `${(typeof families)[number]}Action`
  >),
} as const satisfies Record<string, OperationId>;

export function toolsFor({ mayChange }: { mayChange: boolean }): Tool[] {
  return [
    ...Object.entries(looking).map(([name, operation]) => toolOf(name, operation, false)),
    ...(mayChange
      ? Object.entries(changing).map(([name, operation]) => toolOf(name, operation, true))
      : []),
  ];
}

function toolOf(name: string, operation: OperationId, changes: boolean): Tool {
  const route: Route | undefined = routes.find(({ operationId }) => operationId === operation);
  if (route === undefined) throw new Error(`No operation ${operation}`);
  return {
    name,
    route,
    description: `${route.summary}.${changes ? ' It is told on the timeline as done via an assistant.' : ''}`,
    inputSchema: schemaOf(route),
    changes,
  };
}

const pathNames = ({ path }: Route) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

function schemaOf(route: Route): Tool['inputSchema'] {
  const { query, request, isRaw } = route;
  const parts: Properties[] = [
    {
      properties: Object.fromEntries(pathNames(route).map(name => [name, { type: 'string' }])),
      required: pathNames(route),
    },
    ...(query === undefined ? [] : [propertiesOf(query)]),
    ...(request === undefined
      ? []
      : [
          isRaw
            ? { properties: { body: z.toJSONSchema(request) }, required: ['body'] }
            : propertiesOf(request),
        ]),
  ];
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
    additionalProperties: false,
  };
}

interface Properties {
  properties?: Record<string, unknown>;
  required?: string[];
}

function propertiesOf(schema: z.ZodMiniType): Properties {
  return z.toJSONSchema(schema, { io: 'input' }) as Properties;
}

/** Checked by the schemas of the API itself, so that what is wrong is said before anything is sent. */
export function readArguments({ route }: Tool, given: Record<string, unknown>): Asked {
  const params: Record<string, string> = {};
  const rest = { ...given };
  for (const name of pathNames(route)) {
    const value = given[name];
    if (typeof value !== 'string' || value === '') return { wrong: `${name} is missing.` };
    params[name] = value;
    delete rest[name];
  }
  const inQuery = Object.keys(
    route.query === undefined ? {} : (propertiesOf(route.query).properties ?? {}),
  );
  const pick = (isQuery: boolean) =>
    Object.fromEntries(Object.entries(rest).filter(([name]) => inQuery.includes(name) === isQuery));
  const query = pick(true);
  const others = pick(false);
  const body = route.isRaw ? others.body : others;
  const unknown = Object.keys(others).filter(
    name => route.request === undefined || (route.isRaw && name !== 'body'),
  );
  if (unknown.length > 0) return { wrong: `${unknown.join(', ')}: there is no such argument.` };
  for (const [schema, value] of [
    [route.query, query],
    [route.request, body],
  ] as const) {
    if (schema === undefined) continue;
    const checked = parseInput(schema, value);
    if ('errors' in checked) {
      return {
        wrong: checked.errors
          .map(({ path, message }) => `${path.slice(1)} ${message}`.trim())
          .join('; '),
      };
    }
  }
  return {
    params,
    ...(route.query !== undefined && { query }),
    ...(route.request !== undefined && { body }),
  };
}
