import * as z from 'zod/mini';
import type { AccountFacts } from '#core/setup/doctor.ts';
import type { PushFacts } from '#core/setup/doctor-push.ts';
import { privatePushKey, publicPushKey, pushSecretOf } from '#core/setup/push-settings.ts';

/** What is needed of the document, which was checked when it was applied. */
const withPush = z.object({
  push: z.optional(z.object({ publicKey: z.string(), secret: z.exactOptional(z.string()) })),
});

/** Whether the secret holds what belongs to the key that devices know; nothing is sent. */
export async function pushFacts(
  document: unknown,
  { secret }: Pick<AccountFacts, 'secret'>,
): Promise<PushFacts | undefined> {
  const { push } = z.parse(withPush, document);
  if (push === undefined) return undefined;
  const name = pushSecretOf({ push });
  const found = await secret(name);
  return {
    secret: name,
    publicKey: push.publicKey,
    found: 'unknown' in found ? found : { known: judged(found.known) },
  };
}

function judged(text: string | undefined): 'absent' | 'malformed' | { publicKey: string } {
  if (text === undefined) return 'absent';
  const privateKey = privatePushKey(text);
  return privateKey === undefined ? 'malformed' : { publicKey: publicPushKey(privateKey) };
}
