import type { AmountKind } from '#core/intake/severity/rules.ts';
import type { Clause } from '#core/intake/severity/words.ts';

/** A percentage and what it is a percentage of. */
export interface Amount {
  kind: AmountKind;
  percent: number;
  quote: string;
  /** `above 5 %` tells that it is bad, and not how bad: it proves no mild level. `below 50 %` is less than that. */
  bound?: 'above' | 'below';
}

const set = (words: string) => new Set(words.split(' '));
const people = set(
  'users user customers customer clients visitors people accounts tenants subscribers merchants',
);
const betweenShare = set('of our the all active affected impacted paying daily online your');
const errors = set(
  'error errors failure failures failure_rate failure_ratio failed failing fail fails timeout ' +
    'timeouts 5xx 500s erroring unsuccessful rejected',
);
const success = set('success availability successful uptime');
/** These say by themselves that something became worse. */
const degraded = set(
  'degraded degradation degrade degrades degrading slower slowdown slow_down slowed_down',
);
/** The more of these the worse … */
const durations = set('latency latencies response responses duration');
const rising = set(
  'up increase increased increases increasing higher rise rises rose risen worse above over jumped ' +
    'grew grown exceeds exceeded more than',
);
/** … and the less of these. */
const volumes = set(
  'throughput traffic requests orders payments sales revenue conversions signups logins checkouts ' +
    'transactions performance speed',
);
const falling = set(
  'down down_by drop drops dropped dropping fell fallen falls decrease decreased reduced lower',
);
/** Percentages of these are a fill level, not a loss for anybody. */
const resources = set(
  'cpu memory mem ram disk heap utilisation utilization usage used capacity full quota budget space ' +
    'volume inodes swap battery storage iops pool coverage confidence discount progress rollout',
);
const upperWords = set('above over exceeds exceeded exceeding');
const lowerWords = set('below under');
const moreWords = set('more greater higher slower');
const lessWords = set('less fewer lower');
const over = set('recovered resolved normal fixed restored longer');

/** What the percentages of a clause say. `error rate 0.5` has no unit, so it says nothing. */
export function amountsIn(clause: Clause): Amount[] {
  if (clause.some(word => over.has(word))) return [];
  return clause.flatMap((word, at) => {
    if (!/^\d+(\.\d+)?%$/.test(word)) return [];
    const percent = Number(word.slice(0, -1));
    const found = amountAt(clause, at, percent);
    return found === undefined || found.percent <= 0 ? [] : [found];
  });
}

function amountAt(clause: Clause, at: number, percent: number): Amount | undefined {
  const has = (words: ReadonlySet<string>) => clause.some(word => words.has(word));
  const span = (from: number, to: number) =>
    clause
      .slice(Math.max(0, from), to)
      .filter(word => word !== '|')
      .join(' ')
      .replaceAll('_', ' ');

  const bound = boundAt(clause, at);
  const share = peopleAfter(clause, at);
  if (share !== undefined && percent <= 100) {
    return {
      kind: 'users',
      percent,
      quote: span(at - (bound ? 2 : 0), share + 1),
      ...asBound(bound),
    };
  }
  const before = clause.slice(Math.max(0, at - 4), at);
  const areMeant = before.some(word => people.has(word));
  if (areMeant && percent <= 100 && before.some(word => /^(affect|impact)/.test(word))) {
    return { kind: 'users', percent, quote: span(at - 4, at + 1), ...asBound(bound) };
  }
  if (has(resources)) return undefined;
  const quote = span(at - 4, at + 4);
  // "Dropped 60 %" and "down by 60 %" tell the loss, "dropped to 60 %" what is left.
  const words = clause.slice(Math.max(0, at - 2), at);
  const isLoss = !bound && clause[at - 1] !== 'to' && words.some(word => falling.has(word));
  if (has(success)) {
    if (percent > 100) return undefined;
    return isLoss
      ? { kind: 'errors', percent, quote }
      : { kind: 'errors', percent: round(100 - percent), quote, ...asBound(opposite(bound)) };
  }
  if (has(errors)) {
    return percent <= 100 && !isLoss
      ? { kind: 'errors', percent, quote, ...asBound(bound) }
      : undefined;
  }
  if (has(degraded) || (has(durations) && has(rising))) {
    return { kind: 'degradation', percent, quote, ...asBound(bound) };
  }
  return has(volumes) && (isLoss || clause[at + 1] === 'drop') && percent <= 100
    ? { kind: 'errors', percent, quote }
    : undefined;
}

type Bound = 'above' | 'below' | undefined;

function boundAt(clause: Clause, at: number): Bound {
  const [word = '', before = ''] = [clause[at - 1], clause[at - 2]];
  if (upperWords.has(word) || (word === 'than' && moreWords.has(before))) return 'above';
  return lowerWords.has(word) || (word === 'than' && lessWords.has(before)) ? 'below' : undefined;
}

function opposite(bound: Bound): Bound {
  if (bound === undefined) return undefined;
  return bound === 'above' ? 'below' : 'above';
}

function asBound(bound: Bound): { bound?: 'above' | 'below' } {
  return bound === undefined ? {} : { bound };
}

function peopleAfter(clause: Clause, at: number): number | undefined {
  for (let next = at + 1; next <= at + 4; next++) {
    const word = clause[next] ?? '';
    if (people.has(word)) return next;
    if (!betweenShare.has(word)) return undefined;
  }
  return undefined;
}

/**
 * A measured value under a name such as `error_ratio`, `affected_users_percent` or `latency increase`. Only a name
 * or a unit that says percent, or ratio, tells what the number means.
 */
export function amountNamed(name: string, value: string | number, unit = ''): Amount | undefined {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  const kind = kindOf(words);
  if (kind === undefined) return undefined;
  const text = String(value).trim();
  const [, digits, sign] = /^(-?\d{1,15}(?:\.\d{1,15})?(?:e-?\d{1,2})?)\s*(%?)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const isPercent = sign === '%' || /percent|pct/.test(words) || /^percent$/i.test(unit);
  const isRatio = /ratio|fraction|share/.test(words) && number <= 1;
  if (!(isPercent || isRatio) || !(number > 0)) return undefined;
  const percent = isPercent ? number : round(number * 100);
  if (kind !== 'degradation' && percent > 100) return undefined;
  return { kind, percent, quote: `${name} ${text}` };
}

function kindOf(words: string): AmountKind | undefined {
  if (
    /(user|customer)s?[^a-z]*(affected|impacted)|(affected|impacted)[^a-z]*(user|customer)/.test(
      words,
    )
  )
    return 'users';
  if (/(error|failure|5xx)[^a-z]*(rate|ratio|percent|pct|fraction|share)/.test(words))
    return 'errors';
  if (/degradation|slowdown|latency[^a-z]*increase/.test(words)) return 'degradation';
  return undefined;
}

function round(percent: number): number {
  return Math.round(percent * 1000) / 1000;
}
