/**
 * `Host: db-1` on one line, `Status: down` on the next: scripts and mails write their fields so. What stands below a name
 * with nothing beside it is its value.
 */
export function fieldsIn(text: string): Record<string, string> | undefined {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const fields = lines.flatMap((line, index) => {
    const [, name, value = ''] =
      /^\s*([A-Za-z][\w ./-]{0,40}?)\s*(?:[:=]\s+(\S.*)|:\s*)$/.exec(line) ?? [];
    const below = lines[index + 1] ?? '';
    const said = value !== '' || /[:=]\s/.test(below) ? value : below.trim();
    return name === undefined || said === '' ? [] : [[name, said] as const];
  });
  const isMostly = fields.length >= 3 && fields.length * 3 >= lines.length * 2;
  return isMostly ? Object.fromEntries(fields) : undefined;
}
