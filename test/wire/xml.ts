/** One element of an XML document, without its attributes. */
export interface Element {
  name: string;
  text: string;
  children: Element[];
}

/** Enough XML for what AWS's services and their stand-ins answer. Throws for what is not well-formed. */
export function readXml(document: string): Element {
  const root: Element = { name: '', text: '', children: [] };
  const open = [root];
  let at = 0;
  for (const match of document.matchAll(/<(\?[^>]*|\/?)([\w:.-]*)[^>]*?(\/?)>/g)) {
    const [whole, mark = '', name = '', empty] = match;
    const current = open.at(-1) as Element;
    current.text += document.slice(at, match.index);
    at = match.index + whole.length;
    if (mark.startsWith('?')) continue;
    if (mark === '/') {
      if (current.name !== name) throw new Error(`</${name}> ends <${current.name}>`);
      open.pop();
      continue;
    }
    const element: Element = { name, text: '', children: [] };
    current.children.push(element);
    if (empty === '') open.push(element);
  }
  const [only] = root.children;
  if (open.length !== 1 || only === undefined) throw new Error('The document does not end');
  return only;
}
