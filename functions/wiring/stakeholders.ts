import { queueAsk } from '#adapters/aws/queues.ts';
import { mayAsk } from '#adapters/dynamodb/ask-cap.ts';
import { subscriptions } from '#adapters/dynamodb/subscriptions.ts';
import { now } from '#adapters/node/clock.ts';
import { subscriptionOf } from '#adapters/node/subscription-link.ts';
import { leadsInside } from '#adapters/outside/public-address.ts';
import { answerSubscription } from '#app/communication/answer-subscription.ts';
import { followPage } from '#app/communication/follow-page.ts';
import type { Environment } from '#contract/environment.ts';
import { rootsOfLinks } from '#core/setup/root-secret.ts';
import { configurationOf, sqs, type Tabled, table } from '#functions/wiring/clients.ts';
import { readingRoot } from '#functions/wiring/root.ts';

/* Whoever subscribed says yes, or no more; and whoever wants to follow the status page says so. */

export function answeringSubscriptions(env: Tabled) {
  const root = readingRoot(env);
  return answerSubscription({
    subscriptions: subscriptions(table(env)),
    configuration: configurationOf(env),
    async meantBy(token) {
      return subscriptionOf(rootsOfLinks(await root(), now()), token);
    },
  });
}

export function followingPage(env: Tabled & Environment<'EFFECTS_QUEUE_URL'>) {
  return followPage({
    subscriptions: subscriptions(table(env)),
    configuration: configurationOf(env),
    mayAsk: mayAsk(table(env)),
    queueAsk: queueAsk(sqs(), env.EFFECTS_QUEUE_URL),
    leadsInside,
    now,
  });
}
