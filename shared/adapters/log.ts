import type { Log } from '#ports';

/**
 * Lambda's JSON log format adds time, level and request id. Only what the caller names is written: never an event,
 * a header, a body, a phone number or an address.
 */
export const log: Log = (level, message, fields) => {
  console[level]({ message, ...fields });
};

/** One CloudWatch metric through the log (embedded metric format): no call, no client. */
export function emitMetric(name: string, value: number, unit: 'Count' | 'Seconds', at: number) {
  const metric = {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        { Namespace: 'Tocsin', Dimensions: [[]], Metrics: [{ Name: name, Unit: unit }] },
      ],
    },
    [name]: value,
  };
  // Past the console, which would wrap the line in a record of its own.
  process.stdout.write(`${JSON.stringify(metric)}\n`);
}
