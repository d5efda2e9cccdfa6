import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/* The script that a newcomer runs first. */

test('npm run demo tells one incident, from its alert to the archive, and ends well', async () => {
  const { stdout, stderr } = await promisify(execFile)('node', ['local/demo.ts'], {
    // Against what would hang for ever.
    timeout: 900_000,
  });
  expect(stderr).toBe('');
  const story = [
    'INC-2026-001 is open as SEV1, because ',
    // To whoever is on call this week.
    'SMS   +1555555010',
    'SEV1 INC-2026-001 Payments: "Payment processing down"',
    'SMS   +15555550102: ',
    'Bo Lindqvist acknowledged',
    'All clear',
    'manifest',
    'End of demo.',
  ].map(part => part.replace('2026', String(new Date().getUTCFullYear())));
  const places = story.map(part => stdout.toLowerCase().indexOf(part.toLowerCase()));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  // What it says that the clock shows is what its first lines are stamped with.
  const [, said = ''] = /(\d\d:\d\d):\d\d UTC\. Payments start/.exec(stdout) ?? [];
  const [, stamped = ''] = /(\d\d:\d\d:\d\d) {2}SEV1 declared/.exec(stdout) ?? [];
  const seconds = (time: string) => Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60;
  const apart = (seconds(stamped) - seconds(said) + 86_400) % 86_400;
  expect(apart).toBeLessThan(600);
});
