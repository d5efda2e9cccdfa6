import type { ChatUser } from '#core/communication/chat/chat-request.ts';
import { asWritten, membersIn } from '#core/communication/chat/from-slack.ts';
import { isSameMailbox } from '#core/oncall/addresses.ts';
import type { Actor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import { oneLine, shortened } from '#core/text/plain-text.ts';
import type { ChatApi } from '#ports/communication.ts';

/** Who acts in chat: somebody of tocsin.yaml, or a stranger, who may look and declare. */
export interface ChatPerson {
  actor: Actor;
  isKnown: boolean;
}

export interface ChatPeople {
  /** `later`: the workspace does not say at the moment. */
  find(user: ChatUser, directory: Directory): Promise<ChatPerson | { later: string }>;
  /** Whom a command names, by a mention, an id or a name. */
  named(text: string, directory: Directory): Promise<string | undefined | { later: string }>;
  /** What somebody wrote, as they wrote it, with the names of those whom it mentions. */
  read(text: string, directory: Directory): Promise<string>;
}

const nameMax = 80;
/** Whom else a message mentions is named by id. */
const mentionsMax = 10;

/**
 * A member of the workspace is the person whose `slack:` says so, else the one whose e-mail address the workspace has confirmed
 * for them. One address of two people is nobody's.
 */
export function chatPeople({ chat }: { chat: Pick<ChatApi, 'profile'> }): ChatPeople {
  async function find(
    user: ChatUser,
    { people }: Directory,
  ): Promise<ChatPerson | { later: string }> {
    const all = Object.entries(people);
    const byId = all.find(([, { slack }]) => slack === user.id);
    if (byId !== undefined) return known(byId[0], byId[1].name);
    const read = await chat.profile(user.id);
    if ('failed' in read && read.failed !== 'no') return { later: read.reason };
    const profile = 'failed' in read ? undefined : read.done;
    const email = profile?.email;
    const same = all.filter(
      ([, person]) =>
        email !== undefined &&
        person.slack === undefined &&
        person.email !== undefined &&
        isSameMailbox(person.email, email),
    );
    const [only] = same;
    if (only !== undefined && same.length === 1) return known(only[0], only[1].name);
    const name = shortened(oneLine(profile?.name ?? user.name) || user.id, nameMax);
    return {
      actor: { kind: 'token', id: `slack:${user.id}`, name: `${name} of Slack`, via: 'slack' },
      isKnown: false,
    };
  }

  return {
    find,
    async read(text, directory) {
      const names = new Map<string, string>();
      for (const id of membersIn(text).slice(0, mentionsMax)) {
        const found = await find({ id, name: id }, directory);
        if (!('later' in found)) names.set(id, found.actor.name);
      }
      return asWritten(text, member => names.get(member));
    },
    async named(text, directory) {
      const mention = /^<@(\w+)(?:\|[^>]*)?>$/.exec(text.trim())?.[1];
      if (mention !== undefined) {
        const found = await find({ id: mention, name: mention }, directory);
        if ('later' in found) return found;
        return found.isKnown ? found.actor.id : undefined;
      }
      const wanted = text.trim().replace(/^@/, '').toLowerCase();
      const fits = Object.entries(directory.people).filter(
        ([id, { name }]) =>
          id.toLowerCase() === wanted ||
          name.toLowerCase() === wanted ||
          name.toLowerCase().split(' ')[0] === wanted,
      );
      return fits.length === 1 ? fits[0]?.[0] : undefined;
    },
  };
}

function known(id: string, name: string): ChatPerson {
  return { actor: { kind: 'person', id, name, via: 'slack' }, isKnown: true };
}
