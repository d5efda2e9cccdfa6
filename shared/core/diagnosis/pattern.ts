import * as z from 'zod/mini';
import { entryOf } from '#core/own-entry.ts';
import { severities } from '#core/severity.ts';
import { storedInstant as at } from '#core/time/stored-instant.ts';

/** A kind of incident that this one resembles, as it was known then: whoever reads it later needs nothing else. */
export const patternHit = z.object({
  pattern: z.string(),
  name: z.string(),
  cause: z.string(),
  quickFixes: z.array(z.object({ text: z.string(), command: z.optional(z.string()) })),
  longTerm: z.string(),
  contacts: z.array(z.string()),
  evidence: z.array(z.object({ where: z.string(), quote: z.string() })),
});
export type PatternHit = z.infer<typeof patternHit>;

/** An incident of before that looks like this one, with what ended it. */
export const lookAlike = z.object({
  incident: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  declaredAt: at,
  resolvedAt: z.optional(at),
  /** Why it is taken to be alike. */
  because: z.array(z.string()),
  resolution: z.optional(z.string()),
  /** Actions that were carried out during it and succeeded. */
  actions: z.array(z.string()),
  /** What its post-mortem taught. */
  learnings: z.optional(z.string()),
});
export type LookAlike = z.infer<typeof lookAlike>;

/** What an incident of a known kind looks like, and what has helped. */
export interface Pattern {
  id: string;
  name: string;
  symptoms: readonly Symptom[];
  metrics: readonly MetricSymptom[];
  cause: string;
  quickFixes: readonly { text: string; command?: string }[];
  longTerm: string;
  contact?: string;
}

/** All of `words` stand in one text, in any order. The more telling, the heavier: 1 hints, 3 is as good as proof. */
interface Symptom {
  words: readonly string[];
  weight: number;
  /** Logs say this of what is well, too: `502` is also a number of milliseconds. */
  notInLogs?: true;
}

/** A metric, by its name in CloudWatch, that shows it. */
interface MetricSymptom {
  name: string;
  /** One of its dimensions holds one of these, such as the name of a dead-letter queue. */
  where?: readonly string[];
  /** As many times as it was before, at the least; or a value that it goes beyond. */
  shows: { times: number } | { above: number } | { below: number };
  weight: number;
}

/** A text and where it came from: an alert's title, a log line, an update. */
export interface Observation {
  where: string;
  text: string;
  isLog?: true;
}

/** What a metric did: `before` the trouble, and since. */
export interface Measured {
  name: string;
  dimensions: Readonly<Record<string, string>>;
  before: readonly number[];
  since: readonly number[];
}

/** The first place where a symptom was found, by `pattern/number of the symptom`: small, however much is looked at. */
export type Recognised = Record<string, { where: string; quote: string }>;

export interface PatternMatch {
  pattern: Pattern;
  score: number;
  /** What matched, so that a person can judge the match. */
  evidence: { where: string; quote: string }[];
}

/** Enough that one strong symptom, or two weak ones of different kinds, make a suggestion. */
const enough = 2;
const quoteLength = 160;

/** Which patterns the observations fit, the best first. Suggestions for people: nothing is done because of them. */
export function matchPatterns(
  patterns: readonly Pattern[],
  observations: readonly Observation[],
): PatternMatch[] {
  const known = recogniser(patterns);
  for (const observation of observations) known.see(observation);
  return known.matches();
}

/**
 * Recognises patterns while evidence goes by, in constant memory. Each symptom counts once, however many lines of a log
 * repeat it, and is looked for until it is found.
 */
