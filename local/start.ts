import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/**
 * `npm start`. Its flag keeps what is new in the heap of this thread from growing to 130 MB where much is asked at once; it
 * works from the command line only. What is loaded from here on is kept compiled: later starts need a third less.
 */
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/tocsin/compiled'));
// Four heaps grow here beside each other, and each would wait with collecting until it has twice what it needs.
setFlagsFromString('--heap-growing-percent=20');
await import('#local/start-command.ts');
