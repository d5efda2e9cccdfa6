import type { Given } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { keepTyped } from '#cli/files.ts';
import type { Session } from '#cli/session.ts';
import type { UpdatePreview } from '#contract/communication.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

/** What each audience would read of an update; without words of the person's own, of the draft. */
export async function previewUpdate(session: Session, options: Given, id: string): Promise<void> {
  const preview = await previewOf(session, options, id);
  const { words, happened } = preview;
  const { paint } = session.display;
  const part = (audience: string, { subject, body }: { subject?: string; body: string }) => [
    '',
    paint('dim', audience),
    ...(subject === undefined ? [] : [`Subject: ${oneLine(subject)}`]),
    manyLines(body),
  ];
  session.print(options, preview, [
    `Nothing was sent. ${id} would be told so:`,
    ...part('TEAM', words.team),
    ...part('STAKEHOLDERS', words.stakeholders),
    ...part('CHANNEL', { body: words.channel }),
    ...(words.statusPage === undefined
      ? ['', paint('dim', 'STATUS PAGE'), 'Nothing of it comes onto the page.']
      : part('STATUS PAGE, once a person approves where tocsin.yaml wants that', {
          body: words.statusPage,
        })),
    ...(happened.length === 0
      ? []
      : ['', paint('dim', 'SINCE THEN'), ...happened.map(({ text }) => oneLine(text))]),
  ]);
}

/** The words of an update: as they were given, or as the person left the draft. */
export async function updateFields(session: Session, options: Given, id: string): Promise<object> {
  if (options.edit !== true) {
    if (options.status !== undefined) return {};
    throw new CliFailure('usage', 'An update needs --status="…".', {
      next: `tocsin update ${id} --preview shows a draft, and --edit begins with it.`,
    });
  }
  const { edit } = session.surroundings;
  if (edit === undefined) {
    throw new CliFailure('usage', 'There is no editor here.', {
      next: 'Set EDITOR, or say --status="…".',
    });
  }
  const { update } = await previewOf(session, options, id);
  const draft = draftText(update);
  const text = await edit(`${id}-update.txt`, draft);
  // Whoever leaves an editor without a change has thought better of it.
  if (text.trim() === draft.trim()) {
    throw new CliFailure('refused', 'Nothing was posted: the draft was left as it was.', {
      next: 'To post it as it is, give its words: --status="…" --impact="…" --actions="…".',
    });
  }
  const fields = fieldsIn(text);
  if (fields.status === undefined) {
    throw new CliFailure('refused', 'Nothing was posted: the line Status is empty.');
  }
  return fields;
}

/** An editor has closed its file by the time that the API refuses it, or cannot be reached. */
export async function keepUpdate(session: Session, given: Given, id: string): Promise<void> {
  if (given.edit !== true) return;
  await keepTyped(session.surroundings, `${id}-update`, 'txt', draftText(given));
}

async function previewOf(session: Session, options: Given, id: string): Promise<UpdatePreview> {
  const [status, impact, actions] = [options.status, options.impact, options.actions].map(
    given => given as string | undefined,
  );
  return session.call('previewUpdate', { params: { id }, query: { status, impact, actions } });
}

const labels = { status: 'Status', impact: 'Impact', actions: 'Actions' } as const;
const names = Object.keys(labels) as (keyof typeof labels)[];

function draftText(update: Readonly<Record<string, unknown>>): string {
  return `${names.map(name => `${labels[name]}: ${oneLine(String(update[name] ?? ''))}`).join('\n')}\n`;
}

/** A line that begins with no label goes on with the one before. */
function fieldsIn(text: string): Partial<Record<keyof typeof labels, string>> {
  const found: Partial<Record<keyof typeof labels, string>> = {};
  let current: keyof typeof labels | undefined;
  for (const line of text.split('\n')) {
    const label = names.find(name => line.startsWith(`${labels[name]}:`));
    current = label ?? current;
    if (current === undefined) continue;
    const words = label === undefined ? line : line.slice(labels[label].length + 1);
    found[current] = `${found[current] ?? ''}\n${words}`.trim();
  }
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words !== ''));
}
