import { delivered, type SignedCall } from '#adapters/aws/signed-call.ts';
import type { SendVoice } from '#ports/communication.ts';

/** A call that nobody made in this time rings for something that others have answered since. */
const liveSeconds = 300;

/** A call that reads the words aloud, through AWS End User Messaging. `origination`: our number, its id or a pool's. */
export function sendVoice(call: SignedCall, origination: string): SendVoice {
  return (to, text) =>
    delivered(
      'End User Messaging',
      call(
        '/',
        {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'PinpointSMSVoiceV2.SendVoiceMessage',
        },
        JSON.stringify({
          DestinationPhoneNumber: to,
          OriginationIdentity: origination,
          MessageBody: text,
          MessageBodyTextType: 'TEXT',
          TimeToLive: liveSeconds,
        }),
      ),
    );
}

/** Where the account has no number to call from. The person's next channel is tried at once. */
export const noVoice: SendVoice = async () => ({
  sent: false,
  failed: 'give-up',
  reason: 'no voice number is configured',
});
