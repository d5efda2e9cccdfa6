import { escapeUriPath } from '@smithy/core/protocols';
import type { Environment } from '#adapters/aws/aws-in.ts';
import { awsExchange } from '#adapters/aws/aws-requests.ts';
import { awsSigned, type Exchange, type Service } from '#adapters/aws/aws-signed.ts';

/** Signed requests to one bucket: a path is a slash and the key. */
export function signedS3(bucket: string, env: Environment): Exchange {
  return awsExchange(inBucket(bucket), env, { maxAttempts: 4 });
}

/** The address of an object, for whoever has it for so long. */
export function presignedS3(
  bucket: string,
  env: Environment,
): (path: string, seconds: number) => Promise<string> {
  return awsSigned(inBucket(bucket), env).presigned;
}

function inBucket(bucket: string): Service {
  return { service: 's3', host: `${bucket}.s3`, base: `/${bucket}` };
}

/** Of a key, as S3 reads a path. */
export function pathOf(key: string): string {
  return `/${escapeUriPath(key)}`;
}
