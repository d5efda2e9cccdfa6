import type { Period, Words } from '#core/communication/status-page/words.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';

/* Times as customers read them: in the page's language and the organisation's zone. */

/** `2:15 PM EST`: the form of the runbook's external template. */
export function timeOfDay(at: Instant, { locale }: Words, timeZone: string): string {
  return shown(at, locale, {
    ...{ hour: 'numeric', minute: '2-digit' },
    ...{ timeZoneName: 'short', timeZone },
  });
}

/** `Jan 15, 2:15 PM EST`. */
export function dayAndTimeOfDay(at: Instant, { locale }: Words, timeZone: string): string {
  return shown(at, locale, {
    ...{ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    ...{ timeZoneName: 'short', timeZone },
  });
}

/** `January 15, 2024`. */
export function longDay(at: Instant, { locale }: Words, timeZone: string): string {
  return shown(at, locale, { dateStyle: 'long', timeZone });
}

/** `30 minutes`, `2 hours`: whole hours are said as such. */
export function period(seconds: number, { locale }: Words): Period {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const [count, unit] =
    minutes % 60 === 0 ? [minutes / 60, 'hour' as const] : [minutes, 'minute' as const];
  const form = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  return { count, unit, text: plainBlanks(form.format(count)) };
}

/** Making one takes longer than writing the rest of the page. */
const made = new Map<string, Intl.DateTimeFormat>();

function shown(at: Instant, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = locale + JSON.stringify(options);
  const form = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, form);
  return plainBlanks(form.format(epochMs(at)));
}

/** There are blanks in it that a text message or a mail shows as something else. */
function plainBlanks(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ');
}
