import { gunzipSync, gzipSync } from 'node:zlib';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { alarmHands } from '#adapters/actions/alarms.ts';
import { automationHands } from '#adapters/actions/automations.ts';
import { cacheHands } from '#adapters/actions/caches.ts';
import { databaseHands } from '#adapters/actions/databases.ts';
import { deploymentHands } from '#adapters/actions/deployments.ts';
import { ecsHands } from '#adapters/actions/ecs.ts';
import { featureFlagHands } from '#adapters/actions/feature-flags.ts';
import { parameterHands } from '#adapters/actions/parameters.ts';
import { alarmClock } from '#adapters/aws/alarm-clock.ts';
import { openLogs, openMetrics } from '#adapters/aws/evidence-sources.ts';
import * as queues from '#adapters/aws/queues.ts';
import { keepRaw, putObject } from '#adapters/aws/raw-webhooks.ts';
import { askDatabase } from '#adapters/aws/rds-data.ts';
import { readSecret } from '#adapters/aws/secrets.ts';
import { sendEmailBySes } from '#adapters/aws/ses.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import * as sns from '#adapters/aws/sns.ts';
import { ensureSmsSettings, smsAccount } from '#adapters/aws/sns-settings.ts';
import { s3Vault } from '#adapters/aws/vault.ts';
import { noVoice, sendVoice } from '#adapters/aws/voice.ts';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { answerCap } from '#adapters/dynamodb/answer-cap.ts';
import { calendarFeeds as keptFeeds } from '#adapters/dynamodb/calendar-feeds.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { dutyBook } from '#adapters/dynamodb/duty-book.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { links, pagedOn } from '#adapters/dynamodb/links.ts';
import { openReviews } from '#adapters/dynamodb/open-reviews.ts';
import { pageLedger, pagesOf } from '#adapters/dynamodb/page-ledger.ts';
import { pagesByMessage } from '#adapters/dynamodb/pages-by-message.ts';
import { postmortemStore } from '#adapters/dynamodb/postmortem-store.ts';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import { rosterStore } from '#adapters/dynamodb/roster-store.ts';
import type { Table } from '#adapters/dynamodb/table.ts';
import { trafficStore } from '#adapters/dynamodb/traffic-store.ts';
import { webhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import { now, pause, waitUntil } from '#adapters/node/clock.ts';
import { collectGarbage } from '#adapters/node/garbage.ts';
import { emitFigures, log } from '#adapters/node/log.ts';
import { newCode, newReceiptId, newToken, receiptTime } from '#adapters/node/tokens.ts';
import { probe } from '#adapters/outside/health-probe.ts';
import { outsideCall, outsidePost } from '#adapters/outside/outside-call.ts';
import { createIssue } from '#adapters/outside/trackers.ts';
import { sendWebhook } from '#adapters/outside/webhook.ts';
import { abandonedActions } from '#app/actions/abandoned-actions.ts';
import { actionOperations } from '#app/actions/action-operations.ts';
import { actionReading } from '#app/actions/action-reading.ts';
import { together } from '#app/actions/hands.ts';
import { api, type Served } from '#app/api/api.ts';
import type { Operations } from '#app/api/operation.ts';
import { perform } from '#app/communication/perform.ts';
import { tellOnce } from '#app/communication/tell-once.ts';
import { checkHealth } from '#app/diagnosis/check-health.ts';
import { diagnose } from '#app/diagnosis/diagnose.ts';
import { diagnosisOperations } from '#app/diagnosis/diagnosis-operations.ts';
import { measure } from '#app/diagnosis/measure.ts';
import { queryDatabase } from '#app/diagnosis/query-database.ts';
import { archive } from '#app/evidence/archive.ts';
import { evidenceOperations } from '#app/evidence/evidence-operations.ts';
import { act } from '#app/incident/act.ts';
import { carryOut } from '#app/incident/carry-out.ts';
import { dispatch } from '#app/incident/dispatch.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { incidentOperations } from '#app/incident/incident-operations.ts';
import { read } from '#app/incident/read.ts';
import { sweep } from '#app/incident/sweep.ts';
import { wake } from '#app/incident/wake.ts';
import { acceptWebhook, repeatMemory } from '#app/intake/accept-webhook.ts';
import { ingest } from '#app/intake/ingest.ts';
import { settle } from '#app/intake/settle.ts';
import { calendarFeeds } from '#app/oncall/calendar-feeds.ts';
import { contactOperations } from '#app/oncall/contact-operations.ts';
import { coverageCheck } from '#app/oncall/coverage-check.ts';
import { coverageOperations } from '#app/oncall/coverage-operations.ts';
import { duty } from '#app/oncall/duty.ts';
import { handOffs } from '#app/oncall/hand-offs.ts';
import { overrideOperations } from '#app/oncall/override-operations.ts';
import { renewPlans, replan } from '#app/oncall/replan.ts';
import { onCall } from '#app/oncall/who-is-on-call.ts';
import { answerLink } from '#app/paging/answer-link.ts';
import { answerText } from '#app/paging/answer-text.ts';
import { recordReceipt } from '#app/paging/delivery-receipts.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { keepAccount } from '#app/paging/keep-account.ts';
import { noteRefusal } from '#app/paging/note-refusal.ts';
import { syncOptOuts } from '#app/paging/opt-outs.ts';
import { page } from '#app/paging/page.ts';
import { actionItemOperations } from '#app/review/action-item-operations.ts';
import { exportActionItem } from '#app/review/export-action-item.ts';
import { exportOperations } from '#app/review/export-operations.ts';
import { postmortemOperations } from '#app/review/postmortem-operations.ts';
import { publishFigures } from '#app/review/publish-figures.ts';
import { reviewReminders } from '#app/review/review-reminders.ts';
import { statsOperations } from '#app/review/stats-operations.ts';
import { authenticateCaller, authenticateIntegration } from '#app/setup/authenticate.ts';
import { configure } from '#app/setup/configure.ts';
import { setupOperations } from '#app/setup/setup-operations.ts';
import type { OperationId, OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import type { Family } from '#core/setup/action-families.ts';
import type { Hands } from '#ports/actions.ts';
import type { SendEmail, SendVoice } from '#ports/communication.ts';
import type { Archive } from '#ports/evidence.ts';
import type { QueuePageAgain } from '#ports/paging.ts';
import type { SyncSubscriptions } from '#ports/setup.ts';

/*
 * Adapters are named here and in no other file of the deployed code. Each use case is wired by a function of the
 * environment that it needs, so that a bundle holds what its handler asks for and nothing else.
 */

/** To one phone, to what nobody can parse: two machines that answer each other stop after this many. */
const answersPerHour = 5;
const codesPerHour = 3;

type Tabled = Environment<'TABLE_NAME'>;
type Mailing = Environment<'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'SES_CONFIGURATION_SET'>;
export type Timed = Environment<
  | 'TIMERS_QUEUE_URL'
  | 'TIMERS_QUEUE_ARN'
  | 'TIMERS_DEAD_LETTER_ARN'
  | 'SCHEDULE_GROUP'
  | 'SCHEDULER_ROLE_ARN'
>;

export const timedNames = [
  'TIMERS_QUEUE_URL',
  'TIMERS_QUEUE_ARN',
  'TIMERS_DEAD_LETTER_ARN',
  'SCHEDULE_GROUP',
  'SCHEDULER_ROLE_ARN',
] as const;

let dynamodbClient: DynamoDBClient | undefined;
let sqsClient: SQSClient | undefined;
let snsClient: SNSClient | undefined;
const sqs = () => (sqsClient ??= new SQSClient({}));
const snsApi = () => (snsClient ??= new SNSClient({}));

function table({ TABLE_NAME: name }: Tabled): Table {
  dynamodbClient ??= new DynamoDBClient({});
  return { client: dynamodbClient, name };
}

export function configurationOf(env: Tabled) {
  return configurationStore(table(env), now);
}

function rosterOf(env: Tabled) {
  return rosterStore(table(env), now);
}

function writer(env: Tabled) {
  const incidents = incidentStore(table(env));
  return { incidents, handle: handleCommand({ incidents, pause }), now, log };
}

function setAlarmClock(env: Timed) {
  return alarmClock({
    scheduler: new SchedulerClient({}),
    wakeSoon: queues.wakeSoon(sqs(), env.TIMERS_QUEUE_URL, now),
    now,
    group: env.SCHEDULE_GROUP,
    timersQueueArn: env.TIMERS_QUEUE_ARN,
    deadLetterArn: env.TIMERS_DEAD_LETTER_ARN,
    roleArn: env.SCHEDULER_ROLE_ARN,
  });
}

export function acceptingWebhooks(
  env: Environment<
    'TABLE_NAME' | 'ALERTS_QUEUE_URL' | 'REPEATS_QUEUE_URL' | 'INTEGRATION_KEY_SHA256'
  >,
) {
  return acceptWebhook({
    authenticate: authenticateIntegration({
      configuration: configurationOf(env),
      integrationKeySha256: env.INTEGRATION_KEY_SHA256,
    }),
    accept: queues.accept(sqs(), { alerts: env.ALERTS_QUEUE_URL, repeats: env.REPEATS_QUEUE_URL }),
    repeats: repeatMemory(),
    verifySns: async message => {
      const { fetchCertificate, verifySnsMessage } = await import('#adapters/aws/sns-signature.ts');
      return verifySnsMessage({ fetchCertificate, now }, message);
    },
    confirmSns: async envelope => {
      const { confirmSubscription } = await import('#adapters/aws/sns-subscription.ts');
      await confirmSubscription(envelope);
    },
    newReceiptId,
    now,
    log,
  });
}

/** The S3 client is loaded by those who come to use it; starting up without it is faster. */
async function openArchive(bucket: string, lock: string): Promise<Archive> {
  const { openS3Archive } = await import('#adapters/aws/archive.ts');
  return openS3Archive(bucket, lock, now);
}

export function ingesting(env: Environment<'TABLE_NAME' | 'ARCHIVE_BUCKET'>) {
  const configuration = configurationOf(env);
  return ingest({
    settle: settle({
      ...writer(env),
      alerts: alertIndex(table(env)),
      configuration,
      roster: rosterOf(env),
      pause,
    }),
    keepRaw: keepRaw(putObject(env.ARCHIVE_BUCKET, process.env), newToken),
    receipts: receipts(table(env), pause),
    now,
    log,
  });
}

export function dispatching(
  env: Timed & Environment<'PAGES_QUEUE_URL' | 'EFFECTS_QUEUE_URL' | 'ARCHIVE_QUEUE_URL'>,
) {
  return dispatch({
    queueReactions: queues.queueReactions(sqs(), {
      pages: env.PAGES_QUEUE_URL,
      effects: env.EFFECTS_QUEUE_URL,
      archive: env.ARCHIVE_QUEUE_URL,
    }),
    setAlarmClock: setAlarmClock(env),
  });
}

/** Through SES where that is set up, else through the topic that each person has subscribed to. */
function emailing(env: Mailing): SendEmail {
  const { EMAIL_TOPIC_ARN: topic, SES_FROM: from, SES_CONFIGURATION_SET: configurationSet } = env;
  if (from === '') return sns.sendEmail(snsApi(), topic);
  const ses = signedCall({ service: 'ses', host: 'email' }, process.env);
  return sendEmailBySes(ses, { from, configurationSet });
}

function calling({ VOICE_ORIGINATION: origination }: Environment<'VOICE_ORIGINATION'>): SendVoice {
  if (origination === '') return noVoice;
  const endUserMessaging = { service: 'sms-voice', host: 'sms-voice' };
  return sendVoice(signedCall(endUserMessaging, process.env), origination);
}

/** Every channel, as far as this account has it. */
function sending(env: Mailing & Environment<'TABLE_NAME' | 'VOICE_ORIGINATION'>) {
  return {
    sendSms: sns.sendSms(snsApi()),
    sendEmail: emailing(env),
    sendVoice: calling(env),
    sendWebhook: webhooks(env),
  };
}

function webhooks(env: Tabled) {
  return sendWebhook({ post: outsidePost(), secret: webhookSecret(table(env), newToken), now });
}

/** Needed once in a while, so it is loaded then: paging starts up without it. */
function notingRefusals(env: Tabled) {
  return noteRefusal({
    async markUnusable(unusable) {
      const { markUnusable } = await import('#app/paging/mark-unusable.ts');
      const { configurationStore } = await import('#adapters/dynamodb/configuration-store.ts');
      const configuration = configurationStore(table(env), now);
      return markUnusable({ configuration, roster: rosterOf(env), now })(unusable);
    },
    log,
  });
}

export function paging(
  env: Mailing & Environment<'TABLE_NAME' | 'VOICE_ORIGINATION' | 'PUBLIC_URL' | 'PAGES_QUEUE_URL'>,
) {
  const queuePageAgain: QueuePageAgain = queues.queuePageAgain(sqs(), env.PAGES_QUEUE_URL);
  return page({
    ...writer(env),
    noteRefusal: notingRefusals(env),
    ledger: pageLedger(table(env)),
    traffic: trafficStore(table(env)),
    pause,
    ...sending(env),
    queuePageAgain,
    newToken,
    publicUrl: env.PUBLIC_URL,
  });
}

export function exportingActionItems(env: Environment<'TABLE_NAME' | 'EFFECTS_QUEUE_URL'>) {
  const secrets = { service: 'secretsmanager', host: 'secretsmanager' };
  return exportActionItem({
    ...writer(env),
    ledger: effectLedger(table(env)),
    configuration: configurationOf(env),
    createIssue: createIssue({
      call: outsideCall(),
      readSecret: readSecret(signedCall(secrets, process.env)),
      now,
    }),
    queueIssueAgain: queues.queueIssueAgain(sqs(), env.EFFECTS_QUEUE_URL),
  });
}

export function performing(env: Mailing & Environment<'TABLE_NAME' | 'STAKEHOLDERS_TOPIC_ARN'>) {
  return perform({
    ledger: effectLedger(table(env)),
    sendEmail: emailing(env),
    tellStakeholders: sns.tellStakeholders(snsApi(), env.STAKEHOLDERS_TOPIC_ARN),
    sendWebhook: webhooks(env),
    configuration: configurationOf(env),
    now,
    log,
  });
}

export function publishingFigures(env: Environment<'TABLE_NAME'>) {
  return publishFigures({
    ledger: effectLedger(table(env)),
    incidents: incidentStore(table(env)),
    emit: emitFigures,
    now,
  });
}

function keepingSmsSettings(env: Environment<'SMS_STATUS_ROLE_ARN'>) {
  return ensureSmsSettings(snsApi(), { deliveryStatusRoleArn: env.SMS_STATUS_ROLE_ARN });
}

function syncing(
  env: Environment<'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'STAKEHOLDERS_TOPIC_ARN'>,
): SyncSubscriptions {
  const sync = sns.syncSubscriptions(snsApi(), {
    email: env.EMAIL_TOPIC_ARN,
    stakeholders: env.STAKEHOLDERS_TOPIC_ARN,
  });
  if (env.SES_FROM === '') return sync;
  // SES writes to people by itself: nobody is asked to confirm a subscription that is never used.
  return wanted => sync({ ...wanted, people: [] });
}

/** After a new configuration: subscriptions and settings are made what it says. */
export function keepingInLine(
  env: Environment<
    'TABLE_NAME' | 'EMAIL_TOPIC_ARN' | 'SES_FROM' | 'STAKEHOLDERS_TOPIC_ARN' | 'SMS_STATUS_ROLE_ARN'
  >,
) {
  const [sync, ensureSmsSettings] = [syncing(env), keepingSmsSettings(env)];
  const configuration = configurationOf(env);
  return async (): Promise<void> => {
    const newest = await configuration.newest();
    if (newest === undefined) return;
    const { people, stakeholders } = newest.directory;
    const emails = Object.values(people).flatMap(({ email }) => email ?? []);
    const did = await sync({ people: emails, stakeholders });
    log('info', 'subscriptions are in line', { version: newest.version, changes: did.length });
    const changed = await ensureSmsSettings();
    log('info', 'settings for texts are in line', { changes: changed.length });
  };
}

export function receiving(env: Environment<'TABLE_NAME' | 'RECEIPTS_QUEUE_URL'>) {
  return recordReceipt({
    ...writer(env),
    noteRefusal: notingRefusals(env),
    pagesByMessage: pagesByMessage(table(env)),
    queueReceiptAgain: queues.queueReceiptAgain(sqs(), env.RECEIPTS_QUEUE_URL),
  });
}

export function waking(env: Tabled & Timed) {
  return wake({ ...writer(env), waitUntil, setAlarmClock: setAlarmClock(env) });
}

export function sweeping(env: Tabled & Timed) {
  return sweep({ incidents: incidentStore(table(env)), wake: waking(env), now, log });
}

export function onDuty(
  env: Mailing &
    Environment<'TABLE_NAME' | 'ALERTS_QUEUE_URL' | 'ARCHIVE_QUEUE_URL' | 'SMS_STATUS_ROLE_ARN'>,
) {
  const configuration = configurationOf(env);
  const roster = rosterOf(env);
  const book = dutyBook(table(env));
  const tell = tellOnce({ book, sendEmail: emailing(env), now, log });
  const readSmsAccount = keepAccount({ smsAccount: smsAccount(snsApi()), book, now });
  return duty({
    configuration,
    roster,
    book,
    handOffs: handOffs({ book, incidents: incidentStore(table(env)), tell }),
    endAbandonedActions: abandonedActions({
      ...{ runs: actionLog(table(env)), handle: writer(env).handle, tell, log },
    }),
    renewPlans: renewPlans(writer(env)),
    reviewReminders: reviewReminders({ openReviews: openReviews(table(env)), tell, log }),
    ensureSmsSettings: keepingSmsSettings(env),
    smsAccount: readSmsAccount,
    syncOptOuts: syncOptOuts({ configuration, roster, tell, now }),
    checkCoverage: coverageCheck({
      smsAccount: readSmsAccount,
      // The check's alerts are news or nothing: they need no lane for repeats.
      accept: queues.accept(sqs(), { alerts: env.ALERTS_QUEUE_URL, repeats: env.ALERTS_QUEUE_URL }),
      newReceiptId,
      tell,
      log,
    }),
    queueSnapshotExpiry: queues.queueSnapshotExpiry(sqs(), env.ARCHIVE_QUEUE_URL),
    now,
    log,
  });
}

export function answeringLinks(env: Tabled) {
  return answerLink({ ...writer(env), links: links(table(env)) });
}

export function answeringTexts(env: Tabled) {
  return answerText({
    ...writer(env),
    configuration: configurationOf(env),
    roster: rosterOf(env),
    pagedOn: pagedOn(table(env)),
    pagesByMessage: pagesByMessage(table(env)),
    mayAnswer: answerCap(table(env), answersPerHour),
    sendSms: sns.sendSms(snsApi()),
  });
}

export function answeringApi(
  env: Mailing &
    Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'EFFECTS_QUEUE_URL' | 'VOICE_ORIGINATION'>,
) {
  const configuration = configurationOf(env);
  const queueSubscriptionSync = queues.queueSubscriptionSync(sqs(), env.EFFECTS_QUEUE_URL);
  const { incidents, handle } = writer(env);
  const roster = rosterOf(env);
  const feeds = calendarFeeds({
    feeds: keptFeeds(table(env)),
    configuration,
    roster,
    newToken,
    now,
  });
  const looks = read({
    incidents,
    receipts: receipts(table(env), pause),
    pagesOf: pagesOf(table(env)),
    receiptTime,
    now,
  });
  return api<Served>({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    operations: {
      ...incidentOperations({
        act: act({ incidents, configuration, roster, handle, now }),
        read: looks,
      }),
      ...setupOperations({
        read: looks,
        configure: configure({ configuration, queueSubscriptionSync, now }),
        webhookSecret: webhookSecret(table(env), newToken),
      }),
      ...contactOperations({
        configuration,
        roster,
        ...sending(env),
        mayAnswer: answerCap(table(env), codesPerHour),
        newCode,
        now,
      }),
      ...overrideOperations({
        configuration,
        roster,
        replan: replan({ incidents, configuration, roster, handle, now }),
        newToken,
        now,
      }),
      ...insightOperations({
        incidents,
        configuration,
        roster,
        pagesOf: pagesOf(table(env)),
        handle,
        keyed: carryOut({ incidents, configuration, handle }).keyed,
        now,
      }),
      ...coverageOperations({
        ...{ incidents, configuration, roster, now },
        book: dutyBook(table(env)),
      }),
      ...actionReading({
        ...{ incidents, configuration, now },
        once: carryOut({ incidents, configuration, handle }).once,
        log: actionLog(table(env)),
      }),
      createCalendarFeed: feeds.createCalendarFeed,
      revokeCalendarFeed: feeds.revokeCalendarFeed,
      whoIsOnCall: onCall({ configuration, roster, now }),
    },
    calendarFeed: async token => {
      const shown = await feeds.feed(token);
      if (shown === undefined) return undefined;
      const { icsOf } = await import('#adapters/formats/calendar-feed.ts');
      return icsOf({ ...shown, timeZone: 'UTC' });
    },
    now,
  });
}

export function answeringReview(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'ARCHIVE_BUCKET' | 'ARCHIVE_QUEUE_URL'>,
) {
  const configuration = configurationOf(env);
  const roster = rosterOf(env);
  const { incidents, handle } = writer(env);
  const { keyed, once } = carryOut({ incidents, configuration, handle });
  const about = { incidents, configuration, once, now };
  return api<OperationOf<'review'>>({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    operations: {
      ...evidenceOperations({
        incidents,
        configuration,
        openVault: async () => s3Vault(env.ARCHIVE_BUCKET, now, process.env),
        queueArchive: queues.queueArchive(sqs(), env.ARCHIVE_QUEUE_URL),
        now,
      }),
      ...postmortemOperations({ ...about, postmortems: postmortemStore(table(env)) }),
      ...statsOperations({ incidents, configuration, now }),
      ...actionItemOperations({ ...about, openReviews: openReviews(table(env)) }),
      ...exportOperations({
        incidents,
        configuration,
        roster,
        handle,
        keyed,
        toYaml: async document => {
          const { incidentYaml } = await import('#adapters/formats/incident-yaml.ts');
          return incidentYaml(document);
        },
        now,
      }),
    },
    now,
  });
}

type Acting = Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>;

export const actingOnDatabases = (env: Acting) =>
  acting('database', env, together(databaseHands(askDatabase()), parameterHands()));
export const actingOnCompute = (env: Acting) => acting('compute', env, ecsHands());
export const actingOnConfiguration = (env: Acting) =>
  acting('configuration', env, together(parameterHands(), featureFlagHands()));
export const actingOnCaches = (env: Acting) => acting('cache', env, cacheHands({ newToken }));
export const actingOnDeployments = (env: Acting) =>
  acting(
    'deployment',
    env,
    deploymentHands({ ecs: () => new ECSClient({}), codeDeploy: () => new CodeDeployClient({}) }),
  );
export function actingOnMonitoring(
  env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256' | 'SCHEDULE_GROUP' | 'SCHEDULER_ROLE_ARN'>,
) {
  const { SCHEDULE_GROUP: group, SCHEDULER_ROLE_ARN: roleArn } = env;
  return acting('monitoring', env, alarmHands({ now, group, roleArn }));
}
export const runningAutomations = (env: Acting) => acting('automation', env, automationHands());

/** Each family has the hands of its own function and no others. */
function acting<Each extends Family>(family: Each, env: Acting, hands: Hands) {
  const configuration = configurationOf(env);
  const { incidents, handle } = writer(env);
  const operations = actionOperations({
    ...{ family, configuration, incidents, handle, newToken, now },
    hands,
    log: actionLog(table(env)),
  });
  return api({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    operations: operations as Operations<OperationId>,
    now,
  });
}

export function answeringDiagnosis(env: Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>) {
  const configuration = configurationOf(env);
  const [readLogs, readMetric] = [openLogs(), openMetrics()];
  return api<OperationOf<'diagnosis'>>({
    authenticate: authenticateCaller({ configuration, adminTokenSha256: env.ADMIN_TOKEN_SHA256 }),
    operations: diagnosisOperations({
      incidents: incidentStore(table(env)),
      look: diagnose({ configuration, readLogs, readMetric }),
      measure: measure({ configuration, readMetric }),
      checkHealth: checkHealth({ configuration, readMetric, probe: probe(), now }),
      queryDatabase: queryDatabase({ configuration, askDatabase: askDatabase(), now }),
      now,
    }),
    now,
  });
}

export function archiving(
  env: Environment<'TABLE_NAME' | 'ARCHIVE_BUCKET' | 'ARCHIVE_QUEUE_URL' | 'OBJECT_LOCK'>,
) {
  // Each source has a client of its own, loaded by the first who asks it.
  const changes = lazily(async () => {
    const from = await import('#adapters/aws/evidence-changes.ts');
    const deployments = from.readDeployments();
    return { alarms: from.readAlarmHistory(), deployments, changes: from.readChanges() };
  });
  const snapshots = lazily(async () => {
    const from = await import('#adapters/aws/database-snapshots.ts');
    return { take: from.takeSnapshot(), expire: from.expireSnapshots() };
  });
  const run = archive({
    ...writer(env),
    pagesOf: pagesOf(table(env)),
    configuration: configurationOf(env),
    openArchive: () => openArchive(env.ARCHIVE_BUCKET, env.OBJECT_LOCK),
    readLogs: async (group, window, next) => {
      const { openLogs } = await import('#adapters/aws/evidence-sources.ts');
      return openLogs()(group, window, next);
    },
    readMetric: async (metric, window) => {
      const { openMetrics } = await import('#adapters/aws/evidence-sources.ts');
      return openMetrics()(metric, window);
    },
    readAlarmHistory: async (alarms, window) => (await changes()).alarms(alarms, window),
    readDeployments: async (source, window) => (await changes()).deployments(source, window),
    readChanges: async (source, window) => (await changes()).changes(source, window),
    takeSnapshot: async wanted => (await snapshots()).take(wanted),
    queueArchive: queues.queueArchive(sqs(), env.ARCHIVE_QUEUE_URL),
    compress: gzipSync,
    decompress: content => gunzipSync(content).toString(),
    collectGarbage,
  });
  return {
    archive: run,
    async expireSnapshots() {
      const deleted = await (await snapshots()).expire(now());
      if (deleted.length > 0) log('info', 'snapshots expired', { deleted: deleted.join(' ') });
    },
  };
}

/** Made when it is first asked for, once. */
function lazily<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}
