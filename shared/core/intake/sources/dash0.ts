import { anyTextAt, at, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { nameAndWords } from '#core/intake/well-known-labels.ts';

/** Dash0's issues, with labels as OpenTelemetry writes them. */
export const parse = reading('dash0', 'needs data.issue', body => {
  const issue = at(body, 'data.issue');
  const [rule] = [...listAt(issue, 'checkrules'), ...listAt(issue, 'checkrule')];
  const labels = Object.fromEntries(
    [...listAt(issue, 'labels'), ...listAt(issue, 'annotations')].flatMap(each => {
      const key = textAt(each, 'key');
      const value = textAt(
        each,
        'value.stringValue',
        'value.intValue',
        'value.doubleValue',
        'value',
      );
      return key === undefined || value === undefined || key === '__proto__' ? [] : [[key, value]];
    }),
  );
  const type = textAt(body, 'type') ?? '';
  // Another of the same rule and thing takes its place.
  if (/superseded/.test(type)) return { ignored: 'an issue of Dash0 was superseded' };
  if (type === 'test') return { kind: 'test', series: ['test'], title: 'A test of Dash0' };
  const state = textAt(issue, 'status');
  const isOver = /resolved|closed/.test(type) || statusOf(state) === 'cleared';
  const name = textAt(rule, 'name');
  const summary = anyTextAt(issue, 'summary');
  return {
    status: isOver ? 'cleared' : 'firing',
    kind: type === 'test' ? 'test' : undefined,
    series: [textAt(issue, 'issueIdentifier', 'id') ?? name],
    name: name ?? summary,
    title: name === undefined ? summary : nameAndWords(name, summary),
    description: textAt(issue, 'description'),
    service: labels['service.name'] ?? labels['dash0.resource.name'],
    severity: isOver ? undefined : state === 'degraded' ? 'warning' : state,
    labels: { ...labels, dataset: textAt(issue, 'dataset') },
    startedAt: timeAt(issue, 'start'),
    endedAt: timeAt(issue, 'end'),
    links: { Issue: textAt(issue, 'url'), Rule: textAt(rule, 'url') },
  };
});
