import type { AwsClient } from 'aws4fetch';
import { awsClient } from '#adapters/aws/aws-client.ts';

/** Signed requests to one bucket. */
export function signedS3(
  bucket: string,
  env: Readonly<Record<string, string | undefined>>,
): { client: AwsClient; base: string } {
  const { client, host, endpoint } = awsClient('s3', env, { retries: 3 });
  const base = endpoint === undefined ? `https://${bucket}.s3.${host}` : `${endpoint}/${bucket}`;
  return { client, base };
}
