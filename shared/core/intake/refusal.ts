import * as z from 'zod/mini';
import { expectedWords, pointer } from '#core/text/json-pointer.ts';

/** What is wrong with a body and where, as a JSON Pointer, so that the sender's owner can mend it. */
export interface Refusal {
  path: string;
  message: string;
}

export const refusalsMax = 20;

/**
 * What the schema makes of a value, or its complaints in sentences. `base` is the pointer to the value, `known` is
 * said to those who sent a field that does not exist.
 */
export function readAs<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  { base = '', known }: { base?: string; known?: string } = {},
): { value: z.core.output<Schema> } | { invalid: Refusal[] } {
  const read = z.safeParse(schema, value, { reportInput: true });
  if (read.success) return { value: read.data };
  const all = read.error.issues.flatMap(issue => refusals(issue, base, known));
  return { invalid: all.slice(0, refusalsMax) };
}

function refusals(issue: z.core.$ZodIssue, base: string, known?: string): Refusal[] {
  const path = base + pointer(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        path: `${path}${pointer([key])}`,
        message: `is not a known field${known === undefined ? '' : `; there are ${known}`}`,
      }));
    case 'invalid_type': {
      const missing = issue.input === undefined;
      return [
        { path, message: missing ? 'is missing' : `must be ${expectedWords(issue.expected)}` },
      ];
    }
    case 'invalid_value':
      return [{ path, message: `must be one of ${issue.values.map(String).join(', ')}` }];
    default: {
      const said = issue.message === 'Invalid input' ? 'is not valid' : issue.message;
      return [{ path, message: said }];
    }
  }
}
