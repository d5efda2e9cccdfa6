import * as z from 'zod/mini';
import type { readSecretText } from '#adapters/aws/secrets.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { ReadSlackSecret } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/** A secret that was changed is in use after this at the latest; one that is not there is looked for as often. */
const keptSeconds = 300;
/** Strangers who sign wrongly have it read again no more often than this. */
const forcedSeconds = 30;

const content = z.object({ token: z.string(), signingSecret: z.string() });

/** The bot token and the signing secret, `{"token": "xoxb-…", "signingSecret": "…"}`, kept in memory for a while. */
export function slackSecret(deps: {
  read: ReturnType<typeof readSecretText>;
  /** Which secret it is; asked each time, since another configuration may be in force. */
  arn: () => Promise<string>;
  now: Now;
}): (isForced?: boolean) => ReturnType<ReadSlackSecret> {
  let kept: { arn: string; at: Instant; secret: z.infer<typeof content> | undefined } | undefined;
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
    const secret = contentOf(found.text);
    if (secret === undefined) {
      return { unreadable: `the secret ${arn} is not {"token": …, "signingSecret": …}` };
    }
    kept = { arn, at: now, secret };
    return secret;
  };
}

function contentOf(text: string) {
  try {
    return z.safeParse(content, JSON.parse(text)).data;
  } catch {
    // Said by whoever asked, without quoting it.
    return undefined;
  }
}
