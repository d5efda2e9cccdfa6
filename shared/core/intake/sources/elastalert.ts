import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** ElastAlert's POST: the match, with what `http_post_static_payload` adds. It never says that something is over. */
export const parse = reading('elastalert', 'needs rule or rule_name', body => {
  const rule = anyTextAt(body, 'rule_name', 'rule', 'name', 'alert_subject', 'title');
  const said = textAt(body, 'alert_subject', 'title', 'message');
  const service = textAt(
    body,
    'service',
    'service.name',
    'app',
    'kubernetes.labels.app',
    'host.name',
    'hostname',
    'host',
    'beat.hostname',
  );
  return {
    series: [rule, textAt(body, 'key', 'query_key_value', 'aggregation_key')],
    name: rule,
    title:
      rule &&
      (said === undefined || said.length > 150 || said === rule
        ? rule
        : said.includes(rule)
          ? said
          : `${rule}: ${said}`),
    description: textAt(body, 'alert_text', 'body', 'message'),
    service,
    severity: textAt(body, 'severity', 'priority', 'level', 'log.level'),
    labels: { index: textAt(body, '_index'), host: textAt(body, 'host.name', 'hostname') },
    numbers: { hits: at(body, 'num_hits'), matches: at(body, 'num_matches') },
    startedAt: timeAt(body, '@timestamp', 'timestamp'),
    links: {
      Kibana: textAt(body, 'kibana_discover_url', 'kibana_link', 'opensearch_discover_url'),
    },
  };
});
