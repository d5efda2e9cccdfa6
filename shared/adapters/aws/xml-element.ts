const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The text of the first element of that name, which holds no others. */
export function elementIn(xml: string, name: string): string | undefined {
  const from = xml.indexOf(`<${name}>`);
  const to = xml.indexOf(`</${name}>`, from);
  return from === -1 || to === -1 ? undefined : fromXml(xml.slice(from + name.length + 2, to));
}

/** The text of every element of that name. */
export function elementsIn(xml: string, name: string): string[] {
  const [, ...begun] = xml.split(`<${name}>`);
  return begun.map(text => fromXml(text.slice(0, text.indexOf(`</${name}>`))));
}

export function fromXml(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code: string, name: string) =>
    code === undefined ? (entities[name] ?? all) : String.fromCodePoint(Number(code)),
  );
}
