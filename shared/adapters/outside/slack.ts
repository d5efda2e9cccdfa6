import * as z from 'zod/mini';
import type { OutsideAnswer, OutsideCall } from '#adapters/outside/outside-call.ts';
import { retryAfterSeconds } from '#adapters/outside/retry-after.ts';
import type { Card } from '#core/communication/chat/slack-text.ts';
import { jsonIn } from '#core/text/json-in.ts';
import type { ChatApi, Chatted, ReadSlackSecret, ThreadedMessage } from '#ports/communication.ts';
import type { Now } from '#ports/runtime.ts';

/** A page of 200 messages with their blocks is far longer than what others answer, and of one that is cut nothing can be read. */
export const slackAnswer = { answerBytesMax: 16 * 1024 * 1024 };

export type Waits = (seconds: number) => Promise<boolean>;

/** Lets seconds pass as often as they are asked for, until so many have passed in all. */
export function waitsAtMost(seconds: number, pass: (seconds: number) => Promise<void>): Waits {
  let left = seconds;
  return async asked => {
    if (asked > left) return false;
    left -= asked;
    await pass(asked);
    return true;
  };
}

/**
 * Slack's Web API. Everything is sent as a form, which every method takes. What is answered is judged by `ok` and `error`;
 * a 429 says how long to wait. Source: docs.slack.dev/apis/web-api.
 */
