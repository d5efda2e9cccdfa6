import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';

/** Something about the file, where an editor can jump to: `tocsin.yaml:12:5` and what is to be said about it. */
export interface Located {
  place: string;
  message: string;
}

/** Something about a field, by the names and numbers that lead to it. */
export interface Issue {
  path: readonly (string | number)[];
  message: string;
}

/** Pure: text in; its content and where each field of it stands, or every fault with its line and column. */
export function readYaml(
  text: string,
  file: string,
):
  | { content: unknown; located: (issues: readonly Issue[]) => Located[] }
  | { problems: Located[] } {
  const lines = new LineCounter();
  const placeOf = (offset: number) => {
    // Nothing was read when the file is empty.
    const { line, col } = text === '' ? { line: 1, col: 1 } : lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };

  const yaml = parseDocument(text, {
    ...{ lineCounter: lines, prettyErrors: false },
    // As names 7 and "7" are one, and the second would stand for both without a word.
    uniqueKeys: (a, b) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value),
  });
  const wrong = [
    ...faultsOf(yaml, [...yaml.errors, ...yaml.warnings], offset => lines.linePos(offset).line),
    ...badNodes(yaml),
  ];
  if (wrong.length > 0) {
    return { problems: wrong.map(({ offset, message }) => ({ place: placeOf(offset), message })) };
  }
  const expanded = toPlain(yaml);
  if ('fault' in expanded) {
    return { problems: [{ place: placeOf(0), message: expanded.fault }] };
  }
  return {
    content: expanded.document,
    // From top to bottom, as somebody mends them.
    located: issues =>
      issues
        .map(({ path, message }) => ({ path, message, offset: offsetOf(yaml, path) }))
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ path, message, offset }) => ({
          place: placeOf(offset),
          message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
        })),
  };
}

interface Fault {
  offset: number;
  message: string;
}

const aliasesMax = 100;

/** What follows a first syntax error is mostly its echo. */
function faultsOf(
  yaml: Document,
  errors: readonly YAMLError[],
  lineOf: (offset: number) => number,
): Fault[] {
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const [first] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  return [
    ...twice.map(({ pos: [offset] }) => {
      const { name, at } = firstOf(yaml, offset);
      return { offset, message: `${name} is there twice, first in line ${lineOf(at)}` };
    }),
    ...(first === undefined ? [] : [asFault(first)]),
  ];
}

/** Of the name that stands here once more. */
function firstOf(yaml: Document, offset: number): { name: string; at: number } {
  let first = { name: 'this name', at: offset };
  visit(yaml, {
    Map(_key, { items }) {
      const keys = items.flatMap(({ key }) => (isScalar(key) ? [key] : []));
      const again = keys.find(({ range }) => range?.[0] === offset);
      if (again === undefined) return undefined;
      const at =
        keys.find(({ value }) => String(value) === String(again.value))?.range?.[0] ?? offset;
      first = { name: String(again.value), at };
      return visit.BREAK;
    },
  });
  return first;
}

function asFault({ code, message, pos: [offset] }: YAMLError): Fault {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { offset, message: 'a text with a colon and a blank in it must be in quotes' };
    case 'BAD_SCALAR_START': {
      const sign = /\S$/.exec(message)?.[0] ?? 'this sign';
      return { offset, message: `a text that begins with ${sign} must be in quotes` };
    }
    case 'RESOURCE_EXHAUSTION':
      return { offset, message: 'this is nested too deeply' };
    case 'TAB_AS_INDENT':
      return { offset, message: 'a tab cannot indent: use spaces' };
    case 'MULTIPLE_DOCS':
      return { offset, message: 'a second document begins here: one file is one configuration' };
    default:
      return { offset, message: `this is not valid YAML: ${message}` };
  }
}

/** An alias of nothing, or of what it is itself a part of, which would never end; a name that is not text. */
function badNodes(yaml: Document): Fault[] {
  const faults: Fault[] = [];
  let count = 0;
  visit(yaml, {
    Alias(_key, alias, path) {
      const offset = alias.range?.[0] ?? 0;
      count += 1;
      if (count > aliasesMax) {
        faults.push({ offset, message: `more than ${aliasesMax} aliases: write it out` });
        return visit.BREAK;
      }
      const target = alias.resolve(yaml);
      if (target === undefined) {
        faults.push({ offset, message: `there is no anchor &${alias.source} before this` });
      } else if (path.includes(target)) {
        faults.push({ offset, message: `*${alias.source} contains itself` });
      }
      return undefined;
    },
    Pair(_key, { key }) {
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
      if (!isScalar(key)) faults.push({ offset, message: 'a name must be plain text' });
      // It would be left out without a word: to the language it is no name.
      else if (key.value === '__proto__')
        faults.push({ offset, message: '__proto__ is a name that is not accepted' });
    },
  });
  return faults;
}

function toPlain(yaml: Document): { document: unknown } | { fault: string } {
  try {
    return { document: yaml.toJS({ maxAliasCount: aliasesMax }) };
  } catch (error) {
    // Aliases of aliases: a short file that becomes an endless one.
    if (error instanceof ReferenceError) return { fault: 'its aliases multiply: write it out' };
    throw error;
  }
}

/** Where the field's name stands, or the nearest place above it that is written down. */
function offsetOf(yaml: Document, path: Issue['path']): number {
  let node: unknown = yaml.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(yaml);
    const below = stepInto(node, step);
    if (below === undefined) return offset;
    offset = below.at.range?.[0] ?? offset;
    node = below.node;
  }
  return offset;
}

function stepInto(node: unknown, step: string | number): { node: unknown; at: Node } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return isNode(pair?.key) ? { node: pair.value, at: pair.key } : undefined;
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return isNode(item) ? { node: item, at: item } : undefined;
  }
  return undefined;
}
