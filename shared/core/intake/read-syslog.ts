import { securityLineIn } from '#core/intake/read-cef.ts';
import { fieldsIn } from '#core/intake/read-fields.ts';

const severities = 'emergency alert critical error warning notice info debug'.split(' ');

/** RFC 5424: `<34>1 2026-11-23T02:14:00Z db-1 mysqld 123 - - Disk is full`. */
const newForm =
  /^<(?<first>\d{1,3})>1 (?<time>\S+) (?<host>\S+) (?<process>\S+) \S+ \S+ (?:-|(?:\[[^\]\n]{0,1000}\])+)(?: (?<words>.*))?$/s;
/** RFC 3164, and as it stands in a file: `Nov 23 02:14:00 db-1 kernel: Out of memory`. */
const oldForm =
  /^(?:<(?<first>\d{1,3})>)?(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?<host>[\w.:-]+) (?<process>[\w./-]{1,48})(?:\[\d+\])?: (?<words>.*)$/s;

/** Cisco's: `<187>123: sw-1: Nov 23 02:14:00.123: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down`. */
const ofCisco =
  /^<(?<first>\d{1,3})>(?:\d+: )?(?:(?<host>[A-Za-z][\w.-]{0,99}): )?[*.]?(?<time>[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: [A-Z]{2,5})?: (?<words>%[A-Z].*)$/s;
/** Of a firewall that names no process: `<14>Nov 23 02:14:00 fw-1 1,2026/11/23,…,critical,"Port 1 is down"`. */
const bareForm =
  /^<(?<first>\d{1,3})>(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?<host>[\w.:-]+) (?<words>\S.*)$/s;
const quoted = /,"([^"\n]{5,500})"/;

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
  const given = [newForm, oldForm, ofCisco, bareForm]
    .map(form => form.exec(line))
    .find(Boolean)?.groups;
  const { first, host = '-', process = '-', words = '' } = given ?? {};
  const message = (quoted.exec(words.slice(0, 2000))?.[1] ?? words).replace(/^\ufeff/, '').trim();
  if (given === undefined || message === '') return undefined;
  const severity = first === undefined ? undefined : severities[Number(first) % 8];
  return {
    ...(host !== '-' && { host }),
    ...(process !== '-' && { appname: process }),
    ...(severity !== undefined && { severity }),
    ...(securityLineIn(message) ?? fieldsIn(message) ?? { message }),
  };
}
