import * as z from 'zod/mini';
import type { Alert, Parsed } from '#core/intake/alert.ts';
import { listAt, tagsAt, textAt } from '#core/intake/given.ts';
import * as limits from '#core/intake/limits.ts';
import { readJson } from '#core/intake/read-json.ts';
import { type Refusal, readAs } from '#core/intake/refusal.ts';
import { alertsOfEvent, alertsOfProse, alertsOfTopic } from '#core/intake/sources/aws-events.ts';
import { type Alarm, alertOfAlarm } from '#core/intake/sources/cloudwatch-alarm.ts';

const text = z.catch(z.optional(z.string()), undefined);
const map = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);
const list = z.catch(z.optional(z.array(z.unknown())), undefined);

const envelope = z.object({ Type: z.string(), Message: text, Subject: text });

/** What SNS carries as text in `Message`. */
const notification = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  AlarmArn: text,
  AlarmDescription: text,
  AWSAccountId: text,
  Region: text,
  NewStateReason: text,
  NewStateReasonData: text,
  StateChangeTime: text,
  AlarmRule: text,
  Trigger: map,
  AlarmContributorId: text,
  AlarmContributorAttributes: map,
});

const state = z.object({
  value: z.string(),
  reason: text,
  reasonData: text,
  timestamp: text,
  actionsSuppressedBy: text,
});
const detail = z.object({
  alarmName: z.string(),
  operation: text,
  state,
  configuration: map,
  alarmContributor: map,
});
const event = z.object({
  'detail-type': z.string(),
  account: text,
  region: text,
  resources: list,
  detail,
});
const action = z.object({
  alarmArn: text,
  accountId: text,
  region: text,
  alarmData: z.omit(detail, { operation: true }),
});

/**
 * The three forms in which CloudWatch tells of one alarm: text in an SNS message, an EventBridge event, and the
 * event of a Lambda action. All lead to the same key, so that an alarm which comes twice is one alert.
 */
export function parseCloudWatch(body: unknown): Parsed {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { invalid: [{ path: '', message: 'must be an object' }] };
  }
  if ('Records' in body) return fromRecords(body.Records);
  if ('Type' in body) return fromEnvelope(body, '');
  if ('detail-type' in body) return fromEvent(body);
  if ('alarmData' in body) return fromAction(body);
  if ('AlarmName' in body) return fromNotification(body, '');
  const message =
    'is not of CloudWatch: an SNS message with Type, an event with detail-type or alarmData, ' +
    'or an alarm with AlarmName is expected';
  return { invalid: [{ path: '', message }] };
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
  const read = readAs(envelope, body, { base });
  if ('invalid' in read) return read;
  const { Type, Message, Subject } = read.value;
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
  if ('AlarmName' in value) return fromNotification(value, `${base}/Message`);
  // An EventBridge rule with a topic as its target.
  if ('detail-type' in value) return fromEvent(value, `${base}/Message`);
  const told = alertsOfTopic(value);
  if (told !== undefined) return told;
  return ignore(`${about} is no CloudWatch alarm`);
}

function fromNotification(body: unknown, base: string): Parsed {
  const read = readAs(notification, body, { base });
  if ('invalid' in read) return read;
  const given = read.value;
  return judged({
    name: given.AlarmName,
    arn: given.AlarmArn,
    account: given.AWSAccountId,
    region: given.Region,
    description: given.AlarmDescription,
    state: given.NewStateValue,
    reason: given.NewStateReason,
    reasonData: given.NewStateReasonData,
    at: given.StateChangeTime,
    contributor: contributorOf(given.AlarmContributorId, given.AlarmContributorAttributes),
    trigger: given.AlarmRule === undefined ? given.Trigger : { alarmRule: given.AlarmRule },
    triggeredBy: triggersOf(given.NewStateReason, given.NewStateReasonData),
    tags: tagsAt(body, 'Tags', 'tags'),
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
  const read = readAs(event, body, { base });
  if ('invalid' in read) return read;
  const given = read.value;
  const [arn] = given.resources ?? [];
  const alarm = alarmOf(given.detail, {
    arn: typeof arn === 'string' ? arn : undefined,
    account: given.account,
    region: given.region,
  });
  if (type !== 'CloudWatch Alarm Configuration Change') return judged(alarm);
  // A deleted alarm never says OK. That nobody watches any more is no all-clear.
  return given.detail.operation === 'delete'
    ? { alerts: [lostSight(alarm, 'the alarm was deleted')], ignored: [] }
    : ignore(`the configuration of the alarm "${alarm.name}" changed, not its state`);
}

function fromAction(body: unknown): Parsed {
  const read = readAs(action, body);
  if ('invalid' in read) return read;
  const { alarmArn, accountId, region, alarmData } = read.value;
  const alarm = alarmOf(alarmData, { arn: alarmArn, account: accountId, region });
  // An action that runs is not suppressed, whatever the state says.
  return judged({ ...alarm, suppressedBy: undefined });
}

function alarmOf(
  { alarmName, state, configuration, alarmContributor }: Omit<z.infer<typeof detail>, 'operation'>,
  where: Pick<Alarm, 'arn' | 'account' | 'region'>,
): Alarm {
  const description = configuration?.description;
  return {
    ...where,
    name: alarmName,
    description: typeof description === 'string' ? description : undefined,
    state: state.value,
    reason: state.reason,
    reasonData: state.reasonData,
    at: state.timestamp,
    contributor: contributorOf(
      alarmContributor?.id ?? alarmContributor?.contributorId,
      alarmContributor?.attributes ?? alarmContributor?.contributorAttributes,
    ),
    trigger: configuration,
    triggeredBy: triggersOf(state.reason, state.reasonData),
    tags: tagsAt(configuration, 'tags', 'Tags'),
    suppressedBy: state.actionsSuppressedBy,
  };
}

/** A composite alarm is only as clear as the names of those that set it off. */
function triggersOf(reason = '', reasonData: string | undefined): string[] {
  const read = reasonData === undefined ? undefined : readJson(reasonData);
  const data = read !== undefined && 'value' in read ? read.value : undefined;
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
