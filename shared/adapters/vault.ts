import { AwsClient } from 'aws4fetch';
import { epochMs } from '#core/instant.ts';
import type { Now, Vault } from '#ports';

/**
 * The archive bucket, to look at: three signed requests, where a whole S3 client would be most of the bundle.
 * Credentials, region and the endpoint of another S3 are the standard variables that the SDK reads too.
 */
export function s3Vault(
  bucket: string,
  now: Now,
  env: Readonly<Record<string, string | undefined>>,
): Vault {
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
  const addressOf = (key: string) => `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;

  return {
    async read(key) {
      const answer = await client.fetch(addressOf(key));
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`S3 answered ${answer.status} to GET ${key}`);
      return new Uint8Array(await answer.arrayBuffer());
    },

    async list(prefix) {
      const keys: string[] = [];
      let next: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix });
        if (next !== undefined) query.set('continuation-token', next);
        const answer = await client.fetch(`${base}?${query}`);
        const page = await answer.text();
        if (!answer.ok) throw new Error(`S3 answered ${answer.status} to a list of ${prefix}`);
        keys.push(...texts(page, 'Key'));
        [next] = texts(page, 'NextContinuationToken');
      } while (next !== undefined);
      return keys;
    },

    async linkTo(key, until) {
      const seconds = Math.max(1, Math.round((epochMs(until) - epochMs(now())) / 1000));
      const address = `${addressOf(key)}?X-Amz-Expires=${seconds}`;
      const signed = await client.sign(address, { method: 'GET', aws: { signQuery: true } });
      return signed.url;
    },
  };
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The contents of every element of that name. */
function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, named: string) =>
      code === undefined ? (entities[named] ?? all) : String.fromCodePoint(Number(code)),
    ),
  );
}
