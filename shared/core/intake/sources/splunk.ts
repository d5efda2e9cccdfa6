import { anyTextAt, mapAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading } from '#core/intake/make-alert.ts';

/** Splunk's webhook: one search, and the first row of what it found. It never says that something is over. */
export const parse = reading('splunk', 'needs search_name or a result', body => {
  const row = mapAt(body, 'result');
  const raw = textAt(row, '_raw', 'message', 'msg');
  const name = anyTextAt(body, 'search_name');
  const host = textAt(row, 'host', 'hostname', 'dest', 'orig_host');
  if (textAt(row, 'itsi_group_id') !== undefined) return ofEpisode(body, row);
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

/** An episode of ITSI: 1 new, 2 in progress, 3 pending, 4 resolved, 5 closed; 1 info to 6 critical. */
function ofEpisode(body: unknown, row: unknown): Finding {
  const state = textAt(row, 'itsi_group_status', 'status_label', 'status') ?? '';
  const level = textAt(row, 'itsi_group_severity', 'severity') ?? '';
  const title = anyTextAt(row, 'itsi_group_title', 'title') ?? anyTextAt(body, 'search_name');
  return {
    status: /^(?:[45]|resolved|closed)$/i.test(state) ? 'cleared' : 'firing',
    series: [textAt(row, 'itsi_group_id')],
    name: title,
    title,
    description: textAt(row, 'itsi_group_description', 'description'),
    service: textAt(row, 'service_name', 'service', 'entity_title', 'host'),
    severity: textAt(row, 'severity_label') ?? episodeLevels[Number(level)] ?? level,
    startedAt: timeAt(row, 'itsi_first_event_time', 'start_time', '_time'),
    endedAt: timeAt(row, 'itsi_last_event_time', 'last_time', '_time'),
    links: { Results: textAt(body, 'results_link') },
  };
}

const episodeLevels = ['', 'info', 'normal', 'low', 'medium', 'high', 'critical'];
