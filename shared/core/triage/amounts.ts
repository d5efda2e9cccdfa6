import type { AmountKind } from '#core/triage/rules.ts';
import type { Clause } from '#core/triage/words.ts';

/** A percentage and what it is a percentage of. */
export interface Amount {
  kind: AmountKind;
  percent: number;
  quote: string;
  /** `above 5 %` tells that it is bad, and not how bad: it proves no mild level. */
  atLeast?: true;
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
const performance = set(
  'latency response responses slow slower slowdown slow_down slowed_down performance throughput ' +
    'degraded degradation degrade degrades degrading speed duration latencies traffic',
);
const worse = set(
  'up increase increased increases increasing higher rise rises rose risen slower worse degraded ' +
    'degradation drop drops dropped dropping down down_by above over fell fallen decreased reduced ' +
    'jumped grew grown slow_down slowed_down exceeds exceeded more than degrade degrades',
);
/** Percentages of these are a fill level, not a loss for anybody. */
const resources = set(
  'cpu memory mem ram disk heap utilisation utilization usage used capacity full quota budget space ' +
    'volume inodes swap battery storage iops pool coverage confidence discount progress rollout',
);
const highBounds = set('above over exceeds exceeded than exceeding');
const lowBounds = set('below under than');
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

  const share = peopleAfter(clause, at);
  if (share !== undefined && percent <= 100) {
    return { kind: 'users', percent, quote: span(at, share + 1) };
  }
  const before = clause.slice(Math.max(0, at - 4), at);
  const areMeant = before.some(word => people.has(word));
  if (areMeant && percent <= 100 && before.some(word => /^(affect|impact)/.test(word))) {
    return { kind: 'users', percent, quote: span(at - 4, at + 1) };
  }
  if (has(resources)) return undefined;
  const quote = span(at - 4, at + 4);
  const bound = clause[at - 1] ?? '';
  if (has(success) && percent <= 100) {
    const isLoss = clause[at - 1] === 'by' || clause[at - 1] === 'down_by';
    const loss = {
      kind: 'errors' as const,
      percent: isLoss ? percent : round(100 - percent),
      quote,
    };
    return { ...loss, ...(lowBounds.has(bound) && { atLeast: true as const }) };
  }
  const atLeast = highBounds.has(bound) && { atLeast: true as const };
  if (has(errors) && percent <= 100) return { kind: 'errors', percent, quote, ...atLeast };
  return has(performance) && has(worse)
    ? { kind: 'degradation', percent, quote, ...atLeast }
    : undefined;
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
