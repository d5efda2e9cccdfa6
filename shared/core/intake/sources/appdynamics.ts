import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Found, reading, statusOf } from '#core/intake/make-alert.ts';

/**
 * AppDynamics: the fields of its HTTP request templates, of which every team writes its own. A request may hold all that
 * happened within a minute; of what is told of several times the first counts.
 */
export const parse = reading('appdynamics', 'needs a policy or an event', body => {
  const events = listAt(body, 'events');
  const found = (events.length > 0 ? events : [body]).map(event => ofEvent(event, body));
  return [...Map.groupBy(found, ({ series }) => JSON.stringify(series)).values()].flatMap(
    ([first]) => first ?? [],
  );
});

function ofEvent(event: unknown, body: unknown): Found {
  const policy =
    textAt(event, 'healthRule.name', 'healthRuleName') ??
    anyTextAt(
      body,
      'healthRuleName',
      'policy.name',
      'policyName',
      'policy_name',
      'triggered_by',
      'health_rule',
    );
  const name =
    policy ??
    anyTextAt(
      event,
      'displayName',
      'eventName',
      'event_name',
      'summaryMessage',
      'summary',
      'message',
    );
  const type =
    textAt(event, 'eventType', 'event_type', 'type') ??
    textAt(body, 'eventType', 'event_type') ??
    '';
  const said = textAt(event, 'summaryMessage', 'summary', 'eventMessage', 'message');
  const isOver =
    /CLOSE|CANCEL|RESOLVED|RECOVER/i.test(type) ||
    statusOf(textAt(body, 'status', 'state')) === 'cleared';
  const severity = /CRITICAL/i.test(type)
    ? 'critical'
    : /WARNING/i.test(type)
      ? 'warning'
      : undefined;
  const key =
    textAt(body, 'incident_key', 'incidentId', 'incident.id') ??
    textAt(event, 'incidentId', 'incident.id');
  const formerly = [key ?? name, textAt(event, 'application.name', 'applicationName')];
  // Applications share the names of their health rules.
  const application = textAt(
    body,
    'application.name',
    'applicationName',
    'application_name',
    'application',
  );
  const isAbout = key === undefined && formerly[1] === undefined && application !== undefined;
  return {
    status: isOver ? 'cleared' : 'firing',
    series: isAbout ? [name, application] : formerly,
    ...(isAbout && { formerly }),
    name,
    title:
      said === undefined || said.length > 150
        ? name
        : said.includes(name ?? '')
          ? said
          : `${name}: ${said}`,
    description: said,
    service:
      textAt(
        event,
        'tier.name',
        'tierName',
        'application.name',
        'applicationName',
        'affectedEntityName',
      ) ?? textAt(body, 'application.name', 'applicationName', 'application'),
    severity: textAt(event, 'severity') ?? textAt(body, 'severity', 'details.severity') ?? severity,
    labels: {
      application:
        textAt(event, 'application.name', 'applicationName') ?? textAt(body, 'applicationName'),
      node: textAt(event, 'node.name', 'nodeName'),
      type,
    },
    startedAt: timeAt(event, 'eventTime', 'event_time', 'triggerTime'),
    links: {
      Event:
        textAt(event, 'deepLink', 'url', 'eventDeepLink') ??
        textAt(body, 'deepLink', 'controllerUrl'),
    },
  };
}
