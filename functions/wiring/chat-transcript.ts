import { chatRooms } from '#adapters/dynamodb/chat-rooms.ts';
import { readTranscript } from '#app/communication/read-transcript.ts';
import { workspace } from '#functions/wiring/chat-workspace.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';

/* What was said about an incident. Loaded when one has ended: evidence is kept without it. */

export function transcripts(env: Tabled) {
  return readTranscript({ rooms: chatRooms(table(env)), chat: workspace(env).chat });
}
