import { subscriptions } from '#adapters/dynamodb/subscriptions.ts';
import { knownWebhookSecret } from '#adapters/dynamodb/webhook-secret.ts';
import { subscriptionOf } from '#adapters/node/subscription-link.ts';
import { answerSubscription } from '#app/communication/answer-subscription.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';

/* Whoever subscribed says yes, or no more. */

export function answeringSubscriptions(env: Tabled) {
  const secret = knownWebhookSecret(table(env));
  return answerSubscription({
    subscriptions: subscriptions(table(env)),
    async meantBy(token) {
      const known = await secret();
      return known === undefined ? undefined : subscriptionOf(known, token);
    },
  });
}
