import { useRef } from 'preact/hooks';
import { Refused } from '#console/api.ts';
import type { Known } from '#console/live.ts';

/**
 * What an address that holds the day was answered, and what it asked for: at midnight it is another address, and what one looks
 * at stays, as it was asked for, until that is answered as well. `of`: what somebody chose; of another choice nothing stays.
 */
export function useLasting<Value, About>(found: Known<Value>, of: string, about: About) {
  const last = useRef<{ of: string; value: Value; about: About }>(undefined);
  const { value, trouble } = found;
  if (value !== undefined) last.current = { of, value, about };
  const before = last.current;
  if (value !== undefined || before?.of !== of || trouble instanceof Refused)
    return { found, about };
  return { found: { ...found, value: before.value }, about: before.about };
}
