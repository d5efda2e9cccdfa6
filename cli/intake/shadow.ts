import type { Command } from 'commander';
import * as z from 'zod/mini';
import { CliFailure } from '#cli/failure.ts';
import { textIn } from '#cli/files.ts';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { bodiesIn } from '#cli/intake/kept-bodies.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { readDirectory } from '#cli/setup/offline.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import { inZone, withZone, zoneLine } from '#cli/time-arguments.ts';
import { type Beside, besideTheirs, type Theirs } from '#core/incident/beside.ts';
import { nothingByHand } from '#core/incident/made-by-hand.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { jsonIn } from '#core/text/json-in.ts';
import { counted, listed } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { parseInstant } from '#core/time/instant.ts';

interface Wanted {
  config: string;
  beside?: string;
  zone?: string;
  json?: boolean;
}

/** Two pagers in the same nights: whom we would have woken, beside what the old one did. */
export function addShadowCommand(program: Command, session: Session): void {
  withZone(
    withJson(program.command('shadow').summary('whom integrations in the shadow would have paged')),
  )
    .description(
      'Whom the integrations with shadow: true would have paged, over bodies that were kept, beside the incidents of the old pager. Nothing is sent.',
    )
    .argument('<path>', 'a file of kept bodies (*.ndjson, *.ndjson.gz), or a folder of them')
    .option('--config <file>', 'the configuration', 'tocsin.yaml')
    .option('--beside <file>', "the old pager's incidents of these days, as its API lists them")
    .action(async (path: string, options: Wanted) => {
      const display = inZone(session, options.zone);
      const directory = await readDirectory(session.surroundings, options.config);
      const inShadow = new Set(
        directory.integrations.flatMap(({ name, shadow }) => (shadow ? [name] : [])),
      );
      if (inShadow.size === 0) {
        throw new CliFailure('usage', `No integration of ${options.config} is in the shadow.`, {
          next: 'Say shadow: true at the integration of each sender that runs beside the old pager.',
        });
      }
      const bodies = (await bodiesIn(session, path)).filter(
        ({ integration }) => integration !== undefined && inShadow.has(integration),
      );
      const theirs =
        options.beside === undefined ? undefined : await oldIncidents(session, options.beside);
      const { replay } = await import('#core/incident/replay.ts');
      const { calls, unread } = await replay(directory, nothingByHand, bodies);
      const beside = besideTheirs(calls, theirs ?? []);
      const answer = { bodies: bodies.length, unread, compared: theirs !== undefined, beside };
      session.print(options, answer, shadowText(answer, directory, display));
    });
}

const old = z.looseObject({
  title: z.nullish(z.string()),
  message: z.nullish(z.string()),
  created_at: z.nullish(z.string()),
  createdAt: z.nullish(z.string()),
  at: z.nullish(z.string()),
  people: z.nullish(z.array(z.string())),
  owner: z.nullish(z.string()),
  assignments: z.nullish(
    z.array(z.looseObject({ assignee: z.looseObject({ summary: z.nullish(z.string()) }) })),
  ),
});

/** `{ incidents: [...] }` of PagerDuty, `{ data: [...] }` of Opsgenie's alerts, or a list of `{ at, title, people }`. */
async function oldIncidents({ surroundings }: Session, file: string): Promise<Theirs[]> {
  const text = await textIn(surroundings, file);
  const value = jsonIn(text);
  if (value === undefined) {
    throw new CliFailure('refused', `${file} is not JSON, or was cut off.`);
  }
  const whole = value as {
    incidents?: unknown;
    data?: unknown;
    more?: unknown;
    paging?: { next?: unknown };
  };
  const list = Array.isArray(value) ? value : (whole?.incidents ?? whole?.data);
  if (!Array.isArray(list)) {
    throw new CliFailure('refused', `${file} is no list of incidents.`, {
      next: 'It is what the API of PagerDuty or Opsgenie answers, or a list of { at, title, people }.',
    });
  }
  if (whole.more === true || whole.paging?.next) {
    throw new CliFailure('refused', `${file} is one page of several.`, {
      next: `What stands on the others would be told as not there. All together: jq -s 'map(.incidents // .data | .[])' page-*.json > ${file}`,
    });
  }
  return list.map((each, index) => {
    const read = z.safeParse(old, each);
    const { data } = read;
    const at = parseInstant(data?.created_at ?? data?.createdAt ?? data?.at ?? '');
    const title = data?.title ?? data?.message;
    if (data === undefined || at === undefined || !title) {
      throw new CliFailure('refused', `${file}/${index} has no time with its zone, or no title.`);
    }
    const people = [
      ...(data.people ?? []),
      ...(data.owner ? [data.owner] : []),
      ...(data.assignments ?? []).flatMap(({ assignee }) => assignee.summary ?? []),
    ];
    return { at, title, people };
  });
}

function shadowText(
  {
    bodies,
    unread,
    compared,
    beside,
  }: {
    bodies: number;
    unread: number;
    compared: boolean;
    beside: Beside[];
  },
  directory: Directory,
  display: Display,
): string[] {
  const { columns } = display;
  const name = (person: string) => entryOf(directory.people, person)?.name ?? person;
  const lines = beside.flatMap(({ ours, theirs }) => {
    const shown = ours ?? theirs;
    if (shown === undefined) return [];
    const first = ours?.pages[0];
    const people = [...new Set((ours?.pages ?? []).map(({ person }) => name(person)))];
    const said =
      ours === undefined
        ? 'not seen here'
        : first === undefined
          ? `${ours.severity}, nobody is paged`
          : `${ours.severity}, ${name(first.person)} by ${first.channel} at ${dateAndTime(first.at, display).slice(11)}${people.length > 1 ? `, then ${listed(people.slice(1))}` : ''}`;
    const other =
      theirs === undefined
        ? compared
          ? 'nothing there'
          : ''
        : `there ${dateAndTime(theirs.at, display).slice(11)}${theirs.people.length > 0 ? ` ${listed(theirs.people)}` : ''}`;
    const text = `${dateAndTime(shown.at, display)} ${oneLine(shown.title)}: ${said}${other === '' ? '' : `; ${other}`}`;
    return [
      hangingIndent(
        ours === undefined ? '-' : theirs === undefined && compared ? '+' : ' ',
        text,
        columns,
      ),
    ];
  });
  const both = beside.filter(({ ours, theirs }) => ours && theirs).length;
  const ours = beside.filter(({ theirs }) => theirs === undefined).length;
  const theirs = beside.length - both - ours;
  return [
    ...lines,
    ...(lines.length === 0 ? [] : ['', zoneLine(display)]),
    `${counted(bodies, 'body')} of integrations in the shadow${unread === 0 ? '' : `, of which ${unread} are in no form that is understood`}; ${counted(both + ours, 'call')}, as if nobody ever answered.`,
    ...(compared ? [`${both} in both, ${ours} only here, ${theirs} only there.`] : []),
  ];
}
