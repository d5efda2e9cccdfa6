import { alertItem, asRead, heldKey } from '#adapters/dynamodb/claims.ts';
import { afterPrefix, type Key, keys } from '#adapters/dynamodb/keys.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { silencesIn } from '#adapters/dynamodb/silences.ts';
import {
  batchGet,
  expiresAt,
  find,
  fromItem,
  type Item,
  putIf,
  queryIndex,
  type Table,
  updateIf,
} from '#adapters/dynamodb/table.ts';
import {
  type Fingerprint,
  fingerprint,
  incidentId,
  type ProblemKey,
  problemKey,
} from '#core/ids.ts';
import type { Budget } from '#core/intake/flood.ts';
import { type Inhibitor, withInhibitors } from '#core/intake/inhibition.ts';
import { instant } from '#core/time/instant.ts';
import type { AlertIndex, AlertStatus, Held } from '#ports/intake.ts';

export function alertIndex(table: Table): AlertIndex {
  return {
    async lookUp({ problems, fingerprints, budgets = [], silences = false }) {
      const found: Found = {
        problems: new Map<ProblemKey, ReturnType<typeof incidentId>>(),
        alerts: new Map<Fingerprint, AlertStatus>(),
        budgets: new Map<string, Budget>(),
        silences: [],
      };
      const wanted = [
        ...problems.map(keys.problem),
        ...fingerprints.map(keys.alert),
        ...budgets.map(keys.budget),
        ...(silences ? [keys.silencesInForce] : []),
      ];
      for (const item of await batchGet(table, wanted)) collect(item, found);
      return found;
    },

    async remember(status) {
      // Notifications overtake each other: the newest word stays.
      const isNewest = 'attribute_not_exists(pk) OR #at < :at';
      await putIf(table, alertItem(status, keptDays.strayAlert), isNewest, { at: status.at });
    },

    async heardAgain({ fingerprint, at: readAt, problem }, at) {
      // Somebody has cleared it meanwhile, or has heard something newer.
      const isAsRead = '#at = :readAt AND #status = :firing';
      const named = problem === undefined ? '' : ', problem = :problem';
      const kept = expiresAt(at, keptDays.alert);
      const values = { at, readAt, firing: 'firing', problem, expiresAt: kept };
      const update = `SET #at = :at, expiresAt = :expiresAt${named}`;
      const noted = await updateIf(table, keys.alert(fingerprint), update, isAsRead, values);
      return noted === undefined ? 'changed' : 'noted';
    },

    async move(status, previous) {
      const { condition, values } = asRead(previous);
      const item = alertItem(status, keptDays.alert);
      return (await putIf(table, item, condition, values)) ? 'moved' : 'conflict';
    },

    async waiting(until, most) {
      const due = { partition: heldKey, upTo: until };
      const items = await queryIndex(table, 'byDeadline', due, { most });
      return items.map(item => {
        const { pk, dueAt } = fromItem<{ pk: string; dueAt: string }>(item);
        return { fingerprint: fingerprint(afterPrefix(pk)), lookAgainAt: instant(dueAt) };
      });
    },

    async inhibitors(places) {
      const items = await batchGet(table, places.map(keys.inhibits));
      return new Map(items.map(item => [afterPrefix(fromItem<Key>(item).pk), sourcesIn(item)]));
    },

    async noteInhibitors(key, inhibitors, at, gone = []) {
      for (let attempt = 1; attempt <= triesMax; attempt++) {
        const item = await find(table, keys.inhibits(key));
        const version = item && fromItem<{ version: number }>(item).version;
        const sources = withInhibitors(item === undefined ? [] : sourcesIn(item), inhibitors, gone);
        const next = {
          ...{ ...keys.inhibits(key), sources: JSON.stringify(sources) },
          ...{ version: (version ?? 0) + 1, expiresAt: expiresAt(at, keptDays.alert) },
        };
        // Two that start to fire at once: the second adds itself to what the first has written.
        const isAsRead = version === undefined ? 'attribute_not_exists(pk)' : 'version = :version';
        if (await putIf(table, next, isAsRead, { version })) return;
        await table.pause(attempt);
      }
      throw new Error(`What inhibits by ${key} stayed contended after ${triesMax} attempts`);
    },

    async leadTo(problem, id, replaces) {
      const item = { ...keys.problem(problem), incidentId: id };
      await (replaces === undefined
        ? putIf(table, item, 'attribute_not_exists(pk)', {})
        : putIf(table, item, 'incidentId = :replaces', { replaces }));
    },
  };
}

/** So many others may note something at one place at the same moment. */
const triesMax = 20;

function sourcesIn(item: Item): Inhibitor[] {
  return JSON.parse(fromItem<{ sources: string }>(item).sources) as Inhibitor[];
}

interface ClaimItem {
  pk: string;
  at: string;
  status?: AlertStatus['status'];
  /** Of a problem; of alerts in items of before they could fire in several. */
  incidentId?: string;
  incidents?: string[];
  problem?: string;
  /** Of one that waits, as JSON. */
  held?: string;
}

type Found = Awaited<ReturnType<AlertIndex['lookUp']>>;

function collect(item: Item, found: Found): void {
  const {
    pk,
    at,
    status,
    incidentId: id,
    incidents = id === undefined ? [] : [id],
    problem,
    held,
  } = fromItem<ClaimItem>(item);
  if (pk.startsWith('BUDGET#')) {
    const { problems, worst } = fromItem<Budget>(item);
    found.budgets.set(afterPrefix(pk), { problems, worst });
  }
  if (pk === keys.silencesInForce.pk) found.silences.push(...silencesIn(item));
  if (pk.startsWith('PROBLEM#') && id !== undefined) {
    found.problems.set(problemKey(afterPrefix(pk)), incidentId(id));
  }
  if (pk.startsWith('ALERT#') && status !== undefined) {
    const print = fingerprint(afterPrefix(pk));
    found.alerts.set(print, {
      fingerprint: print,
      status,
      at: instant(at),
      incidents: incidents.map(incidentId),
      ...(problem !== undefined && { problem: problemKey(problem) }),
      ...(held !== undefined && { held: JSON.parse(held) as Held }),
    });
  }
}
