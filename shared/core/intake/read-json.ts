import { bodyMax } from '#core/intake/limits.ts';
import type { Refusal } from '#core/intake/refusal.ts';
import { pointer } from '#core/text/json-pointer.ts';
import { beginning } from '#core/text/plain-text.ts';

const depthMax = 32;
const valuesMax = 400_000;

/**
 * JSON from a stranger, with caps on size, depth and count. `__proto__` as a member is refused: no sender has a reason
 * for it. `base` is where the text stood, as a JSON Pointer, when it is JSON inside JSON.
 */
export function readJson(text: string, base = ''): { value: unknown } | { invalid: Refusal[] } {
  if (text.length > bodyMax) {
    return refused(base, `has ${text.length} characters; ${bodyMax} are allowed`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser's own words name the position; they quote a few characters of the sender's own text.
    const why = error instanceof Error ? beginning(error.message, 200) : 'it cannot be read';
    return refused(base, text.trim() === '' ? 'is empty; JSON is expected' : `is not JSON: ${why}`);
  }
  const { fault, hasLarge } = lookedThrough(value);
  if (fault !== undefined) return refused(base + fault.path, fault.message);
  return { value: hasLarge ? JSON.parse(text, wholeNumber) : value };
}

/** Ids beyond what a number can hold stay as they were written. */
function wholeNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  const { source = '' } = context ?? {};
  return typeof value === 'number' && /^-?\d{16,}$/.test(source) && !Number.isSafeInteger(value)
    ? source
    : value;
}

/** Goes no deeper than is allowed, so the depth need not be known to be harmless; where it is, is said when something is. */
function lookedThrough(root: unknown): { fault: Refusal | undefined; hasLarge: boolean } {
  let seen = 0;
  // Asked of each number on the way: to look for its digits in the text takes nearly as long as reading it.
  let hasLarge = false;
  const fault = faultOf(root, -1);
  return { fault, hasLarge };

  function within(parent: object, depth: number): Refusal | undefined {
    if (depth >= depthMax) return { path: '', message: `is nested deeper than ${depthMax} levels` };
    if (!Array.isArray(parent)) {
      for (const key in parent) {
        const value = (parent as Record<string, unknown>)[key];
        const fault = key === '__proto__' ? notAccepted : faultOf(value, depth);
        if (fault !== undefined) return placed(key, fault);
      }
      return undefined;
    }
    // Each place by its number: as the names that `in` makes of them, a list takes twenty times as long.
    for (let at = 0; at < parent.length; at++) {
      const fault = faultOf(parent[at], depth);
      if (fault !== undefined) return placed(String(at), fault);
    }
    return undefined;
  }

  function faultOf(value: unknown, depth: number): Refusal | undefined {
    seen += 1;
    if (seen > valuesMax) return { path: '', message: `holds more than ${valuesMax} values` };
    if (typeof value === 'number') hasLarge ||= Math.abs(value) > Number.MAX_SAFE_INTEGER;
    return isParent(value) ? within(value, depth + 1) : undefined;
  }

  /** That there are too many is nowhere in particular. */
  function placed(key: string, fault: Refusal): Refusal {
    return seen > valuesMax ? fault : { ...fault, path: pointer([key]) + fault.path };
  }
}

const notAccepted: Refusal = { path: '', message: 'is a name that is not accepted' };

function isParent(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refused(path: string, message: string): { invalid: Refusal[] } {
  return { invalid: [{ path, message }] };
}
