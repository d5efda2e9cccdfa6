import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Model } from '#local/template/template.ts';
import type { WireCall, Witness } from '#local/wire/witness.ts';

/** What the stack tests of the last run asked of AWS, one call a line; the tests of the wire come after them. */
export const recorded = fileURLToPath(
  new URL('../../node_modules/.cache/tocsin-wire.jsonl', import.meta.url),
);
/** What each function may ask, beside it. */
export const granted = `${recorded}.granted.json`;

export function beginRecord({ roles }: Pick<Model, 'roles'>): void {
  mkdirSync(dirname(recorded), { recursive: true });
  writeFileSync(recorded, '');
  const actions = [...roles.values()].flatMap(({ statements }) =>
    statements.flatMap(({ actions }) => actions),
  );
  writeFileSync(granted, JSON.stringify([...new Set(actions)].toSorted()));
}

/** Of calls that look alike only the first few say anything new. */
const alikeMax = 20;
/** Large ones are long lists of the same: kept by the hundred they are more than one text can hold. */
const large = 64 * 1024;
const largeMax = 3;

export function recorder(): Witness {
  const seen = new Map<string, number>();
  return call => {
    const { service, operation, status, requestBody, responseBody } = call;
    const isLarge = requestBody.length + responseBody.length > large;
    const looks = isLarge ? 'large' : `${formOf(requestBody)} ${formOf(responseBody)}`;
    const form = `${service} ${operation} ${status} ${looks}`;
    const count = (seen.get(form) ?? 0) + 1;
    seen.set(form, count);
    if (count > (isLarge ? largeMax : alikeMax)) return;
    appendFileSync(recorded, `${JSON.stringify(call satisfies WireCall)}\n`);
  };
}

/** A body without its values. */
function formOf(body: string): string {
  return body
    .replace(/"(?:[^"\\]|\\.)*"(?!\s*:)/g, '')
    .replace(/=[^&]*|>[^<]+<|\d+/g, '')
    .slice(0, 2000);
}
