import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';

/*
 * XML as the members it has: `<alert level="high"><host>a</host></alert>` is `{ level: 'high', host: 'a' }`. For reading what
 * a sender says, not for keeping it: names lose their prefix, and what is no element, attribute or text is left out.
 */

const lengthMax = 256 * 1024;
const depthMax = 32;

/** What its outermost element holds; `undefined`: it is no XML, or a page for people. */
export function readXml(text: string): Record<string, unknown> | undefined {
  const body = text.trim();
  if (body.length > lengthMax || !/^<[?!A-Za-z]/.test(body) || /^<(!doctype )?html/i.test(body))
    return undefined;
  const root = parsed(body);
  const held = root && contentOf(root, 1);
  return typeof held === 'object' ? held : undefined;
}

function parsed(body: string): XmlElement | undefined {
  try {
    return parseXml(body, { ignoreUndefinedEntities: true }).root ?? undefined;
  } catch {
    // Not well-formed, or nested deeper than it can be read.
    return undefined;
  }
}

/** A text where it holds nothing else; of several of one name a list. */
function contentOf(
  { attributes, children }: XmlElement,
  depth: number,
): string | Record<string, unknown> {
  const members: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(attributes)) members[local(name)] = value;
  let said = '';
  for (const child of children) {
    if (child instanceof XmlText) said += child.text;
    if (!(child instanceof XmlElement) || depth === depthMax) continue;
    const name = local(child.name);
    const value = contentOf(child, depth + 1);
    const before = members[name];
    if (before === undefined) members[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else members[name] = [before, value];
  }
  const { __proto__: _shared, ...own } = members;
  const words = said.trim();
  if (Object.keys(own).length === 0) return words;
  return words === '' ? own : { ...own, text: words };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
