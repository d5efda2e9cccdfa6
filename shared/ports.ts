import type { DeliveryReceipt } from '#contract/delivery-receipts.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import type { ActionRun } from '#core/actions/run.ts';
import type { LookKind, LookOf, SeenOf, StepKind, StepOf } from '#core/actions/steps.ts';
import type { Notice } from '#core/communication/notice.ts';
import type { Rows } from '#core/diagnosis/database-queries.ts';
import type { Fingerprint, IncidentId, PhoneNumber, ProblemKey, ReceiptId } from '#core/ids.ts';
import type { Actor, IncidentEvent } from '#core/incident/events.ts';
import type { Incident, Phase } from '#core/incident/incident.ts';
import type { Alert } from '#core/intake/alert.ts';
import type { Channel } from '#core/oncall/plan.ts';
import type { ContactMethod, Override, Roster } from '#core/oncall/roster.ts';
import type { SmsAccount } from '#core/oncall/sms-account.ts';
import type { TelephoneChannel, Traffic } from '#core/paging/traffic.ts';
import type { ArchiveReaction, IssueReaction, PageReaction, Reaction } from '#core/reactions.ts';
import type { Issue } from '#core/review/issue.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { Tracker } from '#core/setup/trackers.ts';
import type { Severity } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/*
 * Every outside capability, as function types. The one expected refusal of a port is a value; a thrown error means a
 * bug or infrastructure that is down, and whoever called retries (the queue redelivers).
 */

export type Now = () => Instant;
/** Waits between two attempts; the jitter is the adapter's. */
export type Pause = (attempt: number) => Promise<void>;
/** Returns at that moment, or at once when it has passed. For waits of about a second. */
export type WaitUntil = (at: Instant) => Promise<void>;
/** 95 or more random bits, URL-safe. */
export type NewToken = () => string;

// ---- incidents -----------------------------------------------------------------------------------------------------

export interface Loaded {
  incident: Incident;
  /** How many commits the incident has; 0: none. */
  version: number;
}

/** Something that must be true together with a commit, written in its transaction or not at all. */
export type Claim =
  /** This incident is the open one of a problem. `replaces`: the closed one that held the claim before. */
  | { kind: 'problem'; problem: ProblemKey; replaces?: IncidentId }
  /** An alert's last status. `previous`: what the caller read; anything else means that somebody was quicker. */
  | { kind: 'alert'; status: AlertStatus; previous?: AlertStatus }
  /** A request with an idempotency key is carried out once. */
  | { kind: 'request'; key: string; digest: string }
  /** The outcome of a page, so that ledger and timeline cannot disagree. */
  | {
      kind: 'page-outcome';
      key: string;
      status: 'sent' | 'failed';
      detail: string;
      /** The vendor's, by which a receipt names the page. */
      messageId?: string;
      at: Instant;
    };

export interface NewCommit {
  id: IncidentId;
  /** The version that this commit makes: one more than the loaded one. */
  version: number;
  at: Instant;
  events: IncidentEvent[];
  before: Incident;
  after: Incident;
  claims: Claim[];
}

export interface StoredCommit {
  version: number;
  at: Instant;
  events: IncidentEvent[];
}

export interface IncidentPage {
  incidents: Loaded[];
  /** Give it back to read on; absent at the end. */
  next?: string;
}

export interface IncidentStore {
  load(id: IncidentId): Promise<Loaded>;
  loadMany(ids: readonly IncidentId[]): Promise<Map<IncidentId, Loaded>>;
  /** `conflict`: somebody else committed first. `taken`: a claim did not hold; nothing was written. */
  append(commit: NewCommit): Promise<'appended' | 'conflict' | { taken: Claim }>;
  history(id: IncidentId): Promise<StoredCommit[]>;
  /** Newest first, of these phases. */
  list(query: {
    phases: readonly Phase[];
    severity?: Severity;
    service?: string;
    limit: number;
    cursor?: string;
  }): Promise<IncidentPage>;
  /** Incidents whose deadline passed before `before`, the most overdue first. */
  overdue(before: Instant, limit: number): Promise<{ id: IncidentId; dueAt: Instant }[]>;
  /** Counts up per year; a number may be skipped, never given twice. */
  nextNumber(year: number): Promise<number>;
  /** This id came from elsewhere: numbers up to its own are not given any more. */
  skipNumber(id: IncidentId): Promise<void>;
  /** What a request with this key was, and which incident it changed; `undefined` when it was never carried out. */
  requestOutcome(key: string): Promise<{ incidentId: IncidentId; digest: string } | undefined>;
}

