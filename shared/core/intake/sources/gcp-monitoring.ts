import { anyTextAt, at, listAt, mapAt, numberAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading, statusOf } from '#core/intake/make-alert.ts';

/** Google Cloud Monitoring (Stackdriver), by webhook or Pub/Sub, versions 1.0 to 1.2. */
export const parse = reading('gcp-monitoring', 'needs an incident', body => {
  if (textAt(body, 'budgetDisplayName') !== undefined) return ofBudget(body);
  const incident = at(body, 'incident');
  const policy =
    named(textAt(incident, 'policy_name')) ??
    named(textAt(incident, 'condition_name', 'condition.displayName'));
  const summary = textAt(incident, 'summary', 'documentation.subject');
  const name =
    policy ??
    named(textAt(incident, 'documentation.subject')) ??
    summary ??
    anyTextAt(incident, 'incident_id');
  const resource = mapAt(incident, 'resource.labels');
  const user = {
    ...mapAt(incident, 'policy_user_labels'),
    ...mapAt(incident, 'metadata.user_labels'),
  };
  const system = mapAt(incident, 'metadata.system_labels');
  return {
    status: statusOf(textAt(incident, 'state')) === 'cleared' ? 'cleared' : 'firing',
    kind: textAt(body, 'version') === 'test' ? 'test' : undefined,
    series: [textAt(incident, 'incident_id') ?? name],
    name,
    title:
      summary === undefined
        ? name
        : policy === undefined || summary.includes(policy)
          ? summary
          : `${policy}: ${summary}`,
    description: textAt(incident, 'documentation.content') ?? summary,
    service:
      textAt(user, 'service', 'app', 'service_name') ??
      textAt(
        resource,
        'service_name',
        'service',
        'module_id',
        'container_name',
        'instance_name',
        'function_name',
        'database_id',
        'host',
      ) ??
      textAt(incident, 'resource_display_name', 'resource_name', 'resource_id'),
    severity:
      textAt(incident, 'severity')?.replace(/^no severity$/i, '') ||
      (textAt(user, 'severity', 'priority') ?? textAt(system, 'severity')),
    labels: {
      ...resource,
      ...mapAt(incident, 'metric.labels'),
      ...user,
      project: textAt(incident, 'scoping_project_id'),
      condition: textAt(incident, 'condition_name', 'condition.displayName'),
      resourceType: textAt(incident, 'resource.type', 'resource_type_display_name'),
      metric: textAt(incident, 'metric.displayName', 'metric.type'),
    },
    numbers: { value: at(incident, 'observed_value'), threshold: at(incident, 'threshold_value') },
    startedAt: timeAt(incident, 'started_at'),
    endedAt: timeAt(incident, 'ended_at'),
    links: {
      Incident: textAt(incident, 'url'),
      Apigee: textAt(incident, 'apigee_url'),
      ...Object.fromEntries(
        listAt(incident, 'documentation.links').map((link, index) => [
          textAt(link, 'displayName', 'display_name') ?? `Link ${index + 1}`,
          textAt(link, 'url'),
        ]),
      ),
    },
  };
});

/** How much is spent is told several times a day, whether it is too much or not. */
function ofBudget(body: unknown): Finding {
  const name = textAt(body, 'budgetDisplayName');
  const part = textAt(body, 'alertThresholdExceeded', 'forecastThresholdExceeded');
  if (part === undefined) return { ignored: `the budget ${name} is not exceeded` };
  const [spent, budget] = [numberAt(body, 'costAmount'), numberAt(body, 'budgetAmount')];
  return {
    series: ['budget', name, textAt(body, 'costIntervalStart'), part],
    problem: ['budget', name],
    name,
    title:
      `Budget ${name} has spent ${spent} of ${budget} ${textAt(body, 'currencyCode') ?? ''}`.trim(),
    numbers: { spent, budget },
    startedAt: timeAt(body, 'costIntervalStart'),
  };
}

/** A path of the API is no name. */
function named(text: string | undefined): string | undefined {
  return text === undefined || /^projects\/[^/]+\//.test(text) ? undefined : text;
}
