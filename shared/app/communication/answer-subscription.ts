import type { Subscription } from '#core/communication/stakeholders.ts';
import { masked } from '#core/oncall/addresses.ts';
import type { Subscriptions } from '#ports/communication.ts';

/** What stands behind the link of a subscription, for the page that shows it. */
export type SubscriptionView =
  | { kind: 'unknown' }
  | { kind: 'gone' }
  | { kind: 'asks'; what: 'confirm' | 'end'; address: string }
  | { kind: 'done'; what: 'confirm' | 'end'; address: string };

type Meant = { what: 'confirm' | 'end'; id: string } | undefined;

/** Looking changes nothing, because mail software opens links before people do; the button acts, or the program's own. */
export function answerSubscription(deps: {
  subscriptions: Pick<Subscriptions, 'find' | 'put' | 'remove'>;
  meantBy: (token: string) => Promise<Meant>;
}) {
  return {
    async look(token: string): Promise<SubscriptionView> {
      const found = await meant(token);
      if (!('subscription' in found)) return found;
      const { what, subscription } = found;
      const isDone = what === 'confirm' && subscription.state === 'confirmed';
      return { kind: isDone ? 'done' : 'asks', what, address: shown(subscription) };
    },

    async act(token: string): Promise<SubscriptionView> {
      const found = await meant(token);
      if (!('subscription' in found)) return found;
      const { what, subscription } = found;
      if (what === 'end') await deps.subscriptions.remove(subscription.id);
      else if (subscription.state === 'pending') {
        await deps.subscriptions.put({ ...subscription, state: 'confirmed' }, subscription);
      }
      return { kind: 'done', what, address: shown(subscription) };
    },
  };

  async function meant(
    token: string,
  ): Promise<
    | Extract<SubscriptionView, { kind: 'unknown' | 'gone' }>
    | { what: 'confirm' | 'end'; subscription: Subscription }
  > {
    const by = await deps.meantBy(token);
    if (by === undefined) return { kind: 'unknown' };
    const subscription = await deps.subscriptions.find(by.id);
    if (subscription === undefined) return { kind: 'gone' };
    return { what: by.what, subscription };
  }
}

function shown({ channel, address }: Subscription): string {
  return masked(channel, address);
}
