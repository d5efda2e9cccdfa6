import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The classes of a Java program as Java has them in memory, read and verified, in a file for the next start, which costs
 * half as much then. Written by the first that ends in peace. Java itself sees whether it fits, and does without when not.
 */
export interface ClassArchive {
  /** Of Java: to start from what was kept, or to keep it. */
  arguments: string[];
  /** It writes at its end what is kept of it, which takes a while. */
  isWriting: boolean;
  /** The program has ended. */
  keep(): void;
  /** It ends before it has done what the next will do, or in the middle of writing. */
  forget(): void;
}

/** `files`: of what it depends, Java and the program. */
export function classArchive(folder: string, files: readonly string[]): ClassArchive {
  const sum = createHash('sha256');
  for (const file of files.map(path => realpathSync(path))) {
    const { size, mtimeMs } = statSync(file);
    sum.update(`${file} ${size} ${mtimeMs}\n`);
  }
  const kept = join(folder, `classes-${sum.digest('hex').slice(0, 16)}.jsa`);
  // What does not fit is no news, and what cannot be kept neither.
  const quiet = ['-Xshare:auto', '-Xlog:disable', '-Xlog:all=off'];
  if (existsSync(kept)) {
    const start = [...quiet, `-XX:SharedArchiveFile=${kept}`];
    return { arguments: start, isWriting: false, keep() {}, forget() {} };
  }
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `unfinished-${randomUUID()}.jsa`);
  let isWhole = true;
  return {
    arguments: [...quiet, `-XX:ArchiveClassesAtExit=${unfinished}`],
    isWriting: true,
    keep() {
      if (!existsSync(unfinished)) return;
      if (isWhole) renameSync(unfinished, kept);
      else rmSync(unfinished);
    },
    forget() {
      isWhole = false;
    },
  };
}
