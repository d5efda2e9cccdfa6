import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { readAlarmHistory, readChanges, readDeployments } from '#adapters/aws/evidence-changes.ts';
import { epochMs } from '#core/time/instant.ts';
import { later } from '../../support/samples.ts';

/** A trail of so many events, one a second, the newest first: every twentieth changed something. */
function trail(events: number) {
  const client = {
    async send({ input }: { input: { NextToken?: string } }) {
      const first = Number(input.NextToken ?? 0);
      const after = Math.min(first + 50, events);
      return {
        Events: Array.from({ length: after - first }, (_, index) => ({
          EventName: 'UpdateService',
          EventTime: new Date(epochMs(later(-first - index))),
          ReadOnly: String((first + index) % 20 !== 0),
        })),
        ...(after < events && { NextToken: String(after) }),
      };
    },
  };
  return readChanges(client as unknown as CloudTrailClient);
}
const window = { from: later(-86_400), to: later(0) };

test('changes of a service that is read all the time go as far back as they are looked through, and say so', async () => {
  const all = await trail(1000)({ source: 'ecs.amazonaws.com' }, window);
  expect(all).toEqual({ records: expect.objectContaining({ length: 50 }) });
  const cut = await trail(1001)({ source: 'ecs.amazonaws.com' }, window);
  expect(cut).toMatchObject({
    records: { length: 50 },
    cut: `ecs.amazonaws.com: nothing before ${later(-999)} was looked through, as there is so much of it`,
  });
});

/** An alarm that flaps each second: so many records, from either end, a hundred a page. */
function flapping(records: number) {
  const client = {
    async send({ input }: { input: { NextToken?: string; ScanBy?: string } }) {
      const first = Number(input.NextToken ?? 0);
      const after = Math.min(first + 100, records);
      const isNewestFirst = input.ScanBy === 'TimestampDescending';
      return {
        AlarmHistoryItems: Array.from({ length: after - first }, (_, index) => ({
          Timestamp: new Date(
            epochMs(later(isNewestFirst ? -first - index : first + index - records + 1)),
          ),
        })),
        ...(after < records && { NextToken: String(after) }),
      };
    },
  };
  return readAlarmHistory(client as unknown as CloudWatchClient);
}

test('an alarm that flaps all day is kept up to the incident, and what of its day is missing is said', async () => {
  const last = { at: new Date(epochMs(later(0))) };
  const all = await flapping(2000)(['payments-5xx'], window);
  expect(all).toEqual({ records: expect.objectContaining({ length: 2000 }) });
  const cut = await flapping(2001)(['payments-5xx'], window);
  expect(cut).toMatchObject({
    records: { length: 2000 },
    cut: [
      `payments-5xx: nothing before ${later(-1999)} was looked through, as there is so much of it`,
    ],
  });
  expect('records' in cut && cut.records.at(-1)).toMatchObject(last);
});

/** A group that was deployed to so many times; CodeDeploy tells of 25 at most at once. */
function deployedTimes(count: number) {
  const client = {
    async send({ input }: { input: { deploymentIds?: string[] } }) {
      const { deploymentIds: asked } = input;
      if (asked === undefined)
        return { deployments: Array.from({ length: count }, (_, index) => `d-${index}`) };
      if (asked.length > 25) throw new Error('BatchLimitExceededException');
      const deploymentsInfo = asked.map(deploymentId => ({
        deploymentId,
        createTime: new Date(epochMs(later(-1))),
      }));
      return { deploymentsInfo };
    },
  };
  return readDeployments(client as unknown as CodeDeployClient);
}

test('of a group that is deployed to all day a hundred deployments are kept, and that there are more is said', async () => {
  const source = { application: 'payments', group: 'production' };
  const all = await deployedTimes(100)(source, window);
  expect(all).toMatchObject({ records: { length: 100 }, released: { length: 100 } });
  expect(all).not.toHaveProperty('cut');
  expect(await deployedTimes(101)(source, window)).toMatchObject({
    records: { length: 100 },
    cut: 'payments/production: 100 deployments of its time were looked at, and there are more',
  });
});

test('what ECS keeps no more of a service is said, where it is of the time that is looked at', async () => {
  const service = (seconds: number) => {
    const events = Array.from({ length: 100 }, (_, index) => ({
      id: String(index),
      createdAt: new Date(epochMs(later(-seconds * index))),
    }));
    const client = { send: async () => ({ services: [{ events }] }) };
    return readDeployments(undefined, client as unknown as ECSClient);
  };
  const source = { cluster: 'main', ecsService: 'payments' };
  expect(await service(60)(source, window)).toMatchObject({
    records: { length: 100 },
    cut: `main/payments: nothing before ${later(-60 * 99)} was looked through, as there is so much of it`,
  });
  expect(await service(86_400)(source, window)).not.toHaveProperty('cut');
});
