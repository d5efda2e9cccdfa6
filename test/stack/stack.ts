import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { parse } from 'yaml';
import type { InboxMessage } from '#local/inbox/inbox.ts';
import { type LocalStack, type StackOptions, startLocalStack } from '#local/stack.ts';

export interface Shown {
  id: string;
  title: string;
  phase: string;
  declaredAt: string;
  severity: string;
  severityReason: { rule: string; text: string };
  roles: { incidentCommander?: { person: string } };
  alerts: { firing: number; cleared: number };
  timeline: { type: string; text: string }[];
}

/** The real functions, bundled, under the synthesised grants, on one stack for all tests of a file. */
export function realStack({
  tokens = [],
  ...options
}: StackOptions & {
  tokens?: { name: string; sha256: string; scope: string; person: string }[];
} = {}) {
  let stack: LocalStack | undefined;
  const told: string[] = [];
  beforeAll(async () => {
    stack = await startLocalStack({ tell: line => told.push(line), ...options });
    const document = steady(parse(readFileSync('tocsin.yaml', 'utf8')));
    await call('PUT', '/v1/config', { ...document, tokens });
  }, 120_000);
  afterAll(() => stack?.stop());

  const url = () => {
    if (stack === undefined) throw new Error('The stack has not started');
    return stack.url;
  };

  async function ask(method: string, path: string, body?: unknown, headers = {}) {
    return fetch(`${url()}${path}`, {
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

  return {
    url,
    ask,
    call,
    told,
    model: () => stack?.model,
    bucket: () => stack?.model.buckets[0]?.name ?? '',
    inbox: (to = '') =>
      call<InboxMessage[]>('GET', `/_local/inbox${to && `?to=${encodeURIComponent(to)}`}`),
    /** Moves the clock; also just waits until everything rests. */
    passes: (seconds: number) => call('POST', '/_local/clock/advance', { seconds }),
    show: (id: string) => call<Shown>('GET', `/v1/incidents/${id}`),
    incidents: async (query = '') =>
      (await call<{ incidents: Shown[] }>('GET', `/v1/incidents${query}`)).incidents,
    /** Sends an alert and answers the incident that it opened. */
    async opens(alert: { title: string; severity?: string; service?: string }): Promise<string> {
      const { receiptId } = await call<{ receiptId: string }>('POST', '/v1/alerts/generic', alert);
      await call('POST', '/_local/clock/advance', { seconds: 0 });
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
  };
}

/** The example pages somebody else every week, and insists; these tests look for one text to Ana. */
function steady(document: {
  escalationPolicies: { default: { levels: { name: string }[] } };
  services: { website: { escalationPolicies?: object } };
}): object {
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
