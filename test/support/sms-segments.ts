import { gsm7 } from '#core/text/plain-text.ts';

/** How many messages a carrier makes of a text, and bills. */
export function segmentsOf(text: string): number {
  const [alone, each] = gsm7(text) === text ? [160, 153] : [70, 67];
  return text.length <= alone ? 1 : Math.ceil(text.length / each);
}
