import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import type { Role } from '#core/incident/events.ts';
import { roleNamed } from '#core/incident/role-words.ts';
import type { Rung } from '#core/incident/rung.ts';
import { parseSeverity, type Severity } from '#core/severity.ts';

/** What `/incident …` asks for. `id`: named in it; else it is that of the channel. */
export type ChatCommand =
  | { wish: 'declare'; severity?: Severity; title: string }
  | { wish: 'list' }
  | { wish: 'help'; why?: string }
  | ({ id?: IncidentId } & (
      | { wish: 'status' }
      | { wish: 'why' }
      | { wish: 'acknowledge' }
      | { wish: 'update'; text: string }
      | { wish: 'resolve'; text: string }
      | { wish: 'escalate'; text: string; from?: Rung | undefined }
      | { wish: 'note'; text: string }
      | { wish: 'severity'; severity: Severity; text: string }
      | { wish: 'role'; role: Role; whom?: string }
    ));

const words = {
  declare: 'declare',
  new: 'declare',
  list: 'list',
  ls: 'list',
  status: 'status',
  show: 'status',
  update: 'update',
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  resolved: 'resolve',
  role: 'role',
  escalate: 'escalate',
  page: 'escalate',
  sev: 'severity',
  severity: 'severity',
  note: 'note',
  why: 'why',
  help: 'help',
} as const;

/* Keyboards make one dash of two, which stands before their words as a colon may. */
const declares = /^sev[\s_-]*([1-4])\b[\s:,\u2013\u2014-]*(\S.*)$/is;
const declaresAs = /^(sev[\s_-]*[1-4]\b)?[\s:,\u2013\u2014-]*(.*)$/is;
const changesTo = /^(?:sev[\s_-]*)?([1-4])\b[\s:,\u2013\u2014-]*(.*)$/is;

/**
 * Case, blanks and the command typed once more do not matter; what is missing is said. The incident may stand before the
 * word, after it, or behind the severity or the role; further on it is part of what is told.
 */
export function parseChatCommand(given: string): ChatCommand {
  // What is copied from a page may bring signs along that nobody sees.
  const typed = given
    .replace(/^[\s\p{Cf}]+/u, '')
    .trim()
    .replace(/^\/incident\b\s*/i, '');
  const { id: named, rest } = takeId(typed);
  const command = parseWords(named === undefined ? typed : rest || 'status');
  const isAboutNone =
    command.wish === 'declare' || command.wish === 'list' || command.wish === 'help';
  return named === undefined || isAboutNone ? command : { ...command, id: named };
}

function parseWords(text: string): ChatCommand {
  if (text === '') return { wish: 'help' };
  // `SEV1 …` and `sev-1: …` declare; `sev 2` changes.
  const declared = declares.exec(text);
  const isChange = /^sev(erity)?\s+[1-4]\b/i.test(text);
  if (declared !== null && !isChange) return declaring(`SEV${declared[1]}`, declared[2] ?? '');

  const [, first = '', afterFirst = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  const word = first.toLowerCase().replace(/(?<![:.,!])[:.,!]+$/, '');
  if (!Object.hasOwn(words, word)) {
    return parseSeverity(word) === undefined
      ? { wish: 'help', why: `“${first}” is no command of mine.` }
      : { wish: 'help', why: 'Say what is broken: `/incident SEV1 Payment processing down`.' };
  }
  const wish = words[word as keyof typeof words];
  const { id, rest } = takeId(afterFirst);
  const about = id === undefined ? {} : { id };
  switch (wish) {
    case 'declare': {
      const [, level = '', title = ''] = declaresAs.exec(rest) ?? [];
      return title === ''
        ? { wish: 'help', why: 'Say what is broken: `/incident SEV1 Payment processing down`.' }
        : declaring(level, title);
    }
    case 'list':
    case 'help':
      return { wish };
    case 'status':
    case 'why':
    case 'acknowledge':
      return { wish, ...about };
    case 'update':
    case 'note':
      return rest === ''
        ? { wish: 'help', why: `Say what: \`/incident ${wish} …\`.` }
        : { wish, ...about, text: rest };
    case 'resolve':
      return rest === ''
        ? { wish: 'help', why: 'Say what ended it: `/incident resolve …`.' }
        : { wish, ...about, text: rest };
    case 'escalate':
      return { wish, ...about, text: rest };
    case 'severity': {
      const [, level = '', then = ''] = changesTo.exec(rest) ?? [];
      const severity = parseSeverity(`SEV${level}`);
      if (severity === undefined)
        return { wish: 'help', why: 'Say which: `/incident sev 2 only one region`.' };
      // With more words behind it, it may be the reason: `sev 2 INC-2026-003 is what broke it`.
      const id = parseIncidentId(then.trim());
      return {
        wish,
        ...(id !== undefined && { id }),
        ...about,
        severity,
        text: id === undefined ? then : '',
      };
    }
    case 'role': {
      const [, name = '', then = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
      const role = roleNamed(name);
      if (role === undefined)
        return {
          wish: 'help',
          why: 'Say which: `/incident role ic @ana` (ic, tl, comms or scribe).',
        };
      const { rest: whom, ...late } = takeId(then);
      return { wish, ...late, ...about, role, ...(whom !== '' && { whom }) };
    }
    default:
      return wish satisfies never;
  }
}

function declaring(severity: string, title: string): ChatCommand {
  const parsed = parseSeverity(severity);
  return {
    wish: 'declare',
    title: unquoted(title.trim()),
    ...(parsed !== undefined && { severity: parsed }),
  };
}

/** Whoever is used to a shell quotes a title, in the quotes of their keyboard. */
function unquoted(title: string): string {
  return /^["'“”„«‘]([^"“”„«»]+)["'“”»’]$/.exec(title)?.[1]?.trim() || title;
}

function takeId(text: string): { id?: IncidentId; rest: string } {
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const id = parseIncidentId(first.replace(/^[(#]+|(?<![):;,.!?])[):;,.!?]+$/g, ''));
  return id === undefined ? { rest: text.trim() } : { id, rest: rest.trim() };
}

/** What may be written, one line each. */
export const chatHelp = [
  '`/incident SEV1 Payment processing down` declares an incident and opens its channel',
  '`/incident list` · `/incident status` · `/incident why`',
  '`/incident ack` · `/incident update …` · `/incident resolve …`',
  '`/incident role ic @ana` · `/incident escalate …` · `/incident sev 2 …` · `/incident note …`',
  "In an incident's channel they are about that incident; elsewhere name it: `/incident ack INC-2026-001`.",
];
