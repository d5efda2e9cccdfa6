import {
  anyTextAt,
  at,
  isMap,
  listAt,
  tagsAt,
  textAt,
  textOf,
  timeAt,
} from '#core/intake/given.ts';
import { type Finding, reading } from '#core/intake/make-alert.ts';

/**
 * Sentry's integration platform (issue, metric alert, event alert, error) and its older plugin. Which one it is stands in a
 * header, and is seen in the body as well.
 */
export const parse = reading(
  'sentry',
  'needs data.issue, data.metric_alert or data.event',
  body => {
    const data = at(body, 'data');
    const action = textAt(body, 'action') ?? 'created';
    if (isMap(at(data, 'issue'))) return ofIssue(at(data, 'issue'), action);
    if (isMap(at(data, 'metric_alert'))) return ofMetric(data, action);
    const event = at(data, 'event') ?? at(data, 'error');
    if (isMap(event)) return ofEvent(event, textAt(data, 'triggered_rule', 'issue_alert.title'));
    if (
      isMap(at(body, 'event')) ||
      textAt(body, 'culprit', 'message', 'project_slug') !== undefined
    )
      return ofPlugin(body);
    return isMap(at(body, 'installation')) || isMap(data)
      ? { ignored: `what Sentry calls ${action} is no alert` }
      : undefined;
  },
);

function ofIssue(issue: unknown, action: string): Finding {
  const title = anyTextAt(issue, 'title', 'metadata.title', 'shortId', 'id');
  if (action === 'assigned')
    return { ignored: `"${title}" was assigned to somebody, which is no alert` };
  const isOver =
    /^(resolved|archived|ignored)$/.test(action) || textAt(issue, 'status') === 'resolved';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(issue, 'id', 'shortId') ?? title],
    name: textAt(issue, 'metadata.type') ?? title,
    title,
    description: textAt(issue, 'metadata.value', 'culprit'),
    service: textAt(issue, 'project.slug', 'project.name', 'project'),
    severity: textAt(issue, 'level', 'priority'),
    labels: {
      platform: textAt(issue, 'platform'),
      culprit: textAt(issue, 'culprit'),
      shortId: textAt(issue, 'shortId'),
    },
    numbers: { count: at(issue, 'count'), userCount: at(issue, 'userCount') },
    startedAt: timeAt(issue, 'firstSeen'),
    endedAt: timeAt(issue, 'lastSeen'),
    links: { Issue: textAt(issue, 'web_url', 'permalink', 'url') },
  };
}

function ofMetric(data: unknown, action: string): Finding {
  const alert = at(data, 'metric_alert');
  const rule = anyTextAt(alert, 'alert_rule.name', 'title', 'identifier');
  const said = textAt(data, 'description_text');
  const [project] = listAt(
    { projects: at(alert, 'projects') ?? at(alert, 'alert_rule.projects') },
    'projects',
  );
  return {
    status: action === 'resolved' ? 'cleared' : 'firing',
    series: [textAt(alert, 'id') ?? rule, textAt(alert, 'identifier')],
    problem: [textAt(alert, 'alert_rule.id') ?? rule],
    name: rule,
    title:
      textAt(data, 'description_title')?.replace(/^(critical|warning|resolved):\s*/i, '') ??
      (rule && `${rule}${said ? `: ${said}` : ''}`),
    description: said,
    service: typeof project === 'string' ? project : textAt(project, 'slug', 'name'),
    severity: action === 'resolved' ? undefined : action,
    labels: { environment: textAt(alert, 'alert_rule.environment') },
    startedAt: timeAt(alert, 'date_started', 'date_created', 'date_detected'),
    endedAt: timeAt(alert, 'date_closed'),
    links: { Alert: textAt(data, 'web_url', 'metric_alert.web_url') },
  };
}

function ofEvent(event: unknown, rule: string | undefined): Finding {
  const title = anyTextAt(event, 'title', 'message', 'metadata.title', 'event_id');
  const tags = tagsOf(event);
  return {
    series: [
      textAt(event, 'issue_id', 'issue.id', 'groupID') ??
        /\/issues\/(\d+)/.exec(textAt(event, 'issue_url', 'web_url') ?? '')?.[1] ??
        title,
    ],
    name: rule ?? title,
    title,
    description: textAt(event, 'culprit', 'metadata.value', 'logentry.formatted'),
    service: projectOf(event),
    severity: textAt(event, 'level') ?? tags.level,
    labels: {
      ...tags,
      environment: textAt(event, 'environment') ?? tags.environment,
      release: textAt(event, 'release'),
      platform: textAt(event, 'platform'),
    },
    startedAt: timeAt(event, 'datetime', 'timestamp', 'received'),
    links: { Event: textAt(event, 'web_url', 'url'), Issue: textAt(event, 'issue_url') },
  };
}

function ofPlugin(body: unknown): Finding {
  const event = at(body, 'event');
  const title =
    anyTextAt(event, 'title', 'metadata.title') ?? anyTextAt(body, 'message', 'culprit', 'title');
  const tags = tagsOf(event);
  return {
    series: [textAt(body, 'id') ?? textAt(event, 'issue_id') ?? title],
    name: title,
    title,
    description: textAt(body, 'message', 'culprit') ?? textAt(event, 'culprit'),
    service: textAt(body, 'project_slug', 'project', 'project_name'),
    severity: textAt(body, 'level') ?? textAt(event, 'level'),
    labels: {
      ...tags,
      culprit: textAt(body, 'culprit'),
      environment: textAt(event, 'environment') ?? tags.environment,
    },
    startedAt: timeAt(event, 'timestamp', 'datetime', 'received'),
    links: { Issue: textAt(body, 'url') },
  };
}

/** Only a number stands in the event; the address of the API names the project. */
function projectOf(event: unknown): string | undefined {
  const url = textAt(event, 'url', 'issue_url', 'web_url') ?? '';
  const named = /\/projects\/[^/]+\/([^/]+)\//.exec(url)?.[1];
  return (
    textAt(event, 'project_slug', 'project_name') ??
    named ??
    tagsOf(event).server_name ??
    textAt(event, 'project')
  );
}

function tagsOf(event: unknown): Record<string, string> {
  const tags = at(event, 'tags');
  const pairs = Array.isArray(tags) ? tags.filter(Array.isArray) : [];
  return pairs.length > 0
    ? Object.fromEntries(
        pairs.flatMap(([key, value]) =>
          typeof key === 'string' && key !== '__proto__' && textOf(value) !== undefined
            ? [[key, textOf(value) ?? '']]
            : [],
        ),
      )
    : tagsAt(event, 'tags');
}
