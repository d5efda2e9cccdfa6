import { randomBytes, randomUUID } from 'node:crypto';
import { slackSignature } from '#core/communication/chat/signature.ts';
import type { SlackForms } from '#local/emulators/slack-methods.ts';
import {
  type Channel,
  type Given,
  type SlackMessage,
  type SlackWorkspace,
  team,
  type User,
} from '#local/emulators/slack-workspace.ts';

type Did = { error: string } | { status: number; body: string };

/** What people of the workspace do, as Slack tells the app of it, signed. */
export function slackPeople(deps: {
  now: () => number;
  workspace: SlackWorkspace;
  forms: SlackForms;
  signingSecret: string;
  /** To the request URL of the app. */
  send: (
    headers: Record<string, string>,
    body: string,
  ) => Promise<{ status: number; body: string }>;
}) {
  const { now, signingSecret } = deps;
  const { state, changed, userOf, byEmail, channelOf, idOf, newTs } = deps.workspace;
  const { triggers, views } = deps.forms;

  /** Who presses where nobody is named: the first of the channel that the workspace has an address of. */
  function presserIn(channel: Channel): User {
    const members = channel.members.flatMap(id => userOf(id) ?? []);
    return members.find(({ email }) => email !== undefined) ?? members[0] ?? anybody();
  }

  function anybody(): User {
    return byEmail('ana@example.com') as User;
  }

  function person(given: unknown, channel?: Channel): User | undefined {
    if (given === undefined) return channel === undefined ? anybody() : presserIn(channel);
    const text = String(given);
    return text.includes('@') ? byEmail(text) : userOf(text);
  }

  function newTrigger(user: string): string {
    const trigger = `${Math.round(now())}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
    triggers.set(trigger, { at: now(), user });
    return trigger;
  }

  async function deliver(body: string, contentType: string) {
    const timestamp = String(Math.floor(now() / 1000));
    return deps.send(
      {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': slackSignature(timestamp, body, signingSecret),
      },
      body,
    );
  }

  const formType = 'application/x-www-form-urlencoded';
  const interaction = (payload: Given) =>
    deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), formType);
  const whoIs = ({ id, name }: User) => ({ id, username: name, name, team_id: team });
  const teamIs = { id: team, domain: 'local' };

  return {
    async press({ channel: where, ts, action, user, value }: Given): Promise<Did> {
      const channel = channelOf(where);
      const direct = state.direct.find(each => each.channel === where);
      const messages = channel?.messages ?? direct?.messages ?? [];
      const message = messages.find(each => each.ts === String(ts));
      if (message === undefined) return { error: 'There is no such message' };
      const buttons = message.blocks.flatMap(block => (block.elements ?? []) as Given[]);
      const button = buttons.find(each => each.action_id === action);
      if (button === undefined) {
        const there = buttons.flatMap(each => each.action_id ?? []);
        return { error: `That message has no such button. It has: ${there.join(', ') || 'none'}` };
      }
      const by = user === undefined && direct ? userOf(direct.user) : person(user, channel);
      if (by === undefined) return { error: 'There is no such member' };
      const place = { id: channel?.id ?? direct?.channel, name: channel?.name ?? 'directmessage' };
      return interaction({
        ...{ type: 'block_actions', user: whoIs(by), team: teamIs, api_app_id: 'A0LOCAL' },
        container: { type: 'message', message_ts: message.ts, channel_id: place.id },
        trigger_id: newTrigger(by.id),
        channel: place,
        message: { type: 'message', ts: message.ts, text: message.text },
        response_url: `https://hooks.slack.com/actions/${team}/${by.id}/${idOf(randomUUID())}`,
        actions: [
          {
            ...{ type: 'button', action_id: action, block_id: 'incident' },
            ...{ text: button.text, value: value ?? button.value },
            action_ts: newTs(),
          },
        ],
      });
    },
    async command({ text, channel: where, user }: Given): Promise<Did> {
      const channel = channelOf(where);
      const by = person(user, channel);
      if (by === undefined) return { error: 'There is no such member' };
      const form = {
        ...{ token: 'unused', team_id: team, team_domain: 'local' },
        ...{ channel_id: channel?.id ?? 'C0GENERAL', channel_name: channel?.name ?? 'general' },
        ...{ user_id: by.id, user_name: by.name, command: '/incident', text: asSent(text) },
        response_url: `https://hooks.slack.com/commands/${team}/${by.id}/${idOf(randomUUID())}`,
        trigger_id: newTrigger(by.id),
      };
      return deliver(new URLSearchParams(form).toString(), formType);
    },
    /** Sends the form that was shown last. */
    async submit({ values }: Given): Promise<Did> {
      const [id, shownForm] = [...views].at(-1) ?? [];
      if (id === undefined || shownForm === undefined) return { error: 'No form is open' };
      views.delete(id);
      const { user, view } = shownForm;
      const by = userOf(user);
      if (by === undefined) return { error: 'There is no such member' };
      const typed = (values ?? {}) as Given;
      const inputs = ((view.blocks ?? []) as Given[]).filter(({ type }) => type === 'input');
      const fields = inputs.map(({ block_id, element }): [string, Given] => {
        const { action_id, type, initial_value, initial_option } = element as Given;
        const value = typed[String(action_id)] ?? initial_value ?? (initial_option as Given)?.value;
        const answered =
          type === 'static_select' ? { selected_option: value && { value } } : { value };
        return [String(block_id), { [String(action_id)]: { type, ...answered } }];
      });
      return interaction({
        ...{ type: 'view_submission', user: whoIs(by), team: teamIs, api_app_id: 'A0LOCAL' },
        trigger_id: newTrigger(by.id),
        view: { ...view, id, hash: '1.a', state: { values: Object.fromEntries(fields) } },
        response_urls: [],
      });
    },
    /** Writes into a channel, as a person. */
    async say({
      channel: where,
      text,
      user,
      thread,
      subtype,
    }: Given): Promise<Did & { ts?: string }> {
      const channel = channelOf(where);
      if (channel === undefined) return { error: 'There is no such channel' };
      const by = person(user, channel);
      if (by === undefined) return { error: 'There is no such member' };
      const message: SlackMessage = {
        ...{ ts: newTs(), user: by.id, text: asSent(text), blocks: [] },
        ...(thread !== undefined && { thread_ts: String(thread) }),
      };
      channel.messages.push(message);
      changed();
      const sent = await event({
        ...{ type: 'message', channel: channel.id, channel_type: 'channel', event_ts: message.ts },
        ...{ user: by.id, text: message.text, ts: message.ts },
        ...(thread !== undefined && { thread_ts: message.thread_ts }),
        ...(subtype !== undefined && { subtype }),
      });
      return { ...sent, ts: message.ts };
    },
    async react({ channel: where, ts, emoji, user }: Given): Promise<Did> {
      const channel = channelOf(where);
      const by = person(user, channel);
      if (channel === undefined || by === undefined) return { error: 'There is no such channel' };
      return event({
        ...{ type: 'reaction_added', user: by.id, reaction: String(emoji), event_ts: newTs() },
        item: { type: 'message', channel: channel.id, ts: String(ts) },
      });
    },
  };

  function event(told: Given) {
    const envelope = {
      ...{ token: 'unused', team_id: team, api_app_id: 'A0LOCAL', type: 'event_callback' },
      ...{ event_id: `Ev${idOf(randomUUID())}`, event_time: Math.floor(now() / 1000) },
      event: told,
    };
    return deliver(JSON.stringify(envelope), 'application/json');
  }
}

/** What a person typed, as Slack tells of it; who and which channel was chosen from its list is in angle brackets already. */
function asSent(typed: unknown): string {
  return String(typed ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/&lt;([@#][A-Z0-9]{2,}(?:\|[\w.-]*)?)&gt;/g, '<$1>')
    .replace(/\bhttps?:\/\/[^\s<>|]+/g, '<$&>');
}
