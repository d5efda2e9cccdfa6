import type { Lease } from '#core/lease.ts';
import type { ReachedNow, Team } from '#core/oncall/reached-now.ts';
import type {
  ContactMethod,
  Device,
  OnCallChange,
  Override,
  OwnOrder,
  Roster,
} from '#core/oncall/roster.ts';
import type { SmsAccount } from '#core/oncall/sms-account.ts';
import type { Channel, Responder } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

/* Who is on duty, how they are reached, and what the round has looked at. */

export interface RosterStore {
  /** May be up to 15 s old. */
  current(): Promise<Roster>;
  newest(): Promise<Roster>;
  /** All or none, and with what follows from it. `exists`: one of the ids is taken, so this was asked before. */
  addOverrides(overrides: readonly Override[], change?: OnCallChange): Promise<'added' | 'exists'>;
  /** With what follows from it. `gone`: it is not there any more. */
  removeOverride(id: string, change?: OnCallChange): Promise<'removed' | 'gone'>;
  /**
   * Another address in the place of one that a person entered takes that out of use. `proof`: the code that verified it,
   * which is used up with that; `instead`: the address in whose place it comes, which is out of use from then on.
   * `conflict`: what is known of this person's channel is no longer `previous`, or the code was used meanwhile.
   */
  putContact(
    next: ContactMethod,
    previous?: ContactMethod,
    proof?: { codeSha256: string; at: Instant; instead?: string },
  ): Promise<'stored' | 'conflict'>;
  /** `at`: from when on pages that went to its address are not answered from there any more; absent where none arrive. */
  removeContact(contact: ContactMethod, at?: Instant): Promise<'removed' | 'conflict'>;
  /** Instead of what they said before; without an urgency: that of the configuration counts again. */
  putOrder(order: OwnOrder): Promise<void>;
  /** A code was sent; a later one replaces it. Only its hash is kept. */
  startVerification(code: {
    person: string;
    channel: Channel;
    address: string;
    codeSha256: string;
    until: Instant;
  }): Promise<void>;
  /** Counts every try; a code is good for its address only, until it runs out, and once: `isUsed`, it has proved it before. */
  tryCode(code: {
    person: string;
    channel: Channel;
    codeSha256: string;
    at: Instant;
  }): Promise<{ verified: string; isUsed?: boolean } | 'wrong' | 'expired' | 'too-many-tries'>;
}

/** Where the people of the team are. */
export interface Whereabouts {
  /** May be up to 30 s old. `undefined`: nothing is configured. */
  team: () => Promise<Team | undefined>;
  /** What they entered themselves, and what is known of it. */
  contacts: () => Promise<ContactMethod[]>;
}

/** Of these devices of a person those that are there still. */
export type DevicesOf = (
  person: string,
  ids: readonly string[],
) => Promise<{ address: string; device: Device }[]>;

/** Where somebody of a plan of before is reached at this moment: asked in the moment before each message. */
export type ReachNow = (to: Responder, channel: Channel) => Promise<ReachedNow>;

/** What follows from overrides for the incidents that run: work of its own, that any run can go on with. */
export interface OnCallChanges {
  find(id: string): Promise<OnCallChange | undefined>;
  /** Nothing where it is there. */
  begin(change: OnCallChange): Promise<void>;
  /** `conflict`: another run has gone on from `previous` already. */
  goOn(next: OnCallChange, previous: OnCallChange): Promise<'stored' | 'conflict'>;
  unfinished(): Promise<OnCallChange[]>;
}

export type QueueReplan = (change: string, delaySeconds: number) => Promise<void>;

/** Under a private address, somebody's calendar reads the duty of a person or of a schedule. */
export interface CalendarFeed {
  /** Made of the token and telling nothing of it. */
  id: string;
  person?: string;
  schedule?: string;
  createdAt: Instant;
  createdBy: string;
}

export interface CalendarFeeds {
  /** Only the token's hash is kept. `exists`: somebody drew the same token. */
  add(token: string, feed: Omit<CalendarFeed, 'id'>): Promise<CalendarFeed | 'exists'>;
  find(token: string): Promise<CalendarFeed | undefined>;
  list(): Promise<CalendarFeed[]>;
  /** Answers what it was; `undefined`: there was none. */
  revoke(id: string): Promise<CalendarFeed | undefined>;
}

/** Who was on duty when a round ended; schedules without anybody are left out. */
export interface DutySeen {
  at: Instant;
  people: Record<string, string>;
}

export interface SmsAccountRead {
  at: Instant;
  account: SmsAccount;
}

export interface DutyBook {
  /** `undefined`: there was no round yet. */
  lastSeen(): Promise<DutySeen | undefined>;
  /** `conflict`: another round has gone on from `previous` already. */
  see(next: DutySeen, previous?: DutySeen): Promise<'stored' | 'conflict'>;
  /** What a round read of the account, for those who may not ask it; the newest alone. */
  keepAccount(read: SmsAccountRead): Promise<void>;
  /** `undefined`: no round has read it yet. */
  accountRead(): Promise<SmsAccountRead | undefined>;
  claim(task: string, at: Instant): Promise<Lease>;
  /** Done, and not done again for three months. */
  finish(task: string, at: Instant): Promise<void>;
  /** Gives the claim back, so that the next round may try again. */
  release(task: string, at: Instant): Promise<void>;
}

export type ReadSmsAccount = () => Promise<SmsAccount>;

/** Of these addresses those to which no mail goes until they confirm; none where mail needs no subscription. */
export type UnconfirmedMail = (addresses: readonly string[]) => Promise<string[]>;

/** Answers the names of the settings that it changed. */
export type EnsureSmsSettings = () => Promise<string[]>;

/** One stretch of duty as a calendar shows it. */
export interface CalendarShift {
  /** The same each time the feed is read, so that the calendar moves an event and does not double it. */
  uid: string;
  from: Instant;
  until: Instant;
  schedule: { id: string; name: string };
  person: { id: string; name: string };
  reason: string;
  /** When what it shows was last decided. */
  changedAt: Instant;
}
