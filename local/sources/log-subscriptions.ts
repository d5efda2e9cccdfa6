import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { account } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { LogSubscription } from '#local/template/wiring.ts';

/** CloudWatch Logs' subscription filters: each new line of a group goes to the functions that asked for it. */
export function logSubscriptions(deps: {
  subscriptions: readonly LogSubscription[];
  invoke: (functionArn: string, event: unknown) => Promise<void>;
  clock: Clock;
}) {
  return function write(logGroup: string, message: string): void {
    for (const { name, group, functionArn } of deps.subscriptions) {
      if (group !== logGroup) continue;
      const data = {
        messageType: 'DATA_MESSAGE',
        owner: account,
        logGroup,
        logStream: randomUUID(),
        subscriptionFilters: [name],
        logEvents: [{ id: randomUUID(), timestamp: deps.clock.now(), message }],
      };
      const packed = gzipSync(JSON.stringify(data)).toString('base64');
      void deps.invoke(functionArn, { awslogs: { data: packed } });
    }
  };
}
