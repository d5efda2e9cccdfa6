import { newRootSecret } from '#adapters/dynamodb/root-secret.ts';
import { newWebhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import type { RootSecret } from '#core/setup/root-secret.ts';
import type { Root, WebhookSecret } from '#ports/communication.ts';
import type { NewToken, Now } from '#ports/runtime.ts';

interface Kept {
  secret?: string;
  root?: RootSecret;
}

export function memoryWebhookSecret(kept: Kept, newToken: NewToken): WebhookSecret {
  return async () => {
    kept.secret ??= newWebhookSecret(newToken);
    return kept.secret;
  };
}

export function memoryRoot(kept: Kept, newToken: NewToken, now: Now): Root {
  return async () => {
    kept.root ??= newRootSecret(newToken, now, kept.secret);
    return kept.root;
  };
}
