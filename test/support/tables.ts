import { randomUUID } from 'node:crypto';
import {
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, inject } from 'vitest';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { mayAsk } from '#adapters/dynamodb/ask-cap.ts';
import { calendarFeeds } from '#adapters/dynamodb/calendar-feeds.ts';
import { chatRooms } from '#adapters/dynamodb/chat-rooms.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { dutyBook } from '#adapters/dynamodb/duty-book.ts';
import { type DynamoDb, dynamoDb } from '#adapters/dynamodb/dynamodb.ts';
import { effectLedger, effectsOf } from '#adapters/dynamodb/effect-ledger.ts';
import { heardIntegrations } from '#adapters/dynamodb/heard-integrations.ts';
import { heartbeats } from '#adapters/dynamodb/heartbeats.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { links, phonePages } from '#adapters/dynamodb/links.ts';
import { openReviews } from '#adapters/dynamodb/open-reviews.ts';
import { pageLedger, pagesOf } from '#adapters/dynamodb/page-ledger.ts';
import { pagesByMessage } from '#adapters/dynamodb/pages-by-message.ts';
import { postmortemStore } from '#adapters/dynamodb/postmortem-store.ts';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import { rootSecret } from '#adapters/dynamodb/root-secret.ts';
import { onCallChanges, rosterStore } from '#adapters/dynamodb/roster-store.ts';
import { sendHistoryStore } from '#adapters/dynamodb/send-history-store.ts';
import { sessionStore, signInCodes } from '#adapters/dynamodb/sessions.ts';
import { silences } from '#adapters/dynamodb/silences.ts';
import { statusPageStore } from '#adapters/dynamodb/status-page-store.ts';
import { baskets, subscriptions, toldLedger } from '#adapters/dynamodb/subscriptions.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { webhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import { whereabouts } from '#adapters/dynamodb/whereabouts.ts';
import { newToken } from '#adapters/node/tokens.ts';
import { tableIndexes } from '#contract/table-indexes.ts';
import type { Instant } from '#core/time/instant.ts';
import type { ActionLog } from '#ports/actions.ts';
import type {
  Baskets,
  ChatRooms,
  MayAsk,
  Root,
  StatusPageStore,
  Subscriptions,
  ToldLedger,
  WebhookSecret,
} from '#ports/communication.ts';
import type { EffectLedger, EffectsOf, IncidentStore } from '#ports/incident.ts';
import type {
  AlertIndex,
  HeardIntegrations,
  Heartbeats,
  Receipts,
  Silences,
} from '#ports/intake.ts';
import type {
  CalendarFeeds,
  DutyBook,
  OnCallChanges,
  RosterStore,
  Whereabouts,
} from '#ports/oncall.ts';
import type {
  Links,
  MayText,
  PageLedger,
  PagesByMessage,
  PagesOf,
  PhonePages,
  SendHistoryStore,
} from '#ports/paging.ts';
import type { OpenReviews, PostmortemStore } from '#ports/review.ts';
import type { ConfigurationStore, SessionStore, SignInCodes } from '#ports/setup.ts';
import { memoryActionLog } from './memory/memory-action-log.ts';
import { memoryCalendarFeeds } from './memory/memory-calendar-feeds.ts';
import { memoryChatRooms } from './memory/memory-chat-rooms.ts';
import { memoryDutyBook } from './memory/memory-duty-book.ts';
import { memoryHeardIntegrations } from './memory/memory-heard-integrations.ts';
import { memoryHeartbeats } from './memory/memory-heartbeats.ts';
import { memoryMayAsk } from './memory/memory-may-ask.ts';
import { memoryPostmortems } from './memory/memory-postmortems.ts';
import { memoryOnCallChanges, memoryRoster } from './memory/memory-roster.ts';
import { memorySessions, memorySignInCodes } from './memory/memory-sessions.ts';
import { memoryStatusPage } from './memory/memory-status-page.ts';
import { memoryBaskets, memorySubscriptions, memoryTold } from './memory/memory-subscriptions.ts';
import * as memory from './memory/memory-table.ts';
import { memoryTextCap } from './memory/memory-text-cap.ts';
import { memoryRoot, memoryWebhookSecret } from './memory/memory-webhook-secret.ts';
import { start } from './samples.ts';

