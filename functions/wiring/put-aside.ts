import { readPutAside } from '#adapters/aws/put-aside-records.ts';
import { s3Vault } from '#adapters/aws/vault.ts';
import { now } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { doAgain } from '#app/incident/put-aside.ts';
import type { Environment } from '#contract/environment.ts';
import { publishingEvents } from '#functions/wiring/events.ts';
import { type Queueing, queueing } from '#functions/wiring/incident.ts';

/* What neither dispatch nor the feed of events got through. */

export function doingAgain(
  env: Queueing &
    Environment<'TABLE_NAME' | 'ARCHIVE_BUCKET' | 'EVENTS_QUEUE_URL' | 'EVENT_BUS_NAME'>,
) {
  return doAgain({
    readPutAside: readPutAside(s3Vault(env.ARCHIVE_BUCKET, now, process.env)),
    queueReactions: queueing(env),
    publish: publishingEvents(env),
    log,
  });
}
