import type { Contact } from '#core/people.ts';
import type { Severity } from '#core/severity.ts';

/** What the clock may do to an incident of one severity. Absent: it never does. */
export interface ResponseTimes extends RunbookTimes {
  /** Whether an acknowledgement that no update follows in time is taken back. */
  unacknowledgeForgotten: boolean;
  fillRolesWithinSeconds?: number;
  /** The calendar on whose next business day a ticket pages level 1; stands instead of `respondWithinSeconds`. */
  respondInBusinessHours?: string;
}

export interface RunbookTimes {
  opening: 'page' | 'ticket';
  respondWithinSeconds?: number;
  acknowledgeWithinSeconds: number;
  updateEverySeconds?: number;
  remindBeforeSeconds: number;
  holdSeconds: number;
  watchSeconds: number;
}

const minute = 60;
const hour = 60 * minute;
const always = {
  remindBeforeSeconds: 5 * minute,
  holdSeconds: 5 * minute,
  // R17: "monitor for 30 minutes" after the fix.
  watchSeconds: 30 * minute,
};

/** The runbook's own times: R2 (response), R3 (escalation), R4 (page or ticket), R9 (updates), R17 (watch). */
export const runbookTimes: Record<Severity, RunbookTimes> = {
  SEV1: {
    opening: 'page',
    respondWithinSeconds: 5 * minute,
    acknowledgeWithinSeconds: 5 * minute,
    updateEverySeconds: 15 * minute,
    ...always,
  },
  SEV2: {
    opening: 'page',
    respondWithinSeconds: 15 * minute,
    acknowledgeWithinSeconds: 15 * minute,
    updateEverySeconds: 30 * minute,
    ...always,
  },
  SEV3: {
    opening: 'ticket',
    respondWithinSeconds: hour,
    acknowledgeWithinSeconds: hour,
    ...always,
  },
  // "Next business day", escalated "as needed": only a person moves it, and then without hurry.
  SEV4: { opening: 'ticket', acknowledgeWithinSeconds: 24 * hour, ...always },
};

/** What holds where the configuration says nothing: the runbook's, and what it leaves to us. */
export const builtInTimes: Record<Severity, ResponseTimes> = {
  SEV1: { ...runbookTimes.SEV1, unacknowledgeForgotten: true, fillRolesWithinSeconds: 10 * minute },
  SEV2: { ...runbookTimes.SEV2, unacknowledgeForgotten: true, fillRolesWithinSeconds: 20 * minute },
  SEV3: { ...runbookTimes.SEV3, unacknowledgeForgotten: false },
  SEV4: { ...runbookTimes.SEV4, unacknowledgeForgotten: false },
};

/** How somebody is tried who has no rules: a text and a mail at once, and once more on the phone. */
export function builtInContacts(
  hasVoice: boolean,
  hasPush: boolean,
): { high: Contact[]; low: Contact[] } {
  const push: Contact[] = hasPush ? [{ channel: 'push', afterSeconds: 0 }] : [];
  const sms: Contact = { channel: 'sms', afterSeconds: 0 };
  const email: Contact = { channel: 'email', afterSeconds: 0 };
  const insisting: Contact[] = hasVoice
    ? [
        { channel: 'voice', afterSeconds: 2 * minute },
        { channel: 'sms', afterSeconds: 4 * minute },
      ]
    : [{ channel: 'sms', afterSeconds: 2 * minute }];
  return { high: [...push, sms, email, ...insisting], low: [...push, email, sms] };
}

/** Within 48 hours (R23), of what people were paged for. */
export const builtInPostmortem = {
  dueWithinSeconds: 48 * 3600,
  severities: ['SEV1', 'SEV2'] satisfies Severity[] as Severity[],
};
