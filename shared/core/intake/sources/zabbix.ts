import { anyTextAt, at, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const severities = ['Not classified', 'Information', 'Warning', 'Average', 'High', 'Disaster'];
/** None of ours is worse than the words say: they are weighed where severities are classified. */
const words: Record<string, string> = {
  average: 'medium',
  disaster: 'disaster',
  'not classified': 'unclassified',
};

/** Zabbix: macros under names that each team chooses; those of its own media types and of the usual templates. */
export const parse = reading('zabbix', 'needs trigger, event_name or subject', body => {
  const name = anyTextAt(body, ...names);
  const state =
    textAt(body, 'event_update_status') === '1'
      ? undefined
      : textAt(body, 'status', 'trigger_status', 'event_status', 'alert_status');
  const value = textAt(body, 'event_value', 'trigger_value');
  const [front, told1] = inFront.exec(name ?? '') ?? [];
  const subject = /^updated/i.test(told1 ?? '') ? undefined : told1;
  // Who passes on only its subject and its message has the rest in lines of it.
  const written = linesIn(textAt(body, 'message', 'alert_message') ?? '');
  // Called only a value it may be the item's, which is 0 where nothing runs any more.
  const told = state ?? stateOf(value) ?? subject ?? stateOf(textAt(body, 'value'));
  const host =
    textAt(body, 'hostname', 'host_name', 'host', 'event_host', 'host.name', 'hosts') ??
    written.get('host');
  const number = textAt(body, 'event_nseverity', 'nseverity', 'trigger_nseverity', 'priority');
  const word =
    textAt(body, 'severity', 'event_severity', 'trigger_severity') ??
    number ??
    written.get('severity');
  const severity = word !== undefined && /^[0-5]$/.test(word) ? severities[Number(word)] : word;
  const tags = tagsAt(body, 'event_tags', 'tags', 'event_tagsjson', 'trigger_tags');
  const plain = name?.slice(front?.length ?? 0);
  return {
    status: statusOf(told) === 'cleared' ? 'cleared' : 'firing',
    kind: /^This is the test message from Zabbix/i.test(textAt(body, 'message') ?? '')
      ? 'test'
      : undefined,
    series: [
      textAt(body, 'trigger_id', 'triggerid', 'event_id', 'eventid', 'problem_id') ??
        written.get('original problem id') ??
        plain,
      host,
    ],
    name: plain,
    title: plain && (host === undefined || plain.includes(host) ? plain : `${plain} (${host})`),
    description: textAt(
      body,
      'event_opdata',
      'message',
      'alert_message',
      'trigger_description',
      'description',
      'item',
    ),
    service: tags.service ?? tags.application ?? host,
    severity: entryOf(words, severity?.toLowerCase()) ?? severity,
    labels: {
      ...tags,
      host,
      group: textAt(body, 'host_group', 'hostgroup', 'group'),
      item: textAt(body, 'item', 'item_name'),
      ip: textAt(body, 'host_ip', 'ip'),
    },
    numbers: { value: at(body, 'item_value') },
    startedAt: timeAt(body, 'event_timestamp', 'timestamp', 'event_time', 'clock'),
    links: { Event: textAt(body, 'link', 'url', 'event_url', 'trigger_url', 'zabbix_url') },
  };
});

/** `Resolved in 5m 3s: CPU is hot`. */
const inFront =
  /^(problem|resolved|recovery|ok|updated problem)\b(?: in (?:\d+\w+ ?){1,6}(?=:))?\s*[:\]-]*\s*/i;

function linesIn(message: string): ReadonlyMap<string, string> {
  const lines = message
    .slice(0, 10_000)
    .matchAll(/^(Host|Severity|Original problem ID):[^\S\n]+(\S.*?)\s*$/gim);
  return new Map([...lines].map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

function stateOf(value: string | undefined): 'OK' | 'PROBLEM' | undefined {
  return value === '0' ? 'OK' : value === '1' ? 'PROBLEM' : undefined;
}

const names = [
  'trigger_name',
  'trigger',
  'event_name',
  'problem_name',
  'problem',
  'alert_subject',
  'subject',
  'name',
  'title',
];
