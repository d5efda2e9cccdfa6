import type { ApiAnswer } from '#app/api/http.ts';
import type { SubscriptionView } from '#app/communication/answer-subscription.ts';
import { page } from '#functions/link-page.ts';

const words = {
  confirm: {
    asks: ['Hear of incidents?', 'You are told once you confirm it.', 'Confirm'],
    done: ['Confirmed', 'You hear of incidents from now on.'],
  },
  end: {
    asks: ['Hear no more of incidents?', 'Nothing has changed yet.', 'Unsubscribe'],
    done: ['Unsubscribed', 'You hear no more of incidents.'],
  },
} as const;

/** Plain, without a script, and without anything of an incident. */
export function subscriptionPage(view: SubscriptionView): ApiAnswer {
  switch (view.kind) {
    case 'unknown':
      return page(404, 'Unknown link', ['<p>This link belongs to no subscription.</p>']);
    case 'gone':
      return page(200, 'No subscription', ['<p>There is no such subscription any more.</p>']);
    case 'asks': {
      const [heading, text, button] = words[view.what].asks;
      return page(200, heading, [
        `<p>${addressText(view.address)} ${text}</p>`,
        `<form method="post"><button>${button}</button></form>`,
      ]);
    }
    case 'done': {
      const [heading, text] = words[view.what].done;
      return page(200, heading, [`<p>${addressText(view.address)} ${text}</p>`]);
    }
    default:
      return view satisfies never;
  }
}

/** It is masked, and was checked when it was entered; what is not plain is left out all the same. */
function addressText(address: string): string {
  return `${address.replace(/[^\w@.*+:/…-]/g, '')}:`;
}
