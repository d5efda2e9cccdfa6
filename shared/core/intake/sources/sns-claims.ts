import { readJson } from '#core/intake/read-json.ts';
import { claimsToBeSmn } from '#core/intake/sources/smn-claims.ts';

/** A message as Amazon SNS posts it, once its signature was found to hold. */
export interface SnsMessage {
  Type: string;
  TopicArn: string;
  MessageId: string;
  Timestamp: string;
  Token?: string;
}

/** What only SNS writes, and what others write as well. */
const marks = ['topicarn', 'signingcerturl', 'subscribeurl', 'unsubscribeurl'];
const hints = ['messageid', 'signature', 'signatureversion', 'token'];
const types = /^(notification|subscriptionconfirmation|unsubscribeconfirmation)$/i;

/**
 * Everything in a body that claims to be a message of SNS, in whatever case and place it claims so: each has to be
 * signed. `read` are those that a reader of CloudWatch's alarms takes for one; they claim it by that alone.
 */
export function snsClaims(body: unknown): { claims: unknown[]; read: unknown[] } {
  const records = membersOf(body).flatMap(([name, value]) =>
    name.toLowerCase() === 'records' && Array.isArray(value) ? value : [],
  );
  const inRecords = records.flatMap(record =>
    membersOf(record).flatMap(([name, value]) => (name.toLowerCase() === 'sns' ? [value] : [])),
  );
  const read = [
    ...(isObject(body) && 'Type' in body && !('Records' in body) ? [body] : []),
    ...batchOf(body).filter(each => isObject(each) && 'Type' in each && claimsToBeSns(each)),
    ...(isObject(body) && Array.isArray(body.Records)
      ? body.Records.flatMap(record => (isObject(record) && 'Sns' in record ? [record.Sns] : []))
      : []),
  ];
  // Huawei's messages have the same types, and have to be signed by Huawei.
  const claiming = [
    ...(claimsToBeSmn(body) ? [] : [body]),
    ...records,
    ...batchOf(body).filter(each => !claimsToBeSmn(each)),
  ].filter(claimsToBeSns);
  return { claims: [...new Set([...claiming, ...inRecords])], read };
}

/** What stands in a list, and what a queue of SQS had in it, as its forwarders hand it on. */
export function batchOf(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  const records = isObject(body) && Array.isArray(body.Records) ? body.Records : [];
  return records.flatMap(record => {
    const text = isObject(record) ? record.body : undefined;
    const read = typeof text === 'string' ? readJson(text) : undefined;
    return read !== undefined && 'value' in read ? [read.value] : [];
  });
}

function claimsToBeSns(value: unknown): boolean {
  const members = new Map(membersOf(value).map(([name, each]) => [name.toLowerCase(), each]));
  const has = (name: string) => members.has(name);
  const isTyped = types.test(
    typeof members.get('type') === 'string' ? String(members.get('type')) : '',
  );
  return marks.some(has) || (isTyped && hints.some(has));
}

function membersOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
