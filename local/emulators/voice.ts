import { randomUUID } from 'node:crypto';
import type { Clock } from '#local/clock/clock.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import type { Phones } from '#local/inbox/phones.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

const ringsMs = 1000;

/** End User Messaging's SendVoiceMessage: what would be read aloud is in the inbox; what became of it is an event. */
export function voiceEmulator(deps: {
  phones: Phones;
  inbox: Inbox;
  clock: Clock;
  /** Puts an event on the default bus. */
  put: (event: Record<string, unknown>) => unknown;
}) {
  const { phones, clock } = deps;

  return (request: AwsRequest): AwsResponse => {
    if (request.operation !== 'SendVoiceMessage') {
      throw noCounterpart(request);
    }
    const input = readJson(request) as Record<string, string | undefined>;
    const { DestinationPhoneNumber: to = '', MessageBody: body = '' } = input;
    if (!/^\+[1-9]\d{6,14}$/.test(to) || !input.OriginationIdentity) {
      throw new AwsError('ValidationException', 'Not a number to call, or none to call from');
    }
    if (!phones.state.originationNumbers.includes(input.OriginationIdentity)) {
      const message = `Resource not found: ${input.OriginationIdentity}`;
      throw new AwsError('ResourceNotFoundException', message);
    }
    if (body.length > 3000) throw new AwsError('ValidationException', 'The message is too long');
    const messageId = randomUUID();
    const behaviour = phones.behaviourOf(to);
    switch (behaviour) {
      case 'ok':
        deps.inbox.add({ channel: 'voice', to, body, messageId });
        tell(messageId, 'ANSWERED');
        break;
      case 'undelivered':
        tell(messageId, 'NO_ANSWER');
        break;
      case 'opted-out':
        throw new AwsError('ConflictException', 'The destination phone number is opted out');
      case 'silent':
        break;
      default:
        behaviour satisfies never;
    }
    return jsonResponse({ MessageId: messageId });
  };

  function tell(messageId: string, status: string): void {
    clock.at(clock.now() + ringsMs, () => {
      deps.put({
        source: 'aws.sms-voice',
        'detail-type': 'Voice Message Delivery Status Updated',
        detail: {
          eventType: `VOICE_${status}`,
          eventVersion: '1.0',
          eventTimestamp: clock.now(),
          isFinal: status !== 'ANSWERED',
          messageId,
          messageStatus: status,
        },
      });
    });
  }
}
