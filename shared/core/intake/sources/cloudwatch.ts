import type { Alert, Parsed } from '#core/intake/alert.ts';
import { isMap, listAt, type Members, tagsAt, textAt } from '#core/intake/given.ts';
import * as limits from '#core/intake/limits.ts';
import { together } from '#core/intake/make-alert.ts';
import { readJson } from '#core/intake/read-json.ts';
import type { Refusal } from '#core/intake/refusal.ts';
import { alertsOfEvent, alertsOfProse, alertsOfTopic } from '#core/intake/sources/aws-events.ts';
import { type Alarm, alertOfAlarm } from '#core/intake/sources/cloudwatch-alarm.ts';
import { batchOf } from '#core/intake/sources/sns-claims.ts';

/**
 * The three forms in which CloudWatch tells of one alarm: text in an SNS message, an EventBridge event, and the
 * event of a Lambda action. All lead to the same key, so that an alarm which comes twice is one alert.
 */
export function parseCloudWatch(body: unknown): Parsed {
  const batch = batchOf(body).filter(isMap);
  const some = batch.slice(0, limits.alertsMax);
  if (some.length > 0) return together(some.map(parseCloudWatch), batch.length - some.length);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { invalid: [{ path: '', message: 'must be an object' }] };
  }
  if ('Records' in body) return fromRecords(body.Records);
  if ('Type' in body) return fromEnvelope(body, '');
  const told = toldOnTopic(body, '');
  if (told !== undefined) return told;
  const message =
    'is not of CloudWatch: an SNS message with Type, an event with detail-type or alarmData, ' +
    'or an alarm with AlarmName is expected';
  return { invalid: [{ path: '', message }] };
}

/** What a topic carries, with its wrapping or as a topic that delivers raw bodies posts it. */
function toldOnTopic(body: object, base: string): Parsed | undefined {
  if ('AlarmName' in body) return fromNotification(body as Members, base);
  // An EventBridge rule with a topic as its target.
  if ('detail-type' in body) return fromEvent(body, base);
  if ('alarmData' in body) return fromAction(body as Members);
  return alertsOfTopic(body);
}

/** How Lambda hands over what a topic sent; forwarders post it on as it is. */
function fromRecords(records: unknown): Parsed {
  if (!Array.isArray(records) || records.length === 0) {
    return {
      invalid: [{ path: '/Records', message: 'must be an array with at least one record' }],
    };
  }
  const alerts = [];
  const ignored = [];
  const invalid: Refusal[] = [];
  for (const [index, record] of records.slice(0, 100).entries()) {
    const path = `/Records/${index}/Sns`;
    const sns: unknown =
      typeof record === 'object' && record !== null && 'Sns' in record ? record.Sns : undefined;
    const parsed = fromEnvelope(sns, path);
    if ('invalid' in parsed) invalid.push(...parsed.invalid);
    else {
      alerts.push(...parsed.alerts);
      ignored.push(...parsed.ignored);
    }
  }
  if (alerts.length === 0 && ignored.length === 0) return { invalid };
  return { alerts, ignored: [...ignored, ...invalid.map(each => `${each.path} ${each.message}`)] };
}

function fromEnvelope(body: unknown, base: string): Parsed {
  if (!isMap(body)) return { invalid: [notMap(body, base)] };
  const invalid = missing(body, base, 'Type');
  if (invalid.length > 0) return { invalid };
  const { Type } = body;
  const Message = text(body.Message);
  const Subject = text(body.Subject);
  if (Type === 'SubscriptionConfirmation' || Type === 'UnsubscribeConfirmation') {
    return ignore(`${Type} of SNS is no alert`);
  }
  if (Type !== 'Notification') {
    return { invalid: [{ path: `${base}/Type`, message: 'is not a type of SNS message' }] };
  }
  if (Message === undefined) {
    return { invalid: [{ path: `${base}/Message`, message: 'must be a string' }] };
  }
  const inner = readJson(Message, `${base}/Message`);
  const about = Subject === undefined ? 'an SNS message' : `the SNS message "${Subject}"`;
  // Topics are shared: budgets, health notices and tests come the same way, most of them as prose.
  if ('invalid' in inner) {
    const prose = alertsOfProse(Subject, Message);
    if (prose !== undefined) return prose;
    return /^\s*\{/.test(Message) && Message.includes('"AlarmName"')
      ? inner
      : ignore(`${about} is no CloudWatch alarm`);
  }
  const { value } = inner;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return ignore(`${about} is no CloudWatch alarm`);
  }
  return toldOnTopic(value, `${base}/Message`) ?? ignore(`${about} is no CloudWatch alarm`);
}

