import type { CommandOf, Decision } from '#core/incident/commands.ts';
import type { EventOf, IncidentEvent } from '#core/incident/events.ts';
import { type DeclaredIncident, evolve } from '#core/incident/incident.ts';
import { pageFrom } from '#core/incident/ladder.ts';
import type { PlannedPage } from '#core/incident/pages.ts';
import { besideLadder } from '#core/incident/paging-state.ts';
import { everybodyOn } from '#core/oncall/plan.ts';

const nothingToDo: Decision = { events: [] };

/** How an attempt went; where it went nowhere, what is tried instead, now. */
export function recordPageOutcome(
  incident: DeclaredIncident,
  { type: _type, outcome, ...page }: CommandOf<'RecordPageOutcome'>,
): Decision {
  const groups = [incident.paging.escalation, ...besideLadder(incident.paging)];
  const isIn = (keys: readonly string[]) => keys.includes(page.page);
  if (groups.some(({ sent, failed }) => isIn(sent) || isIn(failed))) return nothingToDo;
  if (outcome.sent) {
    const { externalId } = outcome;
    const sent = { type: 'PageSent', ...page, ...(externalId !== undefined && { externalId }) };
    return { events: [sent as EventOf<'PageSent'>] };
  }
  const failed: IncidentEvent = { type: 'PageFailed', ...page, reason: outcome.reason };
  return { events: [failed, ...instead(incident, failed)] };
}

/** A receipt that says undelivered is a failure that was heard of later, with the same consequences. */
export function recordReceipt(
  incident: DeclaredIncident,
  { type: _type, receipt, ...page }: CommandOf<'RecordReceipt'>,
): Decision {
  const groups = [incident.paging.escalation, ...besideLadder(incident.paging)];
  const isIn = (keys: readonly string[]) => keys.includes(page.page);
  if (groups.some(({ failed }) => isIn(failed))) return nothingToDo;
  const isFinal = !receipt.delivered && receipt.isFinal === true;
  if (!isFinal && groups.some(({ delivered }) => isIn(delivered))) return nothingToDo;
  if (receipt.delivered) return { events: [{ type: 'PageDelivered', ...page }] };
  const undelivered: IncidentEvent = {
    type: 'PageUndelivered',
    ...page,
    reason: receipt.reason,
  };
  return { events: [undelivered, ...instead(incident, undelivered)] };
}

/** The person's next channel at once; when nobody of the level is left to reach, the next level at once. */
function instead(
  incident: DeclaredIncident,
  failure: EventOf<'PageFailed'> | EventOf<'PageUndelivered'>,
): IncidentEvent[] {
  const after = evolve(incident, failure);
  if (after.phase !== 'open' && after.phase !== 'acknowledged') return [];
  const { escalation } = after.paging;
  const { plan } = after;
  const { at, reason, page: key } = failure;
  const isFailed = (page: PlannedPage) => page.key === key;

  const beside = besideLadder(after.paging).find(({ pages }) => pages.some(isFailed));
  const besidePage = beside?.pages.find(isFailed);
  if (beside !== undefined && besidePage !== undefined) {
    const next = nextContact(beside, besidePage);
    const asked = { level: 0, round: 0, purpose: beside.purpose };
    return next === undefined ? [] : broughtForward(after, asked, besidePage, next, failure);
  }
  const ladderPage = escalation.pages.find(isFailed);
  const isAwaited = after.phase === 'open' || escalation.purpose === 'help';
  if (ladderPage === undefined || !isAwaited) return [];

  const next = nextContact(escalation, ladderPage);
  if (next !== undefined) return broughtForward(after, escalation, ladderPage, next, failure);
  const { level, round, purpose } = escalation;
  const isDead = escalation.pages.every(page => isDeadEnd(escalation, page));
  // The last level waits for its own deadline instead, or a dead channel would spin the ladder.
  if (!isDead || escalation.sent.length > 0 || level >= plan.levels.length) return [];
  return pageFrom(plan, {
    at,
    level: level + 1,
    round,
    purpose,
    reason: `nobody of level ${level} could be reached: ${reason}`,
  });
}

interface Tracked {
  pages: readonly PlannedPage[];
  sent: readonly string[];
  failed: readonly string[];
}

/** A failed page, or another one to the same person on the channel that it showed to lead nowhere. */
function isDeadEnd({ pages, failed }: Tracked, page: PlannedPage): boolean {
  return pages.some(
    other =>
      failed.includes(other.key) && other.person === page.person && other.channel === page.channel,
  );
}

function nextContact(tracked: Tracked, failed: PlannedPage): PlannedPage | undefined {
  return tracked.pages.find(
    page =>
      page.person === failed.person &&
      page.afterSeconds > 0 &&
      !tracked.sent.includes(page.key) &&
      !isDeadEnd(tracked, page),
  );
}

function broughtForward(
  { paging: { audience }, plan }: DeclaredIncident,
  { level, round, purpose }: Pick<EventOf<'PageAdvanced'>, 'level' | 'round' | 'purpose'>,
  failed: PlannedPage,
  { key: page, channel, person }: PlannedPage,
  failure: EventOf<'PageFailed'> | EventOf<'PageUndelivered'>,
): IncidentEvent[] {
  // Of a level as the plan has them there, which follows the configuration: on another one they may be known otherwise since
  // its schedule handed over. The audience has everybody as they were asked first.
  const own = plan.levels[level - 1];
  const planned = level === 0 ? [] : [...(own ? [own] : []), ...plan.levels].flatMap(everybodyOn);
  const to = [...planned, ...audience].find(responder => responder.person === person);
  if (to === undefined) return [];
  const { at } = failure;
  return [
    {
      type: 'PageAdvanced',
      at,
      page,
      insteadOf: failed.key,
      to,
      channel,
      level,
      levelName: plan.levels[level - 1]?.name ?? 'asked by name',
      round,
      purpose,
      reason: `${failed.channel} did not reach ${to.name}: ${failure.reason}`,
    },
  ];
}
