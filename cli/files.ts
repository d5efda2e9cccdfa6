import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CliFailure } from '#cli/failure.ts';
import type { Surroundings } from '#cli/surroundings.ts';
import { decodeUtf8 } from '#core/text/utf8.ts';

/** The real files. What is not there is `undefined`; what cannot be used is told in words, not in the system's. */
export const files: Pick<Surroundings, 'readFile' | 'readBytes' | 'readFolder' | 'writeFile'> = {
  readFile: path =>
    told('read', path, async () => {
      const bytes = await readFile(path).catch(ifThere);
      return bytes === undefined ? undefined : textOf(bytes, path);
    }),
  readBytes: path => told('read', path, async () => readFile(path).catch(ifThere)),
  readFolder: path => told('read', path, () => folder(path)),
  // Incidents, evidence and addresses are for whoever asked for them, not for all of a shared machine.
  writeFile: (path, content) =>
    told('write', path, () => writeFile(path, content, { mode: 0o600 })),
};

/** The text of a file that was named, which must be there. */
export async function textIn(
  { readFile }: Pick<Surroundings, 'readFile'>,
  file: string,
  next?: string,
): Promise<string> {
  const text = await readFile(file);
  if (text !== undefined) return text;
  throw new CliFailure('usage', `There is no file ${file}.`, next ? { next } : {});
}

/** What somebody typed and nobody took, under a name that nothing else has; answers the name. */
export async function keepTyped(
  { readFile, writeFile, terminal }: Surroundings,
  stem: string,
  ending: string,
  text: string,
): Promise<string> {
  // A file that is there may hold what was typed before.
  let name = `${stem}.${ending}`;
  for (let more = 2; (await readFile(name)) !== undefined; more++) {
    name = `${stem}-${more}.${ending}`;
  }
  await writeFile(name, text);
  terminal.error(`What you wrote is in ${name}.`);
  return name;
}

/** UTF-8, or UTF-16 with its mark, as PowerShell writes. Words in another encoding would arrive damaged, names first of all. */
export function textOf(bytes: Uint8Array, name: string): string {
  const wide = utf16[`${bytes[0]} ${bytes[1]}`];
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  const read = decodeUtf8(bytes);
  if ('text' in read) return read.text;
  throw new CliFailure(
    'usage',
    `${name}:${read.line}:${read.column} is not UTF-8, so its letters would be damaged.`,
    {
      next: `Save it as UTF-8. From Latin-1: iconv -f latin1 -t utf-8 ${name} > new-file`,
    },
  );
}

/** By their byte order marks, which no UTF-8 begins with. */
const utf16: Record<string, string> = { '255 254': 'utf-16le', '254 255': 'utf-16be' };

async function folder(path: string): Promise<Map<string, Uint8Array> | undefined> {
  if (!(await stat(path).catch(ifThere))?.isDirectory()) return undefined;
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  const names = found.filter(each => each.isFile()).map(each => join(each.parentPath, each.name));
  const contents = await Promise.all(
    names.map(
      async name => [relative(path, name).split(sep).join('/'), await readFile(name)] as const,
    ),
  );
  return new Map(contents);
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

async function told<T>(what: 'read' | 'write', path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const { why, next } = reasons[code] ?? { why: code };
    throw new CliFailure('usage', `Cannot ${what} ${path}: ${why}.`, next ? { next } : {});
  }
}

const reasons: Record<string, { why: string; next?: string }> = {
  ENOENT: { why: 'its folder does not exist', next: 'Make the folder first, or name another.' },
  ENOTDIR: { why: 'what should be its folder is a file', next: 'Name another folder.' },
  EISDIR: { why: 'it is a folder', next: 'Name a file.' },
  EACCES: { why: 'it is not allowed', next: 'Name another file.' },
  EPERM: { why: 'it is not allowed', next: 'Name another file.' },
  EROFS: { why: 'nothing can be written there', next: 'Name another folder.' },
  ENOSPC: { why: 'the disk is full', next: 'Name a file on another disk.' },
  ENAMETOOLONG: { why: 'the name is too long', next: 'Give it a shorter name.' },
};
