import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import type {
  AskedEvidence,
  EventOf,
  IncidentEvent,
  MemberAlert,
  Occasion,
  Purpose,
  Role,
} from '#core/incident/events.ts';
import type { NoticeWords } from '#core/incident/public-notice.ts';
import type { Rung } from '#core/incident/rung.ts';
import type { ResponsePlan } from '#core/oncall/plan.ts';
import type { Actor, Channel, Responder } from '#core/people.ts';
import type { TrackerKind } from '#core/setup/trackers.ts';
import type { Severity, SeverityReason } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';

/** What may be asked of an incident. Each carries the moment it was asked at; `by` says who asked. */
export type IncidentCommand =
  | {
      type: 'DeclareIncident';
      at: Instant;
      by: Actor;
      id: string;
      title: string;
      description?: string;
      severity: Severity;
      severityReason: SeverityReason;
      plan: ResponsePlan;
      drill?: { kind: 'drill' | 'test-page'; announced: boolean };
      /** What its words resemble. */
      patterns?: PatternHit[];
      origin: EventOf<'IncidentDeclared'>['origin'];
    }
  /** `plan`: of its service as it is now, for its names; nobody is reached by it. */
  | {
      type: 'ImportIncident';
      at: Instant;
      by: Actor;
      document: EventOf<'IncidentImported'>['document'];
      plan: ResponsePlan;
    }
  /** `responder`: how whoever it is in the name of is reached, where that is known. */
  | { type: 'AcknowledgeIncident'; at: Instant; by: Actor; responder?: Responder }
  /** `from`: where whoever asks saw the escalation; has it gone on since, nobody more is woken. */
  | { type: 'EscalateIncident'; at: Instant; by: Actor; reason?: string; from?: Rung }
  | { type: 'AddResponders'; at: Instant; by: Actor; people: Responder[]; reason: string }
  /** `responder`: as of an acknowledgement, which it is. */
  | {
      type: 'SnoozeIncident';
      at: Instant;
      by: Actor;
      responder?: Responder;
      until: Instant;
      reason: string;
    }
  /** `plan`: the one in force with the new people as its first level. */
  | { type: 'ReassignIncident'; at: Instant; by: Actor; plan: ResponsePlan; reason: string }
  /** An override came or went; `plan` is the one in force, worked out anew. */
  | { type: 'ChangeOnCall'; at: Instant; by: Actor; plan: ResponsePlan; reason: string }
  /** Whoever acknowledged is not there any more. */
  | { type: 'TakeBackAcknowledgement'; at: Instant; of: Actor; reason: string }
  | { type: 'TickChecklist'; at: Instant; by: Actor; item: string; done: boolean }
  /** What is done to the team's account is decided elsewhere; the incident remembers it. */
  | { type: 'RecordAction'; at: Instant; fact: EventOf<ActionFact> }
  | { type: 'NotifyTeam'; at: Instant; by: Actor; text: string; people: Responder[] }
  | {
      type: 'PostUpdate';
      at: Instant;
      by: Actor;
      status: string;
      impact?: string;
      patterns?: PatternHit[];
      actions?: string;
    }
  /** `after`: so many notices stood on the page when these words were proposed. */
  | { type: 'PostPublicNotice'; at: Instant; by: Actor; notice: NoticeWords; after?: number }
  | {
      type: 'AssignRole';
      at: Instant;
      by: Actor;
      role: Role;
      person: string;
      name: string;
      /** How they are reached. */
      responder?: Responder;
      note?: string;
    }
  | { type: 'AddNote'; at: Instant; by: Actor; text: string; patterns?: PatternHit[] }
  | ({ type: 'AttachFinding'; patterns?: PatternHit[] } & Omit<EventOf<'FindingAttached'>, 'type'>)
  | {
      type: 'ChangeSeverity';
      at: Instant;
      by: Actor;
      to: Severity;
      reason: SeverityReason;
      /** The plan of the new severity, from the configuration as it is now. */
      plan: ResponsePlan;
      /** How those to whom it was handed over are reached about it; who is not among them as before. */
      handedOver?: readonly Responder[];
      /** Only upwards, and only where it is news: what alerts say never lowers a severity. */
      raises?: true;
    }
  | { type: 'AttachAlerts'; at: Instant; alerts: MemberAlert[]; refired: number }
  /** `all`: the group is over as a whole, whatever was listed. */
  | { type: 'ClearAlerts'; at: Instant; alerts: MemberAlert[]; all?: true }
  /** The sender lost sight of them, which is no all-clear. */
  | { type: 'DoubtAlerts'; at: Instant; alerts: MemberAlert[]; reason: string }
  | { type: 'ResolveIncident'; at: Instant; by: Actor; resolution: string }
  | { type: 'ReopenIncident'; at: Instant; by: Actor; reason: string }
  | {
      type: 'RecordPageOutcome';
      at: Instant;
      page: string;
      person: string;
      channel: Channel;
      level: number;
      round: number;
      purpose: Purpose;
      outcome: { sent: true; externalId?: string } | { sent: false; reason: string };
    }
  /** What the carrier or the vendor said later of a page that it had accepted. */
  | {
      type: 'RecordReceipt';
      at: Instant;
      page: string;
      person: string;
      channel: Channel;
      /** `isFinal`: also after a receipt that it arrived. */
      receipt:
        | { delivered: true }
        | { delivered: false; reason: string; isFinal?: true | undefined };
    }
  | {
      type: 'RecordArchive';
      at: Instant;
      manifest: string;
      objects: number;
      contents?: { key: string; bytes: number; sha256: string }[];
      sealedBy?: string;
      attempt?: number;
      bytes: number;
      missing: string[];
      /** The manifest that this one seals; `null` for the first. */
      previous?: string | null;
      occasion?: Occasion;
      asked?: AskedEvidence;
      again?: string[];
      notConfigured?: string[];
      redacted?: number;
    }
  /** What the evidence collected so far resembles, and which incidents of before. */
  | { type: 'NoteResemblance'; at: Instant; patterns: PatternHit[]; lookAlikes: LookAlike[] }
  | ReviewCommand
  | ExportCommand
  /** Time has passed. The state says what is due, so an early, late or repeated wake does no harm. */
  | { type: 'Wake'; at: Instant };

