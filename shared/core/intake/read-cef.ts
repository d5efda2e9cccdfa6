/*
 * The forms in which firewalls and whatever watches over security write their lines: ArcSight's (CEF) and QRadar's (LEEF).
 */

const ofCef =
  /^CEF:\d{1,2}\|(?<vendor>[^|\n]{0,200})\|(?<product>[^|\n]{0,200})\|[^|\n]{0,100}\|(?<id>[^|\n]{0,200})\|(?<name>(?:\\.|[^|\\\n]){0,1000})\|(?<severity>[^|\n]{0,20})\|?(?<rest>[^\n]*)/;
const ofLeef =
  /^LEEF:\d[\d.]{0,4}\|(?<vendor>[^|\n]{0,200})\|(?<product>[^|\n]{0,200})\|[^|\n]{0,100}\|(?<name>[^|\n]{0,200})\|(?:[^|\n]{0,6}\|)?(?<rest>[^\n]*)/;
const fieldsMax = 100;

export function securityLineIn(text: string): Record<string, string> | undefined {
  const {
    vendor,
    product,
    name,
    id,
    severity,
    rest = '',
  } = (ofCef.exec(text) ?? ofLeef.exec(text))?.groups ?? {};
  if (name === undefined) return undefined;
  const fields = fieldsOf(rest.slice(0, 10_000));
  const { msg } = fields;
  const level = severity ?? fields.sev ?? '';
  const host = fields.dvchost ?? fields.shost ?? fields.dhost ?? fields.identHostName ?? fields.dvc;
  return {
    ...fields,
    title: msg === undefined || msg.includes(name) ? (msg ?? name) : `${name}: ${msg}`,
    ...(id !== undefined && { signature: id }),
    ...(host !== undefined && { host }),
    severity: wordOf(level),
    source: [vendor, product].filter(Boolean).join(' '),
  };
}

/** `src=10.0.0.1 msg=Port 3 is down dvchost=fw-1`: a value reaches to the next name, or to a tab. */
function fieldsOf(rest: string): Record<string, string> {
  const names = [...rest.matchAll(/(?:^|[\s^])([A-Za-z][\w.]{0,40})=/g)].slice(0, fieldsMax);
  return Object.fromEntries(
    names.flatMap((found, index) => {
      const [all, name = ''] = found;
      const value = rest.slice(found.index + all.length, names[index + 1]?.index).trim();
      return value === '' || name === '__proto__'
        ? []
        : [[name, value.replace(/\\([=\\|])/g, '$1')]];
    }),
  );
}

/** Both count to ten. */
function wordOf(level: string): string {
  if (!/^\d{1,2}$/.test(level)) return level;
  const number = Number(level);
  return number >= 9 ? 'critical' : number >= 7 ? 'high' : number >= 4 ? 'medium' : 'low';
}
