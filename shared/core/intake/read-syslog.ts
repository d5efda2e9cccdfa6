import { fieldsIn } from '#core/intake/read-fields.ts';

const severities = 'emergency alert critical error warning notice info debug'.split(' ');

/** RFC 5424: `<34>1 2026-11-23T02:14:00Z db-1 mysqld 123 - - Disk is full`. */
const newForm =
  /^<(?<first>\d{1,3})>1 (?<time>\S+) (?<host>\S+) (?<process>\S+) \S+ \S+ (?:-|(?:\[[^\]\n]{0,1000}\])+)(?: (?<words>.*))?$/s;
/** RFC 3164, and as it stands in a file: `Nov 23 02:14:00 db-1 kernel: Out of memory`. */
const oldForm =
  /^(?:<(?<first>\d{1,3})>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?<host>[\w.:-]+) (?<process>[\w./-]{1,48})(?:\[\d+\])?: (?<words>.*)$/s;

const wordsMax = 20_000;

/** A line of syslog, as forwarders post it: each line is one where all of them are. */
export function syslogIn(text: string): Record<string, string>[] | undefined {
  const first = lineIn(text.slice(0, wordsMax).trim());
  if (first === undefined) return undefined;
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const all = lines.map(lineIn);
  return all.every(each => each !== undefined) ? all : [first];
}

function lineIn(line: string): Record<string, string> | undefined {
  const given = (newForm.exec(line) ?? oldForm.exec(line))?.groups;
  const { first, host = '-', process = '-', words = '' } = given ?? {};
  const message = words.replace(/^\ufeff/, '').trim();
  if (given === undefined || message === '') return undefined;
  const severity = first === undefined ? undefined : severities[Number(first) % 8];
  return {
    ...(host !== '-' && { host }),
    ...(process !== '-' && { appname: process }),
    ...(severity !== undefined && { severity }),
    ...(fieldsIn(message) ?? { message }),
  };
}
