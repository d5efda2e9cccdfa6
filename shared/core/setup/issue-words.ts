import type * as z from 'zod/mini';

/** What is wrong with the document, and where. */
export interface Issue {
  path: (string | number)[];
  message: string;
}

/** zod's small build has no words of its own; `schema` is asked for the fields that would have been right. */
export function issuesOf(error: z.core.$ZodError, schema: z.core.$ZodType): Issue[] {
  return told(error.issues, [], schema);
}

function told(
  issues: readonly z.core.$ZodIssue[],
  base: Issue['path'],
  schema: z.core.$ZodType,
): Issue[] {
  return issues.flatMap(issue => {
    const path = [...base, ...plainPath(issue.path)];
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(schema, path);
      return issue.keys.map(key => ({
        path: [...path, key],
        message: `is not a known field${suggestion(key, known)}`,
      }));
    }
    if (issue.code === 'invalid_union') {
      const [meant, ...others] = issue.errors.filter(inside);
      if (meant !== undefined && others.length === 0) return told(meant, path, schema);
    }
    return [{ path, message: words(issue) }];
  });
}

/** True for the form that was meant: it fits as a whole, and something in it does not. */
function inside(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
}

/** `: did you mean team?`, the known words when they are few, or nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  const [best] = known
    .map(word => ({ word, distance: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  if (best !== undefined) return `; did you mean ${best.word}?`;
  return known.length > 0 && known.length <= 8 ? `; known are ${known.join(', ')}` : '';
}

function plainPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map(part => (typeof part === 'number' ? part : String(part)));
}

function words(issue: z.core.$ZodIssue): string {
  // Set where the schema says more than its kind does.
  if (issue.message !== 'Invalid input') return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      if (issue.input === null) return `is empty: it must be ${kinds(issue.expected)}`;
      if (issue.expected === 'string' && typeof issue.input !== 'object') {
        return 'must be text: put it in quotes';
      }
      return `must be ${kinds(issue.expected)}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a valid key';
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum} characters`;
      return `must be at most ${issue.maximum}`;
    case 'invalid_format':
      return `is not in the form ${issue.pattern ?? issue.format}`;
    case 'invalid_union':
      return 'is none of the forms that are possible here';
    default:
      return 'is not valid';
  }
}

function kinds(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a group of named fields';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    default:
      return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
  }
}

/** The names of the fields that the schema has at this place. */
function fieldsAt(schema: z.core.$ZodType, path: readonly (string | number)[]): string[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const [step, ...rest] = path;
  switch (def.type) {
    case 'object': {
      if (step === undefined) return Object.keys(def.shape);
      const field = Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined;
      return field === undefined ? [] : fieldsAt(field, rest);
    }
    case 'record':
      return step === undefined ? [] : fieldsAt(def.valueType, rest);
    case 'array':
      return step === undefined ? [] : fieldsAt(def.element, rest);
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return fieldsAt(def.innerType, path);
    case 'pipe':
      return fieldsAt(def.in, path);
    case 'union':
      return [...new Set(def.options.flatMap(option => fieldsAt(option, path)))];
    default:
      return [];
  }
}

/** Letters added, left out, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  const left = [...a.slice(0, 100)];
  const right = [...b];
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  const cost = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  left.forEach((letter, index) => {
    const row = index + 1;
    rows.push([row]);
    right.forEach((other, position) => {
      const column = position + 1;
      const isSwap = letter === right[position - 1] && left[index - 1] === other;
      const best = Math.min(
        cost(row - 1, column - 1) + (letter === other ? 0 : 1),
        cost(row - 1, column) + 1,
        cost(row, column - 1) + 1,
        isSwap ? cost(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      rows[row]?.push(best);
    });
  });
  return cost(left.length, right.length);
}
