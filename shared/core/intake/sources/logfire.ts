import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Pydantic Logfire's alerts. */
export const parse = reading('logfire', 'needs alert_id or alert_name', body => {
  const name = anyTextAt(body, 'alert_name', 'alert.name', 'title', 'alert_id');
  const [event] = listAt(body, 'events');
  const state = textAt(body, 'event_type', 'status', 'state');
  const line = textAt(body, 'text', 'message', 'summary') ?? textAt(event, 'message');
  return {
    status: statusOf(state?.split(/[._]/).at(-1)) === 'cleared' ? 'cleared' : 'firing',
    series: [textAt(body, 'alert_id', 'alert.id') ?? name],
    name,
    title:
      name &&
      (line === undefined || line.length > 120 || line.includes(name) ? name : `${name}: ${line}`),
    description: textAt(body, 'description', 'alert.description') ?? line,
    service: textAt(body, 'service_name', 'project', 'project_name'),
    severity: textAt(body, 'severity', 'level'),
    labels: { organization: textAt(body, 'organization', 'organization_name') },
    startedAt: timeAt(body, 'timestamp', 'triggered_at', 'created_at'),
    links: { Alert: textAt(body, 'alert_url', 'url', 'link') },
  };
});
