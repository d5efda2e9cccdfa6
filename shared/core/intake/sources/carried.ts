import { textAt } from '#core/intake/given.ts';
import { readBody } from '#core/intake/read-body.ts';
import { senderOf } from '#core/intake/senders.ts';
import { stateOf } from '#core/intake/sources/stated-title.ts';

/** What a topic of SNS carries that is nobody's of AWS: the body of another sender, or words whose subject says a state. */
export function carriedIn(envelope: unknown): unknown {
  const message = textAt(envelope, 'Message');
  if (message === undefined || textAt(envelope, 'Type') !== 'Notification') return undefined;
  const read = readBody(message);
  if ('value' in read) {
    const sender = senderOf(read.value);
    const isOther = sender !== undefined && !/^(cloudwatch|email)$/.test(sender.name);
    return isOther ? read.value : undefined;
  }
  const subject = textAt(envelope, 'Subject');
  return subject === undefined || stateOf(subject) === undefined ? undefined : { subject, message };
}
