import { newWebhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import type { WebhookSecret } from '#ports/communication.ts';
import type { NewToken } from '#ports/runtime.ts';

export function memoryWebhookSecret(kept: { secret?: string }, newToken: NewToken): WebhookSecret {
  return async () => {
    kept.secret ??= newWebhookSecret(newToken);
    return kept.secret;
  };
}
