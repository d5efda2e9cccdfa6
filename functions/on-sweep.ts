import { now } from '#adapters/node/clock.ts';
import { emitMetric, log } from '#adapters/node/log.ts';
import { readEnvironment } from '#contract/environment.ts';
import { epochMs } from '#core/time/instant.ts';
import { scheduled } from '#functions/middleware.ts';
import { sweeping, timedNames } from '#functions/wiring/incident.ts';

const sweep = sweeping(readEnvironment(['TABLE_NAME', ...timedNames], process.env));

/** Every minute: meets the deadlines whose clock was lost. The heartbeat is withheld while one stays overdue. */
export const handler = scheduled(async () => {
  const { overdue, stuck, worstLatenessSeconds } = await sweep();
  const at = epochMs(now());
  if (overdue > 0) emitMetric('OverdueDeadlines', overdue, 'Count', at);
  if (overdue > 0) emitMetric('DeadlineLateness', worstLatenessSeconds, 'Seconds', at);
  if (stuck.length === 0) emitMetric('Heartbeat', 1, 'Count', at);
  else log('error', 'incidents stay overdue', { stuck: stuck.slice(0, 20).join(' ') });
});
