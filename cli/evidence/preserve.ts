import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { chosenIncident, wholeNumber, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import type { TimelineEntry } from '#contract/incident.ts';
import type { evidenceKinds } from '#core/incident/events.ts';
import { oneLine } from '#core/text/plain-text.ts';

const commands = [
  ['logs:archive', 'logs', 'keep the log lines of an incident’s service'],
  ['metrics:snapshot', 'metrics', 'keep the metrics of an incident’s service, with pictures'],
  ['db:snapshot', 'database', 'keep the state of the databases of an incident’s service'],
] as const satisfies readonly [string, (typeof evidenceKinds)[number], string][];

/** A small archive is sealed after some seconds; of a long one the timeline tells later. */
const usualWaitSeconds = 30;
const pauseMs = 1000;

/** "Preserve evidence" of the runbook, by the names that it has there. It happens by itself too, once resolved. */
export function addPreserveCommands(program: Command, session: Session): void {
  for (const [name, kind, summary] of commands) {
    withJson(program.command(name).summary(summary))
      .description(`To ${summary}, as they are now, sealed like all evidence.`)
      .argument('[id]', 'the incident: INC-2026-001, INC-001 or 1')
      .option('--incident <id>', 'the same, as an option')
      .option('--wait [seconds]', 'for the outcome, 30 s if not given', wholeNumber)
      .action(
        async (
          argument: string | undefined,
          options: { incident?: string; wait?: number | true; json?: boolean },
        ) => {
          const id = await chosenIncident(session, argument, options.incident);
          const asked = await session.call('collectEvidence', {
            params: { id },
            body: { wanted: [kind] },
          });
          const seconds = typeof options.wait === 'number' ? options.wait : usualWaitSeconds;
          const told = await outcome(session, { id, kind, since: asked.askedAt, seconds });
          if (told === undefined) {
            session.print(options, asked, `Queued. The timeline of ${id} will tell what was kept.`);
            return;
          }
          session.print(options, { ...asked, outcome: told }, oneLine(told.text));
          if (!/\b(Missing|Not configured): /.test(told.text)) return;
          throw new CliFailure('refused', `Not all of it could be kept.`, {
            next: `\`tocsin show ${id}\` has it on the timeline.`,
          });
        },
      );
  }
}

/** What the timeline says of it, as soon as it says something. */
async function outcome(
  { call, surroundings }: Session,
  { id, kind, since, seconds }: { id: string; kind: string; since: string; seconds: number },
): Promise<TimelineEntry | undefined> {
  for (let waitedMs = 0; waitedMs < seconds * 1000; waitedMs += pauseMs) {
    await surroundings.sleep(pauseMs);
    const { timeline } = await call('showIncident', { params: { id } });
    const told = timeline.findLast(
      ({ type, at, text }) =>
        type === 'EvidenceArchived' && at >= since && text.includes(`(${kind})`),
    );
    if (told !== undefined) return told;
  }
  return undefined;
}
