import type { FollowWords } from '#core/communication/status-page/words.ts';
import type { StatusPage } from '#core/setup/status-page.ts';

/** What may be entered, in the page's language: `e-mail address or https address of a webhook`. */
export function waysOf({ follow }: Pick<StatusPage, 'follow'>, words: FollowWords): string {
  const [last = '', ...before] = follow.map(way => words.way[way]).toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} ${words.or} ${last}`;
}

/** As it stands at the beginning of a line. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
