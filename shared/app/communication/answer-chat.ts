import type { Requester } from '#app/api/authenticate.ts';
import type { ChatPeople, ChatPerson } from '#app/communication/chat-people.ts';
import type { PublicNoticeCommands } from '#app/communication/public-notice-commands.ts';
import { eachIncident, runningPhases } from '#app/incident/each-incident.ts';
import type { CommandOutcome, IncidentCommands } from '#app/incident/idempotent-commands.ts';
import type { AskedInChat } from '#contract/messages.ts';
import { chatPost, incidentCard, stateOf } from '#core/communication/chat/card.ts';
import { parseChatAction } from '#core/communication/chat/card-buttons.ts';
import { serviceIn } from '#core/communication/chat/channel-name.ts';
import {
  type ChatCommand,
  chatHelp,
  parseChatCommand,
} from '#core/communication/chat/chat-command.ts';
import type { ChatRequest } from '#core/communication/chat/chat-request.ts';
import { parseFormAction } from '#core/communication/chat/forms.ts';
import { asWritten } from '#core/communication/chat/from-slack.ts';
import { slackLine, slackLines } from '#core/communication/chat/slack-text.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import { roleNames } from '#core/incident/events.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { parseRung } from '#core/incident/rung.ts';
import { story } from '#core/incident/story.ts';
import type { Directory } from '#core/setup/directory.ts';
import { parseSeverity, type Severity } from '#core/severity.ts';
import { shortened } from '#core/text/plain-text.ts';
import type { ChatApi, ChatRooms, Chatted } from '#ports/communication.ts';
import type { EffectLedger, IncidentStore } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** As the contract takes them. */
const titleMax = 200;
const wordsMax = 1000;
const resolutionMax = 2000;
const noteMax = 4000;
const listMax = 10;

/**
 * What somebody asked for in chat becomes the same request that they could make of the API, in their own name and with the
 * rights that they have there. Whoever is not in tocsin.yaml may look and declare. What is done shows in the channel, so
 * that only what was asked, or refused, is answered, and to nobody else.
 */