export function recogniser(patterns: readonly Pattern[], before: Recognised = {}) {
  const recognised: Recognised = { ...before };
  let looking = lookingFor(patterns);
  if (Object.keys(before).length > 0) lookOn();

  /** For what is not found yet. */
  function lookOn(): void {
    looking = glances(looking.sought.filter(({ key }) => !Object.hasOwn(recognised, key)));
  }

  return {
    /** Whether these lines of a log are worth looking at one by one: of a gigabyte hardly any are. */
    mayShow: (lines: string): boolean => looking.inLogs(lines),

    see({ where, text, isLog }: Observation): void {
      const { sought, anywhere, inLogs } = looking;
      if (!(isLog ? inLogs : anywhere)(text)) return;
      const lower = text.toLowerCase();
      const found = sought.filter(
        ({ symptom: { notInLogs, words } }) =>
          !(isLog && notInLogs) && words.every(word => begins(lower, word)),
      );
      if (found.length === 0) return;
      for (const { key, symptom } of found) {
        recognised[key] = { where, quote: around(text, symptom.words[0] ?? '') };
      }
      lookOn();
    },

    seeMetric(measured: Measured): void {
      for (const { id, metrics } of patterns) {
        for (const [index, symptom] of metrics.entries()) {
          const key = `${id}/metric ${index}`;
          const quote = Object.hasOwn(recognised, key) ? undefined : shownBy(symptom, measured);
          if (quote !== undefined) recognised[key] = { where: 'metrics', quote };
        }
      }
    },

    recognised: (): Recognised => ({ ...recognised }),

    matches(): PatternMatch[] {
      if (Object.keys(recognised).length === 0) return [];
      return patterns
        .map(pattern => {
          const { id, symptoms, metrics } = pattern;
          const keys = [
            ...symptoms.map(({ weight }, index) => ({ key: `${id}/${index}`, weight })),
            ...metrics.map(({ weight }, index) => ({ key: `${id}/metric ${index}`, weight })),
          ];
          const found = keys.flatMap(({ key, weight }) => {
            const seen = entryOf(recognised, key);
            return seen === undefined ? [] : [{ weight, seen }];
          });
          return {
            pattern,
            score: found.reduce((sum, { weight }) => sum + weight, 0),
            evidence: found.map(({ seen }) => seen),
          };
        })
        .filter(({ score }) => score >= enough)
        .toSorted((a, b) => b.score - a.score);
    },
  };
}

interface Sought {
  key: string;
  symptom: Symptom;
}

/** What each list of patterns is looked for by: every incident that is declared asks for the same ones. */
const made = new WeakMap<readonly Pattern[], ReturnType<typeof glances>>();

function lookingFor(patterns: readonly Pattern[]): ReturnType<typeof glances> {
  const known = made.get(patterns);
  if (known !== undefined) return known;
  const all = glances(
    patterns.flatMap(({ id, symptoms }) =>
      symptoms.map((symptom, index) => ({ key: `${id}/${index}`, symptom })),
    ),
  );
  made.set(patterns, all);
  return all;
}

function glances(sought: readonly Sought[]) {
  const inLogs = sought.filter(({ symptom: { notInLogs } }) => !notInLogs);
  return { sought, anywhere: anyOf(sought), inLogs: anyOf(inLogs) };
}

/** Whether a text has the longest word of a symptom: the rarest, mostly. */
function anyOf(sought: readonly Sought[]): (text: string) => boolean {
  const longest = sought.map(({ symptom: { words } }) =>
    words.reduce((longest, word) => (word.length > longest.length ? word : longest), ''),
  );
  const words = [...new Set(longest)];
  return text => {
    const lower = text.toLowerCase();
    return words.some(word => begins(lower, word));
  };
}

/** `oom` stands in `OOM killed` and not in `room`; `throttl` also begins `throttled`. Both are in lower case. */
function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[a-z0-9]/.test(text[at - 1] ?? '')) return true;
  }
  return false;
}

function around(text: string, word: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, Math.floor(at - quoteLength / 3));
  return text
    .slice(from, from + quoteLength)
    .toWellFormed()
    .trim();
}

/** What the metric did, in words, where it shows the symptom. */
function shownBy({ name, where, shows }: MetricSymptom, measured: Measured): string | undefined {
  const places = Object.values(measured.dimensions);
  const isThere =
    where === undefined ||
    places.some(place => where.some(word => place.toLowerCase().includes(word)));
  if (measured.name !== name || !isThere || measured.since.length === 0) return undefined;
  const most = largest(measured.since);
  const least = -largest(measured.since.map(value => -value));
  const of = places.length === 0 ? name : `${name} of ${places.join(', ')}`;
  if ('above' in shows) return most > shows.above ? `${of} reached ${shown(most)}` : undefined;
  if ('below' in shows) return least < shows.below ? `${of} fell to ${shown(least)}` : undefined;
  // Three points say what is usual, one does not.
  if (measured.before.length < 3) return undefined;
  const usual = median(measured.before);
  const isRisen = most > 0 && most >= usual * shows.times && most - usual >= 3;
  return isRisen ? `${of} rose from ${shown(usual)} to ${shown(most)}` : undefined;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