/** Every port of the table, however it is kept. */
export interface Stores {
  actions: ActionLog;
  incidents: IncidentStore;
  alerts: AlertIndex;
  silences: Silences;
  receipts: Receipts;
  pages: PageLedger;
  pagesOf: PagesOf;
  pagesByMessage: PagesByMessage;
  traffic: SendHistoryStore;
  effects: EffectLedger;
  effectsOf: EffectsOf;
  subscriptions: Subscriptions;
  told: ToldLedger;
  baskets: Baskets;
  links: Links;
  phonePages: PhonePages;
  mayAsk: MayAsk;
  mayText: MayText;
  configuration: ConfigurationStore;
  whereabouts: Whereabouts;
  roster: RosterStore;
  changes: OnCallChanges;
  feeds: CalendarFeeds;
  /** For what an earlier version wrote. */
  table?: Table;
  duty: DutyBook;
  postmortems: PostmortemStore;
  openReviews: OpenReviews;
  statusPage: StatusPageStore;
  chatRooms: ChatRooms;
  heartbeats: Heartbeats;
  integrations: HeardIntegrations;
  sessions: SessionStore;
  signInCodes: SignInCodes;
  /** Each call is another instance over the same store. */
  openWebhookSecret: () => WebhookSecret;
  openRoot: () => Root;
}

export interface StoreKind {
  name: string;
  /** Empty stores for one test. */
  open: () => Promise<Stores>;
}

export const inMemory: StoreKind = {
  name: 'memory',
  open: async () => {
    const table = memory.memoryTable();
    const configuration = memory.memoryConfiguration(table);
    const kept = {};
    const changes = new Map();
    const roster = memoryRoster(changes);
    return {
      incidents: memory.memoryIncidents(table),
      alerts: memory.memoryAlerts(table),
      silences: memory.memorySilences(table),
      receipts: memory.memoryReceipts(table),
      pages: memory.memoryPages(table),
      pagesOf: memory.memoryPagesOf(table),
      pagesByMessage: memory.memoryPagesByMessage(table),
      traffic: memory.memoryTraffic(table),
      effects: memory.memoryEffects(table),
      effectsOf: memory.memoryEffectsOf(table),
      subscriptions: memorySubscriptions(),
      told: memoryTold(),
      baskets: memoryBaskets(),
      links: memory.memoryLinks(table),
      phonePages: memory.memoryPhonePages(table),
      mayAsk: memoryMayAsk(),
      mayText: memoryTextCap(),
      configuration,
      whereabouts: {
        team: async () => (await configuration.current())?.directory.people,
        contacts: async () => (await roster.newest()).contacts,
      },
      roster,
      changes: memoryOnCallChanges(changes),
      feeds: memoryCalendarFeeds(),
      duty: memoryDutyBook(),
      actions: memoryActionLog(),
      postmortems: memoryPostmortems(),
      openReviews: memory.memoryOpenReviews(table),
      statusPage: memoryStatusPage(table),
      chatRooms: memoryChatRooms(),
      heartbeats: memoryHeartbeats(),
      integrations: memoryHeardIntegrations(),
      sessions: memorySessions(),
      signInCodes: memorySignInCodes(),
      openWebhookSecret: () => memoryWebhookSecret(kept, newToken),
      openRoot: () => memoryRoot(kept, newToken, () => start),
    };
  },
};

type Read = Pick<QueryCommandOutput & BatchGetItemCommandOutput, 'ScannedCount' | 'Responses'>;

const indexes = Object.entries(tableIndexes);
const attributesOf = ([, { partition, sort }]: (typeof indexes)[number]) => [partition, sort];

