/*
 * What the schema of tocsin.yaml says of a place in a text that is being typed. Such a text is mostly no YAML yet, so the
 * place is found by indentation alone, as its writer sees it; what is written within braces is not looked into.
 */

/** As much of a JSON Schema as ours has. */
export interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
}

interface Proposal {
  label: string;
  about?: string;
  isKey: boolean;
}

interface Line {
  /** Where its last dash stands; `undefined`: it begins no entry of a list. */
  dash?: number;
  /** Where its key, or what else it says, begins. */
  begin: number;
  key?: string;
}

/** Stands for whichever entry of a list. */
const entry = Symbol('entry');
type Step = string | typeof entry;

function read(text: string): Line | undefined {
  const [, lead = '', key] =
    /^(\s*(?:- +|-$)*)(?:["']?([^"':#{}[\],&*|>!%@`\s][^"':#{}[\],]*)["']?\s*:(?=\s|$))?/.exec(
      text,
    ) ?? [];
  if (text.trim() === '' || text.trimStart().startsWith('#')) return undefined;
  const dash = lead.lastIndexOf('-');
  return { begin: lead.length, ...(dash >= 0 && { dash }), ...(key !== undefined && { key }) };
}

/** The steps to the mapping or list that a line belongs to. */
function stepsTo(before: readonly string[], own: Pick<Line, 'begin' | 'dash'>): Step[] {
  const steps: Step[] = own.dash === undefined ? [] : [entry];
  let inList = own.dash !== undefined;
  let column = own.dash ?? own.begin;
  for (const text of before.toReversed()) {
    const line = read(text);
    if (line === undefined) continue;
    const { begin, dash, key } = line;
    const holds = key !== undefined && (inList ? begin <= column : begin < column);
    const isSameEntry = !inList && dash !== undefined && dash < column && begin >= column;
    if (!holds && !isSameEntry) continue;
    if (holds) steps.unshift(key);
    if (dash !== undefined) steps.unshift(entry);
    inList = dash !== undefined;
    column = dash ?? begin;
    if (column === 0 && !inList) break;
  }
  return steps;
}

const choices = (schema: Schema): Schema[] =>
  schema.anyOf === undefined ? [schema] : [schema, ...schema.anyOf.flatMap(choices)];

function below(schemas: readonly Schema[], step: Step): Schema[] {
  return schemas.flatMap(choices).flatMap(({ properties, additionalProperties: any, items }) => {
    if (step === entry) return items ?? [];
    const own = properties !== undefined && Object.hasOwn(properties, step) && properties[step];
    return own || (typeof any === 'object' ? any : []);
  });
}

const valuesOf = (schemas: readonly Schema[]): string[] =>
  schemas.flatMap(choices).flatMap(({ enum: all = [], const: one, type }) => {
    const more = type === 'boolean' ? ['true', 'false'] : [];
    return [...all, ...(one === undefined ? [] : [one]), ...more].map(String);
  });

const aboutOf = (schemas: readonly Schema[]): string | undefined =>
  schemas.flatMap(choices).find(({ description }) => description !== undefined)?.description;

/** What may stand where the cursor is, and where that begins. */
export function proposalsAt(
  schema: Schema,
  text: string,
  cursor: number,
): { from: number; proposals: Proposal[] } | undefined {
  const before = text.slice(0, cursor).split('\n');
  const typed = before.pop() ?? '';
  const value = /^(.*:\s+["']?|\s*(?:- +)+["']?)?([\w:.-]*)$/.exec(typed);
  const key = /^\s*(?:- +)*([\w-]*)$/.exec(typed);
  const from = (word: string) => cursor - word.length;
  if (key !== null) {
    const [, word = ''] = key;
    const lead = typed.slice(0, typed.length - word.length);
    const dash = lead.lastIndexOf('-');
    const own = { begin: lead.length, ...(dash >= 0 && { dash }) };
    const here = stepsTo(before, own).reduce(below, [schema]);
    const keys = here.flatMap(choices).flatMap(({ properties = {} }) => Object.entries(properties));
    const named = keys.map(([label, each]) => proposal(label, aboutOf([each]), true));
    const values = dash >= 0 ? valuesOf(here).map(label => proposal(label, undefined, false)) : [];
    return { from: from(word), proposals: unique([...named, ...values]) };
  }
  const line = read(typed);
  if (value === null || line?.key === undefined) return undefined;
  const at = [...stepsTo(before, line), line.key].reduce(below, [schema]);
  const proposals = valuesOf(at).map(label => proposal(label, undefined, false));
  return { from: from(value[2] ?? ''), proposals: unique(proposals) };
}

/** What the line is about on which the cursor stands. */
export function aboutAt(
  schema: Schema,
  text: string,
  cursor: number,
): { path: string; about: string } | undefined {
  const before = text.slice(0, cursor).split('\n').slice(0, -1);
  const line = read(text.split('\n')[before.length] ?? '');
  if (line === undefined) return undefined;
  const steps = [...stepsTo(before, line), ...(line.key === undefined ? [] : [line.key])];
  const found = steps.reduce(below, [schema]);
  const about = aboutOf(found);
  if (about === undefined) return undefined;
  const values = [...new Set(valuesOf(found))];
  return {
    path: steps.map(step => (step === entry ? '…' : step)).join('.'),
    about: values.length === 0 ? about : `${about} One of: ${values.join(', ')}.`,
  };
}

function proposal(label: string, about: string | undefined, isKey: boolean): Proposal {
  return { label, isKey, ...(about !== undefined && { about }) };
}

const unique = (all: readonly Proposal[]): Proposal[] => [
  ...new Map(all.map(each => [each.label, each])).values(),
];
