import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type judging, saidOf } from '#app/intake/judge.ts';
import type { WithVerdict } from '#app/intake/triaged.ts';
import type { IncidentId } from '#core/ids.ts';
import { homesOf, isWorseNews } from '#core/intake/triage.ts';
import { planAtSeverity } from '#core/oncall/escalation.ts';
import { triageActor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { isWorse } from '#core/severity.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { Now } from '#ports/runtime.ts';

/** A worse alert raises its incident at once. A milder one never lowers it. */
export function raising(deps: {
  configured: () => Promise<Directory>;
  roster: Pick<RosterStore, 'newest'>;
  handle: HandleCommand;
  judge: ReturnType<typeof judging>;
  now: Now;
}) {
  return async (
    id: IncidentId,
    members: readonly WithVerdict[],
    [home] = members.flatMap(({ known }) => homesOf(known).filter(each => each.id === id)),
  ): Promise<void> => {
    if (home === undefined || home.state.phase === 'undeclared') return;
    // Nothing is worse, so that a storm of what is known is not judged one by one.
    if (!isWorseNews(home.state, 'SEV1')) return;
    const directory = await deps.configured();
    const [worst] = members
      .map(each => deps.judge(directory, saidOf(each)))
      .toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
    if (worst === undefined || !isWorseNews(home.state, worst.severity)) return;
    const [at, roster] = [deps.now(), await deps.roster.newest()];
    await deps.handle(id, ({ plan }) => ({
      type: 'ChangeSeverity',
      at,
      by: triageActor,
      raises: true,
      to: worst.severity,
      reason: worst.reason,
      ...planAtSeverity(plan, directory, roster, { severity: worst.severity, at }),
    }));
  };
}
