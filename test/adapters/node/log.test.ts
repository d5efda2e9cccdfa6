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

test('figures are in the namespace of one stack: those of two in an account are not added up', () => {
  const at = instant('2026-11-23T02:14:00Z');
  const figures = [{ name: 'Incidents', value: 1, unit: 'Count' }];
  const given = JSON.stringify([figures, { severity: 'SEV1', service: 'payments' }, at]).slice(
    1,
    -1,
  );
  const code = `const { emitFigures } = await import(${JSON.stringify(module)}); emitFigures('Staging/Incidents')(${given});`;
  const line = execFileSync(process.execPath, ['--input-type=module', '-e', code]);
  expect(JSON.parse(line.toString())).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: 'Staging/Incidents' }] },
    ...{ Severity: 'SEV1', Service: 'payments', Incidents: 1 },
  });
});
