import { type ActionRun, overdueAt } from '#core/actions/run.ts';
import { isSameActor } from '#core/people.ts';
import type { ActionLog } from '#ports/actions.ts';

export function memoryActionLog(): ActionLog {
  const runs = new Map<string, ActionRun>();
  const settled = new Set<string>();
  return {
    async open(run) {
      const held = runs.get(run.id);
      if (held !== undefined) return { held: structuredClone(held) };
      runs.set(run.id, structuredClone(run));
      return 'opened';
    },
    find: async id => structuredClone(runs.get(id)),
    async approve(id, by, at) {
      const run = runs.get(id);
      const isInTime = run?.approveBefore !== undefined && run.approveBefore > at;
      if (run?.status !== 'waiting' || !isInTime || isSameActor(run.by, by)) return 'taken';
      runs.set(id, { ...run, status: 'running', approvedBy: by, startedAt: at });
      return 'approved';
    },
    async finish(id, { succeeded, outcome, at }) {
      const run = runs.get(id);
      if (run?.status !== 'running') throw new Error(`${id} does not run`);
      const status = succeeded ? 'done' : 'failed';
      runs.set(id, { ...run, status, outcome, finishedAt: at });
    },
    async follow(id, { execution, outcome, at }) {
      const run = runs.get(id);
      if (run?.status === 'running') runs.set(id, { ...run, outcome, follows: { execution, at } });
    },
    recent: async limit =>
      [...runs.values()]
        .toSorted((a, b) => (a.at > b.at ? -1 : 1))
        .slice(0, limit)
        .map(run => structuredClone(run)),
    overdue: async (at, limit) =>
      [...runs.values()]
        .filter(({ id, status }) => status !== 'done' && status !== 'failed' && !settled.has(id))
        .filter(run => overdueAt(run) <= at)
        .toSorted((a, b) => (overdueAt(a) < overdueAt(b) ? -1 : 1))
        .slice(0, limit)
        .map(run => structuredClone(run)),
    async abandon(id, at) {
      const run = runs.get(id);
      if (run === undefined || overdueAt(run) > at) return 'taken';
      if (run.status !== 'waiting' && run.status !== 'running') return 'taken';
      runs.set(id, { ...run, status: run.status === 'waiting' ? 'expired' : 'unknown' });
      return 'abandoned';
    },
    async settle(id) {
      const status = runs.get(id)?.status;
      if (status === 'unknown' || status === 'expired') settled.add(id);
    },
  };
}
