/** Names with their values, as programs log them on one line and scripts and mails write them on several. */
export function fieldsIn(text: string): Record<string, string> | undefined {
  return pairsIn(text) ?? linesIn(text);
}

const pair = /\s*([A-Za-z][\w.-]{0,40})=(?:"((?:[^"\\\n]|\\.)*)"|([^\s"]*))(?=\s|$)/y;
const pairsMax = 200;

/** `level=error msg="disk is full" host=db-1` on one line, as programs and firewalls log, and nothing else on it. */
function pairsIn(text: string): Record<string, string> | undefined {
  const line = text.trim().replace(/^<\d{1,3}>/, '');
  if (!/^[A-Za-z][\w.-]{0,40}=/.test(line)) return undefined;
  const fields: [string, string][] = [];
  let end = 0;
  while (end < line.length) {
    pair.lastIndex = end;
    const [all, name, quoted, bare = ''] = pair.exec(line) ?? [];
    if (all === undefined || name === undefined || fields.length === pairsMax) return undefined;
    fields.push([name, quoted?.replace(/\\(.)/g, '$1') ?? bare]);
    end += all.length;
  }
  return fields.length >= 3 ? Object.fromEntries(fields) : undefined;
}

/** `Host: db-1` on one line, `Status: down` on the next. What stands below a name with nothing beside it is its value. */
function linesIn(text: string): Record<string, string> | undefined {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const fields = lines.flatMap((line, index) => {
    const [, name, value = ''] =
      /^\s*([A-Za-z][\w ./-]{0,40}?)\s*(?:[:=]\s+(\S.*)|:\s*)$/.exec(line) ?? [];
    const below = lines[index + 1] ?? '';
    const said = value !== '' || /[:=]\s/.test(below) ? value : below.trim();
    return name === undefined || said === '' ? [] : [[name, said] as [string, string]];
  });
  const [first] = fields;
  // `CRITICAL: the disk is full` is no field of that name.
  if (first !== undefined && ofState.test(first[0]) && lines[0]?.includes(first[1]))
    fields[0] = ['title', lines[0].trim()];
  const isMostly = fields.length >= 3 && fields.length * 3 >= lines.length * 2;
  return isMostly ? Object.fromEntries(fields) : undefined;
}

const ofState =
  /^(?:crit(?:ical)?|warn(?:ing)?|fatal|major|minor|down|firing|failed|ok|okay|up|resolved|recover(?:ed|y)|cleared|closed|fixed)$/i;
