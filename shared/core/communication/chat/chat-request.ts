import * as z from 'zod/mini';
import { jsonIn } from '#core/text/json-in.ts';

/** What somebody in Slack did, from any of the forms in which Slack tells of it. */
export type ChatRequest =
  | {
      kind: 'command';
      user: ChatUser;
      channel: string;
      text: string;
      responseUrl?: string;
      trigger?: string;
    }
  | {
      kind: 'press';
      user: ChatUser;
      channel: string;
      message: string;
      action: string;
      value: string;
      responseUrl?: string;
      trigger?: string;
    }
  | { kind: 'form'; user: ChatUser; form: string; about: string; fields: Record<string, string> }
  | {
      kind: 'noted';
      user: ChatUser;
      channel: string;
      message: string;
      text?: string;
      author?: string;
    };

export interface ChatUser {
  id: string;
  /** As Slack shows them; words of a stranger. */
  name: string;
  team?: string;
}

export type ReadRequest =
  | { request: ChatRequest /** The same however often Slack tells of it. */; once?: string }
  | { challenge: string }
  /** Nothing that concerns us: answered, and that is all. */
  | { ignored: true }
  | { unreadable: string };

const command = z.object({
  command: z.string(),
  text: z.optional(z.string()),
  user_id: z.string(),
  user_name: z.optional(z.string()),
  team_id: z.optional(z.string()),
  channel_id: z.optional(z.string()),
  response_url: z.optional(z.string()),
  trigger_id: z.optional(z.string()),
});

const user = z.object({
  id: z.string(),
  username: z.optional(z.string()),
  name: z.optional(z.string()),
  team_id: z.optional(z.string()),
});
const named = z.optional(z.object({ id: z.string() }));
const press = z.object({
  type: z.literal('block_actions'),
  user,
  channel: named,
  container: z.optional(z.object({ message_ts: z.optional(z.string()) })),
  message: z.optional(z.object({ ts: z.string() })),
  response_url: z.optional(z.string()),
  trigger_id: z.optional(z.string()),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.optional(z.string()),
        action_ts: z.optional(z.string()),
        selected_option: z.nullish(z.object({ value: z.string() })),
      }),
    )
    .check(z.minLength(1)),
});
const fieldState = z.object({
  value: z.nullish(z.string()),
  selected_option: z.nullish(z.object({ value: z.string() })),
  selected_user: z.nullish(z.string()),
});
const submission = z.object({
  type: z.literal('view_submission'),
  user,
  view: z.object({
    id: z.string(),
    hash: z.optional(z.string()),
    callback_id: z.string(),
    private_metadata: z.optional(z.string()),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), fieldState)) }),
  }),
});
const shortcut = z.object({
  type: z.literal('message_action'),
  callback_id: z.string(),
  user,
  channel: z.object({ id: z.string() }),
  message: z.object({
    ts: z.string(),
    text: z.optional(z.string()),
    user: z.optional(z.string()),
  }),
});
const reaction = z.object({
  type: z.literal('reaction_added'),
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.string(), channel: z.optional(z.string()), ts: z.optional(z.string()) }),
});
const message = z.object({
  type: z.enum(['message', 'app_mention']),
  user: z.string(),
  text: z.string(),
  channel: z.string(),
  ts: z.string(),
  subtype: z.optional(z.string()),
  bot_id: z.optional(z.string()),
});
const envelope = z.object({
  type: z.string(),
  challenge: z.optional(z.string()),
  team_id: z.optional(z.string()),
  event: z.optional(z.unknown()),
});

/** The emoji that puts a message on the timeline. */
const noteEmoji = new Set(['memo', 'pencil', 'spiral_note_pad', 'notebook']);
/** With a file, or as an answer that the whole channel is to see, it is a message like any other. */
const writtenByPeople = new Set([undefined, 'file_share', 'thread_broadcast']);
export const noteShortcut = 'note';

/** Slash commands and interactions are forms, events are JSON; told apart by what is in them. */
export function readChatRequest(body: string): ReadRequest {
  const text = body.trim();
  if (text.startsWith('{')) return readEvent(text);
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form.ssl_check !== undefined && form.command === undefined) return { ignored: true };
  if (form.payload !== undefined) return readInteraction(form.payload);
  const parsed = z.safeParse(command, form);
  if (!parsed.success) return { unreadable: 'neither a command, an interaction nor an event' };
  const { user_id, user_name, team_id, channel_id = '', response_url, trigger_id } = parsed.data;
  return {
    request: {
      kind: 'command',
      user: userOf({ id: user_id, name: user_name, team_id }),
      channel: channel_id,
      text: parsed.data.text ?? '',
      ...answersTo(response_url),
      ...(trigger_id !== undefined && { trigger: trigger_id }),
    },
  };
}

