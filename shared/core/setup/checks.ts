import type { Directory } from '#core/setup/directory.ts';
import type { DirectoryDocument } from '#core/setup/document.ts';
import { isGroup, textsAt, writtenAt } from '#core/setup/document-paths.ts';
import { duplicates } from '#core/setup/duplicates.ts';
import type { Issue } from '#core/setup/issue-words.ts';
import { missingReferences, unknownReferences } from '#core/setup/references.ts';
import { severities } from '#core/severity.ts';
import { readyWith } from '#core/text/full-pattern.ts';
import { pathFlaw } from '#core/text/json-path.ts';
import * as engine from '#core/text/linear-pattern.ts';
import { parseMatchers, patternsIn } from '#core/text/matchers.ts';
import { redactionFlaw } from '#core/text/redaction.ts';
import { tooWide } from '#core/text/wide-matchers.ts';
import { durationText } from '#core/time/duration-text.ts';
import { shareOfWeek } from '#core/time/recurring-window.ts';
import { minutesPerDay, wallMinutes } from '#core/time/wall-minutes.ts';

/**
 * What no single field shows: references that lead nowhere, things that exist twice, times that cannot be. Looks at
 * the document as it is written wherever it can, so that a wrong form elsewhere hides none of it.
 */
export function problemsOf(
  written: unknown,
  sound: DirectoryDocument,
  directory: Directory,
): Issue[] {
  return [
    ...unknownReferences(written),
    ...missingReferences(written),
    ...duplicates(written),
    ...emptyWindows(written),
    ...impossibleTimes(sound, directory),
    ...impossibleRules(written),
    ...unreadableRedactions(written),
    ...unreadableMappings(written),
    ...unusableMatchers(written),
    ...endlessMaintenance(sound),
  ];
}

/** A window of no length pages nobody, and nobody would see that before the night when it matters. */
function emptyWindows(written: unknown): Issue[] {
  const windows = writtenAt(written, 'schedules.*.layers.*.restrictions.*').flatMap(
    ({ path, value }) => {
      if (!isGroup(value)) return [];
      const { from, to } = value;
      const isEmpty = from === undefined ? to === '00:00' : from === (to ?? '24:00');
      const message = 'is a window of no length: the whole day is from "00:00" to "24:00"';
      return isEmpty ? [{ path, message }] : [];
    },
  );
  const calendars = writtenAt(written, 'calendars.*').flatMap(({ path, value }) => {
    if (!isGroup(value) || value.from === undefined || value.from !== value.to) return [];
    return [{ path: [...path, 'to'], message: 'must differ from `from`: that day has no length' }];
  });
  const layers = writtenAt(written, 'schedules.*.layers.*').flatMap(({ path, value }) => {
    if (!isGroup(value)) return [];
    const [start, from, end] = [value.start, value.from, value.end].map(moment);
    return [
      ...(start !== undefined && end !== undefined && start >= end
        ? [{ path: [...path, 'end'], message: 'must be after start' }]
        : []),
      ...(start !== undefined && from !== undefined && from < start
        ? [{ path: [...path, 'from'], message: 'must not be before start' }]
        : []),
      ...(from !== undefined && end !== undefined && from >= end
        ? [{ path: [...path, 'end'], message: 'must be after from' }]
        : []),
    ];
  });
  return [...windows, ...calendars, ...layers];
}

function moment(value: unknown): string | undefined {
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$/.test(value);
  return isMoment ? value.replace(' ', 'T') : undefined;
}

function impossibleTimes(document: DirectoryDocument, directory: Directory): Issue[] {
  return severities.flatMap(severity => {
    const { updateEverySeconds: every, remindBeforeSeconds: before } =
      directory.severities[severity];
    if (every === undefined || before < every) return [];
    const field = document.severities[severity]?.remindBefore ? 'remindBefore' : 'updateEvery';
    return [
      {
        path: ['severities', severity, field],
        message: `leaves no time for the reminder, ${durationText(before)} before an update every ${durationText(every)}`,
      },
    ];
  });
}

