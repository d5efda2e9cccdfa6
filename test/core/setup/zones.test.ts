import { expect, test } from 'vitest';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../../support/team.ts';

function warned(timeZone: string) {
  const parsed = parseDirectory({ ...team, organisation: { ...team.organisation, timeZone } });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.warnings
    .filter(({ path }) => path.at(-1) === 'timeZone')
    .map(({ message }) => message);
}

test.each([
  ['EST', /no place: it may know no summer time; name a place/],
  ['MST', /no place/],
  ['Etc/GMT+5', /5 hours behind UTC all year, whatever its sign looks like/],
  ['Etc/GMT-3', /3 hours ahead of UTC/],
])('a zone such as %s is warned of, with what it means', (zone, message) => {
  expect(warned(zone)).toEqual([expect.stringMatching(message)]);
});

test.each(['Europe/London', 'America/New_York', 'UTC', 'Etc/UTC', 'Asia/Kolkata'])(
  '%s is nothing to warn of',
  zone => {
    expect(warned(zone)).toEqual([]);
  },
);
