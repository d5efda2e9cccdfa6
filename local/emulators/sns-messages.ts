import { jsonIn } from '#core/text/json-in.ts';
import { AwsError } from '#local/wire/aws-wire.ts';
import { matchesPattern } from '#local/wire/event-pattern.ts';

/** What is published: its text, and the attributes that filters look at. */
export interface Publication {
  text: string;
  subject?: string;
  attributes: Attributes;
  /** `json`: the text holds one text per protocol. */
  structure?: string;
}

export type Attributes = Record<string, { Type: string; Value: string }>;

export interface StoredSubscription {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  attributes: Record<string, string>;
  /** Until somebody follows the link in the mail, which has this in it. */
  token?: string;
  /** Since when it waits for that. */
  askedAt?: number;
}

/** What its lists multiply to may be 150, and it may have five keys. Lists that are nested are not looked into. */
export function needsSimple(policy = ''): void {
  const keys = policy === '' ? [] : Object.values(JSON.parse(policy) as object);
  const lengths = keys.map(value => (Array.isArray(value) ? value.length : 1));
  if (lengths.length <= 5 && lengths.reduce((product, length) => product * length, 1) <= 150)
    return;
  throw new AwsError(
    'InvalidParameter',
    'Invalid parameter: FilterPolicy: Filter policy is too complex',
  );
}

/** A subscription's filter policy, over the message's attributes or over its body. */
export function passes(subscription: StoredSubscription, message: Publication): boolean {
  const policy = subscription.attributes.FilterPolicy;
  if (policy === undefined || policy === '') return true;
  const pattern: unknown = JSON.parse(policy);
  if (subscription.attributes.FilterPolicyScope === 'MessageBody') {
    const body = jsonIn(message.text);
    // SNS lets no message that is not JSON through a filter on the body.
    return body !== undefined && matchesPattern(pattern, body);
  }
  const values = Object.entries(message.attributes).map(([name, { Type, Value }]) => [
    name,
    Type === 'String.Array' || Type === 'Number' ? (JSON.parse(Value) as unknown) : Value,
  ]);
  return matchesPattern(pattern, Object.fromEntries(values));
}

export function bodyFor(protocol: string, message: Publication): string {
  if (message.structure !== 'json') return message.text;
  const texts = JSON.parse(message.text) as Record<string, string>;
  if (typeof texts.default !== 'string') {
    throw new AwsError(
      'InvalidParameter',
      'Message Structure - No default entry in JSON message body',
    );
  }
  return texts[protocol] ?? texts.default;
}

export function envelope(
  subscription: StoredSubscription,
  message: Publication & { id: string },
  at: string,
): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: subscription.topicArn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: message.text,
    Timestamp: at,
    SignatureVersion: '1',
    Signature: 'local',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/local.pem',
    UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
    ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
  });
}

/** The parameters of the Query protocol. */
export interface Form {
  optional(name: string): string | undefined;
  required(name: string): string;
  /** `Attributes.entry.1.key` and `.value`, as the Query protocol writes a map. */
  map(name: string): Record<string, string>;
  /** `attributes.member.1`, as the Query protocol writes a list. */
  list(name: string): string[];
}

export function readForm(body: string): Form {
  const parameters = new URLSearchParams(body);
  const optional = (name: string) => parameters.get(name) ?? undefined;
  return {
    optional,
    required(name) {
      const value = optional(name);
      if (!value) throw new AwsError('InvalidParameter', `Invalid parameter: ${name} is missing`);
      return value;
    },
    map(name) {
      const entries: Record<string, string> = {};
      for (let index = 1; parameters.has(`${name}.entry.${index}.key`); index++) {
        entries[optional(`${name}.entry.${index}.key`) ?? ''] =
          optional(`${name}.entry.${index}.value`) ?? '';
      }
      return entries;
    },
    list(name) {
      const members: string[] = [];
      for (let index = 1; parameters.has(`${name}.member.${index}`); index++) {
        members.push(optional(`${name}.member.${index}`) ?? '');
      }
      return members;
    },
  };
}

export function readAttributes(form: Form): Attributes {
  const attributes: Attributes = {};
  for (let index = 1; ; index++) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = form.optional(`${entry}.Name`);
    if (name === undefined) return attributes;
    const value = form.optional(`${entry}.Value.StringValue`) ?? '';
    attributes[name] = { Type: form.optional(`${entry}.Value.DataType`) ?? 'String', Value: value };
  }
}
