/**
 * `backup-2026-11-28`, `logs_20261128.gz`, `Import of 28.11.2026`, `Report (Nov 28, 2026)`: that of another day is the same. A
 * bare number of eight figures may be an account.
 */
export function withoutDays(text: string): string {
  return text.replace(days, '#');
}

const days =
  /(?<![\d.])(?:20\d\d(?:([-./_])(?:0[1-9]|1[0-2])\1|(?:(?<=[-_.]20\d\d)|(?=\d{4}(?:\d{4,6})?[-_.T]))(?:0[1-9]|1[0-2]))(?:0[1-9]|[12]\d|3[01])(?:[-_T ]?\d{4}(?:\d\d)?Z?|\.\d{1,3})?|\d{1,2}([./-])\d{1,2}\2 ?20\d\d|\d{1,2}\.? [A-Z][a-z]{2,8}\.? 20\d\d|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? 20\d\d)(?!\d)/g;
