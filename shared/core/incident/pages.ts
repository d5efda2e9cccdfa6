import type { Purpose } from '#core/incident/events.ts';
import type { EscalationLevel } from '#core/oncall/plan.ts';
import type { Channel, Contact, Responder } from '#core/people.ts';
import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

/** One attempt that was decided: whom, where, and how long after the decision. */
export interface PlannedPage {
  key: string;
  person: string;
  channel: Channel;
  afterSeconds: number;
}

/**
 * The same however often it is worked out, and by whomever: from the deciding event alone. `index` is the place in the
 * person's contacts, so that a page brought forward and the delayed one that it stands for are the same page.
 */
function pageKey(decided: Decided, person: string, index: number): string {
  const { incidentId, decidedAt, purpose, round, level } = decided;
  return `${incidentId}#${epochMs(decidedAt)}#${purpose}#${round}.${level}#${person}#${index}`;
}

/** Of its key: the pages that were decided together have the same moment. */
export function decidedAtOf(key: string): Instant {
  const [, ms] = key.split('#');
  return fromEpochMs(Number(ms));
}

/** What pages were decided together. */
export interface Decided {
  incidentId: string;
  decidedAt: Instant;
  purpose: Purpose;
  /** Both 0 for what is beside the ladder. */
  round: number;
  level: number;
}

/** How this person wants to be reached. Plans of before there were rules: by all that is known, at once. */
export function contactsOf({ contacts, phone, email }: Responder): Contact[] {
  return (
    contacts ?? [
      ...(phone ? [{ channel: 'sms', afterSeconds: 0 } as const] : []),
      ...(email ? [{ channel: 'email', afterSeconds: 0 } as const] : []),
    ]
  );
}

export function plannedPages(decided: Decided, people: readonly Responder[]): PlannedPage[] {
  return people.flatMap(responder => {
    const contacts = contactsOf(responder);
    // What is said once begins with what comes first: of a way before it, which leads nowhere now, nothing is left.
    const first =
      decided.purpose === 'acknowledge'
        ? 0
        : Math.min(...contacts.map(({ afterSeconds }) => afterSeconds));
    return contacts.map(({ channel, afterSeconds }, index) => ({
      key: pageKey(decided, responder.person, index),
      person: responder.person,
      channel,
      afterSeconds: afterSeconds - first,
    }));
  });
}

/**
 * Only what an acknowledgement answers is repeated. Everything else is said once; its later contacts serve when an
 * earlier channel leads nowhere.
 */
export function isSaidAtItsTime(purpose: Purpose, { afterSeconds }: Contact): boolean {
  return purpose === 'acknowledge' || afterSeconds === 0;
}

/** Who is asked when this level is paged at this moment: its schedules may have handed over since the plan was made. */
export function peopleAt({ people, handOffs = [] }: EscalationLevel, at: Instant): Responder[] {
  return handOffs.findLast(handOff => handOff.at <= at)?.people ?? people;
}
