import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { files } from '#cli/files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-files-'));
  await writeFile(join(folder, 'there.txt'), 'there');
});
afterAll(() => rm(folder, { recursive: true }));

test('what is not there is undefined, what is there is read', async () => {
  expect(await files.readFile(join(folder, 'none.txt'))).toBeUndefined();
  expect(await files.readBytes(join(folder, 'there.txt', 'below.txt'))).toBeUndefined();
  expect(await files.readFile(join(folder, 'there.txt'))).toBe('there');
  expect([...((await files.readFolder(folder)) ?? [])].map(([name]) => name)).toEqual([
    'there.txt',
  ]);
});

test.skipIf(process.platform === 'win32')(
  'what is written is for whoever asked for it, and for nobody else of the machine',
  async () => {
    const path = join(folder, 'incident.yaml');
    await files.writeFile(path, 'phone: "+1 555 0101"\n');
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  },
);

test('a text that is not UTF-8 is refused with its line, where its names would be damaged', async () => {
  const path = join(folder, 'tocsin.yaml');
  await writeFile(path, Buffer.from('people:\n  zoe:\n    name: Zoë\n', 'latin1'));
  await expect(files.readFile(path)).rejects.toMatchObject({
    exitCode: 2,
    message: `${path}:3:13 is not UTF-8, so its letters would be damaged.`,
    next: expect.stringContaining('Save it as UTF-8'),
  });
  await writeFile(path, '\ufeffname: Zoë\n');
  expect(await files.readFile(path)).toBe('name: Zoë\n');
});

test('a text that PowerShell wrote, in UTF-16 with its mark, is read', async () => {
  const path = join(folder, 'export.json');
  const bytes = Buffer.from('\ufeff{"name":"Zoë"}\r\n', 'utf16le');
  for (const written of [bytes, Buffer.from(bytes).swap16()]) {
    await writeFile(path, written);
    expect(await files.readFile(path)).toBe('{"name":"Zoë"}\r\n');
  }
});

test.each([
  ['reading a folder', () => files.readFile(folder), 'it is a folder'],
  ['reading the bytes of a folder', () => files.readBytes(folder), 'it is a folder'],
  ['writing over a folder', () => files.writeFile(folder, 'x'), 'it is a folder'],
  [
    'writing where no folder is',
    () => files.writeFile(join(folder, 'no', 'x.svg'), 'x'),
    'its folder does not exist',
  ],
])('%s fails in words, with what to do', async (_, act, why) => {
  const failure = await act().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    name: 'CliFailure',
    exitCode: 2,
    message: expect.stringContaining(why),
    next: expect.stringMatching(/^(Name|Make) /),
  });
});
