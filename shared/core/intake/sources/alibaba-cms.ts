import { anyTextAt, at, mapAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Found, reading, statusOf } from '#core/intake/make-alert.ts';

/** Alibaba Cloud Monitor: the newer JSON, the older form with `alertName` and `alertState`, and events of its products. */
export const parse = reading(
  'alibaba-cms',
  'needs ruleId with alertEntityId, or alertName with alertState',
  body => {
    if (textAt(body, 'product') !== undefined) return ofEvent(body);
    const state = textAt(body, 'status', 'alertState');
    const name = anyTextAt(body, 'subject', 'alertName', 'ruleName', 'ruleId');
    const said = textAt(body, 'alertMessage', 'rawExpression', 'expression');
    const entity = mapAt(body, 'resource.entity');
    const resource =
      textAt(entity, 'prop.instanceName', 'entity_id') ??
      textAt(body, 'instanceName', 'alertEntityId');
    return {
      status: /INSUFFICIENT/i.test(state ?? '')
        ? 'unknown'
        : statusOf(state) === 'cleared'
          ? 'cleared'
          : 'firing',
      statusReason: `the alarm is in ${state}`,
      series: [
        textAt(body, 'ruleId') ?? name,
        textAt(body, 'alertEntityId', 'dimensions', 'instanceName'),
      ],
      name,
      title: name && `${name}${said && !said.includes(name) ? `: ${said}` : ''}`,
      description: said,
      service: resource,
      severity: textAt(body, 'severity', 'triggerLevel', 'preTriggerLevel'),
      labels: {
        ...mapAt(body, 'labels'),
        ...tagsAt(body, 'resource.tags'),
        instance: textAt(body, 'alertEntityId', 'dimensions'),
        metric: textAt(body, 'metricName'),
        namespace: textAt(body, 'namespace', 'metricProject'),
        region: textAt(body, 'regionId', 'regionName'),
      },
      annotations: mapAt(body, 'annotations'),
      numbers: {
        value: at(body, 'data.value') ?? at(body, 'curValue'),
        threshold: at(body, 'data.threshold'),
      },
      startedAt: timeAt(body, 'time', 'timestamp'),
      endedAt: timeAt(body, 'time', 'timestamp'),
      links: { History: textAt(body, 'alertHistoryUrl') },
    };
  },
);

/** What happens to a machine or a database, as its product says. */
function ofEvent(body: unknown): Found {
  const name = anyTextAt(body, 'name', 'eventType');
  const where = textAt(body, 'instanceName', 'content.instanceId');
  const state = textAt(body, 'status') ?? '';
  return {
    status: /^(executed|avoided|cancell?ed|normal)$/i.test(state) ? 'cleared' : 'firing',
    series: [textAt(body, 'resourceId') ?? where, name],
    name,
    title: name && `${name}${where ? ` (${where})` : ''}`,
    service: where ?? textAt(body, 'product'),
    severity: textAt(body, 'level'),
    labels: {
      ...{ product: textAt(body, 'product'), region: textAt(body, 'regionId') },
      ...{ resource: textAt(body, 'resourceId'), state },
    },
    startedAt: timeAt(body, 'eventTime'),
  };
}
