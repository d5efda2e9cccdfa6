import { createHash } from 'node:crypto';
import { jsonIn } from '#core/text/json-in.ts';
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
export interface Channel {
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
export interface User {
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
export type Given = Record<string, unknown>;

export const newSlackState = (): SlackState => ({
  channels: [],
  direct: [],
  ephemeral: [],
  users: [],
});

export const team = 'T0LOCAL';
export const bot = 'U0TOCSIN';
export const botName = 'tocsin';

export type SlackWorkspace = ReturnType<typeof slackWorkspace>;

/** Who and what there is in a workspace; everybody whom an e-mail address of example.com or a well-formed id names is a member. */
export function slackWorkspace({
  now,
  file,
}: {
  now: () => number;
  file: Pick<StateFile<SlackState>, 'value' | 'changed'>;
}) {
  const state = file.value;
  let lastTs = 0;

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

  function channelOf(given: unknown): Channel | undefined {
    const text = String(given ?? '').replace(/^#/, '');
    return state.channels.find(({ id, name }) => id === text || name === text);
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
  return { state, changed: file.changed, userOf, byEmail, channelOf, idOf, newTs, shownState };
}

/** Fields of a form are text, of a JSON body what they are. */
export function jsonOf(given: unknown): unknown {
  return typeof given === 'string' ? jsonIn(given) : given;
}
