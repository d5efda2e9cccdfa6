import type { Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { type Display, dateAndTime } from '#cli/incident-text.ts';
import { bodiesIn } from '#cli/intake/kept-bodies.ts';
import { madeByHand } from '#cli/intake/made-by-hand.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { readDirectory } from '#cli/setup/offline.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import { inZone, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { Changed, ReplayedCall } from '#core/incident/replay.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import { counted, listed } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

interface Wanted {
  config: string;
  before?: string;
  silences?: string;
  overrides?: string;
  zone?: string;
  json?: boolean;
}

/** What a change of the configuration would have done in the nights that were: as a difference, not as courage. */
export function addReplayCommand(program: Command, session: Session): void {
  withZone(
    withJson(
      program.command('replay').summary('which pages a changed tocsin.yaml would have made'),
    ),
  )
    .description(
      'Which pages a changed tocsin.yaml would have added, lost or moved, over bodies that were kept. Exits with 6 when any differs. Nothing is sent.',
    )
    .argument('<path>', 'a file of kept bodies (*.ndjson, *.ndjson.gz), or a folder of them')
    .option('--config <file>', 'the changed configuration', 'tocsin.yaml')
    .option(
      '--before <file>',
      'the one to compare with; the one in force (asked of the API) if not given',
    )
    .option(
      '--silences <file>',
      'what `tocsin silences --all --json` printed; asked of the API without --before',
    )
    .option(
      '--overrides <file>',
      'what `tocsin override list --all --json` printed; asked of the API without --before',
    )
    .action(async (path: string, options: Wanted) => {
      const display = inZone(session, options.zone);
      const after = await readDirectory(session.surroundings, options.config);
      const before =
        options.before === undefined
          ? await inForce(session)
          : await readDirectory(session.surroundings, options.before);
      const bodies = await bodiesIn(session, path);
      const byHand = await madeByHand(session, options, options.before === undefined);
      // Loaded only here: it reads every sender's words.
      const { changedCalls, replay } = await import('#core/incident/replay.ts');
      const [was, is] = [await replay(before, byHand, bodies), await replay(after, byHand, bodies)];
      const changes = changedCalls(was.calls, is.calls);
      const answer = {
        bodies: bodies.length,
        unread: is.unread,
        byHand: { silences: byHand.silences.length, overrides: byHand.overrides.length },
        before: totals(was.calls),
        after: totals(is.calls),
        changes,
      };
      session.print(options, answer, replayText(answer, after, before, display));
      if (changes.length > 0) {
        throw new CliFailure('differs', `${counted(changes.length, 'call')} would differ.`);
      }
    });
}

async function inForce(session: Session): Promise<Directory> {
  const { document } = await session.call('showConfiguration', {});
  const { parseDirectory } = await import('#core/setup/parse-directory.ts');
  const parsed = parseDirectory(document);
  if ('directory' in parsed) return parsed.directory;
  throw new CliFailure(
    'refused',
    'The configuration in force is of a version that this cannot read.',
  );
}

interface Totals {
  calls: number;
  pages: number;
}

function totals(calls: readonly ReplayedCall[]): Totals {
  return { calls: calls.length, pages: calls.reduce((sum, { pages }) => sum + pages.length, 0) };
}

function replayText(
  {
    bodies,
    unread,
    byHand: { silences, overrides },
    before,
    after,
    changes,
  }: {
    bodies: number;
    unread: number;
    byHand: { silences: number; overrides: number };
    before: Totals;
    after: Totals;
    changes: Changed[];
  },
  next: Directory,
  old: Directory,
  display: Display,
): string[] {
  const { columns, paint } = display;
  const name = (person: string) =>
    entryOf(next.people, person)?.name ?? entryOf(old.people, person)?.name ?? person;
  const who = (pages: ReplayedCall['pages']) =>
    listed([...new Set(pages.map(({ person }) => name(person)))]) || 'nobody';
  const lines = changes.flatMap(change => {
    const { at, title, before: was, after: is, added, lost } = change;
    const head = `${dateAndTime(at, display)} ${title}`;
    const told = [
      ...(was === undefined || is === undefined || was.severity === is.severity
        ? []
        : [`${was.severity} becomes ${is.severity}`]),
      ...(was === undefined || is === undefined || was.service === is.service
        ? []
        : [`${was.service} becomes ${is.service}`]),
      ...(lost.length === 0 ? [] : [`${counted(lost.length, 'page')} fewer to ${who(lost)}`]),
      ...(added.length === 0 ? [] : [`${counted(added.length, 'page')} more to ${who(added)}`]),
    ];
    const sign = lost.length === 0 ? '+' : added.length === 0 ? '-' : '~';
    const style = { '+': 'green', '-': 'red', '~': 'yellow' } as const;
    return [
      paint(style[sign], hangingIndent(sign, `${oneLine(head)}: ${told.join('; ')}`, columns)),
    ];
  });
  const kinds = {
    added: changes.filter(({ lost }) => lost.length === 0).length,
    lost: changes.filter(({ added }) => added.length === 0).length,
  };
  const moved = changes.length - kinds.added - kinds.lost;
  return [
    ...lines,
    ...(lines.length === 0 ? [] : ['', zoneLine(display)]),
    `${counted(bodies, 'body')} read${unread === 0 ? '' : `, of which ${unread} are in no form that is understood`}.`,
    `Before: ${counted(before.calls, 'call')}, ${counted(before.pages, 'page')}. After: ${counted(after.calls, 'call')}, ${counted(after.pages, 'page')}.`,
    changes.length === 0
      ? 'Not one page would differ.'
      : `${kinds.added} with pages added, ${kinds.lost} with pages lost, ${moved} moved. With ${counted(overrides, 'override')} and ${counted(silences, 'silence')} made by hand, and as if nobody ever answered.`,
  ];
}
