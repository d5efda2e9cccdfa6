import type { Instant } from '#core/time/instant.ts';

/** Something that would keep a page from reaching somebody, before a night finds it. */
export interface Finding {
  /** A stable word. */
  kind:
    | 'gap'
    | 'overlap'
    | 'unknown-person'
    | 'unknown-schedule'
    | 'never-on-duty'
    | 'unreachable'
    | 'opted-out'
    | 'undeliverable'
    | 'unconfirmed'
    | 'unverified'
    | 'one-channel'
    | 'no-texts'
    | 'sandbox'
    | 'sandboxed'
    | 'sms-quota'
    | 'never-tried'
    | 'never-made'
    | 'ends-in-nobody'
    | 'unknown';
  /** A problem costs a page, a warning may; a note is good to know. */
  severity: 'problem' | 'warning' | 'note';
  text: string;
  schedule?: string;
  policy?: string;
  person?: string;
  from?: Instant;
  until?: Instant;
}

/** What only the account that sends the texts knows. Absent: nobody asked it, or it did not say. */
export interface AccountFacts {
  /** From its region no texts are sent. */
  noTexts?: boolean;
  /** In the sandbox, texts reach verified numbers only. */
  sandbox?: boolean;
  sandboxVerified?: readonly string[];
  /** At this amount texts stop without an error. */
  monthlySpendLimitUsd?: number;
  /** Numbers to which no text may be sent any more. */
  optedOut?: readonly string[];
  /** Addresses that no mail reaches, until they confirm that they want it. */
  unconfirmedMail?: readonly string[];
  /** What a month of pages is expected to cost in texts. */
  smsForecastUsd?: number;
}
