import type { HandleCommand } from '#app/incident/handle-command.ts';
import { incidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { ActionItem } from '#core/incident/review-state.ts';
import { heldByAnother } from '#core/lease.ts';
import { issueOf } from '#core/review/issue.ts';
import type { IssueReaction } from '#core/review/review-reactions.ts';
import { type Tracker, trackerOf } from '#core/setup/trackers.ts';
import { oneLine, shortened } from '#core/text/plain-text.ts';
import type { EffectLedger, IncidentStore } from '#ports/incident.ts';
import type { CreateIssue, IssueOutcome, QueueIssueAgain } from '#ports/review.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** Half an hour in all: what still refuses then is for a person to look at. */
const attemptsMax = 6;
const firstPauseSeconds = 60;
/** SQS delays a message by at most 15 minutes. */
const pauseSecondsMax = 900;
const reasonMax = 300;

/**
 * Makes an action item an issue where the organisation plans its work, once: the item is claimed, and a tracker that
 * can be asked is asked first whether it has the issue, so that an answer that was lost is found and not repeated.
 */
export function exportActionItem(deps: {
  incidents: IncidentStore;
  handle: HandleCommand;
  ledger: EffectLedger;
  configuration: ConfigurationStore;
  createIssue: CreateIssue;
  queueIssueAgain: QueueIssueAgain;
  now: Now;
  log: Log;
}) {
  return async (reaction: IssueReaction): Promise<void> => {
    const { incidentId: id, attempt } = reaction;
    const key = attempt === 1 ? reaction.key : `${reaction.key}~${attempt}`;
    const lease = await deps.ledger.claim(key, id, deps.now(), {
      channel: 'tracker',
      to: 'issues',
      what: `action item ${reaction.item}`,
    });
    if (lease === 'done') return;
    if (lease === 'held') throw heldByAnother(key);
    try {
      const done = await alone(reaction, () => attempted(reaction, key));
      await deps.ledger.record(key, id, deps.now(), done);
    } catch (error) {
      // Whether the issue is there is asked by the next delivery.
      await deps.ledger.release(key, id, deps.now());
      throw error;
    }
  };

  /** Asking and then opening is two calls: whoever asks by hand meanwhile waits for the queue's next delivery. */
  async function alone<Value>(
    { incidentId: id, item }: IssueReaction,
    run: () => Promise<Value>,
  ): Promise<Value> {
    const lock = `${id}#issue#${item}`;
    if ((await deps.ledger.claim(lock, id, deps.now())) !== 'taken') throw heldByAnother(lock);
    try {
      return await run();
    } finally {
      await deps.ledger.release(lock, id, deps.now());
    }
  }

  async function attempted(reaction: IssueReaction, key: string): Promise<string> {
    const { incident } = await deps.incidents.load(incidentId(reaction.incidentId));
    const directory = (await deps.configuration.current())?.directory;
    if (incident.phase === 'undeclared' || directory === undefined) return 'not wanted';
    const item = incident.review.actionItems.find(each => each.item === reaction.item);
    const tracker = trackerOf(directory, incident.plan.service.id);
    if (item === undefined || item.issue !== undefined || tracker === undefined) {
      return 'not wanted';
    }
    const outcome = await opened(tracker, incident, item, key);
    return 'created' in outcome
      ? succeeded(reaction, tracker, outcome.created)
      : failed(reaction, tracker, outcome);
  }

  async function opened(
    tracker: Tracker,
    incident: DeclaredIncident,
    item: ActionItem,
    key: string,
  ): Promise<IssueOutcome> {
    if (tracker.kind === 'jira-automation' && !(await firstTime(key, incident.id))) {
      return unsure('an earlier run ended before the answer came');
    }
    const { plan, ...facts } = incident;
    return deps.createIssue(tracker, issueOf({ ...facts, service: plan.service }, item));
  }

  /** A rule cannot be asked what it did, so that it is noted before it is started. */
  async function firstTime(key: string, id: string): Promise<boolean> {
    const noted = `${key}~started`;
    if ((await deps.ledger.claim(noted, id, deps.now())) !== 'taken') return false;
    await deps.ledger.record(noted, id, deps.now(), 'started');
    return true;
  }

  async function succeeded(
    { incidentId: id, item }: IssueReaction,
    { kind: tracker }: Tracker,
    created: { reference?: string; url?: string },
  ): Promise<string> {
    const at = deps.now();
    const command = { type: 'RecordActionItemExport', at, item, tracker, ...created } as const;
    await deps.handle(incidentId(id), command);
    return created.reference ?? 'sent';
  }

  async function failed(
    reaction: IssueReaction,
    { kind: tracker }: Tracker,
    outcome: Extract<IssueOutcome, { failed: unknown }>,
  ): Promise<string> {
    const { incidentId: id, item, attempt } = reaction;
    // Words of somebody else's server.
    const reason = shortened(oneLine(outcome.reason), reasonMax);
    const isFinal = outcome.failed === 'give-up' || attempt >= attemptsMax;
    const at = deps.now();
    const about = { at, item, tracker, reason, attempt, isFinal };
    await deps.handle(incidentId(id), { type: 'RecordActionItemExportFailure', ...about });
    deps.log(isFinal ? 'error' : 'warn', 'action item not exported', { incidentId: id, ...about });
    if (!isFinal) {
      const wanted = outcome.afterSeconds ?? firstPauseSeconds * 2 ** (attempt - 1);
      const pause = Math.min(Math.max(Math.ceil(wanted), firstPauseSeconds), pauseSecondsMax);
      await deps.queueIssueAgain({ ...reaction, attempt: attempt + 1 }, pause);
    }
    return `failed: ${reason}`;
  }
}

/** For who looks: it may be there. */
function unsure(why: string): IssueOutcome {
  return { failed: 'give-up', reason: `${why}; it may have arrived, so look there first` };
}