/**
 * The same ports on DynamoDB Local, a table of its own per test. `oneByOne`: it answers queries with one item at a time,
 * and reads one key of a batch. `onAnswer` is shown what it answers.
 */
export function onDynamoDb(
  options: { oneByOne?: boolean; onAnswer?: (answer: Partial<Read>) => void } = {},
): StoreKind {
  let client: DynamoDBClient | undefined;
  beforeAll(() => {
    client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${inject('databasePort')}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  });
  const all = dynamoDb({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${inject('databasePort')}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const some = options.oneByOne ? answeringOneByOne(all) : all;
  const ask: DynamoDb = async (operation, input) => {
    const answer = await some(operation, input);
    options.onAnswer?.(answer as Partial<Read>);
    return answer;
  };
  afterAll(() => client?.destroy());
  return {
    name: 'DynamoDB Local',
    async open() {
      if (client === undefined) throw new Error('Not started');
      const name = `table-${randomUUID()}`;
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [...new Set(['pk', 'sk', ...indexes.flatMap(attributesOf)])].map(
            AttributeName => ({ AttributeName, AttributeType: 'S' }),
          ),
          KeySchema: schema('pk', 'sk'),
          GlobalSecondaryIndexes: indexes.map(([IndexName, { partition, sort }]) => ({
            IndexName,
            KeySchema: schema(partition, sort),
            Projection: { ProjectionType: 'KEYS_ONLY' },
          })),
        }),
      );
      const table = { ask, name, pause: async () => {} };
      return {
        table,
        incidents: incidentStore(table),
        alerts: alertIndex(table),
        silences: silences(table),
        receipts: receipts(table),
        pages: pageLedger(table),
        pagesOf: pagesOf(table),
        pagesByMessage: pagesByMessage(table),
        traffic: sendHistoryStore(table),
        effects: effectLedger(table),
        effectsOf: effectsOf(table),
        subscriptions: subscriptions(table),
        told: toldLedger(table),
        baskets: baskets(table),
        links: links(table),
        phonePages: phonePages(table),
        mayAsk: mayAsk(table),
        mayText: textCap(table),
        whereabouts: whereabouts(table, () => '2026-11-23T02:14:00.000Z' as Instant, 0),
        configuration: configurationStore(table, () => '2026-11-23T02:14:00.000Z' as Instant),
        roster: rosterStore(table, () => '2026-11-23T02:14:00.000Z' as Instant),
        changes: onCallChanges(table),
        feeds: calendarFeeds(table),
        duty: dutyBook(table),
        actions: actionLog(table),
        postmortems: postmortemStore(table),
        openReviews: openReviews(table),
        statusPage: statusPageStore(table),
        chatRooms: chatRooms(table),
        heartbeats: heartbeats(table),
        integrations: heardIntegrations(table),
        sessions: sessionStore(table),
        signInCodes: signInCodes(table),
        openWebhookSecret: () => webhookSecret(table, newToken),
        openRoot: () => rootSecret(table, newToken, () => start),
      };
    },
  };
}

function answeringOneByOne(ask: DynamoDb): DynamoDb {
  return (async (operation: string, input: QueryCommandInput & BatchGetItemCommandInput) => {
    if (operation === 'Query') return ask('Query', { ...input, Limit: 1 });
    if (operation !== 'BatchGetItem') return ask(operation as 'GetItem', input as never);
    const [asked] = Object.entries(input.RequestItems ?? {});
    const [table = '', { Keys: [first, ...left] = [], ...how } = {}] = asked ?? [];
    const RequestItems = { [table]: { ...how, Keys: first ? [first] : [] } };
    const answer = await ask('BatchGetItem', { ...input, RequestItems });
    const UnprocessedKeys = left.length === 0 ? {} : { [table]: { ...how, Keys: left } };
    return { ...answer, UnprocessedKeys };
  }) as DynamoDb;
}

function schema(hash: string, range: string): KeySchemaElement[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}
