import { anyTextAt, listAt, mapAt, numberAt, tagsAt, textAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import * as known from '#core/intake/well-known-labels.ts';

/** The alerting of before Grafana 8: one rule and its state. The test button sends a rule without a number. */
export const parseGrafanaLegacy = reading('grafana', 'needs ruleName with state', body => {
  const rule = anyTextAt(body, 'ruleName', 'title', 'ruleId');
  const state = textAt(body, 'state') ?? 'alerting';
  const said = textAt(body, 'message');
  const matches = listAt(body, 'evalMatches');
  const labels: Record<string, string> = Object.assign(
    {},
    ...matches.map(match => tagsAt(match, 'tags')),
    tagsAt(body, 'tags'),
  );
  const isNoData = state === 'no_data' || /^\[no data\]/i.test(textAt(body, 'title') ?? '');
  const isSilent = /^(paused|pending|unknown)$/.test(state);
  const id = textAt(body, 'ruleId');
  return {
    status: state === 'ok' ? 'cleared' : isSilent ? 'unknown' : 'firing',
    statusReason: `the rule is ${state}`,
    kind: id === '0' || (id === undefined && rule === 'Test notification') ? 'test' : undefined,
    series: [textAt(body, 'orgId'), id ?? rule],
    name: rule,
    title: rule && (isNoData ? `No data: ${rule}` : known.nameAndWords(rule, said)),
    description: said,
    service: known.serviceOf(labels),
    severity: known.severityOf(labels),
    labels: { ...labels, state },
    numbers: Object.fromEntries(
      matches.map((match, index) => [
        textAt(match, 'metric') ?? `value${index}`,
        numberAt(match, 'value'),
      ]),
    ),
    links: {
      Rule: textAt(body, 'ruleUrl'),
      Image: textAt(body, 'imageUrl'),
      ...mapAt(body, 'links'),
    },
  };
});
