/*
 * What somebody wrote in Slack, as they wrote it: Slack sends `&`, `<` and `>` as escapes, and in angle brackets what it made
 * of a name, a channel or an address. Source: docs.slack.dev/messaging/formatting-message-text, "Retrieving messages".
 */

const bracketed = /<([^<>|]+)(?:\|([^<>]*))?>/g;

/** The members whom it names by their ids alone, each once. */
export function membersIn(text: string): string[] {
  const found = [...text.matchAll(bracketed)].flatMap(([, what = '', label]) =>
    what.startsWith('@') && !label ? [what.slice(1)] : [],
  );
  return [...new Set(found)];
}

/** `nameOf`: a member, where that is known. */
export function asWritten(
  text: string,
  nameOf: (member: string) => string | undefined = () => undefined,
): string {
  return text
    .replace(bracketed, (_whole, what: string, label = '') => shown(what, label, nameOf))
    .replace(/&(amp|lt|gt);/g, (_whole, name: keyof typeof characters) => characters[name]);
}

const characters = { amp: '&', lt: '<', gt: '>' } as const;

function shown(
  what: string,
  label: string,
  nameOf: (member: string) => string | undefined,
): string {
  const name = what.slice(1);
  switch (what.charAt(0)) {
    case '@':
      return `@${label || (nameOf(name) ?? name)}`;
    case '#':
      return `#${label || name}`;
    case '!':
      // `!here`, and groups and dates, which say themselves how they read.
      return label || `@${name.split('^')[0]}`;
    default: {
      const isSame = label === '' || what.replace(/^(?:\w+:\/\/|mailto:|tel:)|\/$/g, '') === label;
      if (isSame) return label || what;
      return label === what ? what : `${label} (${what})`;
    }
  }
}
