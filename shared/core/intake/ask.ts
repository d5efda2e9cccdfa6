import type { Fingerprint } from '#core/ids.ts';
import { beginning, said, saidInLines } from '#core/text/plain-text.ts';
import { type Instant, parseInstant } from '#core/time/instant.ts';

/**
 * What a sender asks for of an alert that it sent before, instead of saying how it stands. `user` is whom it names: a word,
 * not a proof. `incident`: one of ours by its id; else the one that the alert is in.
 */
export type Ask = { user?: string; note?: string; incident?: string } & (
  | { what: 'close' | 'acknowledge' | 'unacknowledge' | 'escalate' }
  | { what: 'note' | 'remark'; text: string }
  | { what: 'snooze'; until: Instant }
);

/** One, of which alert. */
export interface Asked {
  fingerprint: Fingerprint;
  title: string;
  ask: Ask;
  /** For whoever only wants to know what would become of the body. */
  reason: string;
}

const userMax = 100;
const textMax = 25_000;

/** As it travels in a body that our own door wrote, which anybody may write too. */
export function askFrom(given: Readonly<Record<string, unknown>>): Ask | undefined {
  const { what } = given;
  const [user, note] = [cut(given.user, userMax), cut(given.note, textMax, saidInLines)];
  const incident = cut(given.incident, userMax);
  const about = { ...(user && { user }), ...(note && { note }), ...(incident && { incident }) };
  switch (what) {
    case 'close':
    case 'acknowledge':
    case 'unacknowledge':
    case 'escalate':
      return { ...about, what };
    case 'note':
    case 'remark': {
      const text = cut(given.text, textMax, saidInLines);
      return text === undefined ? undefined : { ...about, what, text };
    }
    case 'snooze': {
      const until = parseInstant(cut(given.until, userMax) ?? '');
      return until === undefined ? undefined : { ...about, what, until };
    }
    default:
      return undefined;
  }
}

/** They stand where those of the team do: in mails, and as who did it. */
function cut(value: unknown, max: number, tamed = said): string | undefined {
  if (typeof value !== 'string') return undefined;
  return tamed(beginning(value.trim(), max)) || undefined;
}
