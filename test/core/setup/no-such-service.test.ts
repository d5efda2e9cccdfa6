import { expect, test } from 'vitest';
import { noSuchService } from '#core/setup/no-such-service.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { team } from '../../support/team.ts';

const parsed = parseDirectory(team);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { directory } = parsed;
const [known = ''] = Object.keys(directory.services);

test('a service that is configured is none that is missing', () => {
  expect(noSuchService(directory, known)).toBeUndefined();
});

test.each(['nope', 'constructor', ''])('of %j it says which there are', wanted => {
  expect(noSuchService(directory, wanted)?.invalid.message).toContain(`there are: ${known}`);
});
