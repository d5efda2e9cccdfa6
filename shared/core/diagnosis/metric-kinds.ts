/** What people ask metrics about at night (R6, R13). */
export const metricKinds = ['errors', 'system', 'database', 'latency', 'users', 'revenue'] as const;
export type MetricKind = (typeof metricKinds)[number];

/** For whoever has none of a kind yet: what to write. Each is of the kind that it stands for. */
export const metricExamples: Record<MetricKind, string> = {
  errors:
    '{ namespace: AWS/Lambda, name: Errors, statistic: Sum, dimensions: { FunctionName: … } }',
  system:
    '{ namespace: AWS/ECS, name: CPUUtilization, statistic: Average, dimensions: { ServiceName: … } }',
  database:
    '{ namespace: AWS/RDS, name: DatabaseConnections, statistic: Maximum, dimensions: { DBClusterIdentifier: … } }',
  latency:
    '{ namespace: AWS/Lambda, name: Duration, statistic: p99, dimensions: { FunctionName: … } }',
  users: '{ namespace: Shop, name: ActiveUsers, statistic: Maximum }',
  revenue: '{ namespace: Shop, name: Orders, statistic: Sum }',
};

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