// ---- alerts and receipts -------------------------------------------------------------------------------------------

/** What is known of one alert beside the incident; `at` is when we accepted the notification that said so. */
export interface AlertStatus {
  fingerprint: Fingerprint;
  status: Alert['status'];
  at: Instant;
  incidentId?: IncidentId;
}

export interface AlertIndex {
  lookUp(keys: { problems: readonly ProblemKey[]; fingerprints: readonly Fingerprint[] }): Promise<{
    problems: Map<ProblemKey, IncidentId>;
    alerts: Map<Fingerprint, AlertStatus>;
  }>;
  /** Remembers a status that concerns no incident, unless a newer one is known already. */
  remember(status: AlertStatus): Promise<void>;
}

export interface ReceiptOutcome {
  alert: string;
  outcome: 'declared' | 'joined' | 'repeated' | 'cleared' | 'ignored';
  incident?: string;
  reason: string;
}

export interface Receipt {
  id: ReceiptId;
  state: 'processed' | 'quarantined';
  at: Instant;
  /** Where the raw body is kept. */
  raw?: string;
  outcomes: ReceiptOutcome[];
}

export interface Receipts {
  record(receipts: readonly Receipt[]): Promise<void>;
  find(id: ReceiptId): Promise<Receipt | undefined>;
}

/** Keeps raw bodies, many in one object; answers the object's key. */
export type KeepRaw = (webhooks: readonly AcceptedWebhook[], at: Instant) => Promise<string>;

/** `accepted` once the queue has it. `repeats` is the slow lane that is read in large batches. */
export type Accept = (
  webhook: AcceptedWebhook,
  lane: 'alerts' | 'repeats',
) => Promise<'accepted' | 'too-large'>;

// ---- configuration -------------------------------------------------------------------------------------------------

export interface ConfigurationStore {
  /** `undefined`: none was ever applied. May be up to 30 s old. */
  current(): Promise<{ version: number; directory: Directory } | undefined>;
  /** The newest, read now. */
  newest(): Promise<
    | { version: number; directory: Directory; document: unknown; at: Instant; by: string }
    | undefined
  >;
  /** `conflict`: another version was applied since `version - 1` was read. */
  save(next: {
    version: number;
    document: unknown;
    /** What the document was found to mean when it was applied. */
    directory: Directory;
    by: string;
    at: Instant;
  }): Promise<'saved' | 'conflict'>;
}

// ---- the roster: what changes by the hour --------------------------------------------------------------------------

export interface RosterStore {
  /** May be up to 15 s old. */
  current(): Promise<Roster>;
  newest(): Promise<Roster>;
  /** All or none. `exists`: one of the ids is taken, so this was asked before. */
  addOverrides(overrides: readonly Override[]): Promise<'added' | 'exists'>;
  /** `undefined`: there was none. */
  removeOverride(id: string): Promise<Override | undefined>;
  /** `conflict`: what is known of this person's channel is no longer `previous`. */
  putContact(next: ContactMethod, previous?: ContactMethod): Promise<'stored' | 'conflict'>;
  removeContact(contact: ContactMethod): Promise<'removed' | 'conflict'>;
  /** A code was sent; a later one replaces it. Only its hash is kept. */
  startVerification(code: {
    person: string;
    channel: Channel;
    address: string;
    codeSha256: string;
    until: Instant;
  }): Promise<void>;
  /** Counts every try; a code is good once, for its address only. */
  useCode(code: {
    person: string;
    channel: Channel;
    codeSha256: string;
    at: Instant;
  }): Promise<{ verified: string } | 'wrong' | 'expired' | 'too-many-tries'>;
}

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
  /** Answers what it was; `undefined`: there was none. */
  revoke(id: string): Promise<CalendarFeed | undefined>;
}

