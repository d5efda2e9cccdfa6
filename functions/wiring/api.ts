import { deadLetters } from '#adapters/aws/dead-letters.ts';
import {
  queueAgain,
  queueCustomers,
  queueDeliveries,
  queueStatusPage,
  queueSubscriptionSync,
} from '#adapters/aws/queues.ts';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { calendarFeeds as keptFeeds } from '#adapters/dynamodb/calendar-feeds.ts';
import { findCommit } from '#adapters/dynamodb/commits.ts';
import { dutyBook } from '#adapters/dynamodb/duty-book.ts';
import { effectLedger, effectsOf } from '#adapters/dynamodb/effect-ledger.ts';
import { heardIntegrations } from '#adapters/dynamodb/heard-integrations.ts';
import { heartbeats } from '#adapters/dynamodb/heartbeats.ts';
import { pagesOf } from '#adapters/dynamodb/page-ledger.ts';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import { onCallChanges } from '#adapters/dynamodb/roster-store.ts';
import { silences } from '#adapters/dynamodb/silences.ts';
import { statusPageStore } from '#adapters/dynamodb/status-page-store.ts';
import { subscriptions } from '#adapters/dynamodb/subscriptions.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { now, timeZoneData } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { incidentOfMeeting, isMeetingToken } from '#adapters/node/meeting-token.ts';
import { newCode, newToken, receiptIds } from '#adapters/node/tokens.ts';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { actionReading } from '#app/actions/action-reading.ts';
import { api, type Served } from '#app/api/api.ts';
import type { Operation, Operations } from '#app/api/operation.ts';
import { readiness } from '#app/api/readiness.ts';
import { eventOperations } from '#app/communication/event-operations.ts';
import { retryEffects } from '#app/communication/retry-effects.ts';
import { stakeholderOperations } from '#app/communication/stakeholder-operations.ts';
import { statusPageOperations } from '#app/communication/status-page-operations.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { incidentOperations } from '#app/incident/incident-operations.ts';
import { read } from '#app/incident/read.ts';
import { heartbeatOperations } from '#app/intake/heartbeat-operations.ts';
import { integrationOperations } from '#app/intake/integration-operations.ts';
import { receiptOperations } from '#app/intake/receipt-operations.ts';
import { silenceOperations } from '#app/intake/silence-operations.ts';
import { calendarFeeds } from '#app/oncall/calendar-feeds.ts';
import { contactOperations } from '#app/oncall/contact-operations.ts';
import { onCall } from '#app/oncall/who-is-on-call.ts';
import { deadLetterOperations } from '#app/setup/dead-letter-operations.ts';
import { directoryOperation } from '#app/setup/directory-operation.ts';
import type { OperationId } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import { incidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { postmortemDueAt } from '#core/incident/review.ts';
import { rootsOfLinks } from '#core/setup/root-secret.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, rosterOf, sqs, table, writer } from '#functions/wiring/clients.ts';
import {
  linkingTo,
  type Mailing,
  readerTokens,
  sending,
  unconfirmed,
} from '#functions/wiring/communication.ts';
import { takingUpHeld } from '#functions/wiring/intake.ts';
import { readingRoot } from '#functions/wiring/root.ts';

/* What people ask for, beside what has a function of its own. */

export function answeringApi(
  env: Mailing &
    Environment<
      | 'TABLE_NAME'
      | 'ADMIN_TOKEN_SHA256'
      | 'ALERTS_QUEUE_URL'
      | 'INTEGRATION_KEY_SHA256'
      | 'EFFECTS_QUEUE_URL'
      | 'EVENTS_QUEUE_URL'
      | 'CHAT_QUEUE_URL'
      | 'STATUS_PAGE_QUEUE_URL'
      | 'PUBLIC_URL'
      | 'VOICE_ORIGINATION'
    >,
) {
  const configuration = configurationOf(env);
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
    ...{ incidents, configuration },
    receipts: receipts(table(env)),
    pagesOf: pagesOf(table(env)),
    effectsOf: effectsOf(table(env)),
    receiptTime: receiptIds(env.INTEGRATION_KEY_SHA256).time,
    now,
  });
  const root = readingRoot(env);
  /** The date that is proposed for a post-mortem, to whoever was given its address. */
  async function meeting(token: string): Promise<string | undefined> {
    const text = incidentOfMeeting(rootsOfLinks(await root(), now()), token);
    if (text === undefined) return undefined;
    const { incident } = await incidents.load(incidentId(text));
    const dueAt = incident.phase === 'resolved' ? postmortemDueAt(incident) : undefined;
    if (incident.phase !== 'resolved' || dueAt === undefined) return undefined;
    const { postmortemMeeting } = await import('#core/communication/postmortem-meeting.ts');
    const { icsOfMeeting } = await import('#adapters/formats/meeting.ts');
    const { closedAt } = incident;
    const calendars = (await configuration.current())?.directory.calendars;
    const asked = { closedAt, dueAt };
    return icsOfMeeting(postmortemMeeting(headlineOf(incident), asked, calendars?.default));
  }

  const statusPage = statusPageOperations({
    ...{ incidents, configuration, newToken, now },
    once: idempotentCommands({ incidents, configuration, handle }).once,
    store: statusPageStore(table(env)),
    queueCustomers: queueCustomers(sqs(), env.EFFECTS_QUEUE_URL),
    queueStatusPage: queueStatusPage(sqs(), env.STATUS_PAGE_QUEUE_URL),
    readerTokens: readerTokens(env),
  });
  return api<Served>({
    ...callers(env, configuration),
    operations: {
      ...incidentOperations({
        act: incidentCommands({ incidents, configuration, roster, handle, now }),
        read: looks,
      }),
      ...receiptOperations(looks),
      ...whenAsked(['explain'], async () => {
        const { explainOperation } = await import('#app/intake/explain.ts');
        const alerts = alertIndex(table(env));
        return explainOperation({ configuration, roster, incidents, alerts, now });
      }),
      ...whenAsked(['simulate'], async () => {
        const { simulateOperation } = await import('#app/intake/simulate.ts');
        const alerts = alertIndex(table(env));
        return simulateOperation({ configuration, roster, incidents, alerts, now });
      }),
      ...integrationOperations({ configuration, heard: heardIntegrations(table(env)) }),
      ...heartbeatOperations({ configuration, heartbeats: heartbeats(table(env)), now }),
      ...deadLetterOperations({ deadLetters: deadLetters(sqs(), env.ALERTS_QUEUE_URL, 1) }),
      ...contactOperations({
        configuration,
        roster,
        ...sending(env),
        unconfirmedMail: unconfirmed(env),
        mayText: textCap(table(env)),
        leadsInside,
        newCode,
        now,
      }),
      ...whenAsked(
        ['listOverrides', 'addOverride', 'removeOverride', 'swapShifts', 'onCallChange'],
        async () => {
          const { overrideOperations } = await import('#app/oncall/override-operations.ts');
          const { replanningIncidents } = await import('#functions/wiring/replan.ts');
          return overrideOperations({
            ...{ configuration, roster, newToken, now },
            changes: onCallChanges(table(env)),
            replan: replanningIncidents(env),
          });
        },
      ),
      ...whenAsked(['why', 'dutyFairness', 'startDrill', 'drillReport', 'testPage'], async () => {
        const { insightOperations } = await import('#app/paging/insight-operations.ts');
        return insightOperations({
          ...{ incidents, configuration, roster, handle, now },
          pagesOf: pagesOf(table(env)),
          silences: silences(table(env)),
          alerts: alertIndex(table(env)),
          keyed: idempotentCommands({ incidents, configuration, handle }).keyed,
        });
      }),
      ...whenAsked(['coverage', 'handOffNote'], async () => {
        const { coverageOperations } = await import('#app/oncall/coverage-operations.ts');
        return coverageOperations({
          ...{ incidents, configuration, roster, timeZoneData, now, log },
          unconfirmedMail: unconfirmed(env),
          book: dutyBook(table(env)),
        });
      }),
      ...actionReading({
        ...{ incidents, configuration, now },
        once: idempotentCommands({ incidents, configuration, handle }).once,
        log: actionLog(table(env)),
      }),
      ...stakeholderOperations({
        ...{ configuration, leadsInside, now },
        subscriptions: subscriptions(table(env)),
        sendEmail: sending(env).sendEmail,
        sendSms: sending(env).sendSms,
        mayText: textCap(table(env)),
        asksByItself: env.SES_FROM === '',
        queueSubscriptionSync: queueSubscriptionSync(sqs(), env.EFFECTS_QUEUE_URL),
        linkTo: linkingTo(root, env.PUBLIC_URL),
      }),
      ...retryEffects({
        effectsOf: effectsOf(table(env)),
        ledger: effectLedger(table(env)),
        findCommit: findCommit(table(env)),
        queueReactions: queueAgain(sqs(), {
          effects: env.EFFECTS_QUEUE_URL,
          chat: env.CHAT_QUEUE_URL,
          statusPage: env.STATUS_PAGE_QUEUE_URL,
        }),
        queueDeliveries: queueDeliveries(sqs(), env.EVENTS_QUEUE_URL),
        now,
      }),
      ...eventOperations({
        ...{ incidents, configuration, newToken },
        findCommit: findCommit(table(env)),
        queueDeliveries: queueDeliveries(sqs(), env.EVENTS_QUEUE_URL),
      }),
      ...statusPage,
      ...silenceOperations({
        ...{ configuration, incidents, statusPage, newToken, now },
        silences: silences(table(env)),
        alerts: alertIndex(table(env)),
        takeUp: takingUpHeld(env),
      }),
      ...directoryOperation({ configuration }),
      listCalendarFeeds: feeds.listCalendarFeeds,
      createCalendarFeed: feeds.createCalendarFeed,
      revokeCalendarFeed: feeds.revokeCalendarFeed,
      whoIsOnCall: onCall({ configuration, roster, timeZoneData, now }),
    },
    isReady: readiness({ look: () => configuration.newest(), now, log }),
    calendarFeed: async token => {
      if (isMeetingToken(token)) return meeting(token);
      const shown = await feeds.feed(token);
      if (shown === undefined) return undefined;
      const { icsOf } = await import('#adapters/formats/calendar-feed.ts');
      return icsOf({ ...shown, timeZone: 'UTC' });
    },
    describe: async about => {
      const { openApiDocument } = await import('#contract/openapi.ts');
      return openApiDocument(about);
    },
    timeZoneData,
    now,
  });
}

/** Operations that few calls ask for: their code waits until the first one does. */
function whenAsked<const Id extends OperationId>(
  ids: readonly Id[],
  load: () => Promise<Operations<Id>>,
): Operations<Id> {
  let loaded: Promise<Operations<Id>> | undefined;
  const waiting = <Each extends Id>(id: Each): Operation<Each> => {
    return async call => {
      loaded ??= load();
      return (await loaded)[id](call);
    };
  };
  const served = {} as { [Each in Id]: Operation<Each> };
  for (const id of ids) served[id] = waiting(id);
  return served;
}
