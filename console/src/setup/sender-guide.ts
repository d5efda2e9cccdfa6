/** What a page of docs/senders says of setting up one sender, read out of it: its words are written there alone. */
export interface Guide {
  /** As in /v1/alerts/{source}. */
  source: string;
  name: string;
  click: Part[];
  paste: Part[];
  looks: Part[];
}

export type Part =
  | { kind: 'text'; text: string }
  /** To be copied as it stands. */
  | { kind: 'copy'; text: string }
  | { kind: 'rows'; rows: [name: string, text: string][] };

/** Words, emphasis and code of one text; where a link of these pages leads is no place of the console. */
export type Run = { text: string; as: 'text' | 'strong' | 'code' };

export function guideOf(source: string, page: string): Guide {
  const [title = '', ...sections] = page.split(/^## /m);
  const [click, paste, looks] = sections.map(section =>
    partsOf(section.slice(section.indexOf('\n'))),
  );
  return {
    ...{ source, name: title.replace(/^# /, '').trim() },
    ...{ click: click ?? [], paste: paste ?? [], looks: looks ?? [] },
  };
}

const fenced = /^```\w*\n(.*?)\n```$/s;

function partsOf(section: string): Part[] {
  // Between blank lines, but for those within a fence.
  const blocks = section.match(/^```\w*\n[\s\S]*?\n```$|^.+(?:\n.+)*/gm) ?? [];
  return blocks.map((block): Part => {
    const code = fenced.exec(block)?.[1] ?? (block.startsWith('    ') ? block.trim() : undefined);
    if (code !== undefined) return { kind: 'copy', text: code };
    if (!block.startsWith('|')) return { kind: 'text', text: block.replaceAll('\n', ' ') };
    // After the head, which is empty, and the line under it.
    const rows = block
      .split('\n')
      .slice(2)
      .map((line): [string, string] => {
        const [, name = '', ...text] = line.split('|');
        return [name.trim(), text.slice(0, -1).join('|').trim()];
      });
    return { kind: 'rows', rows };
  });
}

export function runsOf(text: string): Run[] {
  return text.split(/(\*\*.+?\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/).flatMap((part): Run[] => {
    const [, strong] = /^\*\*(.+)\*\*$/.exec(part) ?? [];
    if (strong !== undefined) return [{ text: strong, as: 'strong' }];
    const [, code] = /^`(.+)`$/.exec(part) ?? [];
    if (code !== undefined) return [{ text: code, as: 'code' }];
    const [, link] = /^\[(.+)\]\(.+\)$/.exec(part) ?? [];
    return link === undefined ? (part === '' ? [] : [{ text: part, as: 'text' }]) : runsOf(link);
  });
}
