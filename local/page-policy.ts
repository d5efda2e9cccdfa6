import { createHash } from 'node:crypto';

/** Allows exactly the script and the style of a page of ours, so that nothing that it shows can bring its own. */
export function pagePolicy({ script, style }: { script: string; style: string }): string {
  return (
    `default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; ` +
    `script-src ${sourceOf(script)}; style-src ${sourceOf(style)}`
  );
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
