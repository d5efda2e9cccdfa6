import type { Command } from 'commander';
import { asCommand, byOption, type Common, onIncident, target, withBy } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { keepTyped, textIn } from '#cli/files.ts';
import { namedMoment } from '#cli/incident-text.ts';
import { chosenIncident, wholeNumber, withIncident, withJson } from '#cli/options.ts';
import { marked, unmarked } from '#cli/review/postmortem-file.ts';
import type { Session } from '#cli/session.ts';
import type { PostmortemAnswer } from '#contract/postmortem.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

type Named = Common & { file?: string; base?: number; runbookDiff?: string };

/** What is learned from an incident: drafted from its log, edited, reviewed, published. */
export function addPostmortemCommands(program: Command, session: Session): void {
  onIncident(program, 'incident:create-postmortem', 'a post-mortem, drafted from the log').action(
    async (argument: string | undefined, options: Common) => {
      const id = await chosenIncident(session, argument, options.id);
      const text = await session.call('createPostmortem', {
        ...target(id, options),
        body: { by: byOption(session, options) },
      });
      session.print(options, text, [
        ...headOf(text, session),
        `Fill in what only people know: \`tocsin postmortem edit ${id}\``,
      ]);
    },
  );

  const group = program
    .command('postmortem')
    .summary('show, edit, review and publish a post-mortem')
    .description('The post-mortem of an incident; `incident:create-postmortem` drafts it.');

  withIncident(withJson(group.command('show').summary('the post-mortem as it stands')))
    .option('--output <file>', 'its Markdown into a file')
    .action(async (argument: string | undefined, options: Common & { output?: string }) => {
      const id = await chosenIncident(session, argument, options.id);
      const text = await session.call('showPostmortem', { params: { id } });
      if (options.output !== undefined) {
        const written = marked(id, text.version, text.markdown);
        await session.surroundings.writeFile(options.output, written);
        session.print(options, text, `Version ${text.version} written to ${options.output}`);
        return;
      }
      session.print(options, text, [
        ...headOf(text, session),
        '',
        manyLines(text.markdown).trimEnd(),
        ...diffLines(text),
      ]);
    });

  withIncident(withBy(group.command('edit').summary('in $EDITOR, or from a file')))
    .option('--file <file>', 'the new text, instead of opening an editor')
    .option('--base <version>', 'which version the file was written from', wholeNumber)
    .option('--runbook-diff <file>', 'a proposed change of a runbook, as a unified diff')
    .action(async (argument: string | undefined, options: Named) => {
      const id = await chosenIncident(session, argument, options.id);
      const before = await session.call('showPostmortem', { params: { id } });
      const runbookDiff = await fileOf(session, options.runbookDiff);
      const { markdown, version } = await newText(session, before, options);
      // An editor ends the last line, which is no change.
      const isSame = markdown.trim() === before.markdown.trim();
      if (version === before.version && isSame && runbookDiff === undefined) {
        session.print(options, before, 'Nothing was changed.');
        return;
      }
      const body = { version, markdown, runbookDiff, by: byOption(session, options) };
      try {
        const text = await session.call('editPostmortem', { params: { id }, body });
        const kept = await markAgain(session, id, text.version, options.file);
        session.print(options, text, [...headOf(text, session), ...kept]);
      } catch (error) {
        const isTyped = options.file === undefined && !isSame;
        const file = isTyped ? await rescue(session, id, version, markdown) : options.file;
        throw isMeanwhile(error) && file !== undefined ? howToMerge(error, id, file) : error;
      }
    });

  withIncident(asCommand(group.command('review').summary('ask others to read it'))).action(
    async (argument: string | undefined, options: Common) => {
      const id = await chosenIncident(session, argument, options.id);
      const text = await session.call('submitPostmortem', {
        ...target(id, options),
        body: { by: byOption(session, options) },
      });
      session.print(options, text, headOf(text, session));
    },
  );

  withIncident(asCommand(group.command('publish').summary('it is done; the stakeholders are told')))
    .option('--learnings <text>', 'what they are told; the quote of its summary when not given')
    .option(
      '--base <version>',
      'which version you read; refused when another was written',
      wholeNumber,
    )
    .option('--runbook-diff <file>', 'a proposed change of a runbook, as a unified diff')
    .action(async (argument: string | undefined, options: Named & { learnings?: string }) => {
      const id = await chosenIncident(session, argument, options.id);
      const runbookDiff = await fileOf(session, options.runbookDiff);
      const { learnings, base: version } = options;
      const text = await session.call('publishPostmortem', {
        ...target(id, options),
        body: { version, learnings, runbookDiff, by: byOption(session, options) },
      });
      session.print(options, text, [...headOf(text, session), ...diffLines(text)]);
    });
}

