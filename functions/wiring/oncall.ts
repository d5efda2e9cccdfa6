import { executionEnd } from '#adapters/aws/automation-execution.ts';
import { deadLetters } from '#adapters/aws/dead-letters.ts';
import * as queues from '#adapters/aws/queues.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { smsAccount } from '#adapters/aws/sns-settings.ts';
import { decodedOrNone } from '#adapters/aws/webhook-message.ts';
import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { dutyBook } from '#adapters/dynamodb/duty-book.ts';
import { heartbeats } from '#adapters/dynamodb/heartbeats.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { openReviews } from '#adapters/dynamodb/open-reviews.ts';
import { receipts } from '#adapters/dynamodb/receipts.ts';
import { onCallChanges } from '#adapters/dynamodb/roster-store.ts';
import { silences } from '#adapters/dynamodb/silences.ts';
import { statusPageStore } from '#adapters/dynamodb/status-page-store.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newToken, receiptIds } from '#adapters/node/tokens.ts';
import { abandonedActions } from '#app/actions/abandoned-actions.ts';
import { notifyOnce } from '#app/communication/notify-once.ts';
import { refreshStatusPage } from '#app/communication/refresh-status-page.ts';
import { endGivenUp } from '#app/intake/end-given-up.ts';
import { heartbeatRound } from '#app/intake/heartbeat-round.ts';
import { muteReminders } from '#app/intake/mute-reminders.ts';
import { coverageCheck } from '#app/oncall/coverage-check.ts';
import { dutyRound } from '#app/oncall/duty-round.ts';
import { handOffs } from '#app/oncall/hand-offs.ts';
import { renewPlans, replan } from '#app/oncall/replan.ts';
import { syncOptOuts } from '#app/paging/opt-outs.ts';
import { rememberSmsAccount } from '#app/paging/remember-sms-account.ts';
import { reviewReminders } from '#app/review/review-reminders.ts';
import type { Environment } from '#contract/environment.ts';
import { mailOfPeople } from '#core/oncall/addresses.ts';
import {
  configurationOf,
  rosterOf,
  snsApi,
  sqs,
  table,
  writer,
} from '#functions/wiring/clients.ts';
import { emailing, type Mailing, unconfirmed } from '#functions/wiring/communication.ts';
import { keepingSmsSettings } from '#functions/wiring/setup.ts';

/* The round: what changes by the hour. */

export function runningDutyRound(
  env: Mailing &
    Environment<
      | 'TABLE_NAME'
      | 'ALERTS_QUEUE_URL'
      | 'ARCHIVE_QUEUE_URL'
      | 'STATUS_PAGE_QUEUE_URL'
      | 'EFFECTS_QUEUE_URL'
      | 'SMS_STATUS_ROLE_ARN'
    >,
) {
  const configuration = configurationOf(env);
  const roster = rosterOf(env);
  const book = dutyBook(table(env));
  // Alerts of our own are news or nothing: they need no lane for repeats.
  const { ALERTS_QUEUE_URL: alerts } = env;
  const accept = queues.accept(sqs(), { alerts, repeats: alerts });
  // Nobody is given these, so nobody can ask for one before it has an end.
  const newReceiptId = receiptIds(newToken()).next;
  const tell = notifyOnce({ book, sendEmail: emailing(env), now, log });
  const readSmsAccount = rememberSmsAccount({
    smsAccount: smsAccount(snsApi()),
    unconfirmedMail: unconfirmed(env),
    addresses: async () => {
      const directory = (await configuration.current())?.directory;
      return directory === undefined ? [] : mailOfPeople(directory, await roster.newest());
    },
    ...{ book, now },
  });
  return dutyRound({
    configuration,
    roster,
    book,
    handOffs: handOffs({ book, incidents: incidentStore(table(env)), tell }),
    endAbandonedActions: abandonedActions({
      ...{ runs: actionLog(table(env)), handle: writer(env).handle, tell, log },
      endOf: executionEnd(signedCall({ service: 'ssm' }, process.env)),
    }),
    endGivenUp: endGivenUp({
      deadLetters: deadLetters(sqs(), env.ALERTS_QUEUE_URL, 0),
      decode: decodedOrNone,
      receipts: receipts(table(env)),
      accept,
      newReceiptId,
    }),
    checkHeartbeats: heartbeatRound({ heartbeats: heartbeats(table(env)), accept, newReceiptId }),
    refreshStatusPage: refreshStatusPage({
      store: statusPageStore(table(env)),
      queueStatusPage: queues.queueStatusPage(sqs(), env.STATUS_PAGE_QUEUE_URL),
      queueCustomers: queues.queueCustomers(sqs(), env.EFFECTS_QUEUE_URL),
    }),
    renewPlans: renewPlans(writer(env)),
    goOnWithLeft: replan({
      ...{ ...writer(env), configuration, roster },
      changes: onCallChanges(table(env)),
      // What it has no time for is left to the next round.
      queueReplan: async () => {},
    }).goOnWithLeft,
    reviewReminders: reviewReminders({ openReviews: openReviews(table(env)), tell, log }),
    muteReminders: muteReminders({
      alerts: alertIndex(table(env)),
      silences: silences(table(env)),
      tell,
    }),
    ensureSmsSettings: keepingSmsSettings(env),
    smsAccount: readSmsAccount,
    syncOptOuts: syncOptOuts({ configuration, roster, tell, now }),
    checkCoverage: coverageCheck({
      smsAccount: readSmsAccount,
      accept,
      newReceiptId,
      tell,
      incidents: incidentStore(table(env)),
      log,
    }),
    queueSnapshotExpiry: queues.queueSnapshotExpiry(sqs(), env.ARCHIVE_QUEUE_URL),
    now,
    log,
  });
}