// ---- time ----------------------------------------------------------------------------------------------------------

/**
 * Wakes the incident at that moment: never relied on to be early, late, lost or doubled. `isFirst` is a hint that the
 * incident has no alarm clock yet, which saves a call.
 */
export type SetAlarmClock = (id: IncidentId, at: Instant, isFirst?: boolean) => Promise<void>;

// ---- telling people ------------------------------------------------------------------------------------------------

/** `retry`: the vendor may take it later. `give-up`: this way does not lead to this person. */
export type Delivery =
  | { sent: true; externalId?: string }
  | { sent: false; failed: 'retry' | 'give-up'; reason: string };

export type SendSms = (to: PhoneNumber, text: string) => Promise<Delivery>;
/** To one subscribed person. */
export type SendEmail = (to: string, notice: Notice) => Promise<Delivery>;
/** A call that reads the words aloud. */
export type SendVoice = (to: PhoneNumber, text: string) => Promise<Delivery>;
/** A signed POST of JSON to the recipient's own address. */
export type SendWebhook = (url: string, body: object) => Promise<Delivery>;
/** With which webhooks are signed; made when it is first asked for. */
export type WebhookSecret = () => Promise<string>;
/** What a tracker made of an issue. A rule of Jira Automation does not say which issue it opened. */
export type IssueOutcome =
  | { created: { reference?: string; url?: string } }
  | { failed: 'retry' | 'give-up'; reason: string; afterSeconds?: number };
/** Opens it, or finds the one that an earlier attempt opened. */
export type CreateIssue = (tracker: Tracker, issue: Issue) => Promise<IssueOutcome>;
/** The text of a secret that a team has opened to us. */
export type ReadSecret = (
  arn: string,
) => Promise<{ secret: string } | { unreadable: string; mayPass: boolean }>;
/** Another attempt, some seconds from now. */
export type QueueIssueAgain = (reaction: IssueReaction, delaySeconds: number) => Promise<void>;
export type TellStakeholders = (
  notice: Notice,
  about: { severity: string; service: string },
) => Promise<Delivery>;

export type QueueReactions = (reactions: readonly Reaction[]) => Promise<void>;
/** Another try of one page, some seconds from now. */
export type QueuePageAgain = (page: PageReaction, delaySeconds: number) => Promise<void>;
/** Another look for the page that a receipt is about, some seconds from now. */
export type QueueReceiptAgain = (
  receipt: DeliveryReceipt,
  looks: number,
  delaySeconds: number,
) => Promise<void>;
export type QueueSubscriptionSync = () => Promise<void>;

/** Brings the e-mail topics' subscriptions in line with the configuration; answers what it did, in words. */
export type SyncSubscriptions = (wanted: {
  people: readonly string[];
  stakeholders: readonly {
    email: string;
    severities?: readonly string[];
    services?: readonly string[];
  }[];
}) => Promise<string[]>;

// ---- the ledger of reactions ---------------------------------------------------------------------------------------

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
   * `claimed`: this attempt is ours alone. `moved`: the incident changed in a way that may make the page unwanted;
   * look again. `held`: another delivery of the same page has it, or it is done.
   */
  claim(claim: {
    page: PageReaction;
    /** What the caller saw; the claim holds only while it is still so. */
    guard: string;
    at: Instant;
    /** Token of the recipient's link, kept as a hash. */
    token: string;
    attempt: number;
  }): Promise<'claimed' | 'moved' | { held: PageRecord }>;
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
    guard: string;
    at: Instant;
    token: string;
  }): Promise<'added' | 'moved'>;
  /** Not for a page that was sent, or that a run still has; one that a dead run left behind says so besides. */
  suppress(page: PageReaction, at: Instant, reason: string): Promise<void>;
}

/** Every page of an incident and what became of it. */
export type PagesOf = (id: IncidentId) => Promise<PageRecord[]>;

