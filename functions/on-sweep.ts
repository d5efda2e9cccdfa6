import { now } from '#adapters/node/clock.ts';
import { emitMetric, log } from '#adapters/node/log.ts';
import { eachMinute } from '#app/incident/sweep.ts';
import { readEnvironment } from '#contract/environment.ts';
import { scheduled } from '#functions/middleware.ts';
import { sweeping, timedNames } from '#functions/wiring/incident.ts';
import { takingUpHeld } from '#functions/wiring/intake.ts';
import { makingRoot } from '#functions/wiring/root.ts';

const env = readEnvironment(['TABLE_NAME', 'ALERTS_QUEUE_URL', ...timedNames], process.env);

/**
 * Every minute: meets the deadlines whose clock was lost, and takes up what waited behind mutes. The heartbeat is withheld
 * while a deadline stays overdue. Makes the root secret, for doors that may not.
 */
export const handler = scheduled(
  eachMinute({
    ...{ sweep: sweeping(env), takeUpHeld: takingUpHeld(env), makeRoot: makingRoot(env), now },
    tell({ overdue, stuck, worstLatenessSeconds }) {
      const emit = (name: string, value: number, unit: 'Count' | 'Seconds') =>
        emitMetric({ name, value, unit }, env.SCHEDULE_GROUP, now());
      if (overdue > 0) emit('OverdueDeadlines', overdue, 'Count');
      if (overdue > 0) emit('DeadlineLateness', worstLatenessSeconds, 'Seconds');
      if (stuck.length === 0) emit('Heartbeat', 1, 'Count');
      else log('error', 'incidents stay overdue', { stuck: stuck.slice(0, 20).join(' ') });
    },
  }),
);
