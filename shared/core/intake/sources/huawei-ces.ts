import { anyTextAt, at, isMap, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import { readJson } from '#core/intake/read-json.ts';
import { entryOf } from '#core/own-entry.ts';

/** Huawei Cloud Eye, alone or inside a message of its Simple Message Notification. */
export const parse = reading('huawei-ces', 'needs data with AlarmRuleName', body => {
  const message = textAt(body, 'message');
  const inner = message === undefined ? undefined : readJson(message);
  const told = inner !== undefined && 'value' in inner ? inner.value : body;
  if (/Confirmation$/.test(textAt(body, 'type') ?? ''))
    return { ignored: `a ${textAt(body, 'type')} of Huawei's notification service is no alert` };
  const [held = told] = ['data', 'template_variable'].map(name => at(told, name)).filter(isMap);
  // What stands beside the variables of a template says the same in other words.
  const data = isMap(held) && isMap(told) ? { ...told, ...held } : held;
  const name =
    anyTextAt(data, 'AlarmRuleName', 'AlarmName', 'alarm_name') ?? textAt(body, 'subject');
  if (name === undefined && message !== undefined) return { ignored: 'a message that is no alarm' };
  const resource = textAt(data, 'ResourceName', 'ResourceId', 'resource_name');
  const metric = textAt(data, 'MetricName', 'EventName');
  const isOver =
    textAt(data, 'IsAlarm') === 'false' ||
    /^ok$/i.test(textAt(data, 'AlarmStatus', 'alarm_status') ?? '');
  const value = textAt(data, 'CurrentData');
  const operator = textAt(data, 'ComparisonOperator')
    ?.replace(/\\?u003e/gi, '>')
    .replace(/\\?u003c/gi, '<');
  const level = textAt(data, 'AlarmLevel');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(data, 'ResourceId') ?? resource, name],
    name,
    title:
      name &&
      `${name}${metric ? `: ${metric}` : ''}${value ? ` ${value}` : ''}${resource ? ` (${resource})` : ''}`,
    description:
      [metric, value, operator, textAt(data, 'Value')].filter(Boolean).join(' ') || message,
    service: resource,
    severity: entryOf(levels, level?.toLowerCase()) ?? level,
    labels: {
      namespace: textAt(data, 'Namespace'),
      region: textAt(data, 'RegionId', 'Region'),
      account: textAt(data, 'AccountName'),
      metric,
      ip: textAt(data, 'PrivateIp'),
    },
    startedAt: moment(data),
    endedAt: moment(data),
  };
});

const levels: Record<string, string> = {
  important: 'major',
  紧急: 'critical',
  重要: 'major',
  次要: 'minor',
  提示: 'info',
};

/** `2024/08/0514:45:16GMT+08:00`: without the blank between day and time. */
function moment(data: unknown) {
  const text = textAt(data, 'AlarmTime')?.replace(
    /^(\d{4}[-/]\d\d[-/]\d\d)\s*(\d\d:\d\d:\d\d)\s*(?:GMT)?/,
    '$1 $2',
  );
  return timeAt({ text }, 'text');
}
