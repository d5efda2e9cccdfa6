import type { Subscription } from '#core/communication/stakeholders.ts';
import { subscriptionId } from '#core/communication/stakeholders.ts';
import { addressGiven } from '#core/communication/status-page/subscribers.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { LeadsInside, MayAsk, QueueAsk, Subscriptions } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What became of it, for the page that says so. Whether the address was known is not told to strangers. */
export interface FollowView {
  kind: 'asked' | 'wrong' | 'busy' | 'closed';
  page?: StatusPage;
}

/** Nobody is pestered by being entered again and again. */
const askAgainSeconds = 86_400;
const formMax = 8_000;

/**
 * The form of the status page: whoever is entered is asked whether they want that, and told nothing before. What was
 * confirmed once is changed only by who has the address, too.
 */
export function followPage(deps: {
  subscriptions: Pick<Subscriptions, 'find' | 'put'>;
  configuration: Pick<ConfigurationStore, 'current'>;
  mayAsk: MayAsk;
  queueAsk: QueueAsk;
  leadsInside: LeadsInside;
  now: Now;
}) {
  return async (form: string): Promise<FollowView> => {
    const page = (await deps.configuration.current())?.directory.statusPage;
    if (page === undefined || page.follow.length === 0)
      return { kind: 'closed', ...(page && { page }) };
    const fields = new URLSearchParams(form.slice(0, formMax));
    const given = addressGiven(page, fields.get('address') ?? '');
    if (given === undefined) return { kind: 'wrong', page };
    const { channel, address } = given;
    if (channel === 'webhook' && deps.leadsInside(address)) return { kind: 'wrong', page };
    const at = deps.now();
    const id = subscriptionId(channel, address, 'customers');
    const previous = await deps.subscriptions.find(id);
    // Programs may tell large letters from small: until one has answered, what was entered before was a slip.
    const isSlip =
      channel === 'webhook' && previous?.state === 'pending' && previous.address !== address;
    const askedAt = isSlip ? undefined : previous?.askedAt;
    if (askedAt !== undefined && secondsBetween(askedAt, at) < askAgainSeconds) {
      return { kind: 'asked', page };
    }
    if (!(await deps.mayAsk(channel, address, at))) return { kind: 'busy', page };
    const chosen = fields.getAll('component');
    const next: Subscription = {
      ...(previous ?? {
        id,
        channel,
        address,
        state: 'pending',
        createdAt: at,
        createdBy: 'the status page',
      }),
      ...(isSlip && { address }),
      wish: {
        components: page.components.map(each => each.id).filter(each => chosen.includes(each)),
      },
    };
    // Somebody else entered it at this moment: then it is asked by them.
    if (!(await deps.subscriptions.put(next, previous))) return { kind: 'asked', page };
    await deps.queueAsk(id);
    // Only now: whoever is asked by nobody is asked as soon as they are entered again.
    await deps.subscriptions.put({ ...next, askedAt: at }, next);
    return { kind: 'asked', page };
  };
}
