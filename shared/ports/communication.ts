import type { AskedInChat } from '#contract/messages.ts';
import type { RoomMessage } from '#core/communication/chat/room-formats.ts';
import type { Card } from '#core/communication/chat/slack-text.ts';
import type { ChatReaction } from '#core/communication/chat/told-in-chat.ts';
import type { DigestWork, Waiting } from '#core/communication/digest.ts';
import type { Notice } from '#core/communication/notice.ts';
import type { OutgoingDelivery } from '#core/communication/outgoing/event-delivery.ts';
import type { OutgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import type { MeetingAbout, MeetingAsked } from '#core/communication/postmortem-meeting.ts';
import type { Audience, FanOut, Subscription } from '#core/communication/stakeholders.ts';
import type { PageFile } from '#core/communication/status-page/page-files.ts';
import type { PageBook, PublicIncident, Reader } from '#core/communication/status-page/state.ts';
import type { CustomersReaction } from '#core/communication/status-page/subscribers.ts';
import type { IncidentId, PhoneNumber } from '#core/ids.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { Lease } from '#core/lease.ts';
import type { Device } from '#core/oncall/roster.ts';
import type { PagePush } from '#core/paging/page-push.ts';
import type { Responder } from '#core/people.ts';
import type { Room } from '#core/setup/document-rooms.ts';
import type { FollowWay } from '#core/setup/document-status-page.ts';
import type { RootSecret } from '#core/setup/root-secret.ts';
import type { StakeholderKind } from '#core/stakeholder-kinds.ts';
import type { Instant } from '#core/time/instant.ts';

/* Ways of telling somebody something. */

/** `retry`: the vendor may take it later. `give-up`: this way does not lead to this person. */
export type Delivery =
  | { sent: true; externalId?: string }
  | { sent: false; failed: 'retry' | 'give-up'; reason: string };

export type SendSms = (to: PhoneNumber, text: string) => Promise<Delivery>;

/** To one subscribed person. */
export type SendEmail = (to: string, notice: Notice) => Promise<Delivery>;

/** The words of an invitation to the post-mortem, with what a calendar takes. */
export type Invite = (
  invitation: { about: MeetingAbout } & MeetingAsked,
  to: { email: string; name: string },
) => Promise<Notice>;

/** A call that reads the words aloud. */
export type SendVoice = (to: PhoneNumber, text: string) => Promise<Delivery>;

/** To one person alone; found by their id in Slack, else by their address there. */
export type SendDirect = (
  to: { slack?: string | undefined; email?: string | undefined },
  card: Card,
  key: string,
) => Promise<Delivery>;

/** To every device of theirs, for so long. `gone`: those that will never take anything again. */
export type SendPush = (
  to: Responder,
  page: PagePush,
  seconds: number,
) => Promise<Delivery & { gone?: readonly string[] }>;

/** To one device. `gone`: its push service does not know it any more. */
export type PushTo = (
  device: Device,
  page: PagePush,
  seconds: number,
) => Promise<Delivery & { gone?: true }>;

/** A signed POST of JSON to the recipient's own address. */
export type SendWebhook = (url: string, body: object) => Promise<Delivery>;

/** Whether it can be seen of a web address that it leads to no host of the public Internet. */
export type LeadsInside = (url: string) => boolean;

/** With which webhooks are signed, and which their receivers are given; made when it is first asked for. */
export type WebhookSecret = () => Promise<string>;

/** Of which links, addresses and secrets are made that nobody keeps. */
export type Root = () => Promise<RootSecret>;

/** Puts events on the bus of the account, for rules of the team's own. */
export type PutOnBus = (events: readonly OutgoingEvent[]) => Promise<void>;

export type QueueDeliveries = (deliveries: readonly OutgoingDelivery[]) => Promise<void>;

/** To a chat that is told and not listened to. `afterSeconds`: how long it asks us to wait. */
export type PostToRoom = (
  room: Pick<Room, 'secret'>,
  message: RoomMessage,
) => Promise<Delivery & { afterSeconds?: number }>;

/** Signed by Standard Webhooks. `afterSeconds`: how long it asks us to wait. `isGone`: it wants nothing any more. */
export type PostEvent = (
  webhook: { name: string; url: string; secretVersion?: number },
  event: Pick<OutgoingEvent, 'id'> & { type: string },
) => Promise<Delivery & { afterSeconds?: number; isGone?: true }>;

/** A commit with what messages of it need; `undefined`: there is none. */
export type FindCommit = (incidentId: string, version: number) => Promise<Commit | undefined>;

/** `severities`: who hears of one of these hears of it. */
export type NotifyStakeholders = (
  notice: Notice,
  about: { severities: readonly string[]; service: string; about: StakeholderKind },
) => Promise<Delivery>;

/* Chat: where an incident is talked about. */

/**
 * `in-doubt`: it may have happened, the answer was lost. `later`: not now, as it says or after a pause of ours. `no`: never;
 * `reason` is the vendor's word.
 */
export type Chatted<Value> =
  | { done: Value }
  | { failed: 'in-doubt' | 'later' | 'no'; reason: string; afterSeconds?: number };

/** Somebody of the workspace, as it knows them. */
interface ChatProfile {
  id: string;
  name: string;
  /** Confirmed by the workspace, and of one of its own people. */
  email?: string;
}

interface ChatMessage {
  ts: string;
  /** Who wrote it: a member, or a program. */
  user: string;
  text: string;
}

/** `thread`: of the message that it answers. */
export interface ThreadedMessage extends ChatMessage {
  thread?: string;
  files?: string[];
}

/** A workspace. What is posted carries a key, by which it is found where an answer was lost. */
export interface ChatApi {
  createChannel(name: string): Promise<Chatted<{ channel: string } | { taken: true }>>;
  /** One that we made, by its name. */
  ownChannel(name: string): Promise<Chatted<{ channel: string } | undefined>>;
  setTopic(channel: string, topic: string): Promise<Chatted<true>>;
  post(channel: string, card: Card, key: string): Promise<Chatted<{ ts: string }>>;
  posted(channel: string, key: string): Promise<Chatted<{ ts: string } | undefined>>;
  edit(channel: string, ts: string, card: Card): Promise<Chatted<true>>;
  pin(channel: string, ts: string): Promise<Chatted<true>>;
  bookmark(channel: string, link: { title: string; url: string }): Promise<Chatted<true>>;
  invite(channel: string, user: string): Promise<Chatted<true>>;
  archive(channel: string): Promise<Chatted<true>>;
  /** `undefined`: nobody of the workspace has this address. */
  memberByEmail(email: string): Promise<Chatted<string | undefined>>;
  /** The conversation with one member. */
  openDirect(user: string): Promise<Chatted<{ channel: string }>>;
  profile(user: string): Promise<Chatted<ChatProfile | undefined>>;
  message(channel: string, ts: string): Promise<Chatted<ChatMessage | undefined>>;
  /** Everything that was said, with what answers it, the oldest first. */
  everything(
    channel: string,
  ): Promise<
    Chatted<{ messages: ThreadedMessage[]; unread?: { threads: number; reason: string } }>
  >;
  /** Where people find it. */
  permalink(channel: string, ts: string): Promise<Chatted<string>>;
  /** Seen by one person only. */
  whisper(channel: string, user: string, text: string): Promise<Chatted<true>>;
  /** The same, at the address that came with what they did. */
  answer(responseUrl: string, text: string): Promise<Chatted<true>>;
  openForm(trigger: string, form: object): Promise<Chatted<true>>;
}

/** How far a channel has heard of its incident. */
export interface ChatRoom {
  channel?: { id: string; name: string };
  /** So many of its names others have: they are not asked for again, since each time counts. */
  namesTaken?: number;
  /** The summary above it: its message, and a digest of what it shows. */
  card?: { ts: string; shows: string };
  topic?: string;
  pinned?: true;
  bookmarks: string[];
  /** Person ids, and whether they are there: who cannot be found is looked for once. */
  invited: Record<string, string | null>;
  /** How many events it has heard of, from the first. */
  told: number;
  /** Begun, and not known to be done: looked for before it is done again. */
  doing?: string;
  waiting?: ChatWaiting;
  /** Nothing more is told there, and why. */
  closed?: string;
}

interface ChatWaiting {
  reason: string;
  since: Instant;
  until: Instant;
  /** The key of what comes back then. */
  by?: string;
}

export interface ChatRooms {
  of(id: IncidentId): Promise<ChatRoom | undefined>;
  /** Whoever writes has the lease on it. */
  save(id: IncidentId, room: ChatRoom): Promise<void>;
  /** The incident that a channel is about. */
  incidentOf(channel: string): Promise<IncidentId | undefined>;
}

export type QueueChatAgain = (reaction: ChatReaction, delaySeconds: number) => Promise<void>;
export type QueueChatRequest = (asked: AskedInChat) => Promise<void>;

/** What opens the workspace; `undefined`: this account has none. */
export type ReadSlackSecret = () => Promise<
  { token: string; signingSecret: string } | undefined | { unreadable: string }
>;

/** What the status page is made of; incidents come into it by the commits that speak to the public. */
export interface StatusPageStore {
  /** All of it as it was at one moment, which `book.version` names. `undefined`: nobody has looked after a page yet. */
  read(): Promise<{ book: StoredBook; incidents: PublicIncident[] } | undefined>;
  /** People said something of the page itself. `conflict`: somebody else did, since `book.version` was read. */
  change(book: StoredBook): Promise<'stored' | 'conflict'>;
  /** The first look after a new configuration counts as a change. */
  configured(version: number, at: Instant): Promise<void>;
}

export interface StoredBook extends PageBook {
  /** Of the configuration that it was written by last. */
  configuration: number;
}

/** The files of the status page, where they are served from. */
export interface PublishedFiles {
  /** By path, each with a tag of what is in it. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** Whether a tag is that of this content. */
  isSame(file: PageFile, tag: string): boolean;
  /** `changed`: nothing was written, because what lies there is not what had this tag; without a tag: something does. */
  put(file: PageFile, tag: string | undefined): Promise<'written' | 'changed'>;
  /** Also where it is not there. */
  remove(path: string): Promise<void>;
}

export type QueueStatusPage = (delaySeconds?: number) => Promise<void>;

/** What stands in the address of one reader of a private page: worked out from a secret, kept nowhere. */
export type ReaderToken = (reader: Pick<Reader, 'id' | 'createdAt'>) => string;

export interface Subscriptions {
  /** The next ones of an audience in the order of their ids, after `after`. */
  page(of: Audience, after: string | undefined, most: number): Promise<Subscription[]>;
  find(id: string): Promise<Subscription | undefined>;
  /** Over what there was, if it is as it was read; `undefined` for none. */
  put(next: Subscription, previous: Subscription | undefined): Promise<boolean>;
  remove(id: string): Promise<Subscription | undefined>;
}

/** `false`: as many were asked whether they want to be told, or this one as often, as strangers may have us ask. */
export type MayAsk = (channel: FollowWay, address: string, at: Instant) => Promise<boolean>;

/** Customers who follow the status page are told. */
export type QueueCustomers = (told: CustomersReaction) => Promise<void>;

/** Has whoever was entered on the status page be asked whether they want that. */
export type QueueAsk = (id: string) => Promise<void>;

/** Where AWS itself asks: of one address alone, so that asking for it has nobody else asked again. */
export interface TopicMail {
  ask(address: string): Promise<void>;
  /** Those that said yes. */
  confirmed(): Promise<string[]>;
}

/** Who has been told of one message, so that whoever goes on after a crash tells nobody twice. */
export interface ToldLedger {
  claim(key: string, who: string, at: Instant): Promise<Lease>;
  finish(key: string, who: string, at: Instant): Promise<void>;
  release(key: string, who: string, at: Instant): Promise<void>;
}

/** What waits for one of them to be told together, each message once. */
export interface Baskets {
  /** Nothing where it is there. */
  put(to: string, message: Waiting): Promise<void>;
  /** In their turn, no more than are taken out at once. */
  of(to: string): Promise<Waiting[]>;
  /** All of them, or none. */
  remove(to: string, messages: readonly Waiting[]): Promise<void>;
}

export type QueueDigest = (work: DigestWork, delaySeconds: number) => Promise<void>;

export type QueueFanOut = (work: FanOut, delaySeconds: number) => Promise<void>;

/** Where one subscription is confirmed or ended. */
export type SubscriptionLink = (what: 'confirm' | 'end', id: string) => Promise<string>;
