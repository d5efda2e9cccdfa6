import { newWebhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import type { NewToken, WebhookSecret } from '#ports';

export function memoryWebhookSecret(kept: { secret?: string }, newToken: NewToken): WebhookSecret {
  return async () => {
    kept.secret ??= newWebhookSecret(newToken);
    return kept.secret;
  };
}
