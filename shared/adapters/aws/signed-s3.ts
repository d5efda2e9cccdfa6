import { AwsClient } from 'aws4fetch';

/**
 * Signed requests to one bucket, where a whole S3 client would be most of a bundle. Credentials, region and the endpoint
 * of another S3 are the standard variables that the SDK reads too.
 */
export function signedS3(
  bucket: string,
  env: Readonly<Record<string, string | undefined>>,
): { client: AwsClient; base: string } {
  const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL: endpoint } = env;
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    service: 's3',
    region,
    retries: 3,
  });
  const base =
    endpoint === undefined
      ? `https://${bucket}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, '')}/${bucket}`;
  return { client, base };
}
