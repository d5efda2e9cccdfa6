import { randomUUID } from 'node:crypto';
import { pageOf } from '#local/emulators/short-pages.ts';
import { blocksFault, viewFault } from '#local/emulators/slack-blocks.ts';
import {
  bot,
  botName,
  type Channel,
  type Given,
  jsonOf,
  type SlackMessage,
  type SlackWorkspace,
  team,
  type User,
} from '#local/emulators/slack-workspace.ts';

/** Forms that somebody may be shown, by what they pressed, and those that are shown. */
export interface SlackForms {
  triggers: Map<string, { at: number; user: string }>;
  views: Map<string, { user: string; view: Given }>;
}

type Method = [scope: string | undefined, run: (given: Given) => Given];

/** The methods of Slack's Web API that are called here, each with the scope that it needs. */
export function slackMethods(
  now: () => number,
  { state, userOf, byEmail, idOf, newTs }: SlackWorkspace,
  { triggers, views }: SlackForms,
): Readonly<Record<string, Method>> {
  return {
    'auth.test': [
      undefined,
      () => ({
        url: 'https://local.slack.com/',
        team: 'Local',
        team_id: team,
        user: botName,
        user_id: bot,
        bot_id: 'B0TOCSIN',
      }),
    ],
    'conversations.create': ['channels:manage', ({ name }) => create(String(name ?? ''))],
    'conversations.setTopic': [
      'channels:manage',
      given =>
        inChannel(given, channel => {
          const topic = String(given.topic ?? '');
          if (topic.length > 250) return refuse('too_long');
          channel.topic = topic;
          return { channel: shown(channel) };
        }),
    ],
    'conversations.invite': [
      'channels:manage',
      given => inChannel(given, channel => invite(channel, String(given.users ?? ''))),
    ],
    'conversations.archive': [
      'channels:manage',
      given =>
        inChannel(
          given,
          channel => {
            channel.archived = true;
            return {};
          },
          'already_archived',
        ),
    ],
    'conversations.history': ['channels:history', given => history(given)],
    'conversations.replies': ['channels:history', given => replies(given)],
    'chat.getPermalink': [
      undefined,
      given =>
        inChannel(
          given,
          ({ id, messages }) => {
            const ts = String(given.message_ts ?? '');
            return messages.some(message => message.ts === ts)
              ? {
                  channel: id,
                  permalink: `https://local.slack.com/archives/${id}/p${ts.replace('.', '')}`,
                }
              : refuse('message_not_found');
          },
          'no hindrance',
        ),
    ],
    'conversations.open': ['im:write', given => openDirect(String(given.users ?? ''))],
    'users.conversations': [
      'channels:read',
      ({ exclude_archived }) => ({
        channels: state.channels
          .filter(({ archived }) => !(archived && String(exclude_archived) === 'true'))
          .map(shown),
        response_metadata: { next_cursor: '' },
      }),
    ],
    'users.info': [
      'users:read',
      ({ user }) => {
        const found = userOf(String(user ?? ''));
        return found === undefined ? refuse('user_not_found') : { user: profileOf(found) };
      },
    ],
    'users.lookupByEmail': [
      'users:read.email',
      ({ email }) => {
        const found = byEmail(String(email ?? ''));
        return found === undefined ? refuse('users_not_found') : { user: profileOf(found) };
      },
    ],
    'chat.postMessage': ['chat:write', given => post(given)],
    'chat.postEphemeral': [
      'chat:write',
      given =>
        inChannel(given, channel => {
          const user = userOf(String(given.user ?? ''));
          if (user === undefined || !channel.members.includes(user.id))
            return refuse('user_not_in_channel');
          state.ephemeral.push({
            user: user.id,
            channel: channel.id,
            text: String(given.text ?? ''),
          });
          return { message_ts: newTs() };
        }),
    ],
    'chat.update': ['chat:write', given => update(given)],
    'pins.add': [
      'pins:write',
      given =>
        inChannel(given, channel => {
          const ts = String(given.timestamp ?? '');
          if (!channel.messages.some(message => message.ts === ts))
            return refuse('message_not_found');
          if (channel.pins.includes(ts)) return refuse('already_pinned');
          channel.pins.push(ts);
          return {};
        }),
    ],
    'bookmarks.add': [
      'bookmarks:write',
      given =>
        inChannel({ ...given, channel: given.channel_id }, channel => {
          const { title, link } = given;
          if (given.type !== 'link') return refuse('invalid_bookmark_type');
          if (!URL.canParse(String(link))) return refuse('invalid_link');
          channel.bookmarks.push({ title: String(title ?? ''), link: String(link) });
          return { bookmark: { id: `Bk${channel.bookmarks.length}` } };
        }),
    ],
    'views.open': [
      undefined,
      given => {
        const trigger = triggers.get(String(given.trigger_id));
        if (trigger === undefined) return refuse('invalid_trigger_id');
        triggers.delete(String(given.trigger_id));
        if (now() - trigger.at > 3000) return refuse('expired_trigger_id');
        const view = jsonOf(given.view) as Given;
        const fault = viewFault(view);
        if (fault !== undefined) return refuse('invalid_arguments', fault);
        const id = `V${idOf(randomUUID())}`;
        views.set(id, { user: trigger.user, view });
        return { view: { id, ...view } };
      },
    ],
  };

  function create(name: string): Given {
    if (name === '') return refuse('invalid_name_required');
    if (name.length > 80) return refuse('invalid_name_maxlength');
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) return refuse('invalid_name_specials');
    if (!/[\p{L}\p{N}]/u.test(name)) return refuse('invalid_name_punctuation');
    // Also of one that is archived: its name stays its own.
    if (state.channels.some(channel => channel.name === name)) return refuse('name_taken');
    const channel: Channel = {
      ...{ id: `C${idOf(`${name}${state.channels.length}`)}`, name, topic: '', archived: false },
      ...{ members: [], bookmarks: [], pins: [], messages: [] },
    };
    state.channels.push(channel);
    return { channel: shown(channel) };
  }

  function invite(channel: Channel, users: string): Given {
    const [wanted = ''] = users.split(',');
    if (wanted === bot) return refuse('cant_invite_self');
    const user = userOf(wanted);
    if (user === undefined) return refuse('user_not_found');
    if (user.is === 'deleted') return refuse('user_is_deactivated');
    if (channel.members.includes(user.id)) return refuse('already_in_channel');
    channel.members.push(user.id);
    return { channel: shown(channel) };
  }

  function post(given: Given): Given {
    const direct = state.direct.find(({ channel }) => channel === given.channel);
    if (direct !== undefined) return put(direct.messages, direct.channel, given);
    return inChannel(given, channel => put(channel.messages, channel.id, given));
  }

  function put(messages: SlackMessage[], channel: string, given: Given): Given {
    const read = readMessage(given);
    if ('error' in read) return read;
    const metadata = jsonOf(given.metadata) as Given | undefined;
    const message: SlackMessage = {
      ts: newTs(),
      user: bot,
      ...read,
      ...(metadata && { metadata }),
    };
    messages.push(message);
    return { channel, ts: message.ts, message: { type: 'message', ...message } };
  }

  function update(given: Given): Given {
    const direct = state.direct.find(({ channel }) => channel === given.channel);
    const edit = (messages: SlackMessage[]): Given => {
      const message = messages.find(({ ts }) => ts === given.ts);
      if (message === undefined) return refuse('message_not_found');
      if (message.user !== bot) return refuse('cant_update_message');
      const read = readMessage(given);
      if ('error' in read) return read;
      Object.assign(message, read, { editedAt: new Date(now()).toISOString() });
      return { ts: message.ts, text: message.text };
    };
    return direct === undefined
      ? inChannel(given, ({ messages }) => edit(messages))
      : edit(direct.messages);
  }

  function readMessage(
    given: Given,
  ): { text: string; blocks: Given[] } | ReturnType<typeof refuse> {
    const text = String(given.text ?? '');
    const blocks = given.blocks === undefined ? [] : jsonOf(given.blocks);
    if (text === '' && (!Array.isArray(blocks) || blocks.length === 0)) return refuse('no_text');
    if (text.length > 40_000) return refuse('msg_too_long');
    const fault = blocksFault(blocks);
    return fault === undefined
      ? { text, blocks: blocks as Given[] }
      : refuse('invalid_blocks', fault);
  }

  function history(given: Given): Given {
    return inChannel(
      given,
      ({ messages }) => {
        const { latest, oldest, inclusive } = given;
        const within = ({ ts }: SlackMessage) =>
          (latest === undefined ||
            ts < String(latest) ||
            (String(inclusive) === 'true' && ts === latest)) &&
          (oldest === undefined ||
            ts > String(oldest) ||
            (String(inclusive) === 'true' && ts === oldest));
        const limit = Math.min(Number(given.limit ?? 100), 999);
        const found = messages
          .filter(({ thread_ts }) => thread_ts === undefined)
          .filter(within)
          .reverse();
        const { items, next } = pageOf(found, given.cursor as string | undefined, limit);
        const withMetadata = String(given.include_all_metadata) === 'true';
        return {
          messages: items.map(({ metadata, editedAt: _, ...message }) => ({
            type: 'message',
            ...message,
            ...threadOf(messages, message.ts),
            ...(withMetadata && metadata && { metadata }),
          })),
          has_more: next !== undefined,
          response_metadata: { next_cursor: next ?? '' },
        };
      },
      'no hindrance',
    );
  }

  function threadOf(messages: readonly SlackMessage[], ts: string): Given {
    const answers = messages.filter(({ thread_ts }) => thread_ts === ts);
    return answers.length === 0 ? {} : { thread_ts: ts, reply_count: answers.length };
  }

  function replies(given: Given): Given {
    return inChannel(
      given,
      ({ messages }) => {
        const parent = messages.find(({ ts }) => ts === given.ts);
        if (parent === undefined) return refuse('thread_not_found');
        // Of one that answers another itself alone: nothing answers it.
        const all = [parent, ...messages.filter(({ thread_ts }) => thread_ts === parent.ts)];
        const limit = Math.min(Number(given.limit ?? 100), 999);
        const { items, next } = pageOf(all, given.cursor as string | undefined, limit);
        return {
          messages: items.map(({ metadata: _m, editedAt: _e, ...message }) => ({
            type: 'message',
            ...message,
          })),
          has_more: next !== undefined,
          response_metadata: { next_cursor: next ?? '' },
        };
      },
      'no hindrance',
    );
  }

  function openDirect(user: string): Given {
    const found = userOf(user);
    if (found === undefined) return refuse('user_not_found');
    const known = state.direct.find(each => each.user === found.id);
    const direct = known ?? { user: found.id, channel: `D${idOf(found.id)}`, messages: [] };
    if (known === undefined) state.direct.push(direct);
    return { channel: { id: direct.channel } };
  }

  /** `archived`: what is said where the channel is. */
  function inChannel(
    given: Given,
    run: (channel: Channel) => Given,
    archived: string | 'no hindrance' = 'is_archived',
  ): Given {
    const channel = state.channels.find(({ id }) => id === given.channel);
    if (channel === undefined) return refuse('channel_not_found');
    return channel.archived && archived !== 'no hindrance' ? refuse(archived) : run(channel);
  }
}

function refuse(
  error: string,
  why?: string,
): { ok: false; error: string; response_metadata?: object } {
  return {
    ok: false,
    error,
    ...(why !== undefined && { response_metadata: { messages: [`[ERROR] ${why}`] } }),
  };
}

function shown({ id, name, topic, archived }: Channel): Given {
  return {
    id,
    name,
    is_channel: true,
    is_archived: archived,
    is_member: true,
    creator: bot,
    topic: { value: topic },
  };
}

function profileOf({ id, name, email, is }: User): Given {
  return {
    ...{ id, team_id: is === 'stranger' ? 'T0OTHER' : team, name, real_name: name },
    ...{ deleted: is === 'deleted', is_bot: is === 'bot', is_email_confirmed: true },
    ...(is === 'stranger' && { is_stranger: true }),
    profile: { display_name: name, real_name: name, ...(email !== undefined && { email }) },
  };
}
