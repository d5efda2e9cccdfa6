#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The package has this program compiled, for any Node; a checkout has its source, which is never out of date.
const source = new URL('tocsin.ts', import.meta.url);
const compiled = new URL('../dist/cli/tocsin.mjs', import.meta.url);
await import((existsSync(source) ? source : compiled).href);
