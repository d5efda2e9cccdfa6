import { type Audience, audienceOf } from '#core/communication/stakeholders.ts';

/*
 * The one table: every kind of item and where it stands, each with an example. What expires is deleted by its
 * `expiresAt`; readers do not rely on the moment.
 */

export interface Key {
  pk: string;
  sk: string;
}

/** Items of one partition, in the order of their sort keys; with a prefix, only those that begin so. */
export interface Range {
  pk: string;
  prefix?: string;
}

const padded = (number: number) => String(number).padStart(6, '0');
const incident = (id: string) => `INC#${id}`;
const basket = (to: string) => `BASKET#${to}`;
const subscribed = (of: Audience) => of.toUpperCase();
const phone = (number: string) => `PHONE#${number}`;

export const keys = {
  /** `INC#INC-2026-001 / STATE`: the folded incident and its version; the lists and `byDeadline` are made of these. */
  state: (id: string) => ({ pk: incident(id), sk: 'STATE' }),
  /** `INC#INC-2026-001 / EVENT#000003`: one commit, its events and what dispatch needs; the stream. */
  event: (id: string, version: number) => ({ pk: incident(id), sk: `EVENT#${padded(version)}` }),
  /** `INC#INC-2026-001 / PAGE#INC-2026-001#3#0`: a lease on one page, then how it went. */
  page: (id: string, page: string) => ({ pk: incident(id), sk: `PAGE#${page}` }),
  /** `INC#INC-2026-001 / EFFECT#INC-2026-001#3#2`: a lease on one notice, then how it went. */
  effect: (id: string, effect: string) => ({ pk: incident(id), sk: `EFFECT#${effect}` }),
  /** `INC#INC-2026-001 / CHAT`: its channel in chat, and how far that has heard of it. */
  chat: (id: string) => ({ pk: incident(id), sk: 'CHAT' }),
  /** `CHAT#C0123ABCD / INCIDENT`: which incident a channel is about. */
  channel: (channel: string) => ({ pk: `CHAT#${channel}`, sk: 'INCIDENT' }),
  /** `INC#INC-2026-001 / POSTMORTEM#000002`: one version of its post-mortem. */
  postmortem: (id: string, version: number) => ({
    pk: incident(id),
    sk: `POSTMORTEM#${padded(version)}`,
  }),
  /** `REVIEW / INC-2026-001`: what is left to do of an incident that is over. */
  review: (id: string) => ({ pk: 'REVIEW', sk: id }),
  /** `PROBLEM#payments / CLAIM`: which incident is the open one of a problem. */
  problem: (problem: string) => ({ pk: `PROBLEM#${problem}`, sk: 'CLAIM' }),
  /** `ALERT#3f2a / STATUS`: an alert's last status and the incident that it belongs to; expires. */
  alert: (fingerprint: string) => ({ pk: `ALERT#${fingerprint}`, sk: 'STATUS' }),
  /** `BUDGET#key:prometheus|payments / BUDGET`: which new problems it brought for a service; expires. */
  budget: (key: string) => ({ pk: `BUDGET#${key}`, sk: 'BUDGET' }),
  /** `INHIBITS#3f2a / SOURCES`: what was firing that a rule of `inhibit` lets mute others; expires. */
  inhibits: (key: string) => ({ pk: `INHIBITS#${key}`, sk: 'SOURCES' }),
  /** `RECEIPT#rcp_01J / RECEIPT`: the fate of one accepted webhook; expires. */
  receipt: (id: string) => ({ pk: `RECEIPT#${id}`, sk: 'RECEIPT' }),
  /** `REQUEST#9b1c / REQUEST`: a request with an idempotency key that was carried out; expires. */
  request: (hash: string) => ({ pk: `REQUEST#${hash}`, sk: 'REQUEST' }),
  /** `LINK#5e88 / LINK`: a recipient's acknowledgement link, by the hash of its token; expires. */
  link: (hash: string) => ({ pk: `LINK#${hash}`, sk: 'LINK' }),
  /** `MESSAGE#sns-1 / PAGE#INC-2026-001#3#0`: a page that a vendor's message told of; expires. */
  message: (id: string, page: string) => ({ pk: `MESSAGE#${id}`, sk: `PAGE#${page}` }),
  /** `PHONE#+15555550101 / PAGED#INC-2026-001#7K3Q`: a page to a phone, or our question, by its code; expires. */
  paged: (number: string, id: string, code: string) => ({
    pk: phone(number),
    sk: `PAGED#${id}#${code}`,
  }),
  /** `PHONE#+15555550101 / ANSWERS#2026-11-23T02`: how many texts it had us send within the hour; expires. */
  textsTo: (address: string, hour: string) => ({ pk: phone(address), sk: hour }),
  /** `PERSON#ana / CODES#2026-11-23`: how many codes one person had us send on a day; expires. */
  textsFor: (person: string, day: string) => ({ pk: `PERSON#${person}`, sk: day }),
  /** `PHONE#+15555550101 / TRAFFIC#sms`: what went to it within the hour, and what waits for it; expires. */
  traffic: (number: string, channel: string) => ({ pk: phone(number), sk: `TRAFFIC#${channel}` }),
  /** `ROSTER / OVERRIDE#ovr_1`: somebody stands in on a schedule; kept for a while after its end. */
  override: (id: string) => ({ pk: 'ROSTER', sk: `OVERRIDE#${id}` }),
  /** `ROSTER / REMOVED#ovr_1`: an override that was taken back; kept as long as it would have been. */
  removedOverride: (id: string) => ({ pk: 'ROSTER', sk: `REMOVED#${id}` }),
  /** `CHANGES / CHANGE#chg_1`: how far the incidents that run have heard of an override; expires. */
  onCallChange: (id: string) => ({ pk: 'CHANGES', sk: `CHANGE#${id}` }),
  /** `ROSTER / CONTACT#ana#sms#person`, `CONTACT#ana#push#dev_2c26`: what is known of one way of reaching one person. */
  contact: (person: string, channel: string, enteredBy: string) => ({
    pk: 'ROSTER',
    sk: `CONTACT#${person}#${channel}#${enteredBy}`,
  }),
  /** `ROSTER / ORDER#ana`: in which order somebody is tried, by their own word. */
  order: (person: string) => ({ pk: 'ROSTER', sk: `ORDER#${person}` }),
  /** `ROSTER / RETIRED#ana#+15555550177`: an address that its person took out of use; expires. */
  retired: (person: string, address: string) => ({
    pk: 'ROSTER',
    sk: `RETIRED#${person}#${address}`,
  }),
  /** `CODE#ana#sms / CODE`: the hash of a code that was sent there, and the tries; expires. */
  code: (person: string, channel: string) => ({ pk: `CODE#${person}#${channel}`, sk: 'CODE' }),
  /** `FEEDS / cal_2c26`: a private calendar address, by the hash of its token. */
  feed: (id: string) => ({ pk: 'FEEDS', sk: id }),
  /** `FEED#cal_2c26 / FEED`: one that was made before there was a list of them. */
  unlistedFeed: (id: string) => ({ pk: `FEED#${id}`, sk: 'FEED' }),
  /** `STAKEHOLDERS / sub_3f2a`, `CUSTOMERS / pub_3f2a`: somebody who subscribed; expires where nobody answers. */
  subscription: (id: string) => ({ pk: subscribed(audienceOf(id)), sk: id }),
  /** `ASKED#2026-11-26T10 / sms`: how many strangers had us ask within the hour; expires. */
  asked: (span: string, who: string) => ({ pk: `ASKED#${span}`, sk: who }),
  /** `TOLD#INC-2026-001#3#2 / sub_3f2a`: a lease on telling one of them one thing; expires. */
  told: (key: string, who: string) => ({ pk: `TOLD#${key}`, sk: who }),
  /** `BASKET#sub_3f2a / INC-2026-001#3#2`: a message that waits to be told with others; expires. */
  basket: (to: string, key: string) => ({ pk: basket(to), sk: key }),
  /** `DUTY / SEEN`: who was on duty when the last round ended. */
  dutySeen: { pk: 'DUTY', sk: 'SEEN' },
  /** `DUTY / ACCOUNT`: what a round read of the account's SMS settings. */
  smsAccount: { pk: 'DUTY', sk: 'ACCOUNT' },
  /** `DUTY#coverage#2026-11-23 / DONE`: a lease on a mail or a check of a round; expires. */
  task: (task: string) => ({ pk: `DUTY#${task}`, sk: 'DONE' }),
  /** `ACTIONS / RUN#act_1`: an action that was asked for in earnest; in `byDeadline` until it ended; expires. */
  run: (id: string) => ({ pk: 'ACTIONS', sk: `RUN#${id}` }),
  /** `SESSIONS#ana / 2c26b46b`: somebody is signed in, by the hash of the session's token; expires. */
  session: (person: string, id: string) => ({ pk: `SESSIONS#${person}`, sk: id }),
  /** `SIGNIN#5e88 / CODE`: the hash of a code that signs somebody in, or of what comes back from the issuer, and the tries; expires. */
  signIn: (hash: string) => ({ pk: `SIGNIN#${hash}`, sk: 'CODE' }),
  /** `SIGNIN#2026-11-23T02 / WRONGS`: how many codes were wrong within the hour; expires. */
  signInWrongs: (hour: string) => ({ pk: `SIGNIN#${hour}`, sk: 'WRONGS' }),
  /** `CONFIG / VERSION#000007`: one applied configuration. */
  configuration: (version: number) => ({ pk: 'CONFIG', sk: `VERSION#${padded(version)}` }),
  /** `STATUSPAGE / INCIDENT#INC-2026-001`: what the public is told of an incident; expires after it is over. */
  publicIncident: (id: string) => ({ pk: 'STATUSPAGE', sk: `INCIDENT#${id}` }),
  /** `STATUSPAGE / PAGE`: what people said of the page; counts every change of what it is made of. */
  statusPage: { pk: 'STATUSPAGE', sk: 'PAGE' },
  /** `HEARTBEATS / BEAT#nightly-backup`: when a heartbeat last came, and whether it is missed; expires. */
  heartbeat: (id: string) => ({ pk: 'HEARTBEATS', sk: `BEAT#${id}` }),
  /** `HEARD / INTEGRATION#grafana`: when alerts of an integration were first and last understood; expires. */
  heardIntegration: (name: string) => ({ pk: 'HEARD', sk: `INTEGRATION#${name}` }),
  /** `MUTES / BOOK`: the silences in force or to come, read with every alert that fires. */
  silencesInForce: { pk: 'MUTES', sk: 'BOOK' },
  /** `MUTES / SILENCE#sil_1`: one of them, also when it is over; expires. */
  silence: (id: string) => ({ pk: 'MUTES', sk: `SILENCE#${id}` }),
  /** `SECRET / WEBHOOKS`: with which webhooks are signed; made when it is first asked for. */
  webhookSecret: { pk: 'SECRET', sk: 'WEBHOOKS' },
  /** `ROOT / ROOT`: of which links, addresses and secrets are made that are kept nowhere. */
  rootSecret: { pk: 'ROOT', sk: 'ROOT' },
  /** `COUNTER / 2026`: the last incident number of a year. */
  counter: (year: number) => ({ pk: 'COUNTER', sk: String(year) }),
} satisfies Record<string, Key | ((...args: never[]) => Key)>;

