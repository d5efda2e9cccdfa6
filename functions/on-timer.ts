import { readEnvironment } from '#contract/environment.ts';
import { wakeMessage } from '#contract/messages.ts';
import { incidentId } from '#core/ids.ts';
import { queue } from '#functions/middleware.ts';
import { timedNames, waking } from '#functions/wiring/incident.ts';

const wake = waking(readEnvironment(['TABLE_NAME', ...timedNames], process.env));

/** SQS, the timers queue, fed by Scheduler a minute early and by itself with a delay for the last leg. */
export const handler = queue(async ({ body }) => {
  const { incidentId: id } = wakeMessage.parse(JSON.parse(body));
  await wake(incidentId(id));
});
