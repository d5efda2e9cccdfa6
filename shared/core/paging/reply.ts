import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import { replyCodeForm } from '#core/paging/reply-code.ts';

/** What a text names: the code of a page, a whole incident id, or the number in one. */
export type Named = { code: string } | { id: IncidentId } | { number: number };

/**
 * What a person can text back. No word that carriers take for themselves (STOP, END, QUIT, CANCEL, REMOVE, HELP …).
 * `about` may be left out while one page is open for the phone.
 */
export type Reply =
  | { wish: 'acknowledge' | 'resolve' | 'escalate' | 'status'; about?: Named; text?: string }
  | { wish: 'publish'; about?: Named; text?: string }
  | { wish: 'update'; about?: Named; text: string }
  | { wish: 'unknown' };

const wishes = {
  a: 'acknowledge',
  ack: 'acknowledge',
  acked: 'acknowledge',
  acknowledge: 'acknowledge',
  acknowledged: 'acknowledge',
  r: 'resolve',
  resolve: 'resolve',
  resolved: 'resolve',
  e: 'escalate',
  escalate: 'escalate',
  u: 'update',
  update: 'update',
  p: 'publish',
  publish: 'publish',
  '?': 'status',
} as const;

const opening = /[\s"'“‘([*.]*/u;
// The longest first: what follows a word at once, as in `A7K3Q`, is a code only where no longer word would do.
const word = Object.keys(wishes)
  .toSorted((a, b) => b.length - a.length)
  .map(each => each.replace('?', '\\?'))
  .join('|');
const between = /[\s#:.,\u2013\u2014-]*/u;
/** As codes are quoted, and numbers of news as well: of `U (3 of 5 are back)` no incident is named. */
const quoting = /[\s#:.,/=_+*<({["'“‘\u2013\u2014-]*/u;
const incident = /inc[-\s]?(?:\d{4}[-\s])?\d{1,9}/u;
/** The 500 of `U 500s are gone` is no incident. */
const named = `(?:${between.source}|${quoting.source}(?=inc|${replyCodeForm.source}))(${incident.source}|${replyCodeForm.source}|\\d{1,9})(?![\\d\\p{L}])`;
const closing = /[\s:.,!)\]}>"'”’*。-]*/u;
const form = new RegExp(
  `^${opening.source}(${word})(?:${named})?(?![\\d\\p{L}])${closing.source}(.*)$`,
  'isu',
);
/** An acknowledgement that nobody meant stops the escalation: of a word of many languages the code or a comma has to follow. */
const sentence = new RegExp(`^${opening.source}a\\s+\\p{L}+(?![\\p{L}\\p{N}])`, 'iu');
/** `E-mail me`, `A/C is broken`, `U.S. is down`. */
const longerWord = new RegExp(
  `^${opening.source}[aerup](?:[-\u2013&/_'’]\\p{L}|\\.\\p{L}(?!\\p{L}))`,
  'iu',
);
/** The code first, and what for after it. */
const turned = new RegExp(
  `^${opening.source}(${incident.source}|${replyCodeForm.source})${closing.source}(${word})${closing.source}$`,
  'isu',
);

/** `U there?` and `R you sure?` ask somebody, and say nothing to customers; whoever means one of several names it. */
const isQuestion = /[?؟]$/u;
const statements: readonly string[] = ['u', 'r', 'p', 'a', 'ack'];

/** Tolerant of case, blanks and punctuation: `A7K3Q`, `a 7k3q.`, `Ack`, `u 7k3q: restarted it` mean what they look like. */
export function parseReply(message: string): Reply {
  const written = plainSigns(message).trim();
  // `R6VGP` resolves 6VGP; no page R6VG is to be published by it.
  const isNamed = form.exec(written)?.[2] !== undefined;
  const typed = isNamed ? written : written.replace(turned, '$2 $1');
  const match = form.exec(typed);
  const said = match?.[1]?.toLowerCase() ?? '';
  const code = match === null ? bareCode.exec(typed)?.[1] : undefined;
  if (code !== undefined) return { wish: 'status', about: namedBy(code) };
  if (match === null || !Object.hasOwn(wishes, said)) return { wish: 'unknown' };
  if (match[2] === undefined && (sentence.test(typed) || longerWord.test(typed))) {
    return { wish: 'unknown' };
  }

  const wish = wishes[said as keyof typeof wishes];
  const about = match[2] === undefined ? {} : { about: namedBy(match[2]) };
  const text = (match[3] ?? '').trim();
  if (match[2] === undefined && statements.includes(said) && isQuestion.test(text)) {
    return { wish: 'unknown' };
  }
  if (wish === 'update') return text === '' ? { wish: 'unknown' } : { wish, ...about, text };
  return { wish, ...about, ...(text !== '' && { text }) };
}

/** Letters and signs as keyboards of Chinese and Japanese write them, and copies: with hyphens that do not break, and what cannot be seen. */
function plainSigns(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, sign => sign.normalize('NFKC'))
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/(?![\u200C\u200D])\p{Cf}|\uFE0E|\uFE0F/gu, '');
}

/** As our lists name what is open, and nothing beside it: which of them, but not what for. */
const bareCode = new RegExp(`^${opening.source}(${replyCodeForm.source})${closing.source}$`, 'iu');

const further = new RegExp(`^(?:a|ack)?(${replyCodeForm.source})$`, 'i');
const severalMax = 10;

/** Who answers a list of codes acknowledges each of them. Whatever else is asked for is asked for one by one. */
export function parseReplies(message: string): Reply[] {
  const first = parseReply(message);
  if (first.wish !== 'acknowledge' || first.about === undefined || first.text === undefined) {
    return [first];
  }
  const words = first.text
    .split(/[\s,;:.!&+/=_*<>(){}[\]"'“”‘’]+/)
    .filter(each => !/^(|a|ack|and)$/i.test(each));
  const codes = words.flatMap(each => further.exec(each)?.[1] ?? []);
  if (codes.length === 0 || codes.length < words.length || codes.length >= severalMax)
    return [first];
  const { wish, about } = first;
  return [{ wish, about }, ...codes.map(code => ({ wish, about: namedBy(code) }))];
}

function namedBy(text: string): Named {
  if (/^\d+$/.test(text)) return { number: Number(text) };
  const [, year, number] = /^inc[-\s]?(?:(\d{4})[-\s])?(\d+)$/i.exec(text) ?? [];
  if (number !== undefined && year === undefined) return { number: Number(number) };
  const id = number && parseIncidentId(`INC-${year}-${String(Number(number)).padStart(3, '0')}`);
  return id ? { id } : { code: text.toUpperCase() };
}

export const validReplies =
  'Reply A to acknowledge, R resolve, E escalate, U and a text to update, P tell customers, ? for the state. Add the code of the page: A 7K3Q.';