export const ranges = {
  events: (id: string) => ({ pk: incident(id), prefix: 'EVENT#' }),
  pages: (id: string) => ({ pk: incident(id), prefix: 'PAGE#' }),
  effects: (id: string) => ({ pk: incident(id), prefix: 'EFFECT#' }),
  postmortems: (id: string) => ({ pk: incident(id), prefix: 'POSTMORTEM#' }),
  pagesOfMessage: (id: string) => ({ pk: `MESSAGE#${id}` }),
  paged: (number: string) => ({ pk: phone(number), prefix: 'PAGED#' }),
  reviews: { pk: 'REVIEW' },
  statusPage: { pk: 'STATUSPAGE' },
  heartbeats: { pk: 'HEARTBEATS' },
  heardIntegrations: { pk: 'HEARD' },
  roster: { pk: 'ROSTER' },
  feeds: { pk: 'FEEDS' },
  onCallChanges: { pk: 'CHANGES' },
  subscriptions: (of: Audience) => ({ pk: subscribed(of) }),
  baskets: (to: string) => ({ pk: basket(to) }),
  silences: { pk: 'MUTES', prefix: 'SILENCE#' },
  runs: { pk: 'ACTIONS' },
  sessions: (person: string) => ({ pk: `SESSIONS#${person}` }),
  configurations: { pk: 'CONFIG' },
} satisfies Record<string, Range | ((of: never) => Range)>;

/** What the sort key says after its prefix: `000003` of `EVENT#000003`. */
export function afterPrefix(key: string): string {
  return key.slice(key.indexOf('#') + 1);
}