/** The pages that one message told of, by the vendor's id. None: it was no page, or is not recorded yet. */
export type PagesByMessage = (messageId: string) => Promise<PageRecord[]>;

/** One number on one channel. */
export interface Line {
  phone: PhoneNumber;
  channel: TelephoneChannel;
}

/** What goes to each number, so that many pages become few messages. */
export interface TrafficStore {
  load(line: Line): Promise<{ traffic: Traffic; version: number }>;
  /** `conflict`: it is not `version` any more, as it was read. */
  save(
    line: Line,
    next: { traffic: Traffic; version: number; at: Instant },
  ): Promise<'saved' | 'conflict'>;
}

export interface EffectLedger {
  /** `false`: it is done, or another delivery is at it. */
  claim(key: string, incidentId: string, at: Instant): Promise<boolean>;
  record(key: string, incidentId: string, at: Instant, outcome: string): Promise<void>;
  /** Gives the claim back, so that the queue's next delivery may try again. */
  release(key: string, incidentId: string): Promise<void>;
}

// ---- the round: what is looked at every few minutes ----------------------------------------------------------------

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
  /** `false`: it is done, or another round is at it. */
  claim(task: string, at: Instant): Promise<boolean>;
  /** Done, and not done again for three months. */
  finish(task: string, at: Instant): Promise<void>;
  /** Gives the claim back, so that the next round may try again. */
  release(task: string): Promise<void>;
}

export type ReadSmsAccount = () => Promise<SmsAccount>;
/** Answers the names of the settings that it changed. */
export type EnsureSmsSettings = () => Promise<string[]>;

// ---- what comes after an incident ----------------------------------------------------------------------------------

/** Every incident of which something is left to do. */
export type OpenReviews = () => Promise<OpenReview[]>;

export interface PostmortemVersion {
  /** Counts from 1. */
  version: number;
  at: Instant;
  by: string;
  markdown: string;
  /** A proposed change of a runbook, as a unified diff. */
  runbookDiff?: string;
}

export interface PostmortemStore {
  newest(id: IncidentId): Promise<PostmortemVersion | undefined>;
  /** `conflict`: somebody has written this version already. */
  save(id: IncidentId, version: PostmortemVersion): Promise<'saved' | 'conflict'>;
}

// ---- people's answers ----------------------------------------------------------------------------------------------

export interface Link {
  incidentId: IncidentId;
  person: string;
  name: string;
  expiresAt: Instant;
  usedAt?: Instant;
}

export interface Links {
  find(token: string): Promise<Link | undefined>;
  /** `false`: it was used before. */
  use(token: string, at: Instant): Promise<boolean>;
}

/** Which incidents a phone was paged for, newest first. */
export type PagedOn = (phone: PhoneNumber) => Promise<{ incidentId: IncidentId; at: Instant }[]>;

/** `false`: this phone was told often enough in this hour that it is not understood. */
export type MayAnswer = (phone: PhoneNumber, at: Instant) => Promise<boolean>;

// ---- actions -------------------------------------------------------------------------------------------------------

/**
 * What one family can look at and do in the team's account, by kind; `done` says in words what became of a step. What
 * is not in it belongs to another family, or to none. What fails may be thrown.
 */
export interface Hands {
  looks: {
    [Kind in LookKind]?: (look: LookOf<Kind>) => Promise<SeenOf<Kind> | { unreadable: string }>;
  };
  steps: {
    [Kind in StepKind]?: (step: StepOf<Kind>) => Promise<{ done: string } | { failed: string }>;
  };
}

export interface ActionLog {
  /** `held`: something was asked for under this id already. */
  open(run: ActionRun): Promise<'opened' | { held: ActionRun }>;
  find(id: string): Promise<ActionRun | undefined>;
  /** From waiting to running, for one person who comes in time; `taken` for everybody else. */
  approve(id: string, by: Actor, at: Instant): Promise<'approved' | 'taken'>;
  finish(id: string, end: { succeeded: boolean; outcome: string[]; at: Instant }): Promise<void>;
  /** Newest first. */
  recent(limit: number): Promise<ActionRun[]>;
  /** What waits or runs for longer than it can, and what was marked so and is not settled; longest overdue first. */
  overdue(at: Instant, limit: number): Promise<ActionRun[]>;
  /** From running to unknown, from waiting to expired, if it still is overdue; `taken`: it ended meanwhile. */
  abandon(id: string, at: Instant): Promise<'abandoned' | 'taken'>;
  /** Everybody was told of one that was abandoned: it is not looked for any more. */
  settle(id: string): Promise<void>;
}

