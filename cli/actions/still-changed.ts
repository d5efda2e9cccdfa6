import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { ActionRunShown } from '#contract/actions.ts';
import { changeText } from '#core/actions/changes.ts';
import { oneLine } from '#core/text/plain-text.ts';

/**
 * What was changed for an incident and is still so. "Temporarily" says the runbook, and at the end of a night it is
 * forgotten. That the incident is resolved does not depend on it, so a failure here is no failure.
 */
export async function stillChangedText(
  { call, display }: Session,
  { id, service }: { id: string; service: string },
): Promise<string[]> {
  const asked = call('listActionRuns', { query: { service, limit: 100 } });
  const { runs } = await asked.catch(() => ({ runs: [] }));
  const left = changesInForce(runs.filter(run => run.incident === id));
  if (left.length === 0) return [];
  return [
    '',
    display.paint('yellow', 'Still changed for this incident, to be left or taken back:'),
    ...left.flatMap(({ run, change }) => [
      hangingIndent('  ', oneLine(changeText(change)), display.columns),
      `    tocsin ${run.action} --undo=${run.id} --yes --reason="…"`,
    ]),
  ];
}

/** `runs`: newest first. Of each thing that was changed, the run that made it what it is now. */
export function changesInForce(
  runs: readonly ActionRunShown[],
): { run: ActionRunShown; change: ActionRunShown['changes'][number] }[] {
  const things = new Map<string, { run: ActionRunShown; before: string; after: string }>();
  for (const run of runs) {
    if (run.status !== 'done' || !run.canBeUndone) continue;
    for (const { what, before, after } of run.changes) {
      const newest = things.get(what);
      things.set(what, newest === undefined ? { run, before, after } : { ...newest, before });
    }
  }
  const seen = new Set<ActionRunShown>();
  return [...things].flatMap(([what, { run, before, after }]) => {
    if (before === after || seen.has(run)) return [];
    seen.add(run);
    return [{ run, change: { what, before, after } }];
  });
}
