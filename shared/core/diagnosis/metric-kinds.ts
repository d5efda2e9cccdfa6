/** What people ask metrics about at night (R6, R13). */
export const metricKinds = ['errors', 'system', 'database', 'latency', 'users', 'revenue'] as const;
export type MetricKind = (typeof metricKinds)[number];

const forms: readonly [MetricKind, RegExp][] = [
  [
    'database',
    /connection|deadlock|replica|freeablememory|freestorage|readiops|writeiops|dbload|queue ?depth/,
  ],
  ['revenue', /revenue|sales|orders?(?!\w)|payments?amount|checkout ?value/],
  ['users', /users?|sessions?|visitors?|customers?|logins?/],
  ['errors', /error|fault|5xx|4xx|failed|failure|throttle|rejected|dead ?letter/],
  ['latency', /latency|duration|response ?time|iterator ?age|age of oldest/],
  [
    'system',
    /cpu|memory|disk|load|swap|network|concurrent|utili[sz]ation|throughput|invocations|count/,
  ],
];

/** What a CloudWatch metric is about, by its name and namespace. Nothing fits: it is about the system. */
export function metricKindOf({ namespace, name }: { namespace: string; name: string }): MetricKind {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  const joined = `${words} ${words.replaceAll(' ', '')}`;
  const byName = forms.find(([, form]) => form.test(joined))?.[0];
  if (byName !== undefined) return byName;
  return /RDS|DynamoDB|ElastiCache|DocDB/.test(namespace) ? 'database' : 'system';
}
