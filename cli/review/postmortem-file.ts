import { CliFailure } from '#cli/failure.ts';

/**
 * A post-mortem as a file carries the version that it was taken from in its first line, so that writing it back a day
 * later cannot undo what somebody else wrote meanwhile. The line is of the file only; it is never stored.
 */
const mark = /^<!-- post-mortem of (\S+), version (\d+)\b[^\n]*-->\r?\n/;

export function marked(incident: string, version: number, markdown: string): string {
  return `<!-- post-mortem of ${incident}, version ${version}. Leave this line: it keeps others from being overwritten. -->\n${markdown}`;
}

/** The text without the mark, and the version that it was taken from, where it says so. */
export function unmarked(
  file: string,
  text: string,
  incident: string,
): { markdown: string; version?: number } {
  const found = mark.exec(text);
  if (found === null) return { markdown: text };
  const [line, of, version] = found;
  if (of !== incident) {
    throw new CliFailure('usage', `${file} is the post-mortem of ${of}, not of ${incident}.`, {
      next: `Name the other incident, or take the text anew: tocsin postmortem show ${incident} --output=FILE`,
    });
  }
  return { markdown: text.slice(line.length), version: Number(version) };
}
