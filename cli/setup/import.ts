import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Argument, type Command } from 'commander';
import { CliFailure } from '#cli/failure.ts';
import { textOf } from '#cli/files.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { Note } from '#core/oncall/moving/moved.ts';
import { type SystemName, systemNames } from '#core/oncall/moving/system-names.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';

interface Wanted {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** What another pager knows, as a configuration of ours, and what became of each thing. */
export function addMovingCommand(program: Command, session: Session): void {
  withJson(program.command('import').summary("another pager's export as tocsin.yaml"))
    .description(
      "Another pager's export as a tocsin.yaml with the same people on duty, and a report of what was carried exactly, approximately, and not. Nothing is applied.",
    )
    .addArgument(new Argument('<system>', 'whose export it is').choices(systemNames))
    .argument('<path>', 'its file, or the folder of its files; docs/moving.md says how to get them')
    .option('--out <file>', 'write it there; without it there is only the report')
    .option('--force', 'write over a file that is there')
    .action(async (system: SystemName, path: string, options: Wanted) => {
      const { surroundings, display } = session;
      const { readFile, writeFile } = surroundings;
      const { out } = options;
      if (out !== undefined && !options.force && (await readFile(out)) !== undefined) {
        throw new CliFailure('usage', `${out} is there already.`, {
          next: 'Name another file, or give --force to write over it.',
        });
      }
      const files = await exported(session, path);
      const keys = new Map<string, string>();
      const newKey = (integration: string) => {
        const key = `tocsin_${Buffer.from(surroundings.randomBytes(32)).toString('base64url')}`;
        keys.set(integration, key);
        return createHash('sha256').update(key).digest('hex');
      };
      // Loaded only here: no other command reads exports.
      const { importExport } = await import('#core/oncall/moving/systems.ts');
      const made = importExport(system, files, { now: surroundings.now(), newKey });
      if ('faults' in made) {
        throw new CliFailure('refused', `${path} cannot be read.`, {
          errors: made.faults.map(({ where, message }) => ({ path: where, message })),
          next: 'Nothing was written. docs/moving.md says how to get an export.',
        });
      }
      const senders = made.senders.map(sender => ({ ...sender, key: keys.get(sender.name) }));
      const warnings = made.warnings.map(each => ({
        path: each.path.join('.'),
        message: each.message,
      }));
      const { notes } = made;
      const answer = {
        notes,
        warnings,
        // Without the file that knows its hash a key opens nothing.
        ...(out === undefined ? { document: made.document } : { out, senders }),
      };
      const lines = reportText(notes, display.columns);
      for (const { path: place, message } of warnings) {
        lines.push(hangingIndent('  warning', `${place}: ${message}`, display.columns));
      }
      if (out === undefined) {
        lines.push('', 'Nothing was written: --out=tocsin.yaml writes it.');
      } else {
        const { stringify } = await import('yaml');
        const head = `# Moved from ${basename(path)}. docs/configuration.md explains every field; look at it, then tocsin apply --dry-run.\n\n`;
        await writeFile(
          out,
          head + stringify(made.document, { lineWidth: 0, aliasDuplicateObjects: false }),
        );
        lines.push(...sendersText(senders, surroundings.env.TOCSIN_URL, display.columns));
        lines.push(
          '',
          `Written to ${oneLine(out)}. Read it, then: tocsin apply ${oneLine(out)} --dry-run`,
        );
      }
      session.print(options, answer, lines);
    });
}

async function exported({ surroundings }: Session, path: string): Promise<Map<string, string>> {
  const folder = await surroundings.readFolder(path);
  if (folder !== undefined) {
    const read = [...folder].map(([name, bytes]) =>
      name.endsWith('.json') ? ([name, textOf(bytes, name)] as const) : ([name, ''] as const),
    );
    return new Map(read);
  }
  const text = await surroundings.readFile(path);
  if (text === undefined) throw new CliFailure('usage', `There is no file or folder ${path}.`);
  return new Map([[basename(path), text]]);
}

const headings = {
  not: 'Not carried',
  approximately: 'Approximately',
  exactly: 'Exactly',
} as const;

/** What is lost first: it is what somebody has to act on. */
function reportText(notes: readonly Note[], columns: number): string[] {
  return (['not', 'approximately', 'exactly'] as const).flatMap((how, index) => {
    const some = notes.filter(note => note.how === how);
    if (some.length === 0) return [];
    return [
      ...(index === 0 ? [] : ['']),
      `${headings[how]}: ${counted(some.length, 'thing')}`,
      ...some.map(({ what, why, where }) => {
        const at = where === '' ? '' : ` (${where})`;
        return hangingIndent('  -', `${what}${why === undefined ? '' : `: ${why}`}${at}`, columns);
      }),
    ];
  });
}

function sendersText(
  senders: readonly { name: string; address: string; key?: string | undefined }[],
  url = 'https://YOUR-API',
  columns: number,
): string[] {
  if (senders.length === 0) return [];
  return [
    '',
    'New addresses and keys. They are shown this once and kept nowhere:',
    ...senders.map(({ name, address, key }) =>
      hangingIndent('  -', `${name}: ${url}${address} with key ${key}`, columns),
    ),
  ];
}
