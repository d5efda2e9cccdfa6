import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** `npm start`. What is loaded from here on is kept compiled, so that later starts need a third less. */
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/tocsin/compiled'));
await import('#local/start-command.ts');
