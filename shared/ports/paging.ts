import type { DeliveryReceipt } from '#contract/delivery-receipts.ts';
import type { IncidentId, PhoneNumber } from '#core/ids.ts';
import type { Lease } from '#core/lease.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import type { SendHistory, TelephoneChannel } from '#core/paging/send-history.ts';
import type { TextKind } from '#core/paging/text-caps.ts';
import type { Instant } from '#core/time/instant.ts';

/* Pages: their ledger, the traffic to each phone, and the answers. */

/** Another try of one page, some seconds from now. */
export type QueuePageAgain = (page: PageReaction, delaySeconds: number) => Promise<void>;

/** Another look for the page that a receipt is about, some seconds from now. */
export type QueueReceiptAgain = (
  receipt: DeliveryReceipt,
  looks: number,
  delaySeconds: number,
) => Promise<void>;

export interface PageRecord {
  key: string;
  incidentId: string;
  person: string;
  name?: string;
  channel: string;
  purpose: string;
  level: number;
  levelName?: string;
  round: number;
  reason: string;
  /** When the page was decided, and how long after that its contact comes. */
  decidedAt?: Instant;
  afterSeconds?: number;
  /** `bundled`: waits to be told with others in one message. */
  status: 'claimed' | 'retrying' | 'bundled' | 'sent' | 'failed' | 'suppressed';
  attempt: number;
  at: Instant;
  detail?: string;
  /** The vendor's id of the message. */
  externalId?: string;
}

export interface PageLedger {
  /**
   * `taken`: this attempt is ours alone. `moved`: the incident changed in a way that may make the page unwanted, or the
   * number's history is not as it was read.
   */
  claim(claim: {
    page: PageReaction;
    /** What the caller saw; the claim holds only while it is still so. */
    guard: string;
    at: Instant;
    /** Token of the recipient's link, kept as a hash. */
    token: string;
    attempt: number;
    /** What its number's history becomes with it, where that was decided already: written together, or neither. */
    admitted?: { line: PhoneChannel; next: NextHistory };
  }): Promise<Lease | 'moved'>;
  /** The claim is given back: the vendor may take it later, or it waits to be told with others. */
  release(
    key: string,
    incidentId: string,
    at: Instant,
    reason: string,
    as?: 'retrying' | 'bundled',
  ): Promise<void>;
  /** A link for a message that tells of several pages. `moved`: as with a claim. */
  addLink(link: {
    incidentId: string;
    person: string;
    name: string;
    /** Where the message goes; it may be answered from there. */
    phone: PhoneNumber;
    guard: string;
    at: Instant;
    token: string;
  }): Promise<'added' | 'moved'>;
  /** Ends it, unless a run still has it or it is done; one that a dead run left behind says so besides. */
  suppress(page: PageReaction, at: Instant, reason: string): Promise<Lease>;
}

/** Every page of an incident and what became of it. */
export type PagesOf = (id: IncidentId) => Promise<PageRecord[]>;

/** The pages that one message told of, by the vendor's id. None: it was no page, or is not recorded yet. */
export type PagesByMessage = (messageId: string) => Promise<PageRecord[]>;

/** One number on one channel. */
export interface PhoneChannel {
  phone: PhoneNumber;
  channel: TelephoneChannel;
}

/** What went to a number, and as which version it was read. */
export interface KnownHistory {
  traffic: SendHistory;
  version: number;
}

/** What it becomes. */
export interface NextHistory extends KnownHistory {
  at: Instant;
}

/** What goes to each number, so that many pages become few messages. */
export interface SendHistoryStore {
  load(line: PhoneChannel): Promise<KnownHistory>;
  /** `conflict`: it is not `version` any more, as it was read. */
  save(line: PhoneChannel, next: NextHistory): Promise<'saved' | 'conflict'>;
}

export interface Link {
  incidentId: IncidentId;
  person: string;
  name: string;
  /** When its page went out, and where; a link is as good as that. */
  at: Instant;
  address?: string;
  expiresAt: Instant;
  usedAt?: Instant;
}

export interface Links {
  /** One that goes out by itself, beside the pages, for what may wait for days. */
  add(token: string, link: Omit<Link, 'expiresAt' | 'usedAt'>): Promise<void>;
  find(token: string): Promise<Link | undefined>;
  /** `false`: it was used before. */
  use(token: string, at: Instant): Promise<boolean>;
}

/** One page to a phone, as an answer from there finds it. */
export interface PhonePage {
  incidentId: IncidentId;
  person: string;
  name: string;
  /** What its message names it by. */
  code: string;
  at: Instant;
  /**
   * Our question whether the incident is over, with what was said of it, or whether customers shall read these words: the code
   * says yes, until then.
   */
  asks?: { until: Instant } & ({ resolution: string } | { draft: string });
}

/** What a phone was paged for, newest first, and what it was asked back. */
export interface PhonePages {
  of(phone: PhoneNumber): Promise<PhonePage[]>;
  /** The same question again is the same. */
  ask(phone: PhoneNumber, question: PhonePage): Promise<void>;
}

/** `false`: as many texts or codes went there, or to this person, as anybody may have us send. */
export type MayText = (
  to: { address: string; person?: string },
  what: TextKind,
  at: Instant,
) => Promise<boolean>;
