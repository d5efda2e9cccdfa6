import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { slackManifest } from '#core/communication/chat/manifest.ts';
import { slackSignature } from '#core/communication/chat/signature.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import { blocksFault, viewFault } from '#local/emulators/slack-blocks.ts';
import type { OutsideRequest, OutsideResponse } from '#local/emulators/trackers.ts';
import type { StateFile } from '#local/state-file.ts';

export interface SlackMessage {
  ts: string;
  user: string;
  text: string;
  blocks: Given[];
  metadata?: Given;
  /** It answers this one, and stands under it alone. */
  thread_ts?: string;
  editedAt?: string;
}
interface Channel {
  id: string;
  name: string;
  topic: string;
  archived: boolean;
  /** User ids; the app itself is none. */
  members: string[];
  bookmarks: { title: string; link: string }[];
  pins: string[];
  messages: SlackMessage[];
}
interface User {
  id: string;
  name: string;
  email?: string;
  /** Of another company's workspace, that has left, or a program. */
  is?: 'stranger' | 'deleted' | 'bot';
}
export interface SlackState {
  channels: Channel[];
  direct: { user: string; channel: string; messages: SlackMessage[] }[];
  /** What one person alone was shown, and the answers to what they did. */
  ephemeral: { user: string; channel: string; text: string }[];
  users: User[];
}
type Given = Record<string, unknown>;

export const newSlackState = (): SlackState => ({
  channels: [],
  direct: [],
  ephemeral: [],
  users: [],
});

/**
 * How it answers for now: as it should, too busy, not at all, or broken; refusing one method by name; or not at all itself,
 * but something that stands before it, with a page for people.
 */
export type SlackMood =
  | { mood: 'refuses'; method: string; error: string }
  | { mood: 'blocked' }
  | { mood: 'well' }
  | { mood: 'busy'; retryAfter: number }
  | { mood: 'hangs' }
  | { mood: 'down' };

/** What the app was given when it was installed. */
const granted: readonly string[] = slackManifest('https://example.com').oauth_config.scopes.bot;
const team = 'T0LOCAL';
const bot = 'U0TOCSIN';
const botName = 'tocsin';
const hangsMs = 30_000;

/** Calls in a minute, by the tier of the method; a channel takes about one message a second. Source: docs.slack.dev/apis/web-api/rate-limits. */
const perMinute: Readonly<Record<string, number>> = {
  'conversations.create': 20,
  'conversations.setTopic': 20,
  'conversations.archive': 20,
  'conversations.invite': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'users.conversations': 50,
  'users.lookupByEmail': 50,
  'bookmarks.add': 20,
  'pins.add': 20,
  'chat.update': 50,
};
const messagesPerSecond = 1;
const messagesAtOnce = 10;

/**
 * A workspace of Slack's: its Web API, what comes from it, and people in it who press. As strict as Slack with tokens,
 * scopes, names, blocks and rates; everybody whom an e-mail address of example.com or a well-formed id names is a member.
 */
