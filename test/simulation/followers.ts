import type { StakeholderReaction } from '#core/communication/notices.ts';
import { type Subscription, wantsToHear } from '#core/communication/stakeholders.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Subscriptions } from '#ports/communication.ts';

type Chance = (below: number) => number;

/** What somebody outside the team does with a link of a mail or a text. */
export interface Opened {
  token: string;
  /** Mail software looks at what people have not opened yet. */
  looksOnly: boolean;
}

interface Message {
  key: string;
  to: string;
  at: Instant;
  run: { isDead: boolean };
}

/** Since when an address wants to hear, or wants no more of it. */
interface Wish {
  address: string;
  since: Instant;
  wants: boolean;
}

const severities: (Severity[] | undefined)[] = [['SEV1'], ['SEV1', 'SEV2'], undefined];

/** Stakeholders who are asked whether they want to hear, say so by a link, hear, and end it by another; software opens both. */
export function followers(pick: Chance) {
  const wishes: Wish[] = [];
  const messages: Message[] = [];
  const wrong: string[] = [];
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;

  function lastWish(address: string, before: Instant): Wish | undefined {
    return wishes.findLast(wish => wish.address === address && wish.since < before);
  }

  return {
    wanted: Array.from({ length: 2 + pick(4) }, (_, number) => ({
      seconds: pick(2) * pick(1200),
      /** Asked for once more by somebody who does not know. */
      again: pick(3) === 0 ? 300 + pick(1500) : undefined,
      ...(pick(3) === 0
        ? { channel: 'sms' as const, address: `+155555501${80 + number}` }
        : { channel: 'email' as const, address: `reader-${number}@example.com` }),
      severities: one(severities),
    })),
    /** Who opens the link of this message, and when: soon, late, twice, or only their software. */
    opens(link: string): (Opened & { seconds: number })[] {
      const token = /\/s\/(\S+)$/.exec(link)?.[1];
      if (token === undefined) return [];
      const looks = { token, looksOnly: true, seconds: pick(5) };
      const presses = { token, looksOnly: false, seconds: 5 + pick(400) };
      const isPressed = token.startsWith('confirm-') ? pick(4) > 0 : pick(10) === 0;
      return isPressed ? [looks, presses] : [looks];
    },
    /** To look changes nothing. */
    onlyRead: (subscriptions: Subscriptions): Pick<Subscriptions, 'find' | 'put' | 'remove'> => ({
      find: id => subscriptions.find(id),
      async put({ address }) {
        wrong.push(`${address} was changed by a look`);
        return true;
      },
      async remove(id) {
        wrong.push(`${id} was ended by a look`);
        return undefined;
      },
    }),
    /** Its owner's word holds from the moment in which it is kept. */
    said(address: string, wants: boolean, since: Instant): void {
      if (wishes.findLast(wish => wish.address === address)?.wants === wants) return;
      wishes.push({ address, wants, since });
    },
    hears(message: Message): void {
      messages.push(message);
      const wish = lastWish(message.to, message.at);
      // Of one moment either may have been first.
      const since = wishes.some(each => each.address === message.to && each.since === message.at);
      if (wish?.wants === true || since) return;
      wrong.push(`${message.key} told ${message.to}, who does not want it at ${message.at}`);
    },
    /** Each once; and whoever wanted it before and wants it still has heard it. */
    violations(
      told: readonly { reaction: StakeholderReaction; at: Instant }[],
      subscriptions: ReadonlyMap<string, Subscription>,
    ): string[] {
      const byEach = Map.groupBy(messages, ({ key, to }) => `${key} to ${to}`);
      const twice = [...byEach].flatMap(([what, all]) => {
        const died = all.filter(({ run }) => run.isDead).length;
        return all.length > 1 + died ? [`${what} was sent ${all.length} times, ${died} died`] : [];
      });
      const unheard = [...subscriptions.values()].flatMap(subscription => {
        const { address } = subscription;
        const own = wishes.filter(wish => wish.address === address);
        const [wish, ...later] = own;
        if (wish === undefined || later.length > 0) return [];
        return told
          .filter(({ at, reaction }) => wish.since < at && wantsToHear(subscription, reaction))
          .filter(({ reaction: { key } }) => !byEach.has(`${key} to ${address}`))
          .map(({ reaction: { key } }) => `${address} never heard of ${key}`);
      });
      return [...wrong, ...twice, ...unheard];
    },
  };
}

/** The link of a subscription in a mail or a text. */
export function linkIn(text: string): string | undefined {
  return /https:\S+\/s\/\S+/.exec(text)?.[0];
}

export function meantBy(token: string): { what: 'confirm' | 'end'; id: string } | undefined {
  const [, what, id] = /^(confirm|end)-(.+)$/.exec(token) ?? [];
  return (what === 'confirm' || what === 'end') && id !== undefined ? { what, id } : undefined;
}
