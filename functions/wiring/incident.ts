import { alarmClock } from '#adapters/aws/alarm-clock.ts';
import { awsRequests } from '#adapters/aws/aws-requests.ts';
import * as queues from '#adapters/aws/queues.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { now, waitUntil } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { dispatch } from '#app/incident/dispatch.ts';
import { sweep } from '#app/incident/sweep.ts';
import { wake } from '#app/incident/wake.ts';
import type { Environment } from '#contract/environment.ts';
import { sqs, type Tabled, table, writer } from '#functions/wiring/clients.ts';

/* Facts become queued work, and deadlines wake the incident. */

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

function setAlarmClock(env: Timed) {
  return alarmClock({
    // One more try: what it does not take is in the queue a moment later.
    scheduler: awsRequests('scheduler', process.env, { maxAttempts: 2 }),
    wakeSoon: queues.wakeSoon(sqs(), env.TIMERS_QUEUE_URL, now),
    now,
    group: env.SCHEDULE_GROUP,
    timersQueueArn: env.TIMERS_QUEUE_ARN,
    deadLetterArn: env.TIMERS_DEAD_LETTER_ARN,
    roleArn: env.SCHEDULER_ROLE_ARN,
    log,
  });
}

export type Queueing = Environment<
  | 'PAGES_QUEUE_URL'
  | 'EFFECTS_QUEUE_URL'
  | 'ARCHIVE_QUEUE_URL'
  | 'CHAT_QUEUE_URL'
  | 'STATUS_PAGE_QUEUE_URL'
>;

export function queueing(env: Queueing) {
  return queues.queueReactions(sqs(), {
    pages: env.PAGES_QUEUE_URL,
    effects: env.EFFECTS_QUEUE_URL,
    archive: env.ARCHIVE_QUEUE_URL,
    chat: env.CHAT_QUEUE_URL,
    statusPage: env.STATUS_PAGE_QUEUE_URL,
  });
}

export function dispatching(env: Timed & Queueing) {
  return dispatch({ queueReactions: queueing(env), setAlarmClock: setAlarmClock(env) });
}

export function waking(env: Tabled & Timed) {
  return wake({ ...writer(env), waitUntil, setAlarmClock: setAlarmClock(env) });
}

export function sweeping(env: Tabled & Timed) {
  return sweep({ incidents: incidentStore(table(env)), wake: waking(env), now, log });
}