/** What SNS carries as text in `Message`. */
function fromNotification(body: Members, base: string): Parsed {
  const invalid = missing(body, base, 'AlarmName', 'NewStateValue');
  if (invalid.length > 0) return { invalid };
  const rule = text(body.AlarmRule);
  const reason = text(body.NewStateReason);
  const data = dataIn(body.NewStateReasonData);
  return judged({
    name: String(body.AlarmName),
    arn: text(body.AlarmArn),
    account: text(body.AWSAccountId),
    region: text(body.Region),
    description: text(body.AlarmDescription),
    state: String(body.NewStateValue),
    reason,
    data,
    at: text(body.StateChangeTime),
    contributor: contributorOf(body.AlarmContributorId, body.AlarmContributorAttributes),
    trigger: rule === undefined ? map(body.Trigger) : { alarmRule: rule },
    triggeredBy: triggersOf(reason, data),
    tags: tagsAt(body, 'Tags'),
  });
}

function fromEvent(body: unknown, base = ''): Parsed {
  const { source, 'detail-type': type }: { source?: unknown; 'detail-type'?: unknown } =
    typeof body === 'object' && body !== null ? body : {};
  if (source !== 'aws.cloudwatch') {
    return (
      alertsOfEvent(body) ??
      ignore(`an event of ${(textAt({ source }, 'source') ?? 'nobody').slice(0, 100)} is no alert`)
    );
  }
  if (
    type !== 'CloudWatch Alarm State Change' &&
    type !== 'CloudWatch Alarm Contributor State Change' &&
    type !== 'CloudWatch Alarm Configuration Change'
  ) {
    return ignore(`an event of the type ${JSON.stringify(type)?.slice(0, 100)} is no alert`);
  }
  const { account, region, resources, detail } = body as Members;
  const arn = Array.isArray(resources) ? resources[0] : undefined;
  const alarm = alarmOf(detail, `${base}/detail`, { arn, account, region });
  if ('invalid' in alarm) return alarm;
  if (type !== 'CloudWatch Alarm Configuration Change') return judged(alarm);
  // A deleted alarm never says OK. That nobody watches any more is no all-clear.
  return isMap(detail) && detail.operation === 'delete'
    ? { alerts: [lostSight(alarm, 'the alarm was deleted')], ignored: [] }
    : ignore(`the configuration of the alarm "${alarm.name}" changed, not its state`);
}

function fromAction({ alarmArn: arn, accountId: account, region, alarmData }: Members): Parsed {
  const alarm = alarmOf(alarmData, '/alarmData', { arn, account, region });
  // An action that runs is not suppressed, whatever the state says.
  return 'invalid' in alarm ? alarm : judged({ ...alarm, suppressedBy: undefined });
}

/** `base`: where the detail stands. */
function alarmOf(
  detail: unknown,
  base: string,
  where: { arn: unknown; account: unknown; region: unknown },
): Alarm | { invalid: Refusal[] } {
  if (!isMap(detail)) return { invalid: [notMap(detail, base)] };
  const { state } = detail;
  const invalid = [
    ...missing(detail, base, 'alarmName'),
    ...(isMap(state) ? missing(state, `${base}/state`, 'value') : [notMap(state, `${base}/state`)]),
  ];
  if (!isMap(state) || invalid.length > 0) return { invalid };
  const configuration = map(detail.configuration);
  const contributor = map(detail.alarmContributor);
  const reason = text(state.reason);
  const data = dataIn(state.reasonData);
  return {
    arn: text(where.arn),
    account: text(where.account),
    region: text(where.region),
    name: String(detail.alarmName),
    description: text(configuration?.description),
    state: String(state.value),
    reason,
    data,
    at: text(state.timestamp),
    contributor: contributorOf(
      contributor?.id ?? contributor?.contributorId,
      contributor?.attributes ?? contributor?.contributorAttributes,
    ),
    trigger: configuration,
    triggeredBy: triggersOf(reason, data),
    tags: tagsAt(configuration, 'tags'),
    suppressedBy: text(state.actionsSuppressedBy),
  };
}

