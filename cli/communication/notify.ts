import type { Command } from 'commander';
import { asCommand, byOption, type Common } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { incidentReference } from '#cli/incident-reference.ts';
import type { Session } from '#cli/session.ts';

/** `echo "Fix deployed" | scripts/notify-team.sh` (R19): words for everybody who is on what is open. */
export function addNotifyCommand(program: Command, session: Session): void {
  asCommand(program.command('notify').summary('tell the team something, from standard input'))
    .description(
      'Sends words to everybody on the open incidents and in the teams of their services, and notes them on the timeline.',
    )
    .argument('[text]', 'the words; standard input if not given')
    .option('--id <id>', 'of this incident only')
    .action(async (argument: string | undefined, options: Common & { id?: string }) => {
      const text = (argument ?? (await session.surroundings.readInput())).trim();
      if (text === '') {
        throw new CliFailure('usage', 'There is nothing to tell.', {
          next: 'Such as: echo "Fix deployed, monitoring for 1 hour" | ./scripts/notify-team.sh',
        });
      }
      const api = await session.api();
      const ids =
        options.id === undefined
          ? await openIncidents(session)
          : [await incidentReference(options.id, session.display.askTime)];
      if (ids.length === 0) {
        throw new CliFailure('notFound', 'Nothing is open: there is nobody to tell.', {
          next: 'Say --id=INC-… to tell the team of one that is over.',
        });
      }
      const told = [];
      const left: string[] = [];
      let first: CliFailure | undefined;
      for (const id of ids) {
        const body = { text, by: byOption(session, options) };
        // A key stands for one request, and here is one for each incident.
        const idempotencyKey = options.idempotencyKey && `${options.idempotencyKey}-${id}`;
        try {
          told.push(await api.call('notifyTeam', { params: { id }, idempotencyKey, body }));
        } catch (error) {
          if (!(error instanceof CliFailure)) throw error;
          // One that is refused keeps nobody else from hearing of it.
          first ??= error;
          left.push(id);
        }
      }
      if (told.length === 0 && first !== undefined) throw first;
      const heard = ids.filter(id => !left.includes(id));
      session.print(options, told, [`Told the team of ${heard.join(', ')}.`]);
      if (first !== undefined) {
        throw new CliFailure(
          'refused',
          `Not told: the team of ${left.join(', ')}. ${first.message}`,
          {
            next: `To tell them alone: --id=${left[0]}.`,
          },
        );
      }
    });
}

async function openIncidents(session: Session): Promise<string[]> {
  const api = await session.api();
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { phase: 'running', limit: 100, cursor } as const;
    const { incidents, next } = await api.call('listIncidents', { query });
    ids.push(...incidents.flatMap(({ id, drill }) => (drill === undefined ? [id] : [])));
    cursor = next;
  } while (cursor !== undefined);
  return ids;
}
