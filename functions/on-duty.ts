import { readEnvironment } from '#contract/environment.ts';
import { scheduled } from '#functions/middleware.ts';
import { runningDutyRound } from '#functions/wiring/oncall.ts';

const round = runningDutyRound(
  readEnvironment(
    [
      'TABLE_NAME',
      'ALERTS_QUEUE_URL',
      'ARCHIVE_QUEUE_URL',
      'STATUS_PAGE_QUEUE_URL',
      'EFFECTS_QUEUE_URL',
      'EMAIL_TOPIC_ARN',
      'SMS_STATUS_ROLE_ARN',
    ],
    process.env,
    ['SES_FROM'],
  ),
);

/** Every five minutes: what no alarm clock wakes anybody for, and once a day what would spoil a page unnoticed. */
export const handler = scheduled(round);
