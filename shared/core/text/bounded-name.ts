import { sha256 } from '#core/digest.ts';

const hashLength = 12;

/**
 * A name within the rule of the service that it is for: letters, digits and single hyphens, and at most `longest` of them. What
 * had to be changed for that ends in a hash of the whole, so that two names never become one.
 */
export function boundedName(text: string, longest: number): string {
  const tame = text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const isSame = tame === text && tame.length <= longest;
  return isSame ? text : hashed(tame, text, longest);
}

/** A name of which only the length has a rule. */
export function shortName(text: string, longest: number): string {
  return text.length <= longest ? text : hashed(text, text, longest);
}

function hashed(name: string, whole: string, longest: number): string {
  const beginning = name.slice(0, longest - hashLength - 1).replace(/-+$/, '');
  return `${beginning}-${sha256(whole).slice(0, hashLength)}`;
}
