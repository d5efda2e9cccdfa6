import type { Command } from 'commander';
import { incidentReference } from '#cli/incident-reference.ts';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { lastOption, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { inZone, readMoment, withZone } from '#cli/time-arguments.ts';

/** The time that a look is about, and what is done with what it finds: the same options on every command that looks. */
export interface LookOptions {
  last?: string;
  from?: string;
  to?: string;
  incident?: string;
  service?: string;
  plot?: string;
  attach?: string;
  zone?: string;
  json?: boolean;
}

export function withWindow(command: Command): Command {
  return withDisplayOptions(command)
    .option('--last <time>', 'such as 10m, 1h or 2d (1h if not given)', lastOption)
    .option('--from <time>', 'instead: from when, such as 14:15 or "2026-11-23 14:15"')
    .option('--to <time>', 'until when; now if not given')
    .option('--incident <id>', 'instead: the time of an incident, from 15 minutes before it began');
}

export function withDisplayOptions(command: Command): Command {
  return withZone(withJson(command))
    .option('--service <id>', 'a service of tocsin.yaml; all if not given')
    .option('--attach <id>', 'put the result on the timeline of this incident');
}

/** As the API asks for it. */
export async function windowQuery(session: Session, options: LookOptions) {
  const display = inZone(session, options.zone);
  const moment = async (text: string | undefined, option: string) =>
    text === undefined ? undefined : readMoment(text, display, { option, isPast: true });
  return {
    last: options.last,
    from: await moment(options.from, '--from'),
    to: await moment(options.to, '--to'),
    incident:
      options.incident === undefined
        ? undefined
        : await incidentReference(options.incident, session.display.askTime),
    service: options.service,
  };
}

/** `from 2026-11-23 02:00 to 2026-11-23 02:10 UTC`. */
export function windowText({ from, to }: { from: string; to: string }, display: Display): string {
  return `from ${dateAndTime(from, display)} to ${dateAndTime(to, display)}, ${display.timeZone}`;
}