export function slack(deps: {
  call: OutsideCall;
  readSecret: ReadSlackSecret;
  now: Now;
  /** For whoever reads much: lets the seconds pass that Slack asks for. `false`: there is no time for that. */
  waits?: Waits;
}): ChatApi {
  return {
    async createChannel(name) {
      const answer = await asked('conversations.create', { name }, created);
      if ('failed' in answer && answer.reason === 'name_taken') return { done: { taken: true } };
      return mapped(answer, ({ channel }) => ({ channel: channel.id }));
    },
    async ownChannel(name) {
      let cursor: string | undefined;
      do {
        const page = { exclude_archived: 'true', limit: '200', ...(cursor && { cursor }) };
        const answer = await asked('users.conversations', page, conversations);
        if ('failed' in answer) return answer;
        const found = answer.done.channels.find(each => each.name === name);
        if (found !== undefined) return { done: { channel: found.id } };
        cursor = answer.done.response_metadata?.next_cursor;
      } while (cursor);
      return { done: undefined };
    },
    async setTopic(channel, topic) {
      return done(await asked('conversations.setTopic', { channel, topic }, anything));
    },
    async post(channel, card, key) {
      const metadata = { event_type: messageKey, event_payload: { key } };
      const form = { channel, ...shown(card), ...quiet, metadata: JSON.stringify(metadata) };
      return mapped(await asked('chat.postMessage', form, postedMessage), ({ ts }) => ({ ts }));
    },
    async posted(channel, key) {
      // The newest ones: what was in doubt was sent a moment ago.
      const form = { channel, limit: '100', include_all_metadata: 'true' };
      const answer = await asked('conversations.history', form, history);
      return mapped(answer, ({ messages }) => {
        const found = messages.find(({ metadata }) => metadata?.event_payload?.key === key);
        return found && { ts: found.ts };
      });
    },
    async edit(channel, ts, card) {
      return done(await asked('chat.update', { channel, ts, ...shown(card) }, anything));
    },
    async pin(channel, timestamp) {
      return already('already_pinned', await asked('pins.add', { channel, timestamp }, anything));
    },
    async bookmark(channel_id, { title, url }) {
      const form = { channel_id, title, type: 'link', link: url };
      return done(await asked('bookmarks.add', form, anything));
    },
    async invite(channel, users) {
      const answer = await asked('conversations.invite', { channel, users }, anything);
      return already('already_in_channel', answer);
    },
    async archive(channel) {
      return already(
        'already_archived',
        await asked('conversations.archive', { channel }, anything),
      );
    },
    async memberByEmail(email) {
      const answer = await asked('users.lookupByEmail', { email }, member);
      if ('failed' in answer) return absent('users_not_found', answer);
      const { user } = answer.done;
      return { done: isOneOfThem(user) ? user.id : undefined };
    },
    async openDirect(users) {
      const answer = await asked('conversations.open', { users }, created);
      return mapped(answer, ({ channel }) => ({ channel: channel.id }));
    },
    async profile(id) {
      const answer = await asked('users.info', { user: id }, member);
      if ('failed' in answer) return absent('user_not_found', answer);
      const { user } = answer.done;
      const email = isOneOfThem(user) ? user.profile?.email : undefined;
      return {
        done: {
          id: user.id,
          name: user.profile?.display_name || user.real_name || user.name || user.id,
          ...(email !== undefined && { email }),
        },
      };
    },
    async message(channel, ts) {
      const about = { channel, latest: ts, oldest: ts, inclusive: 'true' };
      const form = { ...about, limit: '1' };
      const found = mapped(await asked('conversations.history', form, history), messageOf(ts));
      if ('failed' in found || found.done !== undefined) return found;
      // What answers another stands in no history of the channel.
      const answer = await asked('conversations.replies', { ...about, ts }, history);
      return 'failed' in answer
        ? absent('thread_not_found', answer)
        : mapped(answer, messageOf(ts));
    },
    async everything(channel) {
      const found = await pages('conversations.history', { channel });
      if ('failed' in found) return found;
      const messages: ThreadedMessage[] = [];
      let failed: Extract<Chatted<never>, { failed: unknown }> | undefined;
      let threads = 0;
      for (const message of found.done.toReversed()) {
        messages.push(threaded(message));
        if (!message.reply_count) continue;
        // Who is turned away once is not let in by asking on.
        const answers: Awaited<ReturnType<typeof pages>> =
          failed === undefined || failed.failed === 'no'
            ? await pages('conversations.replies', { channel, ts: message.ts })
            : failed;
        if ('failed' in answers) {
          failed = answers;
          threads += 1;
          continue;
        }
        const others = answers.done.filter(({ ts }) => ts !== message.ts);
        messages.push(...others.map(answer => threaded(answer, message.ts)));
      }
      return { done: { messages, ...(failed && { unread: { threads, reason: failed.reason } }) } };
    },
    async permalink(channel, message_ts) {
      const answer = await asked('chat.getPermalink', { channel, message_ts }, link);
      return mapped(answer, ({ permalink }) => permalink);
    },
    async whisper(channel, user, text) {
      return done(await asked('chat.postEphemeral', { channel, user, text }, anything));
    },
    async answer(responseUrl, text) {
      const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, text });
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const sent = await reached(() => deps.call('POST', new URL(responseUrl), headers, body));
      if ('failed' in sent) return sent;
      const { status } = sent.done;
      if (status < 300) return { done: true };
      const isOver = status < 500 && status !== 429;
      return isOver ? { failed: 'no', reason: String(status) } : turnedAway(sent.done);
    },
    async openForm(trigger_id, form) {
      return done(await asked('views.open', { trigger_id, view: JSON.stringify(form) }, anything));
    },
  };

  /** Not in the API's own words, which come with a 200: it is busy or broken, or something between us has to be mended. */
  function turnedAway(answer: OutsideAnswer): Extract<Chatted<never>, { failed: unknown }> {
    const reason = String(answer.status);
    if (answer.status >= 500) return { failed: 'in-doubt', reason };
    if (answer.status !== 429) return { failed: 'later', reason, afterSeconds: mendSeconds };
    const afterSeconds = retryAfterSeconds(answer, deps.now());
    return { failed: 'later', reason, ...(afterSeconds && { afterSeconds }) };
  }

  async function pages(
    method: string,
    about: Record<string, string>,
  ): Promise<Chatted<z.infer<typeof history>['messages']>> {
    const all: z.infer<typeof history>['messages'] = [];
    let cursor: string | undefined;
    do {
      const form = { ...about, limit: '200', ...(cursor && { cursor }) };
      const answer = await askedInTime(method, form);
      if ('failed' in answer) return answer;
      all.push(...answer.done.messages);
      cursor = answer.done.response_metadata?.next_cursor;
    } while (cursor);
    return { done: all };
  }

  /** A page of messages, if need be after the time that Slack asks for: it lets fifty be read in a minute. */
  async function askedInTime(method: string, form: Readonly<Record<string, string>>) {
    for (;;) {
      const answer = await asked(method, form, history);
      if (!('failed' in answer) || answer.failed !== 'later') return answer;
      if ((await deps.waits?.(answer.afterSeconds ?? mendSeconds)) !== true) return answer;
    }
  }

  async function asked<Schema extends z.ZodMiniType>(
    method: string,
    form: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<Chatted<z.infer<Schema>>> {
    const secret = await deps.readSecret();
    if (secret === undefined) return { failed: 'no', reason: 'not set up' };
    if ('unreadable' in secret) return { failed: 'later', reason: secret.unreadable };
    const headers = {
      authorization: `Bearer ${secret.token}`,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    };
    const url = new URL(`https://slack.com/api/${method}`);
    const body = new URLSearchParams(form).toString();
    const sent = await reached(() => deps.call('POST', url, headers, body));
    if ('failed' in sent) return sent;
    const answer = sent.done;
    if (answer.status !== 200) return turnedAway(answer);
    const said = readAs(outcome, answer.body);
    if (said === undefined) return { failed: 'in-doubt', reason: 'an answer that is not Slack’s' };
    if (!said.ok) return refused(said.error ?? 'unknown_error', said.needed);
    const read = readAs(schema, answer.body);
    return read === undefined
      ? { failed: 'in-doubt', reason: `${method}: an answer of another form` }
      : { done: read };
  }
}

