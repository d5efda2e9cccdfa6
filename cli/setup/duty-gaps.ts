import { noRoster } from '#cli/setup/offline.ts';
import { coverage } from '#core/oncall/coverage.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';

const aheadSeconds = 90 * 86_400;

/** When levels of a configuration would lead to nobody, as far as it says itself: overrides are left aside. */
export function dutyGaps(document: unknown, from: Instant): { path: string; message: string }[] {
  const parsed = parseDirectory(document);
  if ('problems' in parsed) return [];
  const { directory } = parsed;
  const until = addSeconds(from, aheadSeconds);
  return coverage({ directory, roster: noRoster, from, until })
    .filter(({ kind }) => kind === 'gap')
    .map(({ policy, text }) => ({
      path: `/escalationPolicies${policy === undefined ? '' : `/${policy}`}`,
      message: text,
    }));
}
