import { anyTextAt, at, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, type Found, reading, statusOf } from '#core/intake/make-alert.ts';

/**
 * Better Stack (Better Uptime): an incident in JSON:API, with its monitor among what is included, or a monitor or a heartbeat
 * by itself, whose state changed; an error of an application. Who is on call is no alert.
 */
export const parse = reading('better-stack', 'needs data.attributes', body => {
  const told = at(body, 'data.attributes');
  const type = textAt(body, 'data.type') ?? '';
  if (type === 'error') return ofError(told, textAt(body, 'data.id'));
  if (type !== '' && !/^(incident|monitor|heartbeat)/.test(type))
    return { ignored: `what Better Stack calls ${type} is no alert` };
  const monitor = listAt(body, 'included').find(each =>
    /monitor|heartbeat/.test(textAt(each, 'type') ?? ''),
  );
  const name = nameOf(told) ?? nameOf(at(monitor, 'attributes'));
  const why = textAt(told, 'cause');
  const resolved = timeAt(told, 'resolved_at');
  const state = textAt(told, 'status');
  const status = resolved !== undefined ? 'cleared' : statusIn(state);
  const isDone = status === 'cleared';
  return {
    status,
    statusReason: `it is ${state}`,
    series: [textAt(body, 'data.id') ?? name],
    problem: [
      textAt(body, 'data.relationships.monitor.data.id') ?? textAt(body, 'data.id') ?? name,
    ],
    name,
    title: name === undefined ? why : `${name}${why ? `: ${why}` : ` is ${said(status, state)}`}`,
    description: textAt(told, 'response_content') ?? why,
    service: name,
    severity: textAt(told, 'severity', 'urgency'),
    labels: {
      url: textAt(told, 'url'),
      team: textAt(told, 'team_name'),
      http: textAt(told, 'http_method'),
    },
    startedAt: timeAt(told, 'started_at'),
    endedAt: resolved ?? (isDone ? timeAt(told, 'last_checked_at') : undefined),
    links: {
      Incident: textAt(told, 'origin_url', 'incident_url'),
      Checked: textAt(told, 'url'),
      Screenshot: textAt(told, 'screenshot_url'),
    },
  };
});

function ofError(told: unknown, id: string | undefined): Finding {
  const event = textAt(told, 'event') ?? '';
  const kind = anyTextAt(told, 'error_type', 'error_message', 'event');
  return {
    status: /^(resolved|ignored)$/.test(event) ? 'cleared' : 'firing',
    series: ['error', id ?? kind],
    name: kind,
    title: [kind, textAt(told, 'error_message')].filter(Boolean).join(': ') || undefined,
    description: textAt(told, 'call_site_function'),
    service: textAt(told, 'application_name'),
    labels: { event, environment: textAt(told, 'environment') },
    links: { Error: textAt(told, 'error_url') },
  };
}

/** The address of a heartbeat is where it reports, and the last that one would call it by. */
function nameOf(attributes: unknown): string | undefined {
  return anyTextAt(attributes, 'name', 'pronounceable_name', 'url');
}

/** Who is paused, under maintenance or not looked at yet says nothing of how it is. */
function statusIn(state: string | undefined): NonNullable<Found['status']> {
  return /^(maintenance|validating)$/i.test(state ?? '') ? 'unknown' : statusOf(state);
}

function said(status: Found['status'], state: string | undefined): string {
  if (status === 'cleared') return 'up';
  return status === 'unknown' ? String(state) : 'down';
}