function readInteraction(payload: string): ReadRequest {
  const given = jsonIn(payload);
  const pressed = z.safeParse(press, given);
  if (pressed.success) {
    const { user: by, channel, container, message: shown, response_url, trigger_id } = pressed.data;
    const [action] = pressed.data.actions;
    if (action === undefined) return { ignored: true };
    return {
      request: {
        kind: 'press',
        user: userOf(by),
        channel: channel?.id ?? '',
        message: shown?.ts ?? container?.message_ts ?? '',
        action: action.action_id,
        value: action.value ?? action.selected_option?.value ?? '',
        ...answersTo(response_url),
        ...(trigger_id !== undefined && { trigger: trigger_id }),
      },
    };
  }
  const submitted = z.safeParse(submission, given);
  if (submitted.success) {
    const { user: by, view } = submitted.data;
    const fields = Object.values(view.state.values).flatMap(block =>
      Object.entries(block).map(([name, field]): [string, string] => [
        name,
        field.value ?? field.selected_option?.value ?? field.selected_user ?? '',
      ]),
    );
    return {
      request: {
        kind: 'form',
        user: userOf(by),
        form: view.callback_id,
        about: view.private_metadata ?? '',
        fields: Object.fromEntries(fields),
      },
      // A form is sent once; its view is of no use afterwards.
      once: view.id,
    };
  }
  const marked = z.safeParse(shortcut, given);
  if (marked.success && marked.data.callback_id === noteShortcut) {
    const { user: by, channel, message: about } = marked.data;
    return noted(by, channel.id, about.ts, { text: about.text, author: about.user });
  }
  return given === undefined ? { unreadable: 'a payload that is not JSON' } : { ignored: true };
}

function readEvent(text: string): ReadRequest {
  const parsed = z.safeParse(envelope, jsonIn(text));
  if (!parsed.success) return { unreadable: 'not a JSON object with a type' };
  const { type, challenge, event, team_id } = parsed.data;
  if (type === 'url_verification') {
    return challenge === undefined ? { unreadable: 'no challenge' } : { challenge };
  }
  const reacted = z.safeParse(reaction, event);
  if (reacted.success && noteEmoji.has(reacted.data.reaction)) {
    const { user: id, item } = reacted.data;
    if (item.type !== 'message' || item.channel === undefined || item.ts === undefined) {
      return { ignored: true };
    }
    return noted({ id, team_id }, item.channel, item.ts, {});
  }
  const written = z.safeParse(message, event);
  // What programs write, and edits, joins and the like, is nobody's note.
  if (!written.success) return { ignored: true };
  const { user: id, channel, ts, text: said, bot_id, subtype } = written.data;
  if (bot_id !== undefined || !writtenByPeople.has(subtype)) return { ignored: true };
  const note = /^\s*(?:<@\w+>\s*)?note[\s:]+(\S.*)$/is.exec(said)?.[1];
  if (note === undefined) return { ignored: true };
  return noted({ id, team_id }, channel, ts, { text: note, author: id });
}

function noted(
  by: Parameters<typeof userOf>[0],
  channel: string,
  ts: string,
  { text, author }: { text?: string | undefined; author?: string | undefined },
): ReadRequest {
  return {
    request: {
      kind: 'noted',
      user: userOf(by),
      channel,
      message: ts,
      ...(text !== undefined && { text }),
      ...(author !== undefined && { author }),
    },
    // One message is one note, whoever marks it and however.
    once: `${channel}#${ts}`,
  };
}

function userOf({
  id,
  name,
  username,
  team_id,
}: {
  id: string;
  name?: string | undefined;
  username?: string | undefined;
  team_id?: string | undefined;
}): ChatUser {
  return { id, name: username ?? name ?? id, ...(team_id !== undefined && { team: team_id }) };
}

/** Only Slack's own address is ever written to. */
function answersTo(address: string | undefined): { responseUrl?: string } {
  return address?.startsWith('https://hooks.slack.com/') ? { responseUrl: address } : {};
}
