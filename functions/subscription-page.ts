import type { ApiAnswer } from '#app/api/http.ts';
import type { SubscriptionView } from '#app/communication/answer-subscription.ts';
import type { FollowView } from '#app/communication/follow-page.ts';
import { waysOf } from '#core/communication/status-page/follow-ways.ts';
import { wordsOf } from '#core/communication/status-page/languages.ts';
import type { FollowWords } from '#core/communication/status-page/words.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { escaped } from '#core/text/markup.ts';
import { page } from '#functions/link-page.ts';

const stakeholders: Pick<FollowWords, 'confirm' | 'end' | 'gone'> = {
  confirm: {
    asks: {
      heading: 'Hear of incidents?',
      text: 'You are told once you confirm it.',
      button: 'Confirm',
    },
    done: { heading: 'Confirmed', text: 'You hear of incidents from now on.' },
  },
  end: {
    asks: {
      heading: 'Hear no more of incidents?',
      text: 'Nothing has changed yet.',
      button: 'Unsubscribe',
    },
    done: { heading: 'Unsubscribed', text: 'You hear no more of incidents.' },
  },
  gone: { heading: 'No subscription', text: 'There is no such subscription any more.' },
};

/** Plain, without a script, and without anything of an incident; for customers in the language of their page. */
export function subscriptionPage(view: SubscriptionView): ApiAnswer {
  if (view.kind === 'unknown') {
    return page(404, 'Unknown link', ['<p>This link belongs to no subscription.</p>']);
  }
  const { page: of } = view;
  const words = of === undefined ? stakeholders : wordsOf[of.language].follow;
  switch (view.kind) {
    case 'gone':
      return said(200, words.gone, of);
    case 'asks': {
      const { heading, text, button } = words[view.what].asks;
      return said(200, { heading, text: `${addressText(view.address, of)} ${text}` }, of, [
        ...about(view.only),
        `<form method="post"><button>${button}</button></form>`,
      ]);
    }
    case 'done': {
      const { heading, text } = words[view.what].done;
      const more = view.what === 'confirm' ? about(view.only) : [];
      return said(200, { heading, text: `${addressText(view.address, of)} ${text}` }, of, more);
    }
    default:
      return view satisfies never;
  }
}

/** What the form of the status page is answered with. */
export function followedPage({ kind, page: of }: FollowView): ApiAnswer {
  const { follow } = wordsOf[of?.language ?? 'en'];
  switch (kind) {
    case 'asked':
      return said(200, follow.asked, of);
    case 'wrong': {
      const { heading, text } = follow.wrong;
      return said(400, { heading, text: text(of === undefined ? '' : waysOf(of, follow)) }, of);
    }
    case 'busy':
      return said(429, follow.busy, of);
    case 'closed':
      return said(404, follow.closed, of);
    default:
      return kind satisfies never;
  }
}

function said(
  status: number,
  { heading, text }: { heading: string; text: string },
  of: StatusPage | undefined,
  more: string[] = [],
): ApiAnswer {
  const back =
    of?.url === undefined
      ? []
      : [
          `<p><a href="${escaped(of.url)}">${escaped(wordsOf[of.language].statusOf(of.name))}</a></p>`,
        ];
  return page(status, heading, [`<p>${escaped(text)}</p>`, ...more, ...back], of?.language);
}

function about(only: readonly string[] = []): string[] {
  return only.length === 0 ? [] : [`<p>${escaped(only.join(', '))}</p>`];
}

/** It is masked, and was checked when it was entered; what is not plain is left out all the same. */
function addressText(address: string, of: StatusPage | undefined): string {
  const { label } = wordsOf[of?.language ?? 'en'];
  return label(address.replace(/[^\w@.*+:/…-]/g, ''));
}
