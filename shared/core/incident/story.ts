import type { IncidentEvent } from '#core/incident/events.ts';
import type { ImportedDocument } from '#core/incident/imported-document.ts';
import { importedMoments } from '#core/incident/imported-document.ts';
import { namesIn, type TimelineEntry, timeline } from '#core/incident/timeline.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { addSeconds, type Instant, parseInstant } from '#core/time/instant.ts';

/** The timeline, and before it what an imported document tells of the time that was not ours. */
export function story(
  commits: readonly { events: readonly IncidentEvent[] }[],
  timeZone?: string,
): TimelineEntry[] {
  return endOfStory(commits, Number.POSITIVE_INFINITY, timeZone).entries;
}

/** Its newest lines, and how many come before them: of a long night no more is put into words than somebody reads. */
export function endOfStory(
  commits: readonly { events: readonly IncidentEvent[] }[],
  most: number,
  timeZone?: string,
): { entries: TimelineEntry[]; earlier: number } {
  const events = commits.flatMap(commit => commit.events);
  const first = before(events);
  const last = timeline([{ events: events.slice(-most) }], timeZone, namesIn(commits));
  const entries = [...first, ...last].slice(-most);
  return { entries, earlier: first.length + events.length - entries.length };
}

function before(events: readonly IncidentEvent[]): TimelineEntry[] {
  const imported = events.find(event => event.type === 'IncidentImported');
  return imported === undefined ? [] : toldElsewhere(imported.document);
}

/** Lines of a document carry no author, which tells them from lines of ours. */
export function isToldElsewhere({ type, by }: Pick<TimelineEntry, 'type' | 'by'>): boolean {
  return type === 'IncidentImported' && by === undefined;
}

const daySeconds = 86_400;

function toldElsewhere(document: ImportedDocument): TimelineEntry[] {
  const { startedAt, resolvedAt } = importedMoments(document);
  let last = startedAt;
  return document.timeline.map(({ time, event }) => {
    const at = momentOf(time, last, resolvedAt);
    last = at ?? last;
    const text = at === undefined ? `${time}: ${event}` : event;
    return { at: last, type: 'IncidentImported', text: oneLine(text) };
  });
}

/** `14:15` is of the day of the line before, or of the next one after midnight; with a date it is of that day. */
function momentOf(time: string, last: Instant, resolvedAt: Instant): Instant | undefined {
  const [, day, hour, minute] =
    /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})(?::\d{2})?Z?$/.exec(time.trim()) ?? [];
  if (hour === undefined) return undefined;
  const clock = `T${hour.padStart(2, '0')}:${minute}:00Z`;
  const at = parseInstant(`${day ?? last.slice(0, 10)}${clock}`);
  // Lines have no seconds: one in the minute of the beginning is not of the next day.
  const isBefore = at !== undefined && at.slice(0, 16) < last.slice(0, 16);
  if (at === undefined || day !== undefined || !isBefore) return at;
  const nextDay = addSeconds(at, daySeconds);
  return nextDay <= resolvedAt ? nextDay : at;
}
