/** What an incident of a known kind looks like, and what has helped. */
export interface Pattern {
  id: string;
  name: string;
  symptoms: readonly Symptom[];
  /** What its metrics show; for people to look at. */
  metrics: readonly { name: string; says: string }[];
  cause: string;
  quickFixes: readonly { text: string; command?: string }[];
  longTerm: string;
  contact?: string;
}

/** All of `words` stand in one text, in any order. The more telling, the heavier: 1 hints, 3 is as good as proof. */
export interface Symptom {
  words: readonly string[];
  weight: number;
}

/** A text and where it came from: an alert's title, a log line, an update. */
export interface Observation {
  where: string;
  text: string;
}

export interface PatternMatch {
  pattern: Pattern;
  score: number;
  /** What matched, so that a person can judge the match. */
  evidence: { where: string; quote: string; words: readonly string[] }[];
}

/** Enough that one strong symptom, or two weak ones of different kinds, make a suggestion. */
const enough = 2;
const quoteLength = 160;

/** Which patterns the observations fit, the best first. Suggestions for people: nothing is done because of them. */
export function matchPatterns(
  patterns: readonly Pattern[],
  observations: readonly Observation[],
): PatternMatch[] {
  const texts = observations.map(({ where, text }) => ({ where, text, low: text.toLowerCase() }));
  return patterns
    .map(pattern => {
      // Each symptom counts once, however many lines of a log repeat it.
      const found = pattern.symptoms.flatMap(symptom => {
        const seen = texts.find(({ low }) => symptom.words.every(word => holds(low, word)));
        return seen === undefined ? [] : [{ symptom, seen }];
      });
      return {
        pattern,
        score: found.reduce((sum, { symptom }) => sum + symptom.weight, 0),
        evidence: found.map(({ symptom: { words }, seen }) => ({
          where: seen.where,
          quote: around(seen.text, words[0] ?? ''),
          words,
        })),
      };
    })
    .filter(({ score }) => score >= enough)
    .toSorted((a, b) => b.score - a.score);
}

/** `oom` stands in `OOM killed` and not in `room`; `throttl` also begins `throttled`. */
function holds(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !isWordCharacter(text[at - 1] ?? '')) return true;
  }
  return false;
}

function isWordCharacter(character: string): boolean {
  return /[a-z0-9]/.test(character);
}

function around(text: string, word: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - quoteLength / 3);
  return text.slice(from, from + quoteLength).trim();
}
