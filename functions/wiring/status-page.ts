import { publishedFiles } from '#adapters/aws/published-files.ts';
import { signedS3 } from '#adapters/aws/signed-s3.ts';
import { effectLedger } from '#adapters/dynamodb/effect-ledger.ts';
import { statusPageStore } from '#adapters/dynamodb/status-page-store.ts';
import { writeStatusPage } from '#app/communication/write-status-page.ts';
import type { Environment } from '#contract/environment.ts';
import { configurationOf, table, writer } from '#functions/wiring/clients.ts';
import { readerTokens } from '#functions/wiring/communication.ts';

/* The status page: what it is made of, and where it is written. */

export function writingStatusPage(
  env: Environment<'TABLE_NAME' | 'PUBLIC_URL' | 'STATUS_PAGE_BUCKET' | 'STATUS_PAGE_REGION'>,
) {
  const { STATUS_PAGE_BUCKET: bucket, STATUS_PAGE_REGION: region } = env;
  return writeStatusPage({
    ...writer(env),
    configuration: configurationOf(env),
    store: statusPageStore(table(env)),
    ledger: effectLedger(table(env)),
    followAt: `${env.PUBLIC_URL}/s`,
    files: bucket === '' ? undefined : publishedFiles(signedS3(bucket, inRegion(region))),
    readerTokens: readerTokens(env),
    calendarOf: async state => {
      const { maintenanceCalendar } = await import('#adapters/formats/maintenance-calendar.ts');
      return maintenanceCalendar(state);
    },
  });
}

/** The page may live in another region than the pipeline. */
const inRegion = (region: string) => ({
  ...process.env,
  ...(region !== '' && { AWS_REGION: region }),
});
