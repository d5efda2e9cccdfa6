import { anyTextAt, at, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Elastic and Kibana have no body of their own: this reads the names of Kibana's variables, as rules write them. */
export const parse = reading('elastic', 'needs rule.name or ruleName', body => {
  const rule = anyTextAt(
    body,
    'rule.name',
    'ruleName',
    'rule_name',
    'alertName',
    'alert_name',
    'watch_id',
    'title',
    'name',
  );
  const id = textAt(body, 'rule.id', 'ruleId', 'rule_id', 'watch_id');
  const alert = textAt(body, 'alert.id', 'alertId', 'alert_id', 'alertInstanceId', 'alert.uuid');
  const group = textAt(
    body,
    'alert.actionGroup',
    'alertActionGroup',
    'actionGroup',
    'alert.actionGroupName',
    'actionGroupName',
    'status',
    'state',
  );
  const reason = textAt(
    body,
    'context.reason',
    'reason',
    'context.message',
    'message',
    'context.title',
  );
  const word = textAt(
    body,
    'severity',
    'rule.severity',
    'context.rule.severity',
    'kibana.alert.severity',
    'priority',
  );
  return {
    status: statusOf(group) === 'cleared' ? 'cleared' : 'firing',
    series: [id ?? rule, alert],
    problem: [id ?? rule],
    name: rule,
    title:
      rule &&
      (reason === undefined || reason.length > 150
        ? rule
        : reason.includes(rule)
          ? reason
          : `${rule}: ${reason}`),
    description: reason,
    service:
      textAt(
        body,
        'service.name',
        'context.service.name',
        'context.serviceName',
        'serviceName',
        'service',
        'host.name',
        'context.host.name',
        'host',
        'monitor.name',
        'context.monitorName',
      ) ?? (alert === '*' || alert === 'query matched' ? undefined : alert),
    severity: word,
    labels: {
      space: textAt(body, 'rule.spaceId', 'spaceId'),
      type: textAt(body, 'rule.type', 'ruleType'),
      ...tagsAt(body, 'rule.tags', 'tags'),
    },
    numbers: { value: at(body, 'context.value') ?? at(body, 'value') },
    startedAt: timeAt(body, 'date', 'context.date', 'timestamp', '@timestamp'),
    endedAt: timeAt(body, 'date', 'context.date', 'timestamp'),
    links: {
      Rule: textAt(body, 'rule.url', 'ruleUrl'),
      Details: textAt(
        body,
        'context.alertDetailsUrl',
        'context.viewInAppUrl',
        'context.link',
        'kibanaBaseUrl',
      ),
    },
  };
});
