import * as z from 'zod/mini';
import type { Directory } from '#core/setup/directory.ts';
import type { RoomKind } from '#core/setup/document-rooms.ts';
import { isWorse, type Severity } from '#core/severity.ts';
import { jsonIn } from '#core/text/json-in.ts';

/** Where the secret is looked for when the configuration names none. */
const defaultSecret = 'tocsin/slack';

/** How an incident of this severity is told in chat; `undefined`: not at all, unless somebody declares it there. */
export function chatFor(
  { chat }: Pick<Directory, 'chat'>,
  severity: Severity,
): { channel: boolean } | undefined {
  if (chat?.slack === undefined) return undefined;
  const { channelsFrom = 'SEV2' } = chat.slack;
  if (channelsFrom === 'never' || isWorse(channelsFrom, severity)) return undefined;
  return { channel: true };
}

/** The ARN or the name of the secret with Slack's token and signing secret. */
export function slackSecretOf(directory: Pick<Directory, 'chat'> | undefined): string {
  return directory?.chat?.slack?.secret ?? defaultSecret;
}

const keys = z.object({ token: z.string(), signingSecret: z.string() });

/** What stands in that secret, `{"token": "xoxb-…", "signingSecret": "…"}`; `undefined`: something else, which is quoted nowhere. */
export function slackKeys(text: string): z.infer<typeof keys> | undefined {
  return z.safeParse(keys, jsonIn(text)).data;
}

/** What stands in the secret of a room: the address itself, or `{"url": "https://…"}`; `undefined`: something else. */
export function roomAddress(text: string): URL | undefined {
  const given = /"url"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? text.trim();
  if (!URL.canParse(given)) return undefined;
  const url = new URL(given);
  return url.protocol === 'https:' ? url : undefined;
}

const hostsOf: Record<RoomKind, RegExp | undefined> = {
  teams: /\.(logic\.azure\.com|powerplatform\.com|webhook\.office\.com)$/,
  'google-chat': /^chat\.googleapis\.com$/,
  discord: /(^|\.)discord(app)?\.com$/,
  // Everybody's own.
  mattermost: undefined,
};

/** Whether an address is where this chat gives out addresses. */
export function isAddressOf(kind: RoomKind, { hostname }: URL): boolean {
  return hostsOf[kind]?.test(hostname) ?? true;
}
