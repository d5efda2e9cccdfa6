import { audienceOf, type Subscription, shownAddress } from '#core/communication/stakeholders.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { Subscriptions } from '#ports/communication.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What stands behind the link of a subscription, for the page that shows it. */
export type SubscriptionView =
  | { kind: 'unknown' }
  | { kind: 'gone'; page?: StatusPage }
  | ({ kind: 'asks' | 'done' } & Shown);

interface Shown {
  what: 'confirm' | 'end';
  address: string;
  /** Of customers: the status page that they follow. */
  page?: StatusPage;
  /** What of it, by name; nothing where it is all of it. */
  only?: string[];
}

type Meant = { what: 'confirm' | 'end'; id: string } | undefined;

/** Looking changes nothing, because mail software opens links before people do; the button acts, or the program's own. */
export function answerSubscription(deps: {
  subscriptions: Pick<Subscriptions, 'find' | 'put' | 'remove'>;
  configuration: Pick<ConfigurationStore, 'current'>;
  meantBy: (token: string) => Promise<Meant>;
}) {
  return {
    async look(token: string): Promise<SubscriptionView> {
      const found = await meant(token);
      if (!('subscription' in found)) return found;
      const { what, subscription, page } = found;
      const { state, wish } = subscription;
      const isDone = what === 'confirm' && state === 'confirmed' && wish === undefined;
      return { kind: isDone ? 'done' : 'asks', ...shown(what, subscription, page) };
    },

    async act(token: string): Promise<SubscriptionView> {
      const found = await meant(token);
      if (!('subscription' in found)) return found;
      const { what, subscription, page } = found;
      if (what === 'end') await deps.subscriptions.remove(subscription.id);
      else if (subscription.state === 'pending' || subscription.wish !== undefined) {
        const { wish, ...rest } = subscription;
        const confirmed = { ...rest, state: 'confirmed' as const, ...wish };
        // Ended or changed in between: whoever presses sees how it stands.
        if (!(await deps.subscriptions.put(confirmed, subscription))) return this.look(token);
      }
      return { kind: 'done', ...shown(what, subscription, page) };
    },
  };

  async function meant(
    token: string,
  ): Promise<
    | Extract<SubscriptionView, { kind: 'unknown' | 'gone' }>
    | { what: 'confirm' | 'end'; subscription: Subscription; page: { page?: StatusPage } }
  > {
    const by = await deps.meantBy(token);
    if (by === undefined) return { kind: 'unknown' };
    const subscription = await deps.subscriptions.find(by.id);
    const page = audienceOf(by.id) === 'customers' ? await statusPage() : {};
    if (subscription === undefined) return { kind: 'gone', ...page };
    return { what: by.what, subscription, page };
  }

  async function statusPage(): Promise<{ page?: StatusPage }> {
    const page = (await deps.configuration.current())?.directory.statusPage;
    return page === undefined ? {} : { page };
  }
}

function shown(
  what: 'confirm' | 'end',
  { channel, address, components, wish }: Subscription,
  { page }: { page?: StatusPage },
): Shown {
  const chosen = (what === 'confirm' ? wish?.components : undefined) ?? components ?? [];
  const only = page?.components.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return {
    what,
    address: shownAddress({ channel, address }),
    ...(page && { page }),
    ...(only && { only }),
  };
}
