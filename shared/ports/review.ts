import type { IncidentId } from '#core/ids.ts';
import type { Issue } from '#core/review/issue.ts';
import type { OpenReview } from '#core/review/open-review.ts';
import type { IssueReaction } from '#core/review/review-reactions.ts';
import type { Tracker } from '#core/setup/trackers.ts';
import type { Instant } from '#core/time/instant.ts';

/* What comes after an incident. */

/** What a tracker made of an issue. A rule of Jira Automation does not say which issue it opened. */
export type IssueOutcome =
  | { created: { reference?: string; url?: string } }
  | { failed: 'retry' | 'give-up'; reason: string; afterSeconds?: number };

/** Opens it, or finds the one that an earlier attempt opened. */
export type CreateIssue = (tracker: Tracker, issue: Issue) => Promise<IssueOutcome>;

/** The text of a secret that a team has opened to us. */
export type ReadSecret = (
  arn: string,
) => Promise<{ secret: string } | { unreadable: string; isTransient: boolean }>;

/** Another attempt, some seconds from now. */
export type QueueIssueAgain = (reaction: IssueReaction, delaySeconds: number) => Promise<void>;

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
  version(id: IncidentId, number: number): Promise<PostmortemVersion | undefined>;
  /** Who wrote that version and those before it, the newest first; no more than so many. */
  history(
    id: IncidentId,
    from: number,
    most: number,
  ): Promise<Pick<PostmortemVersion, 'version' | 'at' | 'by'>[]>;
  /** `conflict`: somebody has written this version already. */
  save(id: IncidentId, version: PostmortemVersion): Promise<'saved' | 'conflict'>;
}
