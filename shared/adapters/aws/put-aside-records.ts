import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { toDispatchedCommit } from '#adapters/dynamodb/stream-record.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { Vault } from '#ports/evidence.ts';
import type { ReadPutAside } from '#ports/incident.ts';

/**
 * Source: "Retaining discarded batches" in the guide of Lambda: what goes to S3 has the whole event in it. The guide does not
 * say whether that is a text of JSON, so either is read.
 */
const putAside = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  payload: z.unknown(),
});
const records = z.object({
  Records: z.array(
    z.object({ dynamodb: z.object({ NewImage: z.record(z.string(), z.unknown()) }) }),
  ),
});

const isFeed = /-on-event-feed(:|$)/;

/** Reads what Lambda put aside of the stream of the table in the archive's bucket. */
export function readPutAside({ read }: Pick<Vault, 'read'>): ReadPutAside {
  return async key => {
    const object = await read(key);
    if (object === undefined) throw new Error(`Nothing was put aside as ${key}`);
    const { requestContext, payload } = putAside.parse(
      JSON.parse(new TextDecoder().decode(object)),
    );
    const { Records } = records.parse(typeof payload === 'string' ? JSON.parse(payload) : payload);
    const commits: Commit[] = [];
    const unreadable: string[] = [];
    for (const { dynamodb } of Records) {
      const image = dynamodb.NewImage as Record<string, AttributeValue>;
      try {
        commits.push(toDispatchedCommit(image));
      } catch (error) {
        unreadable.push(`${image.incidentId?.S} ${image.version?.N}: ${String(error)}`);
      }
    }
    return {
      of: isFeed.test(requestContext.functionArn) ? 'feed' : 'dispatch',
      ...{ commits, unreadable },
    };
  };
}