export function slackEmulator(deps: {
  now: () => number;
  file: Pick<StateFile<SlackState>, 'value' | 'changed'>;
  /** To the request URL of the app. */
  send: (
    headers: Record<string, string>,
    body: string,
  ) => Promise<{ status: number; body: string }>;
  secrets?: Readonly<Record<string, string>>;
}) {
  const { now, file } = deps;
  const state = file.value;
  const { token, signingSecret } = JSON.parse(
    (deps.secrets ?? sampleSecrets)['tocsin/slack'] ?? '{}',
  ) as { token: string; signingSecret: string };
  const calls = new Map<string, number[]>();
  const triggers = new Map<string, { at: number; user: string }>();
  const views = new Map<string, { user: string; view: Given }>();
  let lastTs = 0;
  let mood: SlackMood = { mood: 'well' };

  /** `undefined`: the address is not Slack's. */
  function answer(request: OutsideRequest): OutsideResponse | Promise<OutsideResponse> | undefined {
    const { url } = request;
    if (url.hostname !== 'slack.com' && url.hostname !== 'hooks.slack.com') return undefined;
    switch (mood.mood) {
      case 'busy':
        return tooMany(mood.retryAfter);
      case 'down':
        return { status: 503, body: {} };
      case 'hangs':
        return new Promise(resolve => {
          setTimeout(() => resolve({ status: 504, body: {} }), hangsMs).unref();
        });
      case 'blocked':
        return {
          status: 403,
          headers: { 'content-type': 'text/html' },
          body: '<h1>Forbidden</h1>',
        };
      case 'refuses':
        if (url.pathname === `/api/${mood.method}`) {
          return { status: 200, body: { ok: false, error: mood.error } };
        }
        return theirs(request);
      case 'well':
        return theirs(request);
      default:
        return mood satisfies never;
    }
  }

  function theirs(request: OutsideRequest): OutsideResponse {
    return request.url.hostname === 'slack.com' ? webApi(request) : responseUrl(request);
  }

  function webApi({ method, url, headers, body }: OutsideRequest): OutsideResponse {
    const name = /^\/api\/([\w.]+)$/.exec(url.pathname)?.[1] ?? '';
    const given = { ...Object.fromEntries(url.searchParams), ...readBody(headers, body) };
    const said = String(headers.authorization ?? '').replace(/^Bearer /, '') || given.token;
    const reply = (answered: Given): OutsideResponse => ({
      status: 200,
      headers: { 'x-oauth-scopes': granted.join(','), 'content-type': 'application/json' },
      body: answered,
    });
    const entry = methods[name];
    if (entry === undefined) return reply({ ok: false, error: 'unknown_method' });
    if (method !== 'POST' && method !== 'GET') return reply({ ok: false, error: 'invalid_method' });
    if (said === undefined) return reply({ ok: false, error: 'not_authed' });
    if (said !== token) return reply({ ok: false, error: 'invalid_auth' });
    const [needed, run] = entry;
    if (needed !== undefined && !granted.includes(needed)) {
      return reply({ ok: false, error: 'missing_scope', needed, provided: granted.join(',') });
    }
    const wait = waitFor(name, String(given.channel ?? ''));
    if (wait > 0) return tooMany(wait);
    const done = run(given);
    if (done.ok !== false) file.changed();
    return reply({ ok: true, ...done });
  }

  /** In seconds; 0: none. */
  function waitFor(method: string, channel: string): number {
    const isMessage = method === 'chat.postMessage';
    const most = isMessage ? messagesAtOnce : perMinute[method];
    if (most === undefined) return 0;
    const spanMs = isMessage ? (messagesAtOnce / messagesPerSecond) * 1000 : 60_000;
    const key = isMessage ? `${method} ${channel}` : method;
    const lately = (calls.get(key) ?? []).filter(at => at > now() - spanMs);
    const [first] = lately;
    if (lately.length >= most && first !== undefined) {
      return Math.max(1, Math.ceil((first + spanMs - now()) / 1000));
    }
    calls.set(key, [...lately, now()]);
    return 0;
  }

  type Method = [scope: string | undefined, run: (given: Given) => Given];
  const methods: Readonly<Record<string, Method>> = {
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
        const start = Number(given.cursor ?? 0);
        const page = found.slice(start, start + limit);
        const more = found.length > start + limit;
        const withMetadata = String(given.include_all_metadata) === 'true';
        return {
          messages: page.map(({ metadata, editedAt: _, ...message }) => ({
            type: 'message',
            ...message,
            ...threadOf(messages, message.ts),
            ...(withMetadata && metadata && { metadata }),
          })),
          has_more: more,
          response_metadata: { next_cursor: more ? String(start + limit) : '' },
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
        const start = Number(given.cursor ?? 0);
        const more = all.length > start + limit;
        return {
          messages: all
            .slice(start, start + limit)
            .map(({ metadata: _m, editedAt: _e, ...message }) => ({ type: 'message', ...message })),
          has_more: more,
          response_metadata: { next_cursor: more ? String(start + limit) : '' },
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

  function responseUrl({ method, url, body }: OutsideRequest): OutsideResponse {
    const [, kind, , user = ''] = url.pathname.split('/');
    if (method !== 'POST' || (kind !== 'commands' && kind !== 'actions')) {
      return { status: 404, body: {} };
    }
    const given = jsonOf(body) as Given | undefined;
    if (typeof given?.text !== 'string') return { status: 400, body: {} };
    state.ephemeral.push({ user, channel: '', text: given.text });
    file.changed();
    return { status: 200, body: 'ok' };
  }

  function userOf(id: string): User | undefined {
    const known = state.users.find(user => user.id === id);
    if (known !== undefined || !/^[UW][A-Z0-9]{2,20}$/.test(id)) return known;
    const user: User = { id, name: id.toLowerCase() };
    state.users.push(user);
    return user;
  }

  function byEmail(email: string): User | undefined {
    const address = email.toLowerCase();
    const known = state.users.find(user => user.email === address);
    if (known !== undefined || !/^[^\s@]+@example\.com$/.test(address)) return known;
    const user: User = {
      id: `U${idOf(address)}`,
      name: address.split('@')[0] ?? '',
      email: address,
    };
    state.users.push(user);
    return user;
  }

  /** Of the same name, always: so that a person is the same one after a restart. */
  function idOf(text: string): string {
    return createHash('sha256').update(text).digest('hex').slice(0, 10).toUpperCase();
  }

  function newTs(): string {
    lastTs = Math.max(now() * 1000, lastTs + 1);
    const micros = String(Math.round(lastTs));
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  }

  /* People. */

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

  function channelOf(given: unknown): Channel | undefined {
    const text = String(given ?? '').replace(/^#/, '');
    return state.channels.find(({ id, name }) => id === text || name === text);
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

  type Did = { error: string } | { status: number; body: string };

  return {
    answer,
    state,
    behave(wanted: SlackMood) {
      mood = wanted;
    },
    shownState,
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
      file.changed();
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

  /** As people see it: by names and addresses. */
  function shownState() {
    const who = (id: string) => {
      if (id === bot) return botName;
      const user = state.users.find(each => each.id === id);
      return user?.email ?? id;
    };
    const seen = (messages: SlackMessage[]) =>
      messages.map(({ ts, user, text, blocks, editedAt }) => ({
        ...{ ts, user: who(user), text, blocks },
        ...(editedAt !== undefined && { editedAt }),
      }));
    return {
      channels: state.channels.map(({ messages, members, bookmarks, ...channel }) => ({
        ...channel,
        members: members.map(who),
        bookmarks: bookmarks.map(({ title, link }) => ({ title, link })),
        messages: seen(messages),
      })),
      direct: state.direct.map(({ user, channel, messages }) => ({
        ...{ user: who(user), channel },
        messages: seen(messages),
      })),
      ephemeral: state.ephemeral.map(each => ({ ...each, user: who(each.user) })),
    };
  }
}

export type Slack = ReturnType<typeof slackEmulator>;

function tooMany(seconds: number): OutsideResponse {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
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

/** Most methods take a form, many JSON as well; those that read take no JSON, which is how Slack has it. */
function readBody(headers: OutsideRequest['headers'], body: string): Given {
  if (String(headers['content-type'] ?? '').startsWith('application/json')) {
    return (jsonOf(body) as Given | undefined) ?? {};
  }
  return Object.fromEntries(new URLSearchParams(body));
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

function jsonOf(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    // Judged by who asked for it.
    return undefined;
  }
}
