import * as z from 'zod/mini';
import { arn, id, idOf, severity } from '#core/setup/document-fields.ts';

/* Chats that are told and not listened to, by an address of theirs that takes messages. */

const describe = z.describe;

export const roomKinds = ['teams', 'google-chat', 'discord', 'mattermost'] as const;
export type RoomKind = (typeof roomKinds)[number];

export const roomNames: Record<RoomKind, string> = {
  teams: 'Microsoft Teams',
  'google-chat': 'Google Chat',
  discord: 'Discord',
  mattermost: 'Mattermost',
};

export const room = z.strictObject({
  name: id.check(describe('What it is called where its messages are listed.')),
  kind: z.enum(roomKinds, { error: `must be one of ${roomKinds.join(', ')}` }),
  secret: arn(
    'secretsmanager',
    'The secret with the address that the chat gave out, tagged tocsin:chat=allowed: whoever has it can write there.',
  ),
  from: z.exactOptional(
    severity.check(describe('Incidents this bad or worse are told there; SEV2 when not given.')),
  ),
  services: z.exactOptional(
    z.array(idOf('a service')).check(describe('Only these; all when not given.')),
  ),
});
export type Room = z.infer<typeof room>;
