import { gunzipSync, gzipSync } from 'node:zlib';
import * as queues from '#adapters/aws/queues.ts';
import { pagesOf } from '#adapters/dynamodb/page-ledger.ts';
import { now } from '#adapters/node/clock.ts';
import { collectGarbage } from '#adapters/node/heap.ts';
import { log } from '#adapters/node/log.ts';
import { archive } from '#app/evidence/archive.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, sqs, table, writer } from '#functions/wiring/clients.ts';
import type { Archive } from '#ports/evidence.ts';

/* The archive. */

/** The S3 client is loaded by those who come to use it; starting up without it is faster. */
async function openArchive(bucket: string, lock: string): Promise<Archive> {
  const { openS3Archive } = await import('#adapters/aws/archive.ts');
  return openS3Archive(bucket, lock, now);
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
      return openMetrics(now)(metric, window);
    },
    readAlarmHistory: async (alarms, window) => (await changes()).alarms(alarms, window),
    readDeployments: async (source, window) => (await changes()).deployments(source, window),
    readChanges: async (source, window) => (await changes()).changes(source, window),
    readTranscript: async incident => {
      const { transcripts } = await import('#functions/wiring/chat-transcript.ts');
      return transcripts(env)(incident);
    },
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