function impossibleRules(written: unknown): Issue[] {
  return writtenAt(written, 'rules.*.when.number').flatMap(({ path, value }) => {
    const { above, below } = isGroup(value) ? value : {};
    if (typeof above !== 'number' || typeof below !== 'number' || above < below) return [];
    return [{ path, message: `never matches: no number is above ${above} and below ${below}` }];
  });
}

/** Each path is one of its own, or stands in braces within a text. */
function unreadableMappings(written: unknown): Issue[] {
  const places = ['', '.*'].map(end => `integrations.*.mapping.*${end}`);
  const flaws = places.flatMap(place =>
    textsAt(written, place).flatMap(({ path, text }) => {
      if (path.includes('clearedBy')) return [];
      const paths = text.startsWith('$')
        ? [text]
        : [...text.matchAll(/\{(\$[^{}]*)\}/g)].map(([, inner = '']) => inner);
      return paths.flatMap(each => {
        const flaw = each.length > 500 ? 'is too long' : pathFlaw(each);
        return flaw === undefined ? [] : [{ path, message: flaw }];
      });
    }),
  );
  const misplaced = writtenAt(written, 'integrations.*').flatMap(({ path, value }) =>
    isGroup(value) && value.mapping !== undefined && value.source !== 'generic'
      ? [{ path: [...path, 'mapping'], message: 'is only for the source generic' }]
      : [],
  );
  return [...flaws, ...misplaced];
}

/** Expressions that are none, and what would mute whatever comes. */
function unusableMatchers(written: unknown): Issue[] {
  readyWith(engine);
  const places = ['maintenance.*.match', 'inhibit.*.source', 'inhibit.*.target', 'rules.*.match'];
  const texts = places.flatMap(place => textsAt(written, place));
  return texts.flatMap(({ path, text }) => {
    const read = parseMatchers(text);
    if ('fault' in read) return [];
    const flaws = patternsIn(read.matchers).flatMap(pattern => {
      const flaw = engine.syntaxFlaw(pattern);
      return flaw === undefined ? [] : [`${JSON.stringify(pattern)} ${flaw}`];
    });
    const message = flaws[0] ?? (mayBeWide(written, path) ? undefined : tooWide(text));
    return message === undefined ? [] : [{ path, message }];
  });
}

/** What a rule says of everything it may say; it is the last. What is inhibited may be whatever has something alike. */
function mayBeWide(written: unknown, [section, index, field]: Issue['path']): boolean {
  if (section === 'rules') return true;
  if (section !== 'inhibit' || field !== 'target') return false;
  return textsAt(written, `inhibit.${index}.equal.*`).length > 0;
}

const longestOnceDays = 31;
const longestRepeatDays = 366;

/** What is muted for ever is nobody's any more. */
function endlessMaintenance({ maintenance }: DirectoryDocument): Issue[] {
  return maintenance.flatMap((window, index) => {
    const minutes = wallMinutes(window.until) - wallMinutes(window.from);
    const most = window.repeat === undefined ? longestOnceDays : longestRepeatDays;
    const at = (...path: string[]) => ['maintenance', index, ...path];
    if (minutes <= 0) return [{ path: at('until'), message: 'must be after from' }];
    if (minutes > most * minutesPerDay) {
      const message = `must be within ${most} days of from: nothing is muted for ever`;
      return [{ path: at('until'), message }];
    }
    const { repeat } = window;
    if (repeat === undefined || shareOfWeek(window) <= 0.5) return [];
    const message =
      'would mute more than half of the time: make it shorter, or name the days on which it is';
    return [{ path: at('repeat', 'lasts'), message }];
  });
}

/** Not in the schema, which everybody who reads a configuration carries: the engine of these expressions is heavy. */
function unreadableRedactions(written: unknown): Issue[] {
  return textsAt(written, 'services.*.evidence.redact.*').flatMap(({ path, text }) => {
    // A longer one is refused by the schema, whatever it says.
    const message = text.length > 300 ? undefined : redactionFlaw(text);
    return message === undefined ? [] : [{ path, message }];
  });
}
