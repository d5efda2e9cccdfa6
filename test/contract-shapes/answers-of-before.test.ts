import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { type Route, routes } from '#contract/api.ts';

/*
 * What answers were, so that a command, a console and a stack of different versions understand each other: a file per version,
 * a line for operations that answered alike. A file is never changed; a new one is added.
 */

/** By where an object is: its fields, each with what it is, and `!` where it is always there. */
type Shape = Record<string, Record<string, string>>;

function shapeOf(schema: z.core.$ZodType, at = '', found: Shape = {}): Shape {
  const { def } = schema._zod as { def: z.core.$ZodTypes['_zod']['def'] };
  switch (def.type) {
    case 'object':
      found[at] = Object.fromEntries(
        Object.entries(def.shape).map(([name, field]) => {
          shapeOf(field, `${at}.${name}`, found);
          return [name, `${kindOf(field)}${field._zod.optout === 'optional' ? '' : '!'}`];
        }),
      );
      return found;
    case 'array':
      return shapeOf(def.element, `${at}[]`, found);
    case 'record':
      return shapeOf(def.valueType, `${at}{}`, found);
    case 'union':
      for (const [index, option] of def.options.entries()) {
        shapeOf(option, `${at}|${index}`, found);
      }
      return found;
    case 'optional':
    case 'nullable':
    case 'default':
      return shapeOf(def.innerType, at, found);
    default:
      return found;
  }
}

function kindOf(schema: z.core.$ZodType): string {
  const { def } = schema._zod as { def: z.core.$ZodTypes['_zod']['def'] };
  if ('innerType' in def) return kindOf(def.innerType);
  if (def.type === 'enum') return 'string';
  return def.type === 'literal' ? typeof def.values[0] : def.type;
}

const folder = fileURLToPath(new URL('../fixtures/answers/', import.meta.url));
const lines = readdirSync(folder).flatMap(file =>
  readFileSync(`${folder}${file}`, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { operations: string[]; shape: Shape }),
);
const bodies = new Map(
  routes.map((route: Route) => [route.operationId as string, route.answer.body]),
);

describe('an answer of an earlier version', () => {
  test.each(lines.flatMap(({ operations, shape }) => operations.map(id => [id, shape] as const)))(
    '%s has what one of today always has, and the other way round: what it gains is optional',
    (operation, before) => {
      const body = bodies.get(operation);
      const now = body === undefined ? {} : shapeOf(body);
      for (const [at, fields] of Object.entries(before)) {
        const added = Object.entries(now[at] ?? {}).filter(
          ([name, kind]) => !(name in fields) && kind.endsWith('!'),
        );
        expect({ at, ...now[at] }).toMatchObject({ at, ...fields });
        expect({ at, added }).toEqual({ at, added: [] });
      }
    },
  );
});
