import { escaped } from '#core/text/markup.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

/** What the HTML of a page is made of; every text may be anybody's. */
export interface PageParts {
  subject: string;
  /** `SEV1 INC-2026-001`. */
  heading: string;
  title: string;
  /** Name and value, one line each. */
  facts: readonly (readonly [string, string])[];
  /** Where more is to be read. Only https addresses become links. */
  links: readonly { title: string; url: string }[];
  /** The one thing to do: our own link, with the words on it. */
  button: { label: string; url: string };
  /** What pressing it does, or does not. */
  hint: string;
  description?: string;
}

/**
 * A page as a mail program shows it: nothing loaded from elsewhere, no script, one link that looks like a button.
 * Styles are inside the elements, because mail programs drop the rest.
 */
export function pageHtml(parts: PageParts): string {
  const { button, description } = parts;
  return html(parts.subject, [
    `<h1 style="font-size:18px;margin:0 0 4px">${escaped(oneLine(parts.heading))}</h1>`,
    `<p style="font-size:20px;font-weight:600;margin:0 0 16px">${escaped(oneLine(parts.title))}</p>`,
    `<p style="margin:0 0 8px"><a href="${escaped(button.url)}" style="${buttonStyle}">` +
      `${escaped(button.label)}</a></p>`,
    `<p style="${small}">${escaped(parts.hint)}</p>`,
    ...parts.facts.map(
      ([name, value]) =>
        `<p style="margin:0"><b>${escaped(name)}:</b> ${escaped(oneLine(value))}</p>`,
    ),
    ...parts.links.map(({ title, url }) => `<p style="margin:0">${linkOrText(title, url)}</p>`),
    ...(description === undefined ? [] : [theirs(description)]),
  ]);
}

/** Any other notice: its text as it is, with its web addresses as links. */
export function noticeHtml({ subject, body }: { subject: string; body: string }): string {
  return html(subject, [preserved(body)]);
}

const buttonStyle =
  'display:inline-block;padding:12px 24px;border-radius:8px;background:#b3261e;color:#ffffff;' +
  'font-weight:600;text-decoration:none';
const small = 'font-size:13px;color:#666666;margin:0 0 16px';

function html(subject: string, content: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(oneLine(subject))}</title></head>`,
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:560px;margin:0 auto;padding:16px">',
    ...content,
    '</body></html>',
    '',
  ].join('\n');
}

/** What is no web address would be a trap as a link: it is shown as the text that it is. */
function linkOrText(title: string, url: string): string {
  const name = escaped(oneLine(title));
  const address = oneLine(url);
  if (!isWebAddress(address)) return `${name}: ${escaped(address)}`;
  // Whatever a link is called, it says where it leads.
  const place = title === url ? '' : ` (${escaped(new URL(address).host)})`;
  return `<a href="${escaped(address)}">${name}</a>${place}`;
}

function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s<>"'\\^`{|}]+$/.test(text) && URL.canParse(text);
}

/** Set apart from what we say. */
function theirs(text: string): string {
  return (
    '<p style="font-size:13px;color:#666666;margin:16px 0 0">As it was described:</p>' +
    `<blockquote style="margin:0;padding:0 0 0 12px;border-left:4px solid #bbbbbb">${preserved(text)}</blockquote>`
  );
}

function preserved(text: string): string {
  const lines = manyLines(text).split('\n').map(withLinks);
  return `<p style="overflow-wrap:anywhere;margin:16px 0 0">${lines.join('<br>\n')}</p>`;
}

/** A full stop after an address ends the sentence, not the address. */
function withLinks(line: string): string {
  return line
    .split(/(https:\/\/[^\s<>"'\\^`{|}]*[^\s<>"'\\^`{|}.,;:!?)\]])/)
    .map((piece, index) => (index % 2 === 1 ? linkOrText(piece, piece) : escaped(piece)))
    .join('');
}
