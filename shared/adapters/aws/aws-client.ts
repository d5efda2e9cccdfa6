import { AwsClient } from 'aws4fetch';

/**
 * Signs requests to one service, where an SDK client would be most of a bundle. Credentials, region and the endpoint of
 * a stand-in are the standard variables that the SDK reads too. Throws without a region: a call to a wrong one would
 * find nothing, and say so as if there were nothing.
 */
export function awsClient(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
  { retries }: { retries?: number } = {},
): { client: AwsClient; host: string; endpoint: string | undefined } {
  const { AWS_REGION: region } = env;
  if (!region) throw new Error('Missing environment: AWS_REGION');
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    service,
    region,
    ...(retries !== undefined && { retries }),
  });
  const host = `${region}.${domainOf(region)}`;
  return { client, host, endpoint: env.AWS_ENDPOINT_URL?.replace(/\/$/, '') };
}

/** China and the sovereign cloud of Europe are apart from the others, under domains of their own. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  return region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
}
