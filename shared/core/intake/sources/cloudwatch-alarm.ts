import type { Alert } from '#core/intake/alert.ts';
import { fingerprintOf, problemOf } from '#core/intake/fingerprint.ts';
import { isMap, type Members } from '#core/intake/given.ts';
import * as limits from '#core/intake/limits.ts';
import { firstBreach } from '#core/intake/sources/first-breach.ts';
import * as known from '#core/intake/well-known-labels.ts';
import { entryOf } from '#core/own-entry.ts';
import { remembered } from '#core/text/remembered.ts';

/** What all forms of one alarm have in common. */
export interface Alarm {
  name: string;
  arn: string | undefined;
  account: string | undefined;
  /** A code such as eu-west-1, or in SNS messages a display name such as "EU (Ireland)". */
  region: string | undefined;
  description: string | undefined;
  state: string;
  reason: string | undefined;
  /** What is given beside the sentence: its datapoints, and what set it off. */
  data: Members | undefined;
  at: string | undefined;
  /** `Trigger` of SNS or `configuration` of an event: what is measured, in one of several spellings. */
  trigger: Members | undefined;
  suppressedBy?: string | undefined;
  /** Of a composite alarm: the names of those that set it off. */
  triggeredBy?: readonly string[];
  /** Where the sender passes them on. */
  tags?: Record<string, string>;
  contributor?: { id: string; attributes: Record<string, string> } | undefined;
}

/** Dimensions that name what people call a service, the nearest to it first. */
const serviceDimensions = [
  'Service',
  'ServiceName',
  'ApiName',
  'ApiId',
  'FunctionName',
  'DBClusterIdentifier',
  'DBInstanceIdentifier',
  'QueueName',
  'TableName',
  'LoadBalancer',
  ...['ClusterName', 'CacheClusterId', 'StateMachineArn', 'DomainName', 'StreamName', 'TopicName'],
  ...['BucketName', 'TargetGroup', 'AutoScalingGroupName', 'InstanceId'],
];

export function alertOfAlarm(alarm: Alarm, status: Alert['status']): Alert {
  const { name, arn, account = '', region = '', reason } = alarm;
  const [, , , arnRegion, arnAccount] = arn?.split(':') ?? [];
  const trigger = triggerOf(alarm.trigger);
  const said = descriptionOf(alarm.description ?? '');
  const conventions = { ...tagConventions(alarm.tags), ...said.conventions };
  const dimensions = { ...trigger.dimensions, ...alarm.contributor?.attributes };
  const labels = {
    ...dimensions,
    ...trigger.labels,
    account: arnAccount || account,
    region: arnRegion || region,
    ...conventions,
  };
  const identity = arn === undefined ? [account, region, name] : [arn];
  const contributor = alarm.contributor === undefined ? [] : [alarm.contributor.id];
  const service = conventions.service ?? known.firstLabel(serviceDimensions, dimensions);
  const severity = known.severityOf(conventions);
  const at = limits.timeOf(alarm.at);
  const { data } = alarm;
  const isBand = (alarm.trigger?.ThresholdMetricId ?? '') !== '';
  const breach =
    status === 'firing'
      ? firstBreach({ reason, data, threshold: isBand ? undefined : trigger.threshold, at })
      : undefined;
  const description = [reason, alarm.description].filter(text => text?.trim()).join('\n\n');
  const found: Alert = {
    source: 'cloudwatch',
    status,
    fingerprint: fingerprintOf('cloudwatch', ...identity, ...contributor),
    problem: problemOf('cloudwatch', ...identity),
    name: limits.cutName(name) || unnamed,
    title: limits.cutTitle(titleOf(alarm, said.line, dimensions)) || unnamed,
    labels: limits.cutLabels(withoutEmpty(labels)),
    annotations: limits.cutAnnotations(
      withoutEmpty({ ...trigger.annotations, reason: reason ?? '' }),
    ),
    numbers: limits.cutNumbers(numbersOf(alarm, trigger)),
    links: limits.webLinks([
      { title: 'Runbook', url: conventions.runbook },
      { title: 'Alarm', url: consoleUrl(arn, arnRegion, name) },
    ]),
  };
  if (description !== '') found.description = limits.cutDescription(description);
  if (service !== undefined) found.service = limits.cutName(service);
  if (severity !== undefined) found.vendorSeverity = limits.cutName(severity);
  const from = breach ?? at;
  if (from !== undefined && status !== 'cleared') found.startedAt = from;
  if (breach !== undefined) found.startedBy = 'datapoint';
  if (at !== undefined && status === 'cleared') found.endedAt = at;
  return found;
}

const unnamed = 'Unnamed alarm';

/** Tags called so count as lines of the description do, and these first. */
function tagConventions(tags: Record<string, string> = {}): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key in tags) {
    const isOne = /^(severity|sev|priority|service|runbook)$/i.test(key);
    if (isOne) found[key.toLowerCase()] = tags[key] ?? '';
  }
  return found;
}

