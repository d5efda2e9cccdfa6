import { labelsDigest } from '#core/intake/fingerprint.ts';
import { anyTextAt, at, isMap, listAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { textMap } from '#core/intake/limits.ts';
import { reading } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const priorities: Record<string, string> = { 1: 'low', 2: 'normal', 3: 'high', 4: 'critical' };

/** Graylog's event notification, and the alarm callback of before version 3. It never says that something is over. */
export const parse = reading('graylog', 'needs event_definition_title or check_result', body => {
  const result = at(body, 'check_result');
  if (isMap(result)) {
    const condition = textAt(result, 'triggered_condition.title', 'triggered_condition.type');
    const stream = textAt(body, 'stream.title');
    return {
      series: [
        textAt(result, 'triggered_condition.id') ?? condition,
        textAt(body, 'stream.id') ?? stream,
      ],
      name: condition ?? stream,
      title: anyTextAt(result, 'result_description') ?? condition,
      description: textAt(result, 'triggered_condition.description', 'result_description'),
      service: stream,
      startedAt: timeAt(result, 'triggered_at'),
    };
  }
  const rule = anyTextAt(body, 'event_definition_title', 'event.message', 'event_definition_id');
  const said = textAt(body, 'event.message');
  const fields = mapAt(body, 'event.fields');
  const [message] = listAt(body, 'backlog');
  const id = textAt(body, 'event.id');
  const definition = textAt(body, 'event_definition_id') ?? rule;
  const key = textAt(body, 'event.key');
  const groups = mapAt(body, 'event.group_by_fields');
  const isGrouped = key === undefined && Object.keys(groups).length > 0;
  return {
    kind:
      id === 'TEST_NOTIFICATION_ID' ||
      /^(event definition )?test (title|notification)/i.test(rule ?? '')
        ? 'test'
        : undefined,
    series: [definition, isGrouped ? labelsDigest(textMap(groups)) : key],
    ...(isGrouped && { formerly: [definition, key] }),
    problem: [definition],
    name: rule,
    title:
      said === undefined || said === rule
        ? rule
        : said.includes(rule ?? '')
          ? said
          : `${rule}: ${said}`,
    description: textAt(message, 'message') ?? textAt(body, 'event_definition_description'),
    service:
      textAt(fields, 'service', 'application', 'source', 'host') ??
      textAt(body, 'event.key') ??
      textAt(message, 'fields.service', 'source') ??
      textAt(body, 'event.source'),
    severity: entryOf(priorities, textAt(body, 'event.priority')),
    labels: {
      ...fields,
      source: textAt(body, 'event.source'),
      ...mapAt(body, 'event.group_by_fields'),
    },
    startedAt: timeAt(body, 'event.timerange_start', 'event.timestamp'),
    links: { Graylog: textAt(body, 'http_external_uri', 'event.replay_url') },
  };
});
