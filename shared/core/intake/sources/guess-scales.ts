import { textOf } from '#core/intake/given.ts';
import type { Place } from '#core/intake/sources/guess-places.ts';

/*
 * What the numbers mean that some senders write where others write a word. By itself a number says nothing: 1 is the worst
 * here and the mildest there.
 */

interface Scale {
  /** Whether it is of whoever counts so: `names` are those of the whole body. */
  isOf: (severity: Place, names: ReadonlySet<string>) => boolean;
  /** What they mean, the first that is not above the number. */
  words: readonly (readonly [from: number, word: string])[];
}

const scales: readonly Scale[] = [
  {
    // Instana: 5 and 10.
    isOf: ({ name, parent, value }) =>
      name === 'severity' && parent === 'issue' && /^(5|10)$/.test(String(value)),
    words: [
      [10, 'critical'],
      [5, 'warning'],
    ],
  },
  {
    // Wazuh and OSSEC: 0 to 15.
    isOf: ({ name, parent }) => name === 'level' && parent === 'rule',
    words: [
      [15, 'critical'],
      [12, 'high'],
      [7, 'medium'],
      [0, 'low'],
    ],
  },
  {
    // Pushover: -2 to 2.
    isOf: ({ name, depth }, names) =>
      name === 'priority' && depth === 1 && names.has('retry') && names.has('expire'),
    words: [
      [2, 'emergency'],
      [1, 'high'],
      [0, 'normal'],
    ],
  },
  {
    // ntfy: 1 to 5.
    isOf: ({ name, depth }, names) =>
      name === 'priority' && depth === 1 && names.has('topic') && names.has('message'),
    words: [
      [5, 'urgent'],
      [4, 'high'],
      [3, 'normal'],
      [1, 'low'],
    ],
  },
  {
    // Gotify: 0 to 10, in what it sends, and in what is sent to it, where the number tells.
    isOf: ({ name, depth, value }, names) =>
      name === 'priority' &&
      depth === 1 &&
      names.has('message') &&
      (names.has('appid') || (Number(value) > 5 && [...names].every(isOfGotify))),
    words: [
      [8, 'high'],
      [4, 'normal'],
      [0, 'low'],
    ],
  },
  {
    // Zabbix, where its number was chosen.
    isOf: ({ name, parent }) =>
      name.endsWith('nseverity') || (name === 'severity' && parent === 'trigger'),
    words: [
      [5, 'disaster'],
      [4, 'high'],
      [3, 'average'],
      [2, 'warning'],
      [0, 'information'],
    ],
  },
  {
    // Moogsoft: 0 to 5.
    isOf: ({ name }, names) => name === 'severity' && names.has('agenttime'),
    words: [
      [5, 'critical'],
      [4, 'major'],
      [3, 'minor'],
      [2, 'warning'],
      [1, 'none'],
      [0, 'clear'],
    ],
  },
  {
    // Zenoss: 0 to 5.
    isOf: ({ name }, names) =>
      name === 'severity' && (names.has('evid') || names.has('eventclass')),
    words: [
      [5, 'critical'],
      [4, 'error'],
      [3, 'warning'],
      [1, 'info'],
      [0, 'clear'],
    ],
  },
  {
    // ServiceNow's events: the other way round, but for 0.
    isOf: ({ name }, names) =>
      name === 'severity' && names.has('messagekey') && (names.has('node') || names.has('source')),
    words: [
      [5, 'info'],
      [4, 'warning'],
      [3, 'minor'],
      [2, 'major'],
      [1, 'critical'],
      [0, 'clear'],
    ],
  },
  {
    // Suricata: 1 to 4.
    isOf: ({ name, parent }, names) =>
      name === 'severity' && parent === 'alert' && names.has('signatureid'),
    words: [
      [3, 'low'],
      [2, 'medium'],
      [1, 'high'],
    ],
  },
  {
    // GELF has the levels of syslog.
    isOf: ({ name }, names) => name === 'level' && names.has('shortmessage') && names.has('host'),
    words: [
      [6, 'info'],
      [5, 'notice'],
      [4, 'warning'],
      [3, 'error'],
      [0, 'critical'],
    ],
  },
  {
    // Bunyan and Pino.
    isOf: ({ name, depth }, names) =>
      name === 'level' && depth === 1 && names.has('pid') && names.has('msg'),
    words: [
      [60, 'fatal'],
      [50, 'error'],
      [40, 'warning'],
      [0, 'info'],
    ],
  },
];

function isOfGotify(name: string): boolean {
  return /^(title|message|priority|contenttype|url)$/.test(name);
}

/** The word for a number, where it is known who counts. */
export function wordOfScale(severity: Place, places: readonly Place[]): string | undefined {
  const text = textOf(severity.value) ?? '';
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const names = new Set(places.map(({ name }) => name));
  const scale = scales.find(({ isOf }) => isOf(severity, names));
  return scale?.words.find(([from]) => Number(text) >= from)?.[1];
}
