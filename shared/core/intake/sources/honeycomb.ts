import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Honeycomb's triggers and burn alerts. */
export const parse = reading('honeycomb', 'needs name and status', body => {
  const name = anyTextAt(body, 'name', 'slo.name', 'trigger_name', 'id');
  const said = textAt(body, 'summary', 'trigger_description', 'description');
  const status = statusOf(textAt(body, 'status'));
  return {
    status: status === 'cleared' ? 'cleared' : 'firing',
    kind:
      textAt(body, 'isTest', 'is_test') === 'true' || /^test$/i.test(textAt(body, 'status') ?? '')
        ? 'test'
        : undefined,
    series: [textAt(body, 'id') ?? name],
    name,
    title:
      said === undefined || said.length > 150
        ? name
        : said.includes(name ?? '')
          ? said
          : `${name}: ${said}`,
    description: textAt(body, 'description', 'trigger_description', 'summary'),
    service: textAt(body, 'dataset', 'dataset_name', 'service', 'slo.dataset', 'environment'),
    severity: textAt(body, 'severity', 'alert.severity'),
    labels: {
      type: textAt(body, 'alert_type'),
      environment: textAt(body, 'environment'),
      operator: textAt(body, 'operator'),
    },
    numbers: { threshold: at(body, 'threshold') },
    startedAt: timeAt(body, 'timestamp'),
    endedAt: timeAt(body, 'timestamp'),
    links: { Result: textAt(body, 'result_url'), Trigger: textAt(body, 'trigger_url', 'slo.url') },
  };
});