/** What is asked once it is over. */
export type ReviewCommand =
  | { type: 'RecordExport'; at: Instant; by: Actor; format: string }
  | { type: 'DraftPostmortem'; at: Instant; by: Actor; version: number }
  | { type: 'EditPostmortem'; at: Instant; by: Actor; version: number }
  | { type: 'SubmitPostmortem'; at: Instant; by: Actor }
  | {
      type: 'PublishPostmortem';
      at: Instant;
      by: Actor;
      /** As its publisher read it. */
      version: number;
      learnings: string;
      hasRunbookChange: boolean;
    }
  | {
      type: 'AddActionItem';
      at: Instant;
      by: Actor;
      text: string;
      owner?: { person: string; name: string };
      dueOn?: string;
    }
  | { type: 'CompleteActionItem'; at: Instant; by: Actor; item: number };

/** What becomes of an action item elsewhere. */
export type ExportCommand =
  | { type: 'RequestActionItemExport'; at: Instant; by: Actor; item: number }
  | {
      type: 'RecordActionItemExport';
      at: Instant;
      item: number;
      tracker: TrackerKind;
      reference?: string;
      url?: string;
    }
  | {
      type: 'RecordActionItemExportFailure';
      at: Instant;
      item: number;
      tracker: TrackerKind;
      reason: string;
      attempt: number;
      isFinal: boolean;
    };

type ActionFact = 'ActionRequested' | 'ActionStarted' | 'ActionFinished' | 'ActionAbandoned';

/** A refusal that the caller can do something about; `text` is shown to people as it is. */
export interface Rejection {
  rejection:
    | 'not-found'
    | 'already-declared'
    | 'already-resolved'
    | 'not-resolved'
    | 'closed'
    | 'nobody-left-to-escalate-to'
    | 'snooze-too-long'
    | 'nobody-to-page'
    | 'archived-meanwhile'
    | 'unknown-checklist-item'
    | 'imported'
    | 'not-over'
    | 'no-postmortem'
    | 'postmortem-published'
    | 'edited-meanwhile'
    | 'too-many-action-items'
    | 'unknown-action-item'
    | 'exported-already'
    | 'exercise'
    | 'not-published'
    | 'too-many-notices'
    | 'words-changed';
  text: string;
}

export type CommandOf<Type extends IncidentCommand['type']> = Extract<
  IncidentCommand,
  { type: Type }
>;

/** Facts to record, nothing (an empty list: the wish is already true), or a refusal with its reason. */
export type Decision = { events: IncidentEvent[] } | { rejected: Rejection };