const messageKey = 'tocsin_message';
/** Nobody is mentioned by words of others, and no address becomes a picture. */
const quiet = { parse: 'none', link_names: 'false', unfurl_links: 'false', unfurl_media: 'false' };

const outcome = z.object({
  ok: z.boolean(),
  error: z.optional(z.string()),
  needed: z.optional(z.string()),
});
const anything = z.unknown();
const created = z.object({ channel: z.object({ id: z.string() }) });
const conversations = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.optional(z.string()) })),
  response_metadata: z.optional(z.object({ next_cursor: z.optional(z.string()) })),
});
const postedMessage = z.object({ ts: z.string() });
const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.optional(z.string()),
      bot_id: z.optional(z.string()),
      text: z.optional(z.string()),
      reply_count: z.optional(z.number()),
      files: z.optional(z.array(z.object({ name: z.nullish(z.string()) }))),
      metadata: z.optional(
        z.object({ event_payload: z.optional(z.object({ key: z.optional(z.string()) })) }),
      ),
    }),
  ),
  response_metadata: z.optional(z.object({ next_cursor: z.optional(z.string()) })),
});
const link = z.object({ permalink: z.string() });
const member = z.object({
  user: z.object({
    id: z.string(),
    name: z.optional(z.string()),
    real_name: z.optional(z.string()),
    deleted: z.optional(z.boolean()),
    is_bot: z.optional(z.boolean()),
    is_stranger: z.optional(z.boolean()),
    is_email_confirmed: z.optional(z.boolean()),
    profile: z.optional(
      z.object({ email: z.optional(z.string()), display_name: z.optional(z.string()) }),
    ),
  }),
});

/** Whose address the workspace vouches for: no program, nobody who left, nobody of another company's workspace. */
function isOneOfThem({
  deleted,
  is_bot,
  is_stranger,
  is_email_confirmed,
}: z.infer<typeof member>['user']): boolean {
  return !deleted && !is_bot && !is_stranger && is_email_confirmed !== false;
}

function messageOf(ts: string) {
  return ({ messages }: z.infer<typeof history>) => {
    const found = messages.find(each => each.ts === ts);
    return found && { ts, user: found.user ?? found.bot_id ?? '', text: found.text ?? '' };
  };
}

function threaded(
  { ts, user, bot_id, text = '', files }: z.infer<typeof history>['messages'][number],
  thread?: string,
): ThreadedMessage {
  return {
    ...{ ts, user: user ?? bot_id ?? '', text },
    ...(thread !== undefined && { thread }),
    ...(files !== undefined && { files: files.map(({ name }) => name ?? 'a file') }),
  };
}

function shown({ text, blocks }: Card): { text: string; blocks: string } {
  return { text, blocks: JSON.stringify(blocks) };
}

async function reached(
  send: () => Promise<OutsideAnswer | { refused: string }>,
): Promise<Chatted<OutsideAnswer>> {
  try {
    const answer = await send();
    return 'refused' in answer ? { failed: 'no', reason: answer.refused } : { done: answer };
  } catch (error) {
    const reason =
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer' : 'not reached';
    return { failed: 'in-doubt', reason };
  }
}

/** Something broke on the way, and what was asked for may be done all the same. */
const broken = /^(internal_error|fatal_error)$/;
/** Nothing was done, and Slack may do it later: it says so, or somebody has to mend the app, which we hope for. */
const passing = /^(rate_?limited|service_unavailable|request_timeout|team_added_to_org)$/;
const toBeMended =
  /^(invalid_auth|not_authed|account_inactive|token_revoked|token_expired|missing_scope|not_allowed_token_type|access_denied|accesslimited|org_login_required|ekm_access_denied)$/;
const mendSeconds = 300;

function refused(error: string, needed?: string): Extract<Chatted<never>, { failed: unknown }> {
  const reason = needed === undefined ? error : `${error}: ${needed}`;
  if (broken.test(error)) return { failed: 'in-doubt', reason };
  if (passing.test(error)) return { failed: 'later', reason };
  if (toBeMended.test(error)) return { failed: 'later', reason, afterSeconds: mendSeconds };
  return { failed: 'no', reason };
}

function mapped<From, To>(answer: Chatted<From>, change: (value: From) => To): Chatted<To> {
  return 'failed' in answer ? answer : { done: change(answer.done) };
}

function done(answer: Chatted<unknown>): Chatted<true> {
  return mapped(answer, () => true);
}

function already(error: string, answer: Chatted<unknown>): Chatted<true> {
  return 'failed' in answer && answer.reason === error ? { done: true } : done(answer);
}

function absent(
  error: string,
  answer: Extract<Chatted<never>, { failed: unknown }>,
): Chatted<undefined> {
  return answer.reason === error ? { done: undefined } : answer;
}

function readAs<Schema extends z.ZodMiniType>(schema: Schema, body: string) {
  // What stands between answers with a page for people.
  return z.safeParse(schema, jsonIn(body)).data;
}
