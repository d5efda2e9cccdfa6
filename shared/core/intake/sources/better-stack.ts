import { anyTextAt, at, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Better Stack (Better Uptime): an incident in JSON:API, with its monitor among what is included. */
export const parse = reading('better-stack', 'needs data.attributes', body => {
  const told = at(body, 'data.attributes');
  const monitor = listAt(body, 'included').find(each =>
    /monitor|heartbeat/.test(textAt(each, 'type') ?? ''),
  );
  const name =
    anyTextAt(told, 'name') ??
    anyTextAt(monitor, 'attributes.pronounceable_name', 'attributes.name', 'attributes.url');
  const why = textAt(told, 'cause');
  const resolved = timeAt(told, 'resolved_at');
  const status = resolved !== undefined ? 'cleared' : statusOf(textAt(told, 'status'));
  const isDone = status === 'cleared';
  return {
    status: isDone ? 'cleared' : 'firing',
    series: [textAt(body, 'data.id') ?? name],
    problem: [
      textAt(body, 'data.relationships.monitor.data.id') ?? textAt(body, 'data.id') ?? name,
    ],
    name,
    title: name === undefined ? why : `${name}${why ? `: ${why}` : isDone ? ' is up' : ' is down'}`,
    description: textAt(told, 'response_content') ?? why,
    service: name,
    severity: textAt(told, 'severity', 'urgency'),
    labels: {
      url: textAt(told, 'url'),
      team: textAt(told, 'team_name'),
      http: textAt(told, 'http_method'),
    },
    startedAt: timeAt(told, 'started_at'),
    endedAt: resolved,
    links: {
      Incident: textAt(told, 'origin_url', 'incident_url'),
      Checked: textAt(told, 'url'),
      Screenshot: textAt(told, 'screenshot_url'),
    },
  };
});
