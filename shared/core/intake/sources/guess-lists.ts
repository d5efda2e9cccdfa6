const heading =
  /^(?:(?:the following|these|new|current|active|open|firing) )*(?:alerts?|alarms?|problems?)(?<over> (?:has|have) been (?:cleared|resolved|dismissed))?:$/i;
const item = /^\s*[*•-]\s+(\S.*)$/;
const linesMax = 1000;

/**
 * Several alerts in one text: what is new, what is over and what still holds, each under its heading, as TrueNAS writes. What
 * stands under two of them is how the first says. `where`: the first line, which tells whose they are.
 */
export function alertsListed(
  text: string,
): { where: string; alerts: { title: string; isOver: boolean }[] } | undefined {
  const lines = text.slice(0, 100_000).split(/\r?\n/).slice(0, linesMax);
  const found = new Map<string, boolean>();
  let isOver: boolean | undefined;
  for (const line of lines) {
    const head = heading.exec(line.trim());
    if (head !== null) isOver = head.groups?.over !== undefined;
    else if (isOver !== undefined) {
      const [, title] = item.exec(line) ?? [];
      if (title !== undefined && !found.has(title)) found.set(title, isOver);
    }
  }
  if (found.size === 0) return undefined;
  const first = lines.find(line => line.trim() !== '')?.trim() ?? '';
  return {
    where: heading.test(first) ? '' : (/@ (\S+)$/.exec(first)?.[1] ?? first.slice(0, 100)),
    alerts: [...found].map(([title, over]) => ({ title, isOver: over })),
  };
}
