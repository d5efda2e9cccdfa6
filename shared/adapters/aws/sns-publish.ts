import type { Environment } from '#adapters/aws/aws-in.ts';
import { awsRequests } from '#adapters/aws/aws-requests.ts';
import { elementIn } from '#adapters/aws/xml-element.ts';
import { maskedWithin } from '#core/oncall/addresses.ts';
import { asciiSubject } from '#core/text/plain-text.ts';
import type { Delivery, NotifyStakeholders, SendEmail, SendSms } from '#ports/communication.ts';

interface Message {
  to: { PhoneNumber: string } | { TopicArn: string };
  Message: string;
  Subject?: string;
  attributes: Readonly<Record<string, { DataType: string; StringValue: string }>>;
}

/** Answers the id of the message. */
export type Publish = (message: Message) => Promise<string | undefined>;

/** Source: "Publish" in the reference of SNS's API, whose lists are numbered from 1. */
export function snsPublish(env: Environment): Publish {
  const request = awsRequests('sns', env);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return async ({ to, attributes, ...words }) => {
    const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', ...to, ...words });
    for (const [index, [name, value]] of Object.entries(attributes).entries()) {
      const entry = `MessageAttributes.entry.${index + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, value.DataType);
      form.set(`${entry}.Value.StringValue`, value.StringValue);
    }
    const answer = await request({ method: 'POST', path: '/', headers, body: form.toString() });
    return elementIn(answer, 'MessageId');
  };
}

/** A text straight to a phone. `Transactional`: the default type is the one that carriers hold back. */
export function sendSms(publish: Publish): SendSms {
  return (to, text) =>
    published(publish, {
      to: { PhoneNumber: to },
      Message: text,
      attributes: { 'AWS.SNS.SMS.SMSType': stringValue('Transactional') },
    });
}

/** One topic reaches everybody; each subscription's filter lets through what names its recipient. */
export function sendEmail(publish: Publish, topic: string): SendEmail {
  return (to, { subject, body }) =>
    published(publish, {
      to: { TopicArn: topic },
      Subject: asciiSubject(subject),
      Message: body,
      attributes: { recipient: stringValue(to) },
    });
}

export function tellStakeholders(publish: Publish, topic: string): NotifyStakeholders {
  return ({ subject, body }, { severities, service, about }) =>
    published(publish, {
      to: { TopicArn: topic },
      Subject: asciiSubject(subject),
      Message: body,
      attributes: {
        severity: anyOf(severities),
        ...{ service: stringValue(service), about: stringValue(about) },
      },
    });
}

async function published(publish: Publish, message: Message): Promise<Delivery> {
  try {
    const externalId = await publish(message);
    return { sent: true, ...(externalId !== undefined && { externalId }) };
  } catch (error) {
    return failedDelivery(error);
  }
}

/**
 * Which refusals are final for this way of reaching a person. Everything else (throttled, internal, no connection)
 * may pass; it was by then asked three times. Source: the errors of SNS Publish, as the SDK names them and as SNS does.
 */
export const finalRefusals = new Set([
  'InvalidParameterException',
  'InvalidParameter',
  'InvalidParameterValueException',
  'ParameterValueInvalid',
  'OptedOutException',
  'OptedOut',
  'UserErrorException',
  'UserError',
  'ValidationException',
  'NotFoundException',
  'NotFound',
  'EndpointDisabledException',
  'EndpointDisabled',
  'AuthorizationErrorException',
  'AuthorizationError',
]);

function failedDelivery(error: unknown): Delivery {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const failed = finalRefusals.has(name) ? 'give-up' : 'retry';
  return { sent: false, failed, reason: `SNS: ${name}: ${maskedWithin(message)}`.slice(0, 300) };
}

function stringValue(value: string) {
  return { DataType: 'String', StringValue: value };
}

/** Passes a filter that wants one of them. */
function anyOf(values: readonly string[]) {
  const [only, more] = values;
  return only !== undefined && more === undefined
    ? stringValue(only)
    : { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}