// ---- evidence ------------------------------------------------------------------------------------------------------

export interface TimeWindow {
  from: Instant;
  to: Instant;
}

export interface LogLine {
  /** Given by the log, the same however often the line is read. */
  id?: string;
  at: Instant;
  group: string;
  stream: string;
  message: string;
}

/** One page of a log group's lines; `next` absent at the end. */
export type ReadLogs = (
  group: string,
  window: TimeWindow,
  next?: string,
) => Promise<{ lines: LogLine[]; next?: string } | { unreadable: string }>;

export interface MetricQuery {
  namespace: string;
  name: string;
  statistic: string;
  periodSeconds: number;
  dimensions: Record<string, string>;
}

export type ReadMetric = (
  metric: MetricQuery,
  window: TimeWindow,
) => Promise<{ points: { at: Instant; value: number }[] } | { unreadable: string }>;

/** Whether an address answers, and how fast. What it says is not looked at. */
export type Probe = (url: string) => Promise<{ ok: boolean; text: string; milliseconds: number }>;

/** Asks a database one reading question. */
export type AskDatabase = (
  database: { cluster: string; secret: string; name: string },
  sql: string,
) => Promise<Rows | { unreadable: string }>;

/** What happened to alarms, one record each, oldest first. */
export type ReadAlarmHistory = (
  alarms: readonly string[],
  window: TimeWindow,
) => Promise<{ records: object[] } | { unreadable: string }>;

export type DeploymentSource =
  | { application: string; group: string }
  | { cluster: string; ecsService: string };
export type ReadDeployments = (
  source: DeploymentSource,
  window: TimeWindow,
) => Promise<
  /** `released`: of the records those that brought out a version, in words. */
  { records: object[]; released: { at: Instant; what: string }[] } | { unreadable: string }
>;

export type ChangeSource = { resource: string } | { source: string } | { event: string };
export type ReadChanges = (
  source: ChangeSource,
  window: TimeWindow,
) => Promise<{ records: object[] } | { unreadable: string }>;

export interface SnapshotWanted {
  /** The same for the same wish: a snapshot that is there is not taken again. */
  id: string;
  of: { cluster: string } | { instance: string };
  incident: string;
  expiresAt: Instant;
}
/** Asks for a snapshot; it is complete some minutes later. */
export type TakeSnapshot = (
  wanted: SnapshotWanted,
) => Promise<{ snapshot: object } | { unreadable: string }>;
/** Deletes our own snapshots that have expired; answers their ids. */
export type ExpireSnapshots = (at: Instant) => Promise<string[]>;

export interface Archive {
  /** Write-once: `exists` when the key is taken. `note` is kept beside it: short, plain letters. */
  put(
    key: string,
    body: Uint8Array,
    contentType: string,
    note?: string,
  ): Promise<'stored' | 'exists'>;
  find(key: string): Promise<{ content: Uint8Array; note?: string } | undefined>;
}

/** Sends an archive on to its next run, or asks for one. */
export type QueueArchive = (wanted: ArchiveReaction, delaySeconds?: number) => Promise<void>;

/** What was archived, to look at. */
export interface Vault {
  read(key: string): Promise<Uint8Array | undefined>;
  /** Every key that begins so, in order. */
  list(prefix: string): Promise<string[]>;
  /** An address from which anybody reads that object until then. */
  linkTo(key: string, until: Instant): Promise<string>;
}

/** What the program says of itself. Only named fields; never a phone number, an address or a body. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields) => void;
export type LogFields = Record<string, string | number | boolean | undefined>;

export type { Actor };
