import { anyTextAt, at, isMap, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Flashduty: its incidents and its alerts. The same event may come twice. */
export const parse = reading('flashduty', 'needs an incident or an alert', body => {
  const alert = at(body, 'alert');
  const incident = at(body, 'incident');
  const told = isMap(alert) ? alert : incident;
  const event = textAt(body, 'event_type') ?? '';
  const title = anyTextAt(told, 'title', 'alert_key', 'num', 'incident_id');
  const labels = mapAt(told, 'labels');
  const state = textAt(told, 'progress', 'incident_status', 'alert_status');
  const isOver =
    /^(a_close|i_rslv|i_close|a_rslv)/.test(event) ||
    statusOf(state) === 'cleared' ||
    [textAt(told, 'incident_status'), textAt(told, 'alert_status')].includes('Ok');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [
      textAt(told, 'alert_key', 'dedup_key') ?? textAt(told, 'alert_id', 'incident_id') ?? title,
    ],
    name: textAt(labels, 'check') ?? title,
    title: textAt(told, 'title') ?? textAt(labels, 'check') ?? title,
    description: textAt(told, 'description'),
    service: textAt(labels, 'service', 'app', 'resource') ?? textAt(told, 'channel_name'),
    severity: textAt(told, 'alert_severity', 'incident_severity'),
    labels: { ...labels, channel: textAt(told, 'channel_name') },
    startedAt: timeAt(told, 'start_time', 'created_at'),
    endedAt: timeAt(told, 'close_time', 'end_time'),
    links: { Details: textAt(told, 'detail_url') },
  };
});
