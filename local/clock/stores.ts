import { actionLog } from '#adapters/dynamodb/action-log.ts';
import { alertIndex } from '#adapters/dynamodb/alert-index.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { heartbeats } from '#adapters/dynamodb/heartbeats.ts';
import { incidentStore } from '#adapters/dynamodb/incident-store.ts';
import { openReviews } from '#adapters/dynamodb/open-reviews.ts';
import { rosterStore } from '#adapters/dynamodb/roster-store.ts';
import { statusPageStore } from '#adapters/dynamodb/status-page-store.ts';
import { fromEpochMs } from '#core/time/instant.ts';
import type { Stores } from '#local/clock/idle-until.ts';
import { ownTable } from '#local/own-table.ts';

/** What rounds look at. Read once as long as nothing changes. */
export function storesOf(deps: {
  dynamodbPort: number;
  table: string;
  now: () => number;
  changes: () => number;
}): Stores {
  const table = ownTable(deps.dynamodbPort, deps.table);
  const now = () => fromEpochMs(deps.now());
  const incidents = incidentStore(table);
  const actions = actionLog(table);
  const configuration = configurationStore(table, now);
  const roster = rosterStore(table, now);
  const reviews = openReviews(table);
  const statusPage = statusPageStore(table);
  const beats = heartbeats(table);
  const alerts = alertIndex(table);

  let readAt = Number.NaN;
  const read = new Map<string, Promise<unknown>>();
  function once<Answer>(what: string, look: () => Promise<Answer>): Promise<Answer> {
    if (readAt !== deps.changes()) read.clear();
    readAt = deps.changes();
    const answer = (read.get(what) as Promise<Answer> | undefined) ?? look();
    read.set(what, answer);
    return answer;
  }
  return {
    incidents: {
      overdue: (before, limit) =>
        once(`deadlines ${before} ${limit}`, () => incidents.overdue(before, limit)),
      list: query => once(`list ${JSON.stringify(query)}`, () => incidents.list(query)),
    },
    actions: {
      overdue: (at, limit) => once(`actions ${at} ${limit}`, () => actions.overdue(at, limit)),
    },
    configuration: { newest: () => once('configuration', () => configuration.newest()) },
    roster: { newest: () => once('roster', () => roster.newest()) },
    openReviews: () => once('reviews', reviews),
    heartbeats: { all: () => once('heartbeats', beats.all) },
    alerts: {
      waiting: (until, most) => once(`held ${until} ${most}`, () => alerts.waiting(until, most)),
    },
    statusPage: { read: () => once('status page', statusPage.read) },
  };
}
