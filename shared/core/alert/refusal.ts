import type * as z from 'zod/mini';

/** What is wrong with a body and where, as a JSON Pointer, so that the sender's owner can mend it. */
export interface Refusal {
  path: string;
  message: string;
}

const refusalsMax = 20;

/** The schema's complaints in sentences. `base` is the pointer of the value that was checked. */
export function refusalsOf(issues: readonly z.core.$ZodIssue[], base = ''): Refusal[] {
  return issues.flatMap(issue => refusals(issue, base)).slice(0, refusalsMax);
}

function refusals(issue: z.core.$ZodIssue, base: string): Refusal[] {
  const path = base + pointer(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        path: `${path}${pointer([key])}`,
        message: `is not a known field${issue.message === 'Invalid input' ? '' : `; ${issue.message}`}`,
      }));
    case 'invalid_type': {
      const missing = issue.input === undefined;
      return [{ path, message: missing ? 'is missing' : `must be ${article(issue.expected)}` }];
    }
    case 'invalid_value':
      return [{ path, message: `must be one of ${issue.values.map(String).join(', ')}` }];
    default: {
      const said = issue.message === 'Invalid input' ? 'is not valid' : issue.message;
      return [{ path, message: said }];
    }
  }
}

export function pointer(path: readonly PropertyKey[]): string {
  return path
    .map(part => `/${String(part).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function article(expected: string): string {
  const word = expected === 'record' ? 'object' : expected;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}
