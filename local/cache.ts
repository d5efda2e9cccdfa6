import { fileURLToPath } from 'node:url';

/** What is made once and may be thrown away at any time. */
export const cache = fileURLToPath(new URL('../node_modules/.cache/tocsin', import.meta.url));
