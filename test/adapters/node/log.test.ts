import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { epochMs, instant } from '#core/time/instant.ts';

const module = fileURLToPath(import.meta.resolve('#adapters/node/log.ts'));

test('a metric of the watch is of one stack, by which its alarm asks for it', () => {
  const at = instant('2026-11-23T02:14:00Z');
  const metric = { name: 'Heartbeat', value: 1, unit: 'Count' };
  const given = JSON.stringify([metric, 'Staging', at]).slice(1, -1);
  const code = `const { emitMetric } = await import(${JSON.stringify(module)}); emitMetric(${given});`;
  const line = execFileSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(JSON.parse(line.toString())).toEqual({
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
  });
});
