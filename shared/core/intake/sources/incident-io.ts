import { anyTextAt, at, isMap, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** incident.io: what it tells of stands under a member that is named after the event. */
export const parse = reading('incident-io', 'needs event_type with its object', body => {
  const type = textAt(body, 'event_type') ?? '';
  const held = isMap(body) ? (body[type] ?? at(body, 'incident') ?? at(body, 'alert')) : undefined;
  if (!isMap(held)) return undefined;
  const told = isMap(held.new_state)
    ? undefined
    : isMap(at(held, 'incident'))
      ? at(held, 'incident')
      : held;
  const incident = told ?? at(held, 'incident') ?? held;
  if (!/incident_(created|updated|status_updated|severity)|alert/.test(type))
    return { ignored: `what incident.io calls ${type} is no change of an incident's state` };
  const title = anyTextAt(incident, 'name', 'title', 'summary', 'reference', 'id');
  const category =
    textAt(at(held, 'new_status') ?? at(incident, 'incident_status'), 'category') ??
    textAt(incident, 'status');
  return {
    status: /^(closed|resolved|declined|canceled|cancelled|merged|learning|post.?incident)$/.test(
      category ?? '',
    )
      ? 'cleared'
      : 'firing',
    series: [textAt(incident, 'deduplication_key') ?? textAt(incident, 'id', 'reference') ?? title],
    name: title,
    title,
    description: textAt(incident, 'summary', 'description'),
    service: textAt(incident, 'incident_type.name', 'team', 'service'),
    severity: textAt(incident, 'severity.name', 'priority.name', 'severity'),
    labels: { reference: textAt(incident, 'reference'), status: category },
    startedAt: timeAt(incident, 'created_at'),
    endedAt: timeAt(incident, 'updated_at'),
    links: { Incident: textAt(incident, 'permalink', 'source_url') },
  };
});
