import { anyTextAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Splunk's webhook: one search, and the first row of what it found. It never says that something is over. */
export const parse = reading('splunk', 'needs search_name or a result', body => {
  const row = mapAt(body, 'result');
  const raw = textAt(row, '_raw', 'message', 'msg');
  const name = anyTextAt(body, 'search_name');
  const host = textAt(row, 'host', 'hostname', 'dest', 'orig_host');
  if (name === undefined && raw === undefined && host === undefined) return undefined;
  return {
    series: [name ?? 'unnamed search', host],
    problem: [name ?? 'unnamed search', host],
    name: name ?? 'Splunk search',
    title:
      name === undefined
        ? `Splunk: ${raw ?? `a search found ${host}`}`
        : `${name}${host ? ` (${host})` : ''}`,
    description: raw,
    service: textAt(row, 'service', 'app_name', 'application') ?? host ?? textAt(body, 'app'),
    severity:
      textAt(row, 'severity', 'urgency', 'priority', 'log_level') ??
      textAt(body, 'severity', 'alert_severity'),
    labels: {
      app: textAt(body, 'app'),
      owner: textAt(body, 'owner'),
      host,
      source: textAt(row, 'source'),
      sourcetype: textAt(row, 'sourcetype'),
      index: textAt(row, 'index'),
    },
    startedAt: timeAt(row, '_time', '_indextime'),
    links: { Results: textAt(body, 'results_link') },
  };
});
