import { signedS3 } from '#adapters/aws/signed-s3.ts';
import { epochMs } from '#core/time/instant.ts';
import type { Vault } from '#ports/evidence.ts';
import type { Now } from '#ports/runtime.ts';

/** The archive bucket, to look at, by three signed requests. */
export function s3Vault(
  bucket: string,
  now: Now,
  env: Readonly<Record<string, string | undefined>>,
): Vault {
  const { client, base } = signedS3(bucket, env);
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