export function answerChat(deps: {
  incidents: IncidentStore;
  configuration: ConfigurationStore;
  rooms: ChatRooms;
  act: IncidentCommands;
  approve: PublicNoticeCommands['approvePublicNotice'];
  chat: ChatApi;
  people: ChatPeople;
  ledger: EffectLedger;
  now: Now;
  log: Log;
}) {
  return async ({ key, request }: AskedInChat): Promise<void> => {
    const directory = (await deps.configuration.current())?.directory;
    const text =
      directory === undefined
        ? 'No configuration is in force yet, so that nobody could be reached.'
        : await carriedOut(key, request, directory);
    if (text !== undefined) await reply(key, request, text);
  };

  async function carriedOut(
    key: string,
    request: ChatRequest,
    directory: Directory,
  ): Promise<string | undefined> {
    const person = await deps.people.find(request.user, directory);
    if ('later' in person) throw new Error(`Who asked in chat is not known yet: ${person.later}`);
    const asked: Requester = {
      caller: {
        scopes: person.isKnown ? ['read', 'respond'] : ['read'],
        actor: person.actor,
        mayNameAnother: false,
        token: { name: 'slack', digest: '' },
      },
      via: 'slack',
      idempotencyKey: key,
    };
    const context = { person, asked, directory };
    switch (request.kind) {
      case 'command':
        return command(
          await inPlainWords(parseChatCommand(request.text), directory),
          request.channel,
          context,
        );
      case 'press': {
        const action = parseChatAction(request.action);
        const id = parseIncidentId(request.value);
        if (action === undefined || id === undefined) return undefined;
        return command(pressed(action, id), request.channel, context);
      }
      case 'form': {
        const action = parseFormAction(request.form);
        const [about = '', shown = ''] = request.about.split(' ');
        const id = parseIncidentId(about);
        if (action === undefined || id === undefined) return undefined;
        return filledIn(action, id, { ...request.fields, shown }, context);
      }
      case 'noted':
        return noted(request, context);
      default:
        return request satisfies never;
    }
  }

  /** After it was understood, so that nothing in the words is taken for a command or a mention. */
  async function inPlainWords(asked: ChatCommand, directory: Directory): Promise<ChatCommand> {
    if ('title' in asked)
      return { ...asked, title: await deps.people.read(asked.title, directory) };
    return 'text' in asked
      ? { ...asked, text: await deps.people.read(asked.text, directory) }
      : asked;
  }

  interface Context {
    person: ChatPerson;
    asked: Requester;
    directory: Directory;
  }

  async function command(
    command: ChatCommand,
    channel: string,
    context: Context,
  ): Promise<string | undefined> {
    switch (command.wish) {
      case 'help':
        return [...(command.why ? [command.why] : []), ...chatHelp].join('\n');
      case 'list':
        return list();
      case 'declare':
        return declare(command, context, () => changesSeverity(channel));
      default: {
        const named = command.id ?? (await incidentHere(channel));
        // Whoever writes `SEV 1 Payment processing down` where no incident is at home tells of a new one.
        if (command.wish === 'severity' && command.text !== '' && named === undefined) {
          const { severity, text: title } = command;
          return declare({ severity, title }, context, () => aboutAnother);
        }
        const found = await about(named);
        if (typeof found === 'string') return found;
        return onIncident(command, found, channel, context);
      }
    }
  }

  /** `hint`: what it may have been meant as, which is looked up once it is declared. */
  async function declare(
    { title: given, severity }: { title: string; severity?: Severity },
    { asked, directory }: Context,
    hint: () => Promise<string | undefined> | string,
  ): Promise<string | undefined> {
    const title = shortened(given, titleMax);
    const service = serviceIn(title, directory);
    const declared = await deps.act.declareIncident(
      {
        title,
        ...(severity !== undefined && { severity }),
        ...(service !== undefined && { service }),
      },
      asked,
    );
    if (!('incident' in declared)) return refusal(declared);
    const { incident } = declared;
    const said = `${incident.severity} ${incident.id} is declared. Its channel is being opened.`;
    const meant = await hint();
    return meant === undefined ? said : `${said}\n${meant}`;
  }

  async function changesSeverity(channel: string): Promise<string | undefined> {
    const here = await incidentHere(channel);
    return here && `${here} stays as it is: \`/incident sev 2 …\` would change its severity.`;
  }

  async function onIncident(
    command: Exclude<ChatCommand, { wish: 'help' | 'list' | 'declare' }>,
    incident: DeclaredIncident,
    channel: string,
    { person, asked, directory }: Context,
  ): Promise<string | undefined> {
    const id = incident.id as IncidentId;
    if (command.wish === 'status') return statusOf(incident);
    if (command.wish === 'why') return whyOf(id, incident);
    if (!person.isKnown) return notKnown(person);
    if (command.wish === 'role' && command.whom !== undefined && !isMe.test(command.whom)) {
      const holder = await deps.people.named(command.whom, directory);
      if (typeof holder === 'object') {
        throw new Error(`Whom a role is for is not known yet: ${holder.later}`);
      }
      if (holder === undefined) {
        return `Nobody in tocsin.yaml is ${slackLine(asWritten(command.whom))}, so the role stays as it is.`;
      }
      return outcomeOf(await actOn(id, command, holder, asked), incident, channel);
    }
    const outcome = await actOn(id, command, person.actor.id, asked);
    if (command.wish === 'note') return refusal(outcome) ?? `Noted on the timeline of ${id}.`;
    return outcomeOf(outcome, incident, channel);
  }

  /** `holder`: of a role. */
  async function actOn(
    id: IncidentId,
    command: Exclude<ChatCommand, { wish: 'help' | 'list' | 'declare' | 'status' | 'why' }>,
    holder: string,
    asked: Requester,
  ): Promise<CommandOutcome> {
    const { act } = deps;
    switch (command.wish) {
      case 'acknowledge':
        return act.acknowledgeIncident(id, {}, asked);
      case 'update':
        return act.postUpdate(id, { status: shortened(command.text, wordsMax) }, asked);
      case 'note':
        return act.addNote(id, { text: shortened(command.text, noteMax) }, asked);
      case 'resolve': {
        const resolution = shortened(command.text, resolutionMax);
        return act.resolveIncident(id, { resolution }, asked);
      }
      case 'escalate': {
        const reason = shortened(command.text, wordsMax);
        const { from } = command;
        return act.escalateIncident(
          id,
          { ...(reason && { reason }), ...(from && { from }) },
          asked,
        );
      }
      case 'severity': {
        const { severity, text } = command;
        const reason = shortened(text || 'changed in Slack', wordsMax);
        return act.changeSeverity(id, { severity, reason }, asked);
      }
      case 'role':
        return act.assignRole(id, { role: command.role, person: holder }, asked);
      default:
        return command satisfies never;
    }
  }

  /**
   * In the channel everybody reads what was done, so that nobody needs an answer. Whoever asked elsewhere, or for what no
   * channel tells, is told how it stands now.
   */
  async function outcomeOf(
    outcome: CommandOutcome,
    before: DeclaredIncident,
    channel: string,
  ): Promise<string | undefined> {
    const said = refusal(outcome);
    if (said !== undefined || !('incident' in outcome)) return said;
    const room = (await deps.rooms.of(before.id as IncidentId))?.channel?.id;
    if (room !== undefined && room === channel) return undefined;
    const place = room === undefined ? '' : ` <#${room}>`;
    return `Done: ${incidentCard(headlineOf(outcome.incident)).text}${place}`;
  }

  async function filledIn(
    action: NonNullable<ReturnType<typeof parseFormAction>>,
    id: IncidentId,
    fields: Record<string, string>,
    context: Context,
  ): Promise<string | undefined> {
    const found = await about(id);
    if (typeof found === 'string') return found;
    const room = await roomOf(id);
    const said = (name: string) => (fields[name] ?? '').trim();
    switch (action) {
      case 'update': {
        if (!context.person.isKnown) return notKnown(context.person);
        const status = said('status');
        if (status === '') return 'Nothing was posted: write what is known.';
        const [impact, actions] = [said('impact'), said('actions')];
        const update = {
          status: shortened(status, wordsMax),
          ...(impact !== '' && { impact: shortened(impact, wordsMax) }),
          ...(actions !== '' && { actions: shortened(actions, wordsMax) }),
        };
        return refusal(await deps.act.postUpdate(id, update, context.asked));
      }
      case 'severity': {
        const severity = parseSeverity(said('severity'));
        if (severity === undefined) return 'Nothing was changed: choose a severity.';
        const change = { wish: 'severity' as const, severity, text: said('reason') };
        return onIncident(change, found, room, context);
      }
      case 'resolve': {
        const text = said('resolution');
        if (text === '') return 'Nothing was resolved: write what ended it.';
        return onIncident({ wish: 'resolve', text }, found, room, context);
      }
      case 'help':
        return onIncident(
          { wish: 'escalate', text: said('reason'), from: parseRung(said('shown')) },
          ...([found, room, context] as const),
        );
      case 'publish':
        return context.person.isKnown
          ? refusal(await deps.approve(id, { draft: said('shown') }, context.asked))
          : notKnown(context.person);
      default:
        return action satisfies never;
    }
  }

  /** A message of the channel becomes a note, in the words and the name of who wrote it. */
  async function noted(
    { channel, message, text, author }: Extract<ChatRequest, { kind: 'noted' }>,
    { person, asked, directory }: Context,
  ): Promise<string | undefined> {
    const id = await deps.rooms.incidentOf(channel);
    if (id === undefined) return undefined;
    if (!person.isKnown) return notKnown(person);
    // One message is one note, however many mark it.
    const mark = `${id}#noted#${channel}#${message}`;
    if ((await deps.ledger.claim(mark, id, deps.now())) !== 'taken') return undefined;
    const shown = text !== undefined && author !== undefined ? { text, user: author } : undefined;
    const read = shown ?? (await written(channel, message));
    if (read === undefined) return 'That message is not there any more.';
    const writer = await deps.people.find({ id: read.user, name: read.user }, directory);
    const name = 'later' in writer ? read.user : writer.actor.name;
    // Whoever reads the timeline finds what was said around it.
    const link = await deps.chat.permalink(channel, message);
    const place = 'failed' in link ? `slack ${channel}/p${message.replace('.', '')}` : link.done;
    const words = await deps.people.read(read.text, directory);
    const said = shortened(`${name}: ${words}`, noteMax - place.length - 3);
    const outcome = await deps.act.addNote(id, { text: `${said} (${place})` }, asked);
    await deps.ledger.record(mark, id, deps.now(), 'noted');
    return refusal(outcome) ?? `Noted on the timeline of ${id}.`;
  }

  async function written(channel: string, message: string) {
    const found = await deps.chat.message(channel, message);
    if (!('failed' in found)) return found.done;
    if (found.failed === 'no') return undefined;
    throw new Error(`The message to note is not readable yet: ${found.reason}`);
  }

  /** The incident that is meant: named, that of the channel, or the only one there is. */
  async function incidentHere(channel: string): Promise<IncidentId | undefined> {
    return channel === '' ? undefined : deps.rooms.incidentOf(channel);
  }

  async function about(named: IncidentId | undefined): Promise<DeclaredIncident | string> {
    if (named !== undefined) {
      const { incident } = await deps.incidents.load(named);
      return incident.phase === 'undeclared' ? `There is no incident ${named}.` : incident;
    }
    const running = await current();
    const [worst] = running;
    if (worst !== undefined && running.length === 1) return worst;
    return worst === undefined
      ? 'No incident is open. `/incident SEV1 Payment processing down` declares one.'
      : `Which one? Ask in its channel, or name it behind the word, as in \`/incident ack ${worst.id}\`:\n${await listed(running)}`;
  }

  /** All of them, the worst first: on a bad day the one that matters is not among the newest. */
  async function current(): Promise<DeclaredIncident[]> {
    const running = await Array.fromAsync(eachIncident(deps.incidents, runningPhases));
    return running.toSorted((a, b) => a.severity.localeCompare(b.severity));
  }

  async function list(): Promise<string> {
    const running = await current();
    return running.length === 0 ? 'No incident is open.' : listed(running);
  }

  async function listed(running: readonly DeclaredIncident[]): Promise<string> {
    const more = running.length - listMax;
    const lines = await Promise.all(
      running.slice(0, listMax).map(async incident => {
        const room = await deps.rooms.of(incident.id as IncidentId);
        const place = room?.channel === undefined ? '' : ` <#${room.channel.id}>`;
        return `• ${incident.severity} ${incident.id} ${slackLine(incident.title)} (${stateOf(headlineOf(incident))})${place}`;
      }),
    );
    return [...lines, ...(more > 0 ? [`and ${more} more: \`tocsin list\``] : [])].join('\n');
  }

  async function whyOf(id: IncidentId, incident: DeclaredIncident): Promise<string> {
    const told = story(await deps.incidents.history(id), incident.plan.timeZone);
    const paged = told.filter(({ type }) => type === 'LevelPaged').map(({ text }) => `• ${text}`);
    return slackLines(
      [
        `${incident.severity}: ${incident.severityReason.text}`,
        ...(paged.length === 0 ? ['Nobody was paged.'] : paged),
      ].join('\n'),
    );
  }

  /** A form comes back from no place; whoever sent it reads the channel that it is about. */
  async function roomOf(about: string): Promise<string> {
    const id = parseIncidentId(about.split(' ')[0] ?? '');
    return (id && (await deps.rooms.of(id))?.channel?.id) ?? '';
  }

  async function reply(key: string, request: ChatRequest, text: string): Promise<void> {
    const address = 'responseUrl' in request ? request.responseUrl : undefined;
    const channel = 'channel' in request ? request.channel : await roomOf(request.about);
    const told =
      address !== undefined
        ? await deps.chat.answer(address, text)
        : await whispered(channel, request.user.id, key, text);
    // Done is done: that somebody does not read of it is no reason to do it again.
    if ('failed' in told) {
      deps.log('warn', 'an answer in chat was not given', { reason: told.reason });
    }
  }

  /** Whoever is not in the channel reads nothing that is whispered there, although they saw its form. */
  async function whispered(
    channel: string,
    user: string,
    key: string,
    text: string,
  ): Promise<Chatted<unknown>> {
    if (channel !== '') {
      const told = await deps.chat.whisper(channel, user, text);
      if (!('failed' in told) || told.failed !== 'no') return told;
    }
    const direct = await deps.chat.openDirect(user);
    return 'failed' in direct ? direct : deps.chat.post(direct.done.channel, chatPost(text), key);
  }
}