/** `line`: of its description. */
function titleOf(
  { name, triggeredBy = [], state }: Alarm,
  line: string | undefined,
  dimensions: Record<string, string>,
): string {
  if (triggeredBy.length > 0 && state.trim().toUpperCase() === 'ALARM') {
    return `${name}: ${triggeredBy.join(', ')} ${triggeredBy.length === 1 ? 'is' : 'are'} in ALARM`;
  }
  if (line !== undefined) return `${name}: ${line}`;
  const where = Object.values(dimensions).slice(0, 3).join(', ');
  return where === '' ? name : `${name} (${where})`;
}

const convention = /^\s*(severity|sev|priority|service|runbook)\s*[:=]\s*(\S[^\r\n]{0,99})$/i;

/**
 * CloudWatch has neither severity nor service. Lines of the description such as `severity: SEV2` and
 * `service: payments`, or both on one line, are taken for them; the first other line is for people.
 */
const descriptionOf = remembered(description => {
  const conventions: Record<string, string> = {};
  for (const line of description
    .slice(0, 5000)
    .split(/\r?\n|;|,(?=\s*(?:severity|sev|priority|service|runbook)\s*[:=])/i)) {
    const [, key, value] = convention.exec(line) ?? [];
    if (key !== undefined && value !== undefined) conventions[key.toLowerCase()] ??= value.trim();
  }
  const line = description
    .split('\n')
    .find(line => line.trim() !== '' && !convention.test(line))
    ?.trim();
  return { conventions, line };
});

interface Trigger {
  dimensions: Record<string, string>;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  threshold: unknown;
  metric: string | undefined;
}

function triggerOf(given: Members = {}): Trigger {
  const metrics = [given.Metrics, given.metrics].find(Array.isArray) ?? [];
  const stats = metrics.map(metric => member(metric, 'MetricStat') ?? member(metric, 'metricStat'));
  const measured = [
    given,
    ...stats.flatMap(stat => member(stat, 'Metric') ?? member(stat, 'metric') ?? []),
  ];
  const dimensions: Record<string, string> = {};
  for (const metric of measured) {
    const more = dimensionsOf(member(metric, 'Dimensions') ?? member(metric, 'dimensions'));
    for (const [name, value] of Object.entries(more)) {
      dimensions[name] = entryOf(dimensions, name) ?? value;
    }
  }
  // With metric math the value is the expression's, so it must not bear the name of one of its parts.
  const metric = measured.length > 2 ? undefined : textIn(measured, ['MetricName', 'name']);
  return {
    dimensions,
    labels: withoutEmpty({
      metric: metric ?? '',
      namespace: textIn(measured, ['Namespace', 'namespace']) ?? '',
      unit: textIn([given, ...stats], ['Unit', 'unit']) ?? '',
    }),
    annotations: withoutEmpty({
      expression: textIn(metrics, ['Expression', 'expression']) ?? '',
      alarmRule: textIn([given], ['AlarmRule', 'alarmRule']) ?? '',
    }),
    threshold: given.Threshold ?? given.threshold,
    metric,
  };
}

/** SNS lists `{name, value}`, events have a plain object. */
function dimensionsOf(given: unknown): Record<string, string> {
  if (!Array.isArray(given)) return typeof given === 'object' ? limits.textMap(given) : {};
  const pairs = given.flatMap(dimension => {
    const name = textIn([dimension], ['name', 'Name']);
    const value = textIn([dimension], ['value', 'Value']);
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== '__proto__'));
}

/** The measured value stands in the data, in older messages only in the sentence. */
function numbersOf({ reason = '', data }: Alarm, trigger: Trigger): Record<string, unknown> {
  const recent = member(data, 'recentDatapoints');
  const last = Array.isArray(recent)
    ? recent.findLast(point => typeof point === 'number')
    : undefined;
  const value = last ?? /datapoints? \[(-?[\d.]+(?:E-?\d+)?) /i.exec(reason.slice(0, 2000))?.[1];
  const threshold =
    trigger.threshold ??
    member(data, 'threshold') ??
    /the threshold \((-?[\d.]+(?:E-?\d+)?)\)/i.exec(reason.slice(0, 2000))?.[1];
  return {
    value,
    threshold,
    ...(trigger.metric !== undefined && { [trigger.metric]: value }),
  };
}

/** Only for the partition whose console address is known. */
function consoleUrl(arn: string | undefined, region: string | undefined, name: string) {
  if (!arn?.startsWith('arn:aws:') || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region ?? ''))
    return undefined;
  const escaped = encodeURIComponent(name.toWellFormed());
  return (
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}` +
    `#alarmsV2:alarm/${escaped}`
  );
}

function member(value: unknown, key: string): unknown {
  return isMap(value) ? entryOf(value, key) : undefined;
}

function textIn(values: readonly unknown[], keys: readonly string[]): string | undefined {
  for (const value of values) {
    for (const key of keys) {
      const found = member(value, key);
      if (typeof found === 'string' && found !== '') return found;
    }
  }
  return undefined;
}

function withoutEmpty(map: Record<string, string>): Record<string, string> {
  return limits.textsWhere(map, text => text.trim() !== '');
}
