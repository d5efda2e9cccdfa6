import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** The handlers in a folder, without their endings: `on-webhook`, … */
export function handlersIn(folder: string): string[] {
  const files = readdirSync(folder).filter(file => /^on-.*\.ts$/.test(file));
  return files.map(file => basename(file, '.ts')).sort();
}
