import type { Command } from 'commander';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { AnswerOf } from '#contract/api.ts';
import { duration } from '#core/time/clock-time.ts';
import { instant, secondsBetween } from '#core/time/instant.ts';

type Heartbeats = AnswerOf<'listHeartbeats'>['heartbeats'];

/** What must say regularly that it lives. */
export function addHeartbeatCommands(program: Command, session: Session): void {
  withJson(program.command('heartbeat').summary('say that a job lives'))
    .description('Send a heartbeat that is named in tocsin.yaml: as the last step of a job, say.')
    .argument('<name>', 'its name')
    .option('--key <key>', 'with the key of an integration (or TOCSIN_KEY), not the API token')
    .action(async (name: string, options: { key?: string; json?: boolean }) => {
      const { TOCSIN_TOKEN, TOCSIN_KEY } = session.surroundings.env;
      const isKey = options.key !== undefined || (!TOCSIN_TOKEN && TOCSIN_KEY !== undefined);
      const api = isKey ? await session.integration(options.key) : await session.api();
      const answer = await api.call('sendHeartbeat', { params: { name } });
      session.print(options, answer, `Heartbeat ${name} accepted as ${answer.receiptId}`);
    });

  withJson(program.command('heartbeats').summary('heartbeats, when they last came, what is missed'))
    .description('Every heartbeat of tocsin.yaml and of senders, its age and whether it is missed.')
    .action(async (options: { json?: boolean }) => {
      const answer = await session.call('listHeartbeats', {});
      await session.display.askTime();
      session.print(options, answer, heartbeatsText(answer.heartbeats, session.display));
    });
}

const styles = { waiting: 'yellow', alive: 'green', missed: 'red' } as const;

function heartbeatsText(heartbeats: Heartbeats, display: Display): string {
  if (heartbeats.length === 0) return 'There are no heartbeats: tocsin.yaml names none.';
  const now = display.now();
  const rows = heartbeats.map(({ name, state, lastAt, everySeconds, graceSeconds, ...beat }) => [
    name,
    { text: state, style: styles[state] },
    lastAt === undefined ? 'never' : `${duration(secondsBetween(instant(lastAt), now))} ago`,
    duration(everySeconds) + (graceSeconds === 0 ? '' : ` + ${duration(graceSeconds)}`),
    dateAndTime(beat.missedFrom, display),
    `${beat.severity} ${beat.service ?? ''}`.trim(),
  ]);
  return table(['NAME', 'STATE', 'LAST', 'EVERY', 'MISSED FROM', 'IF MISSED'], rows, display);
}
