import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stateFile } from '#local/state-file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a value that survives a restart', () => {
  test('is there in the next run, as it was last changed', () => {
    const path = join(directory, 'count.json');
    const file = stateFile(path, { count: 0 });
    file.value.count = 7;
    file.changed();
    file.flush();
    expect(stateFile(path, { count: 0 }).value).toEqual({ count: 7 });
    expect(readdirSync(directory)).toEqual(['count.json']);
  });

  test('is there when the run was killed while it was replaced', () => {
    const path = join(directory, 'count.json');
    const file = stateFile(path, { count: 0 });
    file.value.count = 7;
    file.changed();
    file.flush();
    renameSync(path, `${path}.new`);
    expect(stateFile(path, { count: 0 }).value).toEqual({ count: 7 });
  });

  test('is the old one when the run was killed while the new one was written', () => {
    const path = join(directory, 'count.json');
    writeFileSync(path, '{"count":7}');
    writeFileSync(`${path}.new`, '{"cou');
    expect(stateFile(path, { count: 0 }).value).toEqual({ count: 7 });
  });

  test('that cannot be read is an error, never an empty start', () => {
    const path = join(directory, 'count.json');
    writeFileSync(path, '{"cou');
    expect(() => stateFile(path, { count: 0 })).toThrow(`Cannot read ${path}`);
  });
});

test('without a path nothing is kept', () => {
  const file = stateFile<{ count: number }>(undefined, { count: 1 });
  file.value.count = 2;
  file.changed();
  file.flush();
  expect(file.value).toEqual({ count: 2 });
});
