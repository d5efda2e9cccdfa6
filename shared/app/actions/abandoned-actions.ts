import type { NotifyOnce } from '#app/communication/notify-once.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import { changeOf } from '#core/actions/changes.ts';
import type { ActionRun } from '#core/actions/run.ts';
import { abandonedActionNotice } from '#core/communication/abandoned-action.ts';
import { sha256 } from '#core/digest.ts';
import { incidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { responderFor } from '#core/oncall/responder.ts';
import type { Roster } from '#core/oncall/roster.ts';
import type { Directory } from '#core/setup/directory.ts';
import { leadOfService } from '#core/setup/leads.ts';
import type { Instant } from '#core/time/instant.ts';
import type { ActionLog, ExecutionEnd } from '#ports/actions.ts';
import type { Log } from '#ports/runtime.ts';

/** More at once is no accident any more; the next round takes the next ones. */
const mostAtOnce = 25;

/**
 * Finds actions whose end nobody is left to tell: what carried them out died, or no second person came. Each is marked
 * first and forgotten last, so that a round that dies in between leaves it to the next one; telling twice is ruled out.
 */
export function abandonedActions(deps: {
  runs: Pick<ActionLog, 'overdue' | 'abandon' | 'settle' | 'follow' | 'finish'>;
  /** Of what goes on by itself. */
  endOf: ExecutionEnd;
  handle: HandleCommand;
  tell: NotifyOnce;
  log: Log;
}) {
  return async (directory: Directory, roster: Roster, at: Instant): Promise<'done' | 'again'> => {
    let outcome: 'done' | 'again' = 'done';
    for (const run of await deps.runs.overdue(at, mostAtOnce)) {
      try {
        if ((await end(run, directory, roster, at)) === 'again') outcome = 'again';
      } catch (error) {
        // One that cannot be told of does not keep the others from it.
        deps.log('error', 'an action stays without an end', { run: run.id, error: String(error) });
        outcome = 'again';
      }
    }
    return outcome;
  };

  async function end(
    run: ActionRun,
    directory: Directory,
    roster: Roster,
    at: Instant,
  ): Promise<'done' | 'again'> {
    if (run.status === 'running' && run.follows !== undefined) {
      const { execution } = run.follows;
      const stands = await deps.endOf(execution);
      if (stands === 'running') {
        await deps.runs.follow(run.id, { execution, outcome: run.outcome ?? [], at });
        return 'done';
      }
      if (stands !== 'gone') {
        await finish(run, stands, at);
        return 'done';
      }
    }
    const how = run.status === 'waiting' || run.status === 'expired' ? 'expired' : 'unknown';
    const isMarked = run.status === how;
    if (!isMarked && (await deps.runs.abandon(run.id, at)) === 'taken') return 'done';
    await record(run, how, at);

    const asked =
      run.by.kind === 'person' && Object.hasOwn(directory.people, run.by.id)
        ? run.by.id
        : undefined;
    const person = asked ?? leadOfService(directory, run.service);
    if (person === undefined) {
      deps.log('warn', 'nobody was told of an action without an end', { run: run.id });
    } else {
      const email = responderFor(directory, roster, person, 'low')?.email;
      const notice = abandonedActionNotice(run, how, directory.organisation.timeZone);
      const told = await deps.tell(`action#${run.id}#${how}`, { person, email }, notice);
      if (told === 'again') return 'again';
    }
    await deps.runs.settle(run.id);
    return 'done';
  }

  /** Told first and ended last, each once, so that a round that dies in between is made up for by the next. */
  async function finish(
    run: ActionRun,
    { succeeded, text }: { succeeded: boolean; text: string },
    at: Instant,
  ): Promise<void> {
    const { id, by, action, service, incident } = run;
    const outcome = [...(run.outcome ?? []).slice(0, -1), text];
    if (incident !== undefined) {
      const about = { at, by, run: id, action, service };
      const fact = { ...{ type: 'ActionFinished' as const, ...about }, succeeded, outcome };
      await recordOnce(incident, fact, { of: `action-followed\n${id}`, digest: String(succeeded) });
    }
    await deps.runs.finish(id, { succeeded, outcome, at });
  }

  /** Once, by the claim that is written with it: what is taken was told by a round that died after it. */
  async function record(run: ActionRun, how: 'unknown' | 'expired', at: Instant): Promise<void> {
    const { id, by, action, service, reason, steps, incident } = run;
    if (incident === undefined) return;
    const about = { at, by, run: id, action, service };
    const changes = steps.map(changeOf);
    const fact = { ...{ type: 'ActionAbandoned' as const, ...about }, reason, how, changes };
    await recordOnce(incident, fact, { of: `action-abandoned\n${id}`, digest: how });
  }

  async function recordOnce(
    incident: string,
    fact: Extract<IncidentCommand, { type: 'RecordAction' }>['fact'],
    { of, digest }: { of: string; digest: string },
  ): Promise<void> {
    const claims = [{ kind: 'request' as const, key: sha256(of), digest }];
    const { at } = fact;
    await deps.handle(incidentId(incident), { type: 'RecordAction', at, fact }, { claims });
  }
}