/** The rest counts only where it is what it should be. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function map(value: unknown): Members | undefined {
  return isMap(value) ? value : undefined;
}

/** What has to be there as a text. */
function missing(given: Members, base: string, ...names: string[]): Refusal[] {
  return names
    .filter(name => typeof given[name] !== 'string')
    .map(name => wrong(given[name], `${base}/${name}`, 'a string'));
}

function notMap(value: unknown, path: string): Refusal {
  return wrong(value, path, 'an object');
}

function wrong(value: unknown, path: string, wanted: string): Refusal {
  return { path, message: value === undefined ? 'is missing' : `must be ${wanted}` };
}

/** CloudWatch writes JSON into a text of its own. */
function dataIn(reasonData: unknown): Members | undefined {
  const read = typeof reasonData === 'string' ? readJson(reasonData) : undefined;
  return read !== undefined && 'value' in read ? map(read.value) : undefined;
}

/** A composite alarm is only as clear as the names of those that set it off. */
function triggersOf(reason = '', data: Members | undefined): string[] {
  if (data === undefined && !reason.includes('transitioned')) return [];
  const listed = listAt(data, 'triggeringAlarms')
    .filter(each => textAt(each, 'state.value') !== 'OK')
    .flatMap(each => textAt(each, 'arn') ?? []);
  const said = [
    ...reason
      .slice(0, 2000)
      .matchAll(/arn:[\w-]+:cloudwatch:\S*?:alarm:(.+?) transitioned to ALARM/g),
  ];
  const names =
    listed.length > 0
      ? listed.map(arn => arn.split(':alarm:').at(-1) ?? arn)
      : said.map(([, name = '']) => name);
  return [...new Set(names)].slice(0, 5);
}

function judged(alarm: Alarm): Parsed {
  const state = alarm.state.trim().toUpperCase();
  const who = `the alarm "${alarm.name.slice(0, 200)}"`;
  if (state === 'OK') return { alerts: [alertOfAlarm(alarm, 'cleared')], ignored: [] };
  if (state === 'INSUFFICIENT_DATA') {
    return { alerts: [lostSight(alarm, 'the alarm has insufficient data')], ignored: [] };
  }
  if (state !== 'ALARM') {
    return ignore(`${who} is in ${alarm.state.slice(0, 50)}, which neither fires nor clears`);
  }
  // Silent only while the suppressor that the team chose is itself in ALARM. The two periods of waiting for one are
  // no decision, and no event is promised for their end.
  return alarm.suppressedBy?.trim().toUpperCase() === 'ALARM'
    ? ignore(`${who} is in ALARM, and its suppressor alarm silences it`)
    : { alerts: [alertOfAlarm(alarm, 'firing')], ignored: [] };
}

function lostSight(alarm: Alarm, reason: string): Alert {
  return { ...alertOfAlarm(alarm, 'unknown'), statusReason: reason };
}

/** One series of an alarm that watches many; each fires and clears by itself, and together they are one problem. */
function contributorOf(id: unknown, attributes: unknown): Alarm['contributor'] {
  if (typeof id !== 'string' || id === '') return undefined;
  const given = typeof attributes === 'object' && attributes !== null ? attributes : {};
  return { id, attributes: limits.textMap(given as Record<string, unknown>) };
}

function ignore(reason: string): Parsed {
  return { alerts: [], ignored: [reason.slice(0, 400)] };
}
