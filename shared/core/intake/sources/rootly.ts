import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Rootly's incidents and alerts. */
export const parse = reading('rootly', 'needs event.type with data', body => {
  const type = textAt(body, 'event.type') ?? '';
  const data = at(body, 'data');
  const title = anyTextAt(data, 'title', 'summary', 'short_id', 'id');
  if (!/^(incident|alert)\./.test(type))
    return title === undefined ? undefined : { ignored: `what Rootly calls ${type} is no alert` };
  const isOver =
    /\.(resolved|mitigated|cancelled|deleted)$/.test(type) ||
    /^(resolved|mitigated|cancelled|closed)$/.test(textAt(data, 'status') ?? '') ||
    statusOf(textAt(data, 'status')) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(data, 'deduplication_key') ?? textAt(data, 'id', 'short_id') ?? title],
    name: title,
    title,
    description: textAt(data, 'description', 'summary'),
    service:
      textAt(data, 'services.0.name') ??
      textAt(at(data, 'services'), 'name') ??
      firstName(at(data, 'services')),
    severity: textAt(
      data,
      ...['severity.name', 'severity.severity', 'severity.data.attributes.name', 'severity'],
      'alert_urgency.name',
    ),
    labels: { status: textAt(data, 'status'), source: textAt(data, 'source') },
    startedAt: timeAt(data, 'started_at', 'created_at'),
    endedAt: timeAt(data, 'resolved_at', 'ended_at'),
    links: { Incident: textAt(data, 'url', 'short_url', 'external_url') },
  };
});

function firstName(list: unknown): string | undefined {
  return Array.isArray(list) ? textAt(list[0], 'name', 'slug') : undefined;
}
