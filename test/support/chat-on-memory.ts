import type { OutsideCall } from '#adapters/outside/outside-call.ts';
import { slack, waitsAtMost } from '#adapters/outside/slack.ts';
import { answerChat } from '#app/communication/answer-chat.ts';
import { channelWork } from '#app/communication/chat-channel.ts';
import { chatDoor } from '#app/communication/chat-door.ts';
import { chatForms } from '#app/communication/chat-forms.ts';
import { chatPeople } from '#app/communication/chat-people.ts';
import { publicNoticeCommands } from '#app/communication/public-notice-commands.ts';
import { readTranscript } from '#app/communication/read-transcript.ts';
import { sendDirect } from '#app/communication/send-direct.ts';
import { tellInChat } from '#app/communication/tell-in-chat.ts';
import type { DispatchedCommit } from '#app/incident/dispatch.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import type { AskedInChat } from '#contract/messages.ts';
import type { ChatReaction } from '#core/communication/chat/told-in-chat.ts';
import { effectOf } from '#core/communication/effects.ts';
import type { IncidentId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { reactions } from '#core/reactions.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, epochMs, type Instant } from '#core/time/instant.ts';
import { slackEmulator } from '#local/emulators/slack.ts';
import { newSlackState } from '#local/emulators/slack-workspace.ts';
import { memoryChatRooms } from './memory/memory-chat-rooms.ts';
import * as memory from './memory/memory-table.ts';
import { emptyRoster, start } from './samples.ts';
import { team } from './team.ts';

const signingSecret = 'local';
const secret = { token: 'xoxb-local', signingSecret };

/** Our side of chat on memory, against the fake Slack in the same process, with queues that the test's clock delivers. */
export function chatOnMemory({
  chat = { slack: {} },
  people = {},
  organisation = {},
  statusPage,
}: {
  chat?: object;
  organisation?: object;
  statusPage?: object;
  people?: Record<string, object>;
} = {}) {
  const parsed = parseDirectory({
    ...{ ...team, chat, people: { ...team.people, ...people } },
    organisation: { ...team.organisation, ...organisation },
    ...(statusPage && { statusPage }),
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const rooms = memoryChatRooms();
  let clock: Instant = start;
  const now = () => clock;
  const logged: { level: string; message: string }[] = [];
  const log = (level: string, message: string) => void logged.push({ level, message });
  const handle = handleCommand({ incidents, pause: async () => {} });

  const workspace = slackEmulator({
    now: () => epochMs(clock),
    file: { value: newSlackState(), changed: () => undefined },
    send: (headers, body) => knock(headers, body),
  });
  /** What the fake answered is lost on the way, so many times; or something else is answered in its place. */
  let lost = 0;
  let lostTo: object | undefined;
  /** Every call to Slack that arrived there, in order. */
  const calls: string[] = [];
  const call: OutsideCall = async (method, url, headers, body) => {
    const answer = workspace.answer({ method, url, headers, body: String(body) });
    if (answer === undefined) return { refused: 'nobody there' };
    if (answer instanceof Promise) throw new DOMException('no answer', 'TimeoutError');
    calls.push(url.pathname.replace('/api/', ''));
    if (lost > 0 && /postMessage|create/.test(url.pathname)) {
      lost -= 1;
      if (lostTo !== undefined) return { status: 200, headers: {}, body: JSON.stringify(lostTo) };
      throw new DOMException('no answer', 'TimeoutError');
    }
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body),
    };
  };
  const chatApi = slack({ call, readSecret: async () => secret, now });

  const waiting: { at: Instant; message: ChatReaction | AskedInChat }[] = [];
  const queued = (message: ChatReaction | AskedInChat, seconds = 0) =>
    void waiting.push({ at: addSeconds(clock, seconds), message });
  const ledger = memory.memoryEffects(table);
  const tell = tellInChat({
    ...{ incidents, configuration, rooms, ledger, now, log },
    channels: channelWork({ rooms, chat: chatApi, log }),
    queueAgain: async (reaction, seconds) => queued(reaction, seconds),
  });
  const roster = { newest: async () => emptyRoster };
  const answer = answerChat({
    ...{ incidents, configuration, rooms, ledger, now, log, chat: chatApi },
    act: incidentCommands({ incidents, configuration, roster, handle, now }),
    approve: publicNoticeCommands({
      ...{ incidents, now },
      once: idempotentCommands({ incidents, configuration, handle }).once,
    }).approvePublicNotice,
    people: chatPeople({ chat: chatApi }),
  });
  const door = chatDoor({
    readSecret: async () => secret,
    queue: async asked => queued(asked),
    openForm: chatForms({ incidents, configuration, chat: chatApi, now, log }),
    ...{ now, log },
  });
  table.onCommit = (commit: DispatchedCommit) => {
    for (const reaction of reactions(commit)) if (reaction.kind === 'chat') queued(reaction);
  };

  async function knock(headers: Record<string, string>, body: string) {
    const path = '/v1/chat/slack';
    const { status, body: said } = await door({ method: 'POST', path, headers, query: {}, body });
    return { status, body: said };
  }

  /** Delivers what is due, in order, until nothing is. */
  async function settles(): Promise<void> {
    for (;;) {
      waiting.sort((a, b) => (a.at < b.at ? -1 : 1));
      const first = waiting[0];
      if (first === undefined || first.at > clock) return;
      waiting.shift();
      if (first.message.kind === 'chat') await tell(first.message, () => 20_000);
      else await answer(first.message);
    }
  }

  return {
    ...{ workspace, incidents, rooms, logged, calls, waiting, knock, settles, now },
    async passes(seconds: number): Promise<void> {
      const until = addSeconds(clock, seconds);
      for (;;) {
        await settles();
        const next = waiting.map(({ at }) => at).toSorted()[0];
        if (next === undefined || next > until) break;
        clock = next > clock ? next : clock;
      }
      clock = until;
      await settles();
    },
    direct: sendDirect(chatApi),
    transcript: readTranscript({ rooms, chat: chatApi }),
    /** By one who has so many seconds to wait for what Slack lets be read in a minute. */
    transcriptWithin: (seconds: number) => {
      const waits = waitsAtMost(seconds, async asked => {
        clock = addSeconds(clock, asked);
      });
      return readTranscript({
        rooms,
        chat: slack({ call, readSecret: async () => secret, now, waits }),
      });
    },
    /** Somebody wants what failed tried once more. */
    async again(incidentId: IncidentId, key: string) {
      await ledger.reopen(key, incidentId, clock);
      queued({ kind: 'chat', key, incidentId });
      await settles();
    },
    effects: async (id: IncidentId) => (await memory.memoryEffectsOf(table)(id)).map(effectOf),
    loseAnswers(count: number, inTheirPlace?: object) {
      lost = count;
      lostTo = inTheirPlace;
    },
    /** A command of another way than chat. */
    async does(id: IncidentId, command: IncidentCommand) {
      const handled = await handle(id, command);
      if ('rejected' in handled) throw new Error(handled.rejected.text);
    },
    shown: () => workspace.shownState(),
    /** The one channel, as people see it. */
    channel() {
      const [first] = workspace.shownState().channels;
      if (first === undefined) throw new Error('There is no channel');
      return first;
    },
    async types(text: string, by: { user?: string; channel?: string } = {}) {
      const answered = await workspace.command({ text, ...by });
      await settles();
      return answered;
    },
    async presses(action: string, by: { user?: string; ts?: string } = {}) {
      const [channel] = workspace.shownState().channels;
      const ts = by.ts ?? channel?.messages[0]?.ts;
      const answered = await workspace.press({ channel: channel?.id, ts, action, ...by });
      await settles();
      return answered;
    },
  };
}
