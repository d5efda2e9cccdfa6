import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { StartFailure } from '#local/start-failure.ts';

/** Makes the folder if need be. A database that cannot write there would fail at every request, for ever. */
export function makeWritable(folder: string): void {
  try {
    make(folder);
    const probe = join(folder, `probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    for (const name of readdirSync(folder)) accessSync(join(folder, name), constants.W_OK);
  } catch (error) {
    const near = relative('', folder);
    const shown = near === '' || near.startsWith('..') ? folder : near;
    throw new StartFailure(
      `${shown} cannot be written (${(error as NodeJS.ErrnoException).code}). ` +
        'Start with another directory: npm start -- --data DIR',
    );
  }
}

/** Step by step: `recursive` of mkdirSync never returns where a folder seems to be made and is not there, as in /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  mkdirSync(folder);
}
