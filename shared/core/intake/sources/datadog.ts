import { anyTextAt, at, tagsAt, textAt, textOf, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/**
 * Datadog's webhook, whose fields are the team's own template: those of the default, of the documentation's example, and the
 * names of the variables themselves. `id` is another at each transition and identifies nothing.
 */
export const parse = reading('datadog', 'needs a title such as $EVENT_TITLE', body => {
  const written = titleIn(body);
  const transition = textAt(body, 'alert_transition', 'transition', 'alert_status') ?? '';
  const { name, state, priority } = parted(written);
  const told = transition === '' ? state : transition;
  const kind = textAt(body, 'alert_type', 'event_alert_type');
  const isOver = /recovered|resolved/i.test(told) || (told === '' && /^success$/i.test(kind ?? ''));
  const isNoData = !isOver && /no data/i.test(told);
  const scope =
    textAt(body, 'alert_scope', 'scopes', 'scope') ??
    /\bon \{?([^}]+)\}?$/.exec(state.slice(-500))?.[1];
  const tags = { ...tagsAt({ scope }, 'scope'), ...tagsAt(body, 'tags', 'monitor_tags') };
  const monitor = textAt(body, 'monitor_id', 'alert_id', 'alertId') ?? textAt(body, 'monitor.id');
  const key = textAt(
    body,
    'aggreg_key',
    'alert_cycle_key',
    'cycle_key',
    'alert_key',
    'aggregation_key',
  );
  const where = scope && !name?.includes(scope) && scope !== '*' ? ` (${scope})` : '';
  const host = textAt(body, 'hostname', 'host.name', 'host') ?? tags.host;
  const service = tags.service ?? textAt(body, 'service');
  const moment = timeAt(body, 'date', 'last_updated', 'date_posix', 'timestamp');
  const text =
    textOf(at(body, 'text_only_msg')) ??
    textAt(body, 'event_msg', 'body', 'message', 'msg', 'text');
  return {
    status: isOver ? 'cleared' : 'firing',
    kind: /^\s*\[(monitor )?test\]|^test (monitor )?notification/i.test(written ?? '')
      ? 'test'
      : undefined,
    ...(monitor === undefined
      ? { series: [key ?? name, key === undefined ? scope : ''] }
      : scope !== undefined || key === undefined
        ? { series: [monitor, scope] }
        : // Which of its groups it is, the key alone says.
          { series: [monitor, key], formerly: [monitor, undefined] }),
    problem: monitor !== undefined ? [monitor, service] : undefined,
    name,
    title: name && `${isNoData ? 'No data: ' : ''}${name}${where}`,
    description: text?.replaceAll('%%%', '').trim(),
    service: service ?? host,
    severity:
      textAt(body, 'severity') ??
      // That of the event is `normal`, of whatever monitor it is.
      ['priority', 'alert_priority'].map(path => textAt(body, path)).find(isOfMonitor) ??
      priority ??
      textAt(body, 'priority', 'alert_priority') ??
      (isOver ? undefined : /^success$/i.test(kind ?? '') ? undefined : kind),
    labels: {
      ...tags,
      host,
      metric: textAt(body, 'alert_metric', 'metric'),
      org: textAt(body, 'org.name', 'org_name'),
      transition: told,
    },
    annotations: { query: textAt(body, 'alert_query', 'query') },
    startedAt: isOver ? undefined : moment,
    endedAt: moment,
    links: {
      Event: textAt(body, 'url', 'link', 'event_url'),
      Snapshot: textAt(body, 'snapshot', 'snapshot_url'),
    },
  };
});

/** The first that is filled in: the name of a monitor may still have `{{host.name}}` in it where the title of its event has the host. */
function titleIn(body: unknown): string | undefined {
  const first = anyTextAt(body, ...titles);
  if (!first?.includes('{{')) return first;
  const texts = titles.map(path => textAt(body, path));
  return texts.find(text => text !== undefined && !text.includes('{{')) ?? first;
}

/** `[P2] [Triggered on {service:shop}] Latency` is named by what stands behind the brackets. */
function parted(title: string | undefined): {
  name: string | undefined;
  state: string;
  priority: string | undefined;
} {
  let name = title;
  let priority: string | undefined;
  let state = '';
  for (let label = bracket.exec(name ?? ''); label !== null; label = bracket.exec(name ?? '')) {
    if (/^P\d$/i.test(label[1] ?? '')) priority = label[1];
    else state = label[1] ?? '';
    name = name?.slice(label[0].length);
  }
  return { name: name === '' ? title : name, state, priority };
}

function isOfMonitor(text: string | undefined): boolean {
  return text !== undefined && /^P[1-5]$/i.test(text);
}

const bracket =
  /^\s*\[(P\d|(?:re-?)?(?:triggered|warn|no data|renotify|recovered|alert|ok)(?: (?:on|from) [^\]]*)?)\]\s*/i;
const titles = [
  'alert_title',
  'alertTitle',
  'title',
  'event_title',
  'event_name',
  'monitor_name',
  'monitor.name',
  'name',
  'summary',
];
