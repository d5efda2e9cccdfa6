import { anyTextAt, at, mapAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Alibaba Cloud Monitor: the newer JSON, and the older form with `alertName` and `alertState`. */
export const parse = reading(
  'alibaba-cms',
  'needs ruleId with alertEntityId, or alertName with alertState',
  body => {
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
