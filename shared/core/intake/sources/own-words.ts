import type { Alert, Parsed } from '#core/intake/alert.ts';
import { fingerprintOf, problemOf } from '#core/intake/fingerprint.ts';
import { listAt, textAt } from '#core/intake/given.ts';
import { sameOf } from '#core/intake/sources/guess-same.ts';
import { isTestText } from '#core/intake/sources/guess-test.ts';
import { saysEnd } from '#core/intake/sources/guess-words.ts';

/**
 * A body of nobody's sender that has a title and little else looks as our own form does: it is known, and over, by the words of
 * its title, as those that look otherwise are.
 */
export function byItsWords(body: unknown, parsed: Parsed): Parsed {
  if ('invalid' in parsed) return parsed;
  const listed = Array.isArray(body) ? body : listAt(body, 'alerts');
  const entries = listed.length > 0 ? listed : [body];
  return { ...parsed, alerts: parsed.alerts.map((alert, index) => read(alert, entries[index])) };
}

function read(alert: Alert, entry: unknown): Alert {
  const title = textAt(entry, 'title');
  if (title === undefined || textAt(entry, 'key', 'dedupKey') !== undefined) return alert;
  const series = ['', alert.service ?? '', sameOf(title, false)];
  const isSilent = textAt(entry, 'status') === undefined;
  return {
    ...alert,
    ...(isSilent && saysEnd(title) && { status: 'cleared' as const }),
    ...(isSilent && isTestText(title) && { kind: 'test' as const }),
    fingerprint: fingerprintOf('generic', ...series),
    problem: problemOf('generic', ...series),
    formerly: alert.fingerprint,
  };
}
