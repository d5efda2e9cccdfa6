import { api, type Served } from '#app/api/api.ts';
import { authenticateCaller } from '#app/api/authenticate.ts';
import type { Operations } from '#app/api/operation.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { incidentOperations } from '#app/incident/incident-operations.ts';
import { read } from '#app/incident/read.ts';
import { receiptOperations } from '#app/intake/receipt-operations.ts';
import { onCall } from '#app/oncall/who-is-on-call.ts';
import { configure } from '#app/setup/configure.ts';
import { setupOperations } from '#app/setup/setup-operations.ts';
import type { OperationOf } from '#contract/api.ts';
import { sha256 } from '#core/digest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds } from '#core/time/instant.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

export const tokens = [
  { name: 'reader', sha256: sha256('reads'), scope: 'read' },
  { name: 'responder', sha256: sha256('responds'), scope: 'respond' },
  { name: 'helper', sha256: sha256('helps'), scope: 'respond', person: 'ana', assistant: true },
  { name: 'ana-laptop', sha256: sha256('ana'), scope: 'respond', person: 'ana' },
];

/** The API over stores in memory; every token is its own plain text. */
export function server(document: unknown = { ...team, tokens }) {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  let time = start;
  const now = () => time;
  let synced = 0;
  let secret: string | undefined;
  const looks = read({
    ...{ incidents, configuration },
    receipts: memory.memoryReceipts(table),
    pagesOf: memory.memoryPagesOf(table),
    effectsOf: memory.memoryEffectsOf(table),
    receiptTime: () => undefined,
    now,
  });
  const authenticate = authenticateCaller({ configuration, adminTokenSha256: sha256('admin') });
  const answer = api({
    authenticate,
    // Whoever signed in has as cookie what a token of theirs would be.
    authenticateSession: ({ headers }) => authenticate(headers.cookie),
    // Those of contacts, overrides, drills and so on are asked directly, in tests of their own.
    operations: {
      ...incidentOperations({
        act: incidentCommands({
          incidents,
          configuration,
          roster,
          handle: handleCommand({ incidents, pause: async () => {} }),
          now,
        }),
        read: looks,
      }),
      ...receiptOperations(looks),
      ...setupOperations({
        configure: configure({
          configuration,
          incidents,
          roster,
          queueSubscriptionSync: async () => {
            synced += 1;
          },
          adminTokenSha256: sha256('admin'),
          now,
        }),
        webhookSecret: async () => {
          secret = 'secret';
          return secret;
        },
        knownWebhookSecret: async () => secret,
        webhooks: async () => (await configuration.newest())?.directory.webhooks ?? [],
        eventSecret: async (name, version) => secret && `whsec_${secret}_${name}_${version}`,
      }),
      whoIsOnCall: onCall({ configuration, roster, timeZoneData: '2026c', now }),
    } as Operations<Served | OperationOf<'setup'>>,
    calendarFeed: async token => (token === 'known' ? 'BEGIN:VCALENDAR' : undefined),
    now,
  });
  const ask = async (
    method: string,
    path: string,
    { token = 'admin', body, headers = {}, query = {} }: AskOptions = {},
  ) => {
    const told = await answer({
      method,
      path,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      query,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const isJson = told.contentType.includes('json') && told.body !== '';
    return { ...told, json: isJson ? JSON.parse(told.body) : undefined };
  };
  const declare = (options: AskOptions = {}) =>
    ask('POST', '/v1/incidents', {
      body: { title: 'Database down', severity: 'SEV1' },
      ...options,
    });
  const later = (seconds: number) => {
    time = addSeconds(time, seconds);
  };
  return { ask, declare, later, incidents, synced: () => synced };
}

export interface AskOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string>;
}
