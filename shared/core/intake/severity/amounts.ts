import type { Alert } from '#core/intake/alert.ts';
import { type Amount, amounts, levels, lists } from '#core/intake/severity/definitions.ts';
import { meaningOf } from '#core/intake/severity/label-names.ts';
import { type Hit, hitsIn, ruleOf, type Statement, statedIn } from '#core/intake/severity/said.ts';
import { isPaging, type Severity } from '#core/severity.ts';
import { type Clause, clausesOf } from '#core/text/clauses.ts';
import { isPercentage, matchesOf, wordPattern } from '#core/text/word-pattern.ts';

export interface JudgedAmount {
  of: Amount;
  severity: Severity;
  /** The runbook's words for it. */
  definition: string;
  quote: string;
}

const rules = amounts.map(({ of, rest = false, ...said }) => ({ of, rest, rule: ruleOf(said) }));
const above = wordPattern('(<above>) $', lists);
const below = wordPattern('(<below>) $', lists);

/** What the percentages of a statement mean. `error rate 0.5` has no unit, so it means nothing. */
export function amountsIn(statement: Statement): JudgedAmount[] {
  if (!statement.words.some(isPercentage)) return [];
  return rules.flatMap(({ of, rest, rule }) =>
    statedIn(statement, rule).flatMap(hit => judged(statement, hit, of, rest) ?? []),
  );
}

function judged(
  clause: Clause,
  { start, end }: Hit,
  of: Amount,
  rest: boolean,
): JudgedAmount | undefined {
  const at = clause.words.findLastIndex(
    (word, index) => index >= start && index < end && word.endsWith('%'),
  );
  const said = Number(clause.words[at]?.slice(0, -1));
  const percent = rest ? Math.round((100 - said) * 1000) / 1000 : said;
  if (!(percent > 0) || (percent > 100 && of !== 'degradation')) return undefined;

  const before = { ...clause, words: clause.words.slice(0, at) };
  const isAbove = matchesOf(rest ? below : above, before).length > 0;
  const isBelow = matchesOf(rest ? above : below, before).length > 0;
  const level = levels[of].find(({ from }) => (isBelow ? percent > from : percent >= from));
  if (level === undefined) return undefined;
  // `above 5 %` tells that it is bad, and not how bad: it proves no mild level.
  if (isAbove && !isPaging(level.severity)) return undefined;
  const { severity, definition } = level;
  return { of, severity, definition, quote: clause.quote(start, end) };
}

/**
 * What an alert measures under a name such as `error_ratio` or `affected_users_percent`. Only a name or a unit that
 * says percent, or ratio, tells what the number means.
 */
export function measuredAmounts({ name, labels, annotations, numbers }: Alert): JudgedAmount[] {
  const amounts: JudgedAmount[] = [];
  for (const map of [labels, annotations, numbers]) {
    for (const key in map) {
      const value = map[key] ?? '';
      if (typeof value === 'string' && beginsAsWord(value)) continue;
      const meant = meaningOf(key).isNameless ? name : key;
      amounts.push(...measured(meant, String(value).trim(), labels.unit));
    }
  }
  return amounts;
}

/** As most labels do, and no number: behind the digits, and before what is no ASCII. */
function beginsAsWord(text: string): boolean {
  return text >= ':' && text < '\u007f';
}

function measured(name: string, text: string, unit: string | undefined): JudgedAmount[] {
  const percent = percentOf(name, text, unit);
  if (percent === undefined) return [];
  return clausesOf(`${name} ${percent}%`).flatMap(clause =>
    rules.flatMap(({ of, rest, rule }) =>
      hitsIn(clause, rule).flatMap(hit => {
        const amount = judged(clause, hit, of, rest);
        return amount === undefined ? [] : { ...amount, quote: `${name} ${text}` };
      }),
    ),
  );
}

function percentOf(name: string, text: string, unit = ''): number | undefined {
  const [, digits, sign] = /^(-?\d{1,15}(?:\.\d{1,15})?(?:e-?\d{1,2})?)\s*(%?)$/i.exec(text) ?? [];
  const { isBound, isPercent, isRatio } = meaningOf(name);
  if (digits === undefined || isBound) return undefined;
  const number = Number(digits);
  if (sign === '%' || isPercent || /^percent$/i.test(unit)) return number;
  return isRatio && number <= 1 ? Math.round(number * 100_000) / 1000 : undefined;
}
