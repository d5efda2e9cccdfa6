import type { readSecretText } from '#adapters/aws/secrets.ts';
import type { ReadPushKey } from '#adapters/outside/web-push.ts';
import { privatePushKey } from '#core/setup/push-settings.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Now } from '#ports/runtime.ts';

/** A secret that was changed is in use after this at the latest. */
const keptSeconds = 300;

/** The private key, kept in memory for a while. */
export function pushSecret(deps: {
  read: ReturnType<typeof readSecretText>;
  /** Which secret it is; asked each time, since another configuration may be in force. */
  arn: () => Promise<string>;
  now: Now;
}): ReadPushKey {
  let kept: { arn: string; at: Instant; privateKey: string } | undefined;
  return async () => {
    const arn = await deps.arn();
    const now = deps.now();
    if (kept?.arn === arn && addSeconds(kept.at, keptSeconds) > now) return kept;
    const found = await deps.read(arn);
    if ('unreadable' in found) return found;
    const privateKey = privatePushKey(found.text);
    if (privateKey === undefined) {
      return { unreadable: `the secret ${arn} is not {"privateKey": …}`, isTransient: false };
    }
    kept = { arn, at: now, privateKey };
    return kept;
  };
}
