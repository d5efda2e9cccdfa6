/*
 * XML as the members it has: `<alert level="high"><host>a</host></alert>` is `{ level: 'high', host: 'a' }`. For reading what
 * a sender says, not for keeping it: names lose their prefix, and what is no element, attribute or text is left out.
 */

const lengthMax = 256 * 1024;
const depthMax = 32;
const elementsMax = 5000;

interface Element {
  name: string;
  members: Record<string, unknown>;
  text: string;
}

/** What its outermost element holds; `undefined`: it is no XML, or a page for people. */
export function readXml(text: string): Record<string, unknown> | undefined {
  const body = text.trim();
  if (body.length > lengthMax || !/^<[?!A-Za-z]/.test(body) || /^<(!doctype )?html/i.test(body))
    return undefined;
  const open: Element[] = [{ name: '', members: {}, text: '' }];
  let elements = 0;
  for (const [piece, cdata, end, start, attributes = ''] of body.matchAll(pieces)) {
    const around = open.at(-1) as Element;
    if (cdata !== undefined) around.text += cdata;
    else if (start !== undefined) {
      elements += 1;
      if (open.length > depthMax || elements > elementsMax) return undefined;
      open.push({ name: start, members: attributesOf(attributes), text: '' });
      if (attributes.endsWith('/')) close(open);
    } else if (end !== undefined) {
      if (open.length === 1 || around.name !== end) return undefined;
      close(open);
    } else if (!piece.startsWith('<')) around.text += plain(piece);
  }
  const [whole] = open;
  const [root] = Object.values(whole?.members ?? {});
  const isWhole = open.length === 1 && whole?.text.trim() === '';
  return isWhole && typeof root === 'object' ? (root as Record<string, unknown>) : undefined;
}

const pieces =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<[?!][^>]*>|<\/(?:[\w.-]+:)?([\w.-]+)\s*>|<(?:[\w.-]+:)?([\w.-]+)((?:\s[^<>]*)?\/?)>|[^<]+|</g;

/** What is over becomes a member of what is around it, and of several of one name a list. */
function close(open: Element[]): void {
  const { name, members, text } = open.pop() as Element;
  const { members: around } = open.at(-1) as Element;
  const said = text.trim();
  const isText = Object.keys(members).length === 0;
  const value = isText ? said : said === '' ? members : { ...members, text: said };
  if (name === '__proto__') return;
  const before = Object.hasOwn(around, name) ? around[name] : undefined;
  if (before === undefined) around[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else around[name] = [before, value];
}

function attributesOf(text: string): Record<string, unknown> {
  const found = text.matchAll(/(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries(
    [...found].flatMap(([, name = '', one, other]) =>
      name === '__proto__' ? [] : [[name, plain(one ?? other ?? '')]],
    ),
  );
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi,
    (all, ten, six, name) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? all;
      const code = ten === undefined ? Number.parseInt(six, 16) : Number(ten);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
