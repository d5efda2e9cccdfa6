import type { SignedCall } from '#adapters/aws/signed-call.ts';
import { chunks } from '#core/chunks.ts';
import type { OutgoingEvent } from '#core/communication/outgoing/outgoing-event.ts';
import { epochMs } from '#core/time/instant.ts';
import type { PutOnBus } from '#ports/communication.ts';

const entriesPerCall = 10;

/**
 * EventBridge, PutEvents. It takes some entries of a call and refuses others: whoever asks again puts all of them again,
 * under the same ids.
 */
export function putOnBus(call: SignedCall, bus: string): PutOnBus {
  return async events => {
    for (const some of chunks(events, entriesPerCall)) {
      const Entries = some.map(event => entryOf(event, bus));
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
      };
      const { status, body, error } = await call('/', headers, JSON.stringify({ Entries }));
      if (error !== undefined) throw new Error(`EventBridge answered ${status}: ${error}`);
      const answer = JSON.parse(body) as {
        FailedEntryCount?: number;
        Entries?: { ErrorCode?: string }[];
      };
      if ((answer.FailedEntryCount ?? 0) === 0) continue;
      const codes = answer.Entries?.flatMap(({ ErrorCode }) => ErrorCode ?? []).join(', ');
      throw new Error(`EventBridge refused ${answer.FailedEntryCount} events: ${codes}`);
    }
  };
}

function entryOf(event: OutgoingEvent, bus: string) {
  const { type, timestamp, data } = event;
  return {
    EventBusName: bus,
    Source: 'tocsin',
    DetailType: type,
    // Whole seconds: what it counts in.
    Time: Math.floor(epochMs(timestamp) / 1000),
    Resources: [data.incident.id],
    Detail: JSON.stringify(event),
  };
}
