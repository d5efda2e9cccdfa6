import type { Actor, Channel, Contact } from '#core/people.ts';
import type { Instant } from '#core/time/instant.ts';

/** What changes by the hour, and is data rather than configuration. */
export interface Roster {
  overrides: Override[];
  contacts: ContactMethod[];
  /** In which order people are tried who have said it themselves. */
  orders?: Omit<OwnOrder, 'at'>[];
  /** Addresses that their people took out of use lately: what was sent there is not answered from there any more. */
  retired?: { person: string; address: string; at: Instant }[];
  /** Overrides that were taken back, as long as they would be kept: calendars hear that a shift has changed again. */
  removed?: (Override & { removedAt: Instant })[];
}

/** Somebody stands in on a schedule, whatever its layers say. A swap is two of them. */
export interface Override {
  id: string;
  schedule: string;
  person: string;
  /** Only where this person would have been on duty; everybody when absent. */
  instead?: string;
  from: Instant;
  until: Instant;
  by: string;
  reason?: string;
  createdAt: Instant;
}

/** In which order somebody is tried, by their own word: for an urgency that it names, it wins over the configuration. */
export interface OwnOrder {
  person: string;
  high?: Contact[];
  low?: Contact[];
  at: Instant;
}

/** One way of reaching one person, and what is known of it. The address of `voice` is the phone number too. */
export interface ContactMethod {
  person: string;
  channel: Channel;
  /** E.164, e-mail address, URL or id of a device. What is known of one address says nothing about another. */
  address: string;
  state: 'pending' | 'verified' | 'opted-out' | 'undeliverable';
  /** `person`: they entered it themselves, and once verified it is used instead of the configuration's. */
  enteredBy: 'configuration' | 'person';
  at: Instant;
  reason?: string;
  /** Of what takes nothing now: that its person had proved it. */
  wasVerified?: true;
  /** Of `push`, where a person has as many as they like. */
  device?: Device;
}

/** Where a browser takes messages, and what only that browser can read. */
export interface Device {
  name: string;
  /** Its push service's address for it. Whoever has it and our key can send there: it is shown to nobody. */
  endpoint: string;
  /** As browsers write them: base64url. */
  p256dh: string;
  auth: string;
  /** Of ours, that it was told to listen to. */
  publicKey: string;
}

/**
 * An override came or went, and every incident that runs has to hear of it: how far that has come. `cursor`: where in
 * their list it goes on; absent before the first and after the last.
 */
export interface OnCallChange {
  id: string;
  schedules: string[];
  by: Actor;
  reason: string;
  at: Instant;
  looked: number;
  changed: number;
  cursor?: string;
  doneAt?: Instant;
  /** What was taken back, for whoever asks again. */
  removed?: Override;
}
