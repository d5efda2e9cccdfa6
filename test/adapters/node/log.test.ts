import { expect, test, vi } from 'vitest';
import { emitMetric } from '#adapters/node/log.ts';
import { epochMs, instant } from '#core/time/instant.ts';

test('a metric of the watch is of one stack, by which its alarm asks for it', () => {
  const at = instant('2026-11-23T02:14:00Z');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  emitMetric({ name: 'Heartbeat', value: 1, unit: 'Count' }, 'Staging', at);
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: epochMs(at),
        CloudWatchMetrics: [
          {
            Namespace: 'Tocsin',
            Dimensions: [['ScheduleGroup']],
            Metrics: [{ Name: 'Heartbeat', Unit: 'Count' }],
          },
        ],
      },
      ScheduleGroup: 'Staging',
      Heartbeat: 1,
    },
  ]);
});
