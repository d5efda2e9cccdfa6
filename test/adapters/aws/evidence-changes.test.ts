import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { readAlarmHistory, readChanges } from '#adapters/aws/evidence-changes.ts';
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
