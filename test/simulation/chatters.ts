import type { AskedInChat } from '#contract/messages.ts';
import type { ChatRequest } from '#core/communication/chat/chat-request.ts';
import type { IncidentId } from '#core/ids.ts';
import type { ChatApi } from '#ports/communication.ts';
import type { MemoryTable } from '../support/memory/memory-table.ts';

type Pick = (below: number) => number;

const team = ['ana', 'bo', 'chidi', 'dana', 'emil'] as const;
/** Somebody of the workspace whom the team does not know. */
const stranger = 'zoe';
const channel = 'C1';

/** What people of a simulated night press and write in Slack, and what they read of it. */
export function chatters(pick: Pick) {
  const answers = new Map<string, string[]>();
  const asked = new Map<string, { of: IncidentId; person: string; isAcknowledgement: boolean }>();
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;

  const api = {
    async profile(user: string) {
      if (pick(8) === 0) return { failed: 'later', reason: 'ratelimited' } as const;
      return { done: { id: user, name: user, email: `${user}@example.com` } };
    },
    async answer(key: string, text: string) {
      answers.set(key, [...(answers.get(key) ?? []), text]);
      return { done: true } as const;
    },
  } satisfies Partial<ChatApi>;

  return {
    api: api as Partial<ChatApi> as ChatApi,
    answers,
    count: 2 + pick(6),
    ask(of: IncidentId): AskedInChat {
      const key = `chat-${asked.size}`;
      const words = `wish ${3000 + asked.size}`;
      const person = one([...team, ...team, stranger]);
      const by = { user: { id: person, name: person }, channel, responseUrl: key };
      const write = (text: string): ChatRequest => ({ kind: 'command', ...by, text });
      const press = (action: string): ChatRequest => ({
        ...({ kind: 'press', message: '1.1', action, value: of } as const),
        ...by,
      });
      const [isAcknowledgement, request] = one<readonly [boolean, ChatRequest]>([
        [true, press('acknowledge')],
        [true, press('acknowledge')],
        [true, write(`ack ${of}`)],
        [false, press('command')],
        [false, write(`resolve ${of} ${words}`)],
        [false, write(`escalate ${of} ${words}`)],
        [false, write(`update ${of} ${words}`)],
        [false, write(`note ${of} ${words}`)],
        [false, write(`sev ${1 + pick(4)} ${of}`)],
        [false, write(`role ic ${of} <@${one(team)}>`)],
        [false, write(`SEV${1 + pick(4)} ${words}`)],
      ]);
      asked.set(key, { of, person, isAcknowledgement });
      return { kind: 'chat-request', key, request };
    },
    /** Nobody presses in vain, and a stranger looks and declares. */
    violations({ commits }: MemoryTable): string[] {
      return [...asked].flatMap(([key, { of, person, isAcknowledgement }]) => {
        const said = answers.get(key) ?? [];
        const events = (commits.get(of) ?? []).flatMap(commit => commit.events);
        const isHeld = events.some(({ type }) => type === 'IncidentAcknowledged');
        const theirs = events.filter(event => 'by' in event && event.by.id === `slack:${person}`);
        const wrong = theirs.filter(({ type }) => type !== 'IncidentDeclared');
        return [
          ...(said.length === 0 ? [`${key}: ${person} asked in chat and heard nothing`] : []),
          ...(isAcknowledgement && said.some(text => text.startsWith('Done')) && !isHeld
            ? [`${key}: chat told ${person} that it is done, and nobody has ${of}`]
            : []),
          ...wrong.map(({ type }) => `${of}: ${type} by a stranger in chat`),
        ];
      });
    },
  };
}
