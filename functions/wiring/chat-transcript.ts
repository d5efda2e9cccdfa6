import { chatRooms } from '#adapters/dynamodb/chat-rooms.ts';
import { now, waitUntil } from '#adapters/node/clock.ts';
import { waitsAtMost } from '#adapters/outside/slack.ts';
import { readTranscript } from '#app/communication/read-transcript.ts';
import { addSeconds } from '#core/time/instant.ts';
import { workspace } from '#functions/wiring/chat-workspace.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';

/* What was said about an incident. Loaded when one has ended: evidence is kept without it. */

/** Of the 300 s of a run that reads what was said: for so long Slack may ask to wait, again and again. */
const waitSecondsMax = 150;

export function transcripts(env: Tabled) {
  const waits = waitsAtMost(waitSecondsMax, seconds => waitUntil(addSeconds(now(), seconds)));
  const { chat } = workspace(env, { waits });
  return readTranscript({ rooms: chatRooms(table(env)), chat });
}
