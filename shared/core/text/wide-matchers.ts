import { severities } from '#core/severity.ts';
import { holds, type Matcher, parseMatchers } from '#core/text/matchers.ts';

/** What holds of each of these holds of whatever comes. */
const anyText = ['a', 'Zw-9_x', 'mute probe 17', 'https://example.com/~q?x=1'];

/** What is wrong with conditions that would mute whatever comes. */
export function tooWide(match: string): string | undefined {
  const read = parseMatchers(match);
  if ('fault' in read) return read.fault;
  return read.matchers.some(isNarrow)
    ? undefined
    : 'would mute everything: name at least one thing that it is about, such as service="checkout"';
}

/** Every alert has a severity and most have no label of a given name: neither is something that it is about. */
function isNarrow(matcher: Matcher): boolean {
  if (/^[<>]/.test(matcher.is)) return true;
  const of = (text: string) => holds(matcher, () => ({ texts: [text] }));
  const any = matcher.name === 'severity' ? severities : anyText;
  return !matcher.is.startsWith('!') && !of('') && !any.every(of);
}