const isMe = /^@?(me|myself)$/i;
const aboutAnother =
  'Another severity for one that is open: name it, as in `/incident sev 2 INC-2026-001 …`.';

function pressed(
  action: NonNullable<ReturnType<typeof parseChatAction>>,
  id: IncidentId,
): ChatCommand {
  switch (action) {
    case 'acknowledge':
      return { wish: 'acknowledge', id };
    case 'command':
      return { wish: 'role', id, role: 'incidentCommander' };
    // Reached only where Slack did not show the form.
    case 'update':
    case 'severity':
    case 'resolve':
    case 'help':
      return { wish: 'help', why: `Slack did not show the form; write it instead.` };
    case 'publish': {
      const why = `No words for customers wait, or Slack did not show them: \`tocsin statuspage preview ${id}\`.`;
      return { wish: 'help', why };
    }
    default:
      return action satisfies never;
  }
}

function statusOf(incident: DeclaredIncident): string {
  const headline = headlineOf(incident);
  const roles = Object.entries(incident.roles).map(
    ([role, { name }]) => `${roleNames[role as keyof typeof roleNames]}: ${name}`,
  );
  return [
    incidentCard(headline).text,
    ...[
      ...roles,
      ...(headline.status === undefined ? [] : [`Last update: ${headline.status}`]),
    ].map(slackLine),
  ].join('\n');
}

function notKnown({ actor }: ChatPerson): string {
  return `Only people in tocsin.yaml may do this, and ${slackLine(actor.name)} is none of them: your address in Slack has to be yours there, or \`slack:\` your member id.`;
}

/** `undefined`: it was done. */
function refusal(outcome: CommandOutcome): string | undefined {
  if ('incident' in outcome) return outcome.note && slackLine(outcome.note);
  if ('refused' in outcome) return slackLine(outcome.refused.text);
  if ('notFound' in outcome) return slackLine(`There is no ${outcome.notFound}.`);
  if ('keyReused' in outcome) return 'This was asked for already, in other words.';
  if ('invalid' in outcome) {
    const [first] = [outcome.invalid].flat();
    return slackLine(`Nothing was done: ${first?.message ?? 'something in it is wrong'}.`);
  }
  return undefined;
}
