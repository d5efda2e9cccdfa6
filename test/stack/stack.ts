import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, inject } from 'vitest';
import { parse } from 'yaml';
import { addSeconds, type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import { dayThere } from '#core/time/local-time.ts';
import { firstInstantAt, wallMinutes } from '#core/time/wall-minutes.ts';
import type { AccountKind } from '#local/account.ts';
import type { InboxMessage } from '#local/inbox/inbox.ts';
import { type LocalStack, startLocalStack } from '#local/stack.ts';
import { recorder } from '../wire/record.ts';
import type { RunningStack } from './shared-stack.ts';

export interface Shown {
  id: string;
  title: string;
  phase: string;
  declaredAt: string;
  severity: string;
  detectedBy: string;
  severityReason: { rule: string; text: string };
  roles: { incidentCommander?: { person: string } };
  alerts: { firing: number; cleared: number };
  timeline: { type: string; text: string }[];
}

interface LogLine {
  at: string;
  level?: string;
  line: string;
}

/**
 * The real functions, bundled, under the synthesised grants. All files share one stack: each begins at ten in the morning
 * of another day with nothing open and its own configuration, and sees of messages, incidents and logs only its own.
 */
export function realStack({
  tokens = [],
  context,
  account,
}: {
  tokens?: { name: string; sha256: string; scope: string; person: string }[];
  /** What `-c name=value` sets: needs a stack of its own. */
  context?: Record<string, unknown>;
  /** Likewise. */
  account?: AccountKind;
} = {}) {
  const isOwn = context !== undefined || account !== undefined;
  let own: LocalStack | undefined;
  let begun: Instant | undefined;
  let document: object = {};
  const running = (): Pick<RunningStack, 'url' | 'model'> => {
    if (!isOwn) return inject('realStack');
    if (own === undefined) throw new Error('The stack has not started');
    return own;
  };
  beforeAll(async () => {
    if (isOwn) {
      own = await startLocalStack({
        tell: () => undefined,
        witness: recorder(),
        ...(context !== undefined && { context }),
        ...(account !== undefined && { account }),
      });
    }
    const example = steady(parse(readFileSync('tocsin.yaml', 'utf8')));
    document = { ...example, tokens };
    const { timeZone } = example.organisation;
    // What the last file configured ends with it: a heartbeat that nobody sends any more would page all day.
    await call('PUT', '/v1/config', document);
    await leavesNothingOpen();
    // What is done once a day, at nine, is over.
    await arrivesAt('09:15', timeZone);
    await leavesNothingOpen();
    await arrivesAt('10:00', timeZone);
    begun = await now();
  });
  afterAll(() => own?.stop());

  async function ask(method: string, path: string, body?: unknown, headers = {}) {
    return fetch(`${running().url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: 'Bearer local',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async function call<Answer>(method: string, path: string, body?: unknown, headers = {}) {
    const answer = await ask(method, path, body, headers);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  const now = async () => instant((await call<{ now: string }>('GET', '/_local/clock')).now);
  const passes = (seconds: number) => call('POST', '/_local/clock/advance', { seconds });

  /** The configuration of the beginning with these parts instead; functions read it again after half a minute. */
  async function configures<Document>(parts: object | ((document: Document) => object)) {
    const instead =
      typeof parts === 'function' ? parts(structuredClone(document) as Document) : parts;
    await call('PUT', '/v1/config', { ...document, ...instead });
    await passes(31);
  }

  async function leavesNothingOpen(): Promise<void> {
    await call('DELETE', '/_local/faults');
    for (const phase of ['open', 'acknowledged']) {
      const left = await call<{ incidents: Shown[] }>(
        'GET',
        `/v1/incidents?phase=${phase}&limit=100`,
      );
      for (const { id } of left.incidents) {
        await call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'The next file begins.' });
      }
    }
  }

  /** The next time that it is so late there, but later than the watch over what was resolved. */
  async function arrivesAt(time: string, timeZone: string): Promise<void> {
    const at = await now();
    const next = [0, 1, 2]
      .map(days => dayThere(at, timeZone, days))
      .map(day => firstInstantAt(wallMinutes(`${day}T${time}`), timeZone))
      .find(moment => moment > addSeconds(at, 2400));
    await passes(secondsBetween(at, next ?? at));
  }

  const isNewer = ({ at }: { at: string }) => begun !== undefined && at >= begun;

  return {
    url: () => running().url,
    ask,
    call,
    configures,
    now,
    passes,
    /** Who had three texts, or a call, within the minute waits for one about several: earlier tests may have sent them. */
    phonesRest: () => passes(61),
    model: () => running().model,
    bucket: () => running().model.buckets[0]?.name ?? '',
    inbox: async (to = '') =>
      (
        await call<InboxMessage[]>('GET', `/_local/inbox${to && `?to=${encodeURIComponent(to)}`}`)
      ).filter(isNewer),
    logs: async (name = '') =>
      (
        await call<{ lines: LogLine[] }>('GET', `/_local/logs${name && `?function=${name}`}`)
      ).lines.filter(isNewer),
    show: (id: string) => call<Shown>('GET', `/v1/incidents/${id}`),
    /** The newest first. */
    incidents: async (query = '') =>
      (await call<{ incidents: Shown[] }>('GET', `/v1/incidents${query}`)).incidents.filter(
        ({ declaredAt }) => isNewer({ at: declaredAt }),
      ),
    /** Sends an alert and answers the incident that it opened. */
    async opens(alert: { title: string; severity?: string; service?: string }): Promise<string> {
      const { receiptId } = await call<{ receiptId: string }>('POST', '/v1/alerts/generic', alert);
      await passes(0);
      const receipt = await call<{ outcomes: { outcome: string; incident?: string }[] }>(
        'GET',
        `/v1/receipts/${receiptId}`,
      );
      const [first] = receipt.outcomes;
      if (first?.outcome !== 'declared' || first.incident === undefined) {
        throw new Error(`Not declared: ${JSON.stringify(receipt)}`);
      }
      return first.incident;
    },
    /** With which the page of this incident is answered from that phone. */
    async codeOf(id: string, phone: string): Promise<string> {
      const url = `/_local/inbox?to=${encodeURIComponent(phone)}`;
      const texts = (await call<InboxMessage[]>('GET', url)).filter(({ body }) =>
        body.includes(id),
      );
      const code = /Reply A (\w{4}) /.exec(texts.at(-1)?.body ?? '')?.[1];
      if (code === undefined) throw new Error(`No text to ${phone} asks for an answer about ${id}`);
      return code;
    },
    async resolves(id: string): Promise<void> {
      await call('POST', `/v1/incidents/${id}/resolve`, { resolution: 'Over.' });
    },
  };
}

/** The example pages somebody else every week, and insists; these tests look for one text to Ana. */
function steady(document: {
  organisation: { timeZone: string };
  escalationPolicies: { default: { levels: { name: string }[] } };
  services: { website: { escalationPolicies?: object } };
}) {
  const { escalationPolicies, services } = document;
  const [first, ...rest] = escalationPolicies.default.levels;
  const levels = [{ name: first?.name, people: ['ana'] }, ...rest];
  const { escalationPolicies: _, ...website } = services.website;
  const rules = ['sms', 'email'];
  const times = { fillRolesWithin: 'never' };
  return {
    ...document,
    escalationPolicies: { ...escalationPolicies, default: { levels } },
    services: { ...services, website },
    notify: { high: rules, low: rules },
    severities: { SEV1: times, SEV2: times },
  };
}
