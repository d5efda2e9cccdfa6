import { isPaging, severities } from '#core/severity.ts';
import { holds, type Looked, type Matcher, parseMatchers } from '#core/text/matchers.ts';

/* What holds of all texts of one of these shapes is about nothing: of names as services have them, of titles, of addresses,
   and of whatever else there is. They are invented, so that nobody means just these. */
const shapes = [
  ['quorvex', 'halibut-api', 'tamber-lane'],
  ['Quorvex is failing', 'Halibut answers slowly', 'Disk of tamberlane 90% full'],
  ['quorvex-17.example.com', '10.11.12.13:9100', 'https://example.com/~q?x=1'],
  ['a', 'Zw-9_x', 'mute probe 17', 'https://example.com/~q?x=1'],
];
/** Ours, and those of most senders. */
const severitiesThatWake = [severities.filter(isPaging), ['critical', 'error', 'warning']];
const numbers = [0, 1, 42.5, 100_000];

/** What is wrong with conditions that would mute whatever comes; `services`: by what each of those that there are is known. */
export function tooWide(
  match: string,
  services: readonly (readonly string[])[] = [],
): string | undefined {
  const read = parseMatchers(match);
  if ('fault' in read) return read.fault;
  return read.matchers.some(matcher => isNarrow(matcher) && !isAllOf(services, matcher))
    ? undefined
    : 'would mute everything: name at least one thing that it is about, such as service="checkout"';
}

/** To name each of them is to name none; of one alone there is no other. */
function isAllOf(services: readonly (readonly string[])[], matcher: Matcher): boolean {
  if (matcher.name !== 'service' || services.length < 2) return false;
  return services.every(texts => holds(matcher, () => ({ texts })));
}

/** Every alert has a severity and most have no label of a given name: neither is something that it is about. */
function isNarrow(matcher: Matcher): boolean {
  const of = (looked: ReturnType<Looked>) => holds(matcher, () => looked);
  if (/^[<>]/.test(matcher.is)) return !numbers.every(number => of({ texts: [], number }));
  const ofText = (text: string) => of({ texts: [text] });
  const wide = matcher.name === 'severity' ? severitiesThatWake : shapes;
  return !matcher.is.startsWith('!') && !ofText('') && !wide.some(shape => shape.every(ofText));
}
