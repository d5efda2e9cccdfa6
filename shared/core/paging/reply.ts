/**
 * What a person can text back. No word that carriers take for themselves (STOP, END, QUIT, CANCEL, REMOVE, HELP …).
 * `code` is the number in the incident's id; it may be left out while only one incident is open for the phone.
 */
export type Reply =
  | { wish: 'acknowledge' | 'resolve' | 'escalate' | 'status'; code?: string; text?: string }
  | { wish: 'update'; code?: string; text: string }
  | { wish: 'unknown' };

const wishes = {
  a: 'acknowledge',
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  r: 'resolve',
  resolve: 'resolve',
  resolved: 'resolve',
  e: 'escalate',
  escalate: 'escalate',
  u: 'update',
  update: 'update',
  '?': 'status',
} as const;

const opening = /[\s"'“‘([*.]*/u;
const word = /\?|[a-z]+/u;
/** `12`, or the whole id. The 500 of `U 500s are gone` is no incident. */
const number = /(?:inc-\d{4}-)?(\d{1,9})(?![\d\p{L}])/u;
const closing = /[\s:.,!)\]"'”’*-]*/u;
const form = new RegExp(
  `^${opening.source}(${word.source})(?:[\\s#:.,-]*${number.source})?(?!\\d)${closing.source}(.*)$`,
  'isu',
);

/** Tolerant of case, blanks and punctuation: `A1`, `a 1.`, `Ack`, `u12: restarted it` all mean what they look like. */
export function parseReply(message: string): Reply {
  const match = form.exec(message.trim());
  const said = match?.[1]?.toLowerCase() ?? '';
  if (match === null || !Object.hasOwn(wishes, said)) return { wish: 'unknown' };

  const wish = wishes[said as keyof typeof wishes];
  const code = match[2] === undefined ? {} : { code: String(Number(match[2])) };
  const text = (match[3] ?? '').trim();
  if (wish === 'update') return text === '' ? { wish: 'unknown' } : { wish, ...code, text };
  return { wish, ...code, ...(text !== '' && { text }) };
}

export const validReplies =
  'Reply A to acknowledge, R to resolve, E to escalate, U and a text to post an update, ? for the state. Several open: add the number, such as A12.';
