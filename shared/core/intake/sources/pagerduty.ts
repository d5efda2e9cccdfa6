import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading } from '#core/intake/make-alert.ts';

/** PagerDuty's outgoing webhooks: version 3 with one event, versions 1 and 2 with a batch of messages. */
export const parse = reading('pagerduty', 'needs an event or messages', body => {
  const event = at(body, 'event');
  if (isMap(event)) return ofEvent(event);
  return listAt(body, 'messages').flatMap(message => ofMessage(message) ?? []);
});

function ofEvent(event: unknown): Finding {
  const type = textAt(event, 'event_type') ?? 'an event without a type';
  const data = at(event, 'data');
  if (type === 'pagey.ping') {
    return {
      kind: 'test',
      series: ['ping'],
      name: type,
      title: textAt(data, 'message') ?? 'Test of PagerDuty',
    };
  }
  if (textAt(data, 'type') !== 'incident' && textAt(data, 'title') === undefined) {
    return { ignored: `what PagerDuty calls ${type} is no change of an incident's state` };
  }
  const status = textAt(data, 'status') ?? type;
  const isOver = /resolved/.test(status);
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(data, 'id', 'incident_key') ?? textAt(data, 'number')],
    name: anyTextAt(data, 'title', 'summary', 'id'),
    title: anyTextAt(data, 'title', 'summary', 'id'),
    service: textAt(data, 'service.summary', 'service.name'),
    severity: textAt(data, 'priority.summary', 'priority.name') ?? textAt(data, 'urgency'),
    labels: {
      status,
      event: type,
      team: textAt(listAt(data, 'teams')[0], 'summary'),
      number: textAt(data, 'number'),
    },
    startedAt: timeAt(data, 'created_at') ?? (isOver ? undefined : timeAt(event, 'occurred_at')),
    endedAt: timeAt(event, 'occurred_at'),
    links: {
      Incident: textAt(data, 'html_url'),
      Bridge: textAt(data, 'conference_bridge.conference_url'),
    },
  };
}

function ofMessage(message: unknown): Finding | undefined {
  const incident = at(message, 'incident') ?? at(message, 'data.incident');
  if (!isMap(incident)) return { ignored: 'a message of PagerDuty without an incident' };
  const type = textAt(message, 'event', 'type') ?? '';
  const status = textAt(incident, 'status') ?? type;
  const title = anyTextAt(
    incident,
    'title',
    'trigger_summary_data.subject',
    'trigger_summary_data.description',
    'summary',
    'incident_key',
    'id',
  )?.replace(/^\[#\d+\]\s*/, '');
  if (/annotate/.test(type)) return { ignored: `a note on "${title}" changes nothing of it` };
  const isOver = /resolve/.test(type) || status === 'resolved';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(incident, 'id', 'incident_key')],
    name: title,
    title,
    description: textAt(
      incident,
      'description',
      'body.details',
      'trigger_summary_data.description',
    ),
    service: textAt(incident, 'service.summary', 'service.name'),
    severity: textAt(incident, 'priority.summary', 'priority.name') ?? textAt(incident, 'urgency'),
    labels: { status, event: type, number: textAt(incident, 'incident_number') },
    startedAt: timeAt(incident, 'created_at', 'created_on'),
    endedAt:
      timeAt(message, 'created_on') ??
      timeAt(incident, 'last_status_change_at', 'last_status_change_on'),
    links: { Incident: textAt(incident, 'html_url') },
  };
}
