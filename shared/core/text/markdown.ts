import { oneLine } from '#core/text/plain-text.ts';

/** Untrusted text in Markdown: no markup, no HTML, no broken table, and no list where a line begins with it. */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~]|&(?=#?\w+;)/g, character => `\\${character}`)
    .replace(/^[-+=](?=[-+=\s]|$)/, marker => `\\${marker}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}
