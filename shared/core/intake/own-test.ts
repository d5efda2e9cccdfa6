import type { Parsed } from '#core/intake/alert.ts';
import { isMap } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import type { Source } from '#core/sources.ts';

/** The body `{ "tocsin": "test" }` and nothing beside it: whoever sets a sender up tries its address and its key. */
export function isOwnTest(body: unknown): boolean {
  return isMap(body) && body.tocsin === 'test' && Object.keys(body).length === 1;
}

/** It is taken at the door of every sender, whatever that one's own form is, and pages nobody. */
export function ownTest(source: Source): Parsed {
  const title = `A test of /v1/alerts/${source}`;
  return reading(source, '', () => ({ kind: 'test', series: ['own-test'], title }))({});
}
