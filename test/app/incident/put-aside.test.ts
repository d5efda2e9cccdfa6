import { describe, expect, test } from 'vitest';
import { readPutAside } from '#adapters/aws/put-aside-records.ts';
import { toItem } from '#adapters/dynamodb/table.ts';
import { doAgain } from '#app/incident/put-aside.ts';
import type { Commit } from '#core/incident/commit.ts';
import { reactions } from '#core/reactions.ts';
import { commitAfter } from '../../support/given.ts';
import { declare } from '../../support/incidents.ts';

const key = 'aws/lambda/8f1e/shardId-1/2026/03/02/2026-03-02T10.00.00-1b';
const commit = commitAfter([], declare());

/** An object as Lambda makes it. Source: "Retaining discarded batches" in its guide. */
function putAside(by: string, commits: readonly Commit[], isText: boolean): Uint8Array {
  const Records = commits.map(({ incidentId, version, events, headline }) => ({
    eventName: 'INSERT',
    dynamodb: {
      NewImage: toItem({
        ...{ incidentId, version },
        events: JSON.stringify(events),
        headline: JSON.stringify(headline),
        deadline: '2026-03-02T10:05:00.000Z',
      }),
    },
  }));
  const object = {
    requestContext: {
      requestId: '1',
      functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:Tocsin-${by}`,
      condition: 'RetryAttemptsExhausted',
    },
    version: '1.0',
    payload: isText ? JSON.stringify({ Records }) : { Records },
  };
  return new TextEncoder().encode(JSON.stringify(object));
}

async function doneAgain(
  by: string,
  commits: readonly Commit[],
  { failing, isText = true }: { failing?: number; isText?: boolean } = {},
) {
  const queued: string[][] = [];
  const published: number[] = [];
  const told: string[] = [];
  const again = doAgain({
    readPutAside: readPutAside({
      read: async asked => (asked === key ? putAside(by, commits, isText) : undefined),
    }),
    queueReactions: async all => {
      queued.push(all.map(reaction => reaction.key));
    },
    publish: async ({ version }) => {
      if (version === failing) throw new Error('down');
      published.push(version);
    },
    log: (level, what) => void told.push(`${level}: ${what}`),
  });
  const outcome = await again(key).then(
    () => 'done',
    (error: Error) => error.message,
  );
  return { queued, published, told, outcome };
}

describe('what was put aside of the stream', () => {
  test('of dispatch is queued again, under the keys of the first time, and is told', async () => {
    const { queued, published, told, outcome } = await doneAgain('on-incident-event', [commit]);
    expect(queued).toEqual([reactions(commit).map(reaction => reaction.key)]);
    expect(queued[0]).not.toEqual([]);
    expect({ published, outcome }).toEqual({ published: [], outcome: 'done' });
    expect(told).toEqual(['error: events were given up, and are done again']);
  });

  test('of the feed is published again, and nobody is paged for it', async () => {
    const { queued, published } = await doneAgain('on-event-feed', [commit]);
    expect({ queued, published }).toEqual({ queued: [], published: [1] });
  });

  test('is read in either form in which its object may hold the event', async () => {
    const { published } = await doneAgain('on-event-feed', [commit], { isText: false });
    expect(published).toEqual([1]);
  });

  test('comes again when one of it fails, which keeps none of the others', async () => {
    const commits = [1, 2, 3].map(version => ({ ...commit, version }));
    const { published, outcome } = await doneAgain('on-event-feed', commits, { failing: 2 });
    expect(published).toEqual([1, 3]);
    expect(outcome).toBe(`Not done: ${commit.incidentId} 2: Error: down`);
  });

  test('is done but for an event that this version cannot read, at which its reader stopped each time', async () => {
    const later = { ...commit, version: 1, events: [{ type: 'NotKnownYet' }] } as unknown as Commit;
    const commits = [later, { ...commit, version: 2 }];
    const { published, outcome } = await doneAgain('on-event-feed', commits);
    expect(published).toEqual([2]);
    expect(outcome).toContain(`Not done: ${commit.incidentId} 1: `);
  });
});