const states = { draft: 'draft', 'in-review': 'in review', published: 'published' } as const;

function headOf(text: PostmortemAnswer, { display }: Session): string[] {
  const { incident, title, status, version, by: writer, at, dueAt } = text;
  const due =
    dueAt === undefined || status === 'published' ? '' : `, due by ${namedMoment(dueAt, display)}`;
  return [
    `Post-mortem of ${incident}: ${oneLine(title)}`,
    `${states[status]}, version ${version} by ${oneLine(writer)} ${namedMoment(at, display)}${due}`,
  ];
}

function diffLines({ runbookDiff }: PostmortemAnswer): string[] {
  if (runbookDiff === undefined) return [];
  return ['', 'Proposed change of the runbook:', '', manyLines(runbookDiff).trimEnd()];
}

/** The new text, and the version that it was written from. */
async function newText(
  session: Session,
  { incident, markdown, version, by: writer }: PostmortemAnswer,
  options: Named,
): Promise<{ markdown: string; version: number }> {
  const given = await fileOf(session, options.file);
  if (given !== undefined && options.file !== undefined) {
    const own = unmarked(options.file, given, incident);
    const base = options.base ?? own.version;
    // Of the first draft it is clear: there was nothing before it.
    if (base !== undefined || version === 1) {
      return { markdown: own.markdown, version: base ?? version };
    }
    const missing = `From which version was ${options.file} written? The newest is ${version}, by ${oneLine(writer)}.`;
    throw new CliFailure('usage', missing, {
      next: `Read it (tocsin postmortem show ${incident}), then say --base=${version}.`,
    });
  }
  // A diff alone is attached to the text as it is.
  if (options.runbookDiff !== undefined) return { markdown, version };
  const { edit } = session.surroundings;
  if (edit === undefined) {
    throw new CliFailure('usage', 'There is no editor here.', {
      next: 'Set EDITOR, or give the new text with --file.',
    });
  }
  return { markdown: await edit(`${incident}-postmortem-${version}.md`, markdown), version };
}

/** A file that says its version goes on as the version that it became. */
async function markAgain(
  session: Session,
  id: string,
  version: number,
  file: string | undefined,
): Promise<string[]> {
  const text = await fileOf(session, file);
  if (text === undefined || file === undefined) return [];
  const own = unmarked(file, text, id);
  if (own.version === undefined) return [];
  await session.surroundings.writeFile(file, marked(id, version, own.markdown));
  return [`${file} is of version ${version} now.`];
}

/** What was typed is worth more than the refusal. */
function rescue(session: Session, id: string, version: number, markdown: string): Promise<string> {
  const text = marked(id, version, markdown);
  return keepTyped(session.surroundings, `${id}-postmortem`, 'md', text);
}

function isMeanwhile(error: unknown): error is CliFailure {
  return error instanceof CliFailure && error.reason === 'edited-meanwhile';
}

function howToMerge(error: CliFailure, id: string, file: string): CliFailure {
  const { message, errors, requestId } = error;
  return new CliFailure('refused', message, {
    errors,
    ...(requestId !== undefined && { requestId }),
    next: `tocsin postmortem show ${id} shows theirs. With both in ${file}: tocsin postmortem edit ${id} --file=${file} --base=THEIR_VERSION`,
  });
}

async function fileOf(session: Session, file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : textIn(session.surroundings, file);
}
