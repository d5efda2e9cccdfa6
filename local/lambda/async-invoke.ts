import type { Clock } from '#local/clock/clock.ts';
import type { LambdaHost } from '#local/lambda/host.ts';

/** An asynchronous invocation that failed is tried again after one minute and after two more. */
const retryAfterSeconds = [60, 120];

/** Invokes a function as EventBridge and CloudWatch Logs do: nobody waits for the answer. */
export function asyncInvoke(deps: { host: LambdaHost; clock: Clock }) {
  const { host, clock } = deps;
  return async function invoke(functionArn: string, event: unknown, tries = 0): Promise<void> {
    const invoked = await host.invoke(functionArn, event);
    const wait = retryAfterSeconds[tries];
    if ('error' in invoked && wait !== undefined) {
      clock.at(clock.now() + wait * 1000, () => void invoke(functionArn, event, tries + 1));
    }
  };
}
