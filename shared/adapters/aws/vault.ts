import type { Environment } from '#adapters/aws/aws-in.ts';
import { pathOf, presignedS3, signedS3 } from '#adapters/aws/signed-s3.ts';
import { elementIn, elementsIn } from '#adapters/aws/xml-element.ts';
import { epochMs } from '#core/time/instant.ts';
import type { Vault } from '#ports/evidence.ts';
import type { Now } from '#ports/runtime.ts';

/** The archive bucket, to look at, by three signed requests. */
export function s3Vault(bucket: string, now: Now, env: Environment): Vault {
  const ask = signedS3(bucket, env);
  const presigned = presignedS3(bucket, env);

  return {
    async read(key) {
      const { status, body } = await ask({ method: 'GET', path: pathOf(key) });
      if (status === 404) return undefined;
      if (status >= 300) throw new Error(`S3 answered ${status} to GET ${key}`);
      return body;
    },

    async list(prefix) {
      const keys: string[] = [];
      let next: string | undefined;
      do {
        const more = next !== undefined && { 'continuation-token': next };
        const query = { 'list-type': '2', prefix, ...more };
        const { status, body } = await ask({ method: 'GET', path: '/', query });
        if (status >= 300) throw new Error(`S3 answered ${status} to a list of ${prefix}`);
        const page = body.toString();
        keys.push(...elementsIn(page, 'Key'));
        next = elementIn(page, 'NextContinuationToken');
      } while (next !== undefined);
      return keys;
    },

    linkTo(key, until) {
      const seconds = Math.max(1, Math.round((epochMs(until) - epochMs(now())) / 1000));
      return presigned(pathOf(key), seconds);
    },
  };
}
