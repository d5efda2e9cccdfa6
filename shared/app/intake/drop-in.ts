import type { AuthenticateIntegration } from '#app/api/authenticate.ts';
import type { ApiAnswer, ApiRequest } from '#app/api/http.ts';
import { json } from '#app/api/http.ts';
import { eachIncident } from '#app/incident/each-incident.ts';
import type { Beat } from '#app/intake/heartbeat-door.ts';
import type { opsgenieHeartbeats } from '#app/intake/opsgenie-heartbeats.ts';
import { incidentId, parseIncidentId, receiptId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { type AlertView, alertView, aliasOf, isWanted } from '#core/incident/opsgenie-view.ts';
import type { Ask } from '#core/intake/ask.ts';
import {
  type AlertFilter,
  alertIdOf,
  alertNotFound,
  type Identifier,
  type OpsgenieRequest,
  readOpsgenie,
} from '#core/intake/drop-in/opsgenie.ts';
import * as pagerduty from '#core/intake/drop-in/pagerduty.ts';
import { fingerprintOf } from '#core/intake/fingerprint.ts';
import { isMap } from '#core/intake/given.ts';
import { readJson } from '#core/intake/read-json.ts';
import { fingerprintIn, isOfDomain } from '#core/intake/trust-domain.ts';
import { withoutPercents } from '#core/text/percents.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { AlertIndex, Receipt, ReceiptOutcome, Receipts } from '#ports/intake.ts';

type Integration = NonNullable<Awaited<ReturnType<AuthenticateIntegration>>>;

/** So many of our incidents, of all senders, are looked through for a list, which takes some seconds. */
const lookedMax = 2000;

/**
 * The addresses of other pagers, for senders that cannot be told anything but another host: what they post is handed to
 * the same door as any webhook, and answered as they are used to.
 */
export function dropIn(deps: {
  /** The door of `POST /v1/alerts/{source}`. */
  accept: (source: string, request: ApiRequest) => Promise<ApiAnswer>;
  authenticate: AuthenticateIntegration;
  incidents: Pick<IncidentStore, 'load' | 'list' | 'history'>;
  alerts: Pick<AlertIndex, 'lookUp'>;
  receipts: Pick<Receipts, 'find'>;
  beat: Beat;
  heartbeats: ReturnType<typeof opsgenieHeartbeats>;
  newKey: () => string;
}) {
  return async (request: ApiRequest): Promise<ApiAnswer> => {
    const path = request.path.replace(/^\/+|\/+$/g, '');
    if (path === 'v2/enqueue' || path.startsWith('generic/')) return enqueue(request);
    if (path === 'v2/change/enqueue') return change(request);
    const [, alerts] = /^v2\/alerts(?:\/(.*))?$/s.exec(path) ?? [];
    if (alerts !== undefined || path === 'v2/alerts') return opsgenie(request, alerts ?? '');
    const [, heartbeat] = /^v2\/heartbeats\/([^/]+)\/ping$/.exec(path) ?? [];
    if (heartbeat !== undefined && request.method !== 'DELETE') return ping(request, heartbeat);
    return other(request, path);
  };

  /** Whatever else these clients ask is answered as theirs answers, for a plan that does not have it. */
  async function other(request: ApiRequest, path: string): Promise<ApiAnswer> {
    const integration = await deps.authenticate('opsgenie', genieKeyOf(request));
    if (integration === undefined) return said(401, { message: 'Could not authenticate' });
    const [, resource = '', rest = ''] = /^v2\/([\w-]+)(?:\/(.*))?$/s.exec(path) ?? [];
    if (resource === 'heartbeats') {
      const asked = await deps.heartbeats(request.method, withoutPercents(rest), integration.name);
      return said(asked.status, asked.body);
    }
    return elsewhere.has(resource)
      ? said(402, { message: `The resource ${resource} is not part of this plan` })
      : said(404, { message: 'No such resource' });
  }

  async function ping(request: ApiRequest, name: string): Promise<ApiAnswer> {
    const integration = await deps.authenticate('opsgenie', genieKeyOf(request));
    if (integration === undefined) return said(401, { message: 'Could not authenticate' });
    const { name: sender, domain, shadow } = integration;
    const from = { integration: sender, domain, ...(shadow && { shadow }) };
    const taken = await deps.beat(withoutPercents(name), from);
    if ('unknown' in taken) return said(404, { message: `There is no ${taken.unknown}` });
    if ('forbidden' in taken) return said(403, { message: taken.forbidden });
    return said(202, { result: 'PONG - Heartbeat received' }, taken.receiptId);
  }

  async function enqueue(request: ApiRequest): Promise<ApiAnswer> {
    const event = pagerduty.readEvent(request.body ?? '', deps.newKey, routingKeyIn(request));
    return handOn(request, event);
  }

  async function change(request: ApiRequest): Promise<ApiAnswer> {
    return handOn(request, pagerduty.readChange(request.body ?? '', routingKeyIn(request)));
  }

  async function handOn(request: ApiRequest, event: pagerduty.PagerDutyEvent): Promise<ApiAnswer> {
    if (event.kind === 'invalid') return told(pagerduty.invalid(event.errors));
    const { routingKey, body } = event;
    const answer = await deps.accept('pagerduty-events', withKey(request, routingKey, body));
    if (answer.status === 401) return told(pagerduty.invalid(['Invalid routing key']));
    if (answer.status === 400) return told(pagerduty.invalid([detailOf(answer)]));
    if (answer.status >= 300) return answer;
    return told(event.kind === 'change' ? pagerduty.changeProcessed : pagerduty.processed(event));
  }

  async function opsgenie(request: ApiRequest, path: string): Promise<ApiAnswer> {
    const key = genieKeyOf(request);
    const integration = await deps.authenticate('opsgenie', key);
    if (integration === undefined || key === undefined) {
      return said(401, { message: 'Could not authenticate' });
    }
    const { method, query, body = '' } = request;
    const asked = readOpsgenie({ method, path, query, body });
    switch (asked.kind) {
      case 'refused': {
        const { status, message, errors } = asked;
        return said(status, { message, ...(errors && { errors }) });
      }
      case 'create':
        return take(withKey(request, key, asked.body));
      case 'act': {
        const { of, ask } = asked;
        const named = await nameOf(of, integration);
        if (named === undefined) return said(404, { message: alertNotFound.message });
        return take(withKey(request, key, bodyOf(ask, named)));
      }
      default:
        return answerRead(asked, integration);
    }
  }

  type Read = Exclude<OpsgenieRequest, { kind: 'refused' | 'create' | 'act' }>;

  async function answerRead(asked: Read, integration: Integration) {
    switch (asked.kind) {
      case 'request-status':
        return statusOf(asked.requestId, integration);
      case 'list':
      case 'count': {
        const most = asked.kind === 'count' ? lookedMax : asked.offset + asked.limit;
        const views = await listOf(asked.filter, integration, most);
        return asked.kind === 'count'
          ? said(200, { data: { count: views.length } })
          : said(200, { data: views.slice(asked.offset) });
      }
      case 'get':
      case 'notes':
      case 'logs':
      case 'recipients': {
        const incident = await incidentOf(asked.of, integration);
        if (incident === undefined) return said(404, { message: alertNotFound.message });
        if (asked.kind === 'get') return said(200, { data: alertView(incident, integration.name) });
        if (asked.kind === 'recipients') return said(200, { data: [] });
        return said(200, { data: await notesOf(incident, asked.kind) });
      }
      default:
        return asked satisfies never;
    }
  }

  /** What is known by its alias is looked up when it is carried out: what opens it may still be on its way. */
  async function nameOf(of: Identifier, integration: Integration) {
    if (of.by === 'alias') return { alias: await aliasMeant(of, integration.domain) };
    const incident = await incidentOf(of, integration);
    return incident && { incident: incident.id };
  }

  async function incidentOf(
    of: Identifier,
    { domain }: Integration,
  ): Promise<DeclaredIncident | undefined> {
    const id =
      of.by === 'incident'
        ? of.incident
        : (await known(await aliasMeant(of, domain), domain))?.incidents.at(-1);
    if (id === undefined) return undefined;
    const { incident } = await deps.incidents.load(id);
    if (incident.phase === 'undeclared' || !isOfDomain(domain, incident.problem)) return undefined;
    return incident;
  }

  /** Where one is called as it stands in the path, it is meant. */
  async function aliasMeant(
    { alias, literal }: { alias: string; literal?: string },
    domain: Integration['domain'],
  ): Promise<string> {
    return literal !== undefined && (await known(literal, domain)) !== undefined ? literal : alias;
  }

  async function known(alias: string, domain: Integration['domain']) {
    const fingerprint = fingerprintIn(domain, fingerprintOf('opsgenie', alias));
    const { alerts } = await deps.alerts.lookUp({ problems: [], fingerprints: [fingerprint] });
    return alerts.get(fingerprint);
  }

  /** The newest, as many as are wanted. */
  async function listOf(
    { alias, ...filter }: AlertFilter,
    integration: Integration,
    most: number,
  ): Promise<AlertView[]> {
    const views: AlertView[] = [];
    const look = (incident: DeclaredIncident) => {
      if (!isOfDomain(integration.domain, incident.problem)) return;
      const view = alertView(incident, integration.name);
      if (isWanted(view, filter)) views.push(view);
    };
    if (alias !== undefined) {
      const incident = await incidentOf({ by: 'alias', alias }, integration);
      if (incident !== undefined) look(incident);
      return views;
    }
    const open = ['open', 'acknowledged'] as const;
    const closed = ['watching', 'resolved'] as const;
    const phases =
      filter.status === 'open' ? open : filter.status === 'closed' ? closed : [...open, ...closed];
    let looked = 0;
    for await (const incident of eachIncident(deps.incidents, phases)) {
      look(incident);
      looked += 1;
      if (views.length === most || looked === lookedMax) break;
    }
    return views;
  }

  async function notesOf(incident: DeclaredIncident, kind: 'notes' | 'logs') {
    const commits = await deps.incidents.history(incidentId(incident.id));
    return commits.flatMap(({ at, events }) =>
      events.flatMap<object>(event => {
        const about = {
          owner: 'by' in event ? event.by.name : 'System',
          createdAt: at,
          offset: at,
        };
        if (event.type === 'NoteAdded') {
          return kind === 'notes'
            ? [{ note: event.text, ...about }]
            : [{ log: event.text, ...about }];
        }
        return kind === 'notes' ? [] : [{ log: event.type, type: 'system', ...about }];
      }),
    );
  }

  async function take(request: ApiRequest): Promise<ApiAnswer> {
    const answer = await deps.accept('opsgenie', request);
    if (answer.status >= 300) return said(answer.status, { message: detailOf(answer) });
    const { receiptId } = JSON.parse(answer.body) as { receiptId: string };
    return said(202, { result: 'Request will be processed' }, receiptId);
  }

  async function statusOf(requestId: string, { domain }: Integration): Promise<ApiAnswer> {
    const isReceipt = /^rcp_[\w-]{1,100}$/.test(requestId);
    const receipt = isReceipt ? await deps.receipts.find(receiptId(requestId)) : undefined;
    if (receipt === undefined || (receipt.domain ?? domain) !== domain) {
      return said(404, { message: 'Request not found. It might not be processed, yet.' });
    }
    return said(200, { data: await requestView(receipt) }, requestId);
  }

  async function requestView({ state, at, outcomes, reason }: Receipt) {
    const [first] = outcomes;
    const of = outcomes.find(({ incident }) => incident !== undefined)?.incident;
    const id = of === undefined ? undefined : parseIncidentId(of);
    const loaded = id && (await deps.incidents.load(id)).incident;
    const isDone = state === 'processed' && first?.outcome !== 'ignored';
    return {
      success: isDone,
      isSuccess: isDone,
      action: first === undefined ? 'Create' : actionOf[first.outcome],
      processedAt: at,
      status: reason ?? first?.reason ?? state,
      ...(id !== undefined && { alertId: alertIdOf(id) }),
      ...(id !== undefined &&
        loaded !== undefined &&
        loaded.phase !== 'undeclared' && { alias: aliasOf(loaded) ?? alertIdOf(id) }),
    };
  }
}

/** What Opsgenie has besides alerts and heartbeats. */
const elsewhere = new Set([
  ...['account', 'users', 'teams', 'schedules', 'escalations', 'integrations', 'policies'],
  ...['roles', 'services', 'incidents', 'maintenance', 'contacts', 'forwarding-rules', 'on-calls'],
  ...['logs', 'notification-rules', 'saved-searches', 'deployments', 'request', 'postmortem'],
]);

const actionOf: Record<ReceiptOutcome['outcome'], string> = {
  declared: 'Create',
  joined: 'Create',
  repeated: 'Create',
  doubted: 'Create',
  cleared: 'Close',
  heeded: 'Action',
  muted: 'Create',
  ignored: 'Ignore',
};

/** As the source reads it. To close by name is what its outgoing webhooks say too: the alert is over. */
function bodyOf(ask: Ask, named: { alias: string } | { incident: string }): string {
  return 'alias' in named && ask.what === 'close'
    ? JSON.stringify({ action: 'Close', alert: { alias: named.alias } })
    : JSON.stringify({ asks: { ...ask, ...named } });
}

/** Opsgenie tells with every answer how long it took and which request it was. */
function said(status: number, body: Record<string, unknown>, requestId = ''): ApiAnswer {
  return {
    ...json(status, { ...body, took: 0.001, requestId }),
    headers: { 'x-ratelimit-state': 'OK', ...(requestId !== '' && { 'x-request-id': requestId }) },
  };
}

function told({ status, body }: pagerduty.PagerDutyAnswer): ApiAnswer {
  return json(status, body);
}

/** `key`: found where each vendor's clients put it; the door takes it as a bearer. */
function withKey(request: ApiRequest, key: string, body: string): ApiRequest {
  const { service } = request.query;
  return {
    ...{ method: 'POST', path: request.path, body },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    query: { ...(service !== undefined && { service }) },
  };
}

function routingKeyIn({ headers }: ApiRequest): string | undefined {
  return headers['x-routing-key'];
}

/** `Authorization: GenieKey …`; of the oldest clients `apiKey` in the address or the body. */
function genieKeyOf({ headers, query, body = '' }: ApiRequest): string | undefined {
  const given = /^(?:GenieKey|Bearer) +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined || query.apiKey !== undefined) return given ?? query.apiKey;
  const read = readJson(body);
  const key = 'value' in read && isMap(read.value) ? read.value.apiKey : undefined;
  return typeof key === 'string' ? key : undefined;
}

function detailOf({ body }: ApiAnswer): string {
  const read = readJson(body);
  const detail = 'value' in read && isMap(read.value) ? read.value.detail : undefined;
  return typeof detail === 'string' ? detail : 'The event cannot be read';
}
