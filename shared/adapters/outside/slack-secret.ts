import type { readSecretText } from '#adapters/aws/secrets.ts';
import { slackKeys } from '#core/setup/chat-settings.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { ReadSlackSecret } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/** A secret that was changed is in use after this at the latest; one that is not there is looked for as often. */
const keptSeconds = 300;
/** Strangers who sign wrongly have it read again no more often than this. */
const forcedSeconds = 30;

/** The bot token and the signing secret, kept in memory for a while. */
export function slackSecret(deps: {
  read: ReturnType<typeof readSecretText>;
  /** Which secret it is; asked each time, since another configuration may be in force. */
  arn: () => Promise<string>;
  now: Now;
}): (isForced?: boolean) => ReturnType<ReadSlackSecret> {
  let kept: { arn: string; at: Instant; secret: ReturnType<typeof slackKeys> } | undefined;
  return async (isForced = false) => {
    const arn = await deps.arn();
    const now = deps.now();
    const seconds = isForced ? forcedSeconds : keptSeconds;
    if (kept?.arn === arn && addSeconds(kept.at, seconds) > now) return kept.secret;
    const found = await deps.read(arn);
    if ('unreadable' in found) {
      if (found.isAbsent !== true) return found;
      kept = { arn, at: now, secret: undefined };
      return undefined;
    }
    const secret = slackKeys(found.text);
    if (secret === undefined) {
      return { unreadable: `the secret ${arn} is not {"token": …, "signingSecret": …}` };
    }
    kept = { arn, at: now, secret };
    return secret;
  };
}
