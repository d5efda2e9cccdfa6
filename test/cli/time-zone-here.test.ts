import { expect, test } from 'vitest';
import { timeZoneHere } from '#cli/time-zone-here.ts';

test.each([
  ['Asia/Tokyo', 'Asia/Tokyo', 'Asia/Tokyo'],
  ['', 'Etc/Unknown', 'UTC'],
  [':/etc/localtime', undefined, 'Europe/Berlin'],
  ['/usr/share/zoneinfo/Asia/Tokyo', undefined, 'Asia/Tokyo'],
  ['Nowhere', undefined, 'Europe/Berlin'],
])('with TZ=%s, of which the runtime says %s, times are of %s', (TZ, said, zone) => {
  const env: Record<string, string | undefined> = { TZ };
  // What the machine is set to is asked for where the environment names none.
  const found = () => (env.TZ === undefined ? 'Europe/Berlin' : said);
  expect(timeZoneHere(env, found)).toBe(zone);
});

test('where not even the machine knows, times are of UTC', () => {
  expect(timeZoneHere({}, () => undefined)).toBe('UTC');
});
