import { parsePayload } from '#core/intake/parse.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Source } from '#core/sources.ts';

/** What is true of whatever becomes of a body; answers what is not. Throws only where the code under test does. */
export async function faultOf(source: Source, body: string): Promise<string | undefined> {
  const parsed = await parsePayload(source, body);
  if ('invalid' in parsed) {
    if (source === 'auto') return 'auto refuses';
    const isNamed = parsed.invalid.every(
      ({ path, message }) => /^(\/|$)/.test(path) && message !== '',
    );
    return parsed.invalid.length > 0 && isNamed
      ? undefined
      : 'a refusal without a place or a reason';
  }
  if (parsed.alerts.length + parsed.ignored.length === 0) return 'nothing, and no reason why';
  for (const alert of parsed.alerts) {
    const { title, name, fingerprint, problem, status, links, numbers } = alert;
    if (!['firing', 'cleared', 'unknown'].includes(status)) return `status ${status}`;
    for (const text of [title, name]) {
      if (text.trim() === '' || text.length > 200 || /\p{Cc}/u.test(text))
        return `the words ${JSON.stringify(text)}`;
    }
    for (const key of [fingerprint, problem]) {
      if (!key.startsWith(`${alert.source}:`) || key.length > 200) return `the key ${key}`;
    }
    if (links.some(({ url }) => !/^https?:\/\//i.test(url)))
      return 'a link that is none of the web';
    if (!Object.values(numbers).every(Number.isFinite)) return 'a number that is none';
    if (!/^SEV[1-4]$/.test(classify([], { kind: 'alert', alert }).severity)) return 'no severity';
  }
  // It must survive the queue and the table.
  return JSON.stringify(JSON.parse(JSON.stringify(parsed))) === JSON.stringify(parsed)
    ? undefined
    : 'something that JSON does not hold';
}
