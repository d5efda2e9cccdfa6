import { describe, expect, test } from 'vitest';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';
import { team } from '../support/team.ts';

const parsed = parseDirectory(team);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { directory } = parsed;

describe.each([inMemory, onDynamoDb()])('configuration in $name', ({ open }) => {
  test('before the first one there is none', async () => {
    const { configuration } = await open();
    expect(await configuration.current()).toBeUndefined();
    expect(await configuration.newest()).toBeUndefined();
  });

  test('the newest version is in force, and says who applied it', async () => {
    const { configuration } = await open();
    const save = (version: number, by: string) =>
      configuration.save({ version, document: team, directory, by, at: later(version) });
    for (let version = 1; version <= 11; version++)
      expect(await save(version, 'ana')).toBe('saved');
    expect(await configuration.newest()).toMatchObject({ version: 11, by: 'ana', at: later(11) });
    const current = await configuration.current();
    expect(current?.directory.people.ana?.name).toBe('Ana');
  });

  test('each version is kept as it was applied, and a list of them says who and when', async () => {
    const { configuration } = await open();
    const other = { ...team, organisation: { ...team.organisation, name: 'Southwind' } };
    for (let version = 1; version <= 4; version++) {
      const document = version === 2 ? other : team;
      const by = version === 2 ? 'bo' : 'ana';
      await configuration.save({ version, document, directory, by, at: later(version) });
    }
    expect(await configuration.version(2)).toMatchObject({ document: other, by: 'bo' });
    expect(await configuration.version(5)).toBeUndefined();
    expect(await configuration.history(4, 3)).toEqual([
      { version: 4, at: later(4), by: 'ana' },
      { version: 3, at: later(3), by: 'ana' },
      { version: 2, at: later(2), by: 'bo' },
    ]);
    expect(await configuration.history(1, 3)).toHaveLength(1);
    expect(await configuration.history(0, 3)).toEqual([]);
  });

  test('whoever pages reads the people of the version in force', async () => {
    const { configuration, whereabouts } = await open();
    expect(await whereabouts.team()).toBeUndefined();
    await configuration.save({ version: 1, document: team, directory, by: 'ana', at: start });
    const { ana } = team.people;
    expect((await whereabouts.team())?.ana).toMatchObject({ phone: ana.phone, email: ana.email });
  });

  test('of two people who apply at once, one is told', async () => {
    const { configuration } = await open();
    const next = { version: 1, document: team, directory, at: start };
    const outcomes = await Promise.all(
      ['ana', 'bo'].map(by => configuration.save({ ...next, by })),
    );
    expect(outcomes.toSorted()).toEqual(['conflict', 'saved']);
  });

  test('what was applied stays in force when a later release would refuse it', async () => {
    const { configuration } = await open();
    const document = { ...team, somethingOfLongAgo: true };
    await configuration.save({ version: 1, document, directory, by: 'ana', at: start });
    const newest = await configuration.newest();
    expect(newest?.directory.services.payments?.name).toBe('Payments');
  });
});
