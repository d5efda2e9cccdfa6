import { anyTextAt, at, isMap, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** ThousandEyes: its default webhook, and custom ones with `alert`. Tests and agents alike. */
export const parse = reading('thousandeyes', 'needs an alert with its rule', body => {
  const alert = isMap(at(body, 'alert')) ? at(body, 'alert') : body;
  const type = textAt(body, 'eventType', 'type') ?? textAt(alert, 'state') ?? '';
  const rule =
    anyTextAt(alert, 'ruleName', 'rule.name') ?? anyTextAt(body, 'alertRule.name', 'ruleName');
  const target = textAt(
    alert,
    'testName',
    'test.name',
    'agentName',
    'hostname',
    'testTargetsDescription',
  );
  const said = textAt(alert, 'ruleExpression', 'rule.expression');
  if (/TEST/.test(type) && !/TRIGGER|CLEAR/.test(type))
    return { kind: 'test', series: ['test'], name: 'test', title: 'A test of the webhook' };
  return {
    status: /CLEAR/i.test(type) ? 'cleared' : 'firing',
    series: [
      textAt(alert, 'alertId', 'id') ?? rule,
      textAt(alert, 'alertId', 'id') === undefined ? target : '',
    ],
    problem: [textAt(alert, 'alertId', 'id') ?? rule, ''],
    name: rule,
    title:
      rule &&
      `${rule}${target ? ` (${target})` : ''}${said && said.length < 80 ? `: ${said}` : ''}`,
    description: said,
    service: target,
    severity: textAt(alert, 'severity'),
    labels: {
      type: textAt(alert, 'type', 'alertType'),
      agent: textAt(alert, 'agentName'),
      ip: textAt(alert, 'ipAddress'),
      ...tagsAt(alert, 'testLabels'),
    },
    startedAt: timeAt(alert, 'dateStartZoned', 'dateStart', 'startDate'),
    endedAt: timeAt(alert, 'dateEndZoned', 'dateEnd', 'endDate'),
    links: {
      Alert: textAt(alert, 'permalink', 'link', 'apiLinks.0.href'),
      Test: textAt(alert, 'testTargetsUrl'),
    },
  };
});
