import * as z from 'zod/mini';
import { matchersMax, matchersOf, parseMatchers, patternsIn } from '#core/text/matchers.ts';

/** Conditions as Alertmanager writes them. Whether their expressions are right is looked at when it is applied. */
export const matchers = (description: string) =>
  z.string().check(
    z.maxLength(matchersMax.characters),
    z.check(({ value, issues }) => {
      const read = parseMatchers(value);
      if ('fault' in read) issues.push({ code: 'custom', input: value, message: read.fault });
    }),
    z.describe(description),
  );

/** The expressions by which alerts are judged: to be made ready wherever a configuration is read. */
export function patternsOf({ rules }: { rules: readonly { match?: string }[] }): string[] {
  return rules.flatMap(({ match }) => (match === undefined ? [] : patternsIn(matchersOf(match))));
}
