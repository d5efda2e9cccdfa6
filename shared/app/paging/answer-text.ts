import type { HandleCommand } from '#app/incident/handle-command.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, type PhoneNumber, parsePhoneNumber } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import { replyCode } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { personByAnyPhone } from '#core/oncall/addresses.ts';
import { parseReply, type Reply, validReplies } from '#core/paging/reply.ts';
import type { Actor } from '#core/people.ts';
import { gsm7, oneLine, shortened } from '#core/text/plain-text.ts';
import { duration } from '#core/time/clock-time.ts';
import { secondsBetween } from '#core/time/instant.ts';
import type { SendSms } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { RosterStore } from '#ports/oncall.ts';
import type { MayAnswer, PagedOn, PagesByMessage } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** The part of the two-way SMS payload of AWS End User Messaging that is used. */
export interface InboundText {
  originationNumber: string;
  messageBody: string;
  inboundMessageId: string;
  /** Of our message that the phone answers, where the carrier says so. */
  previousPublishedMessageId?: string | undefined;
}

type Understood = Exclude<Reply, { wish: 'unknown' }>;

const smsLength = 160;

/** A text from a phone becomes a command on the incident it was paged for, and is always answered. */
export function answerText(deps: {
  configuration: ConfigurationStore;
  roster: Pick<RosterStore, 'current'>;
  incidents: IncidentStore;
  pagedOn: PagedOn;
  pagesByMessage: PagesByMessage;
  mayAnswer: MayAnswer;
  handle: HandleCommand;
  sendSms: SendSms;
  now: Now;
  log: Log;
}) {
  return async (text: InboundText): Promise<void> => {
    const { originationNumber, messageBody } = text;
    const phone = parsePhoneNumber(originationNumber);
    const current = await deps.configuration.current();
    const roster = await deps.roster.current();
    const known = phone && current && personByAnyPhone(current.directory, roster, phone);
    if (phone === undefined || known === undefined) {
      // Answering strangers would make us a relay for spam, at our cost.
      deps.log('warn', 'a text from an unknown number was ignored', {});
      return;
    }
    const actor: Actor = { kind: 'person', id: known.id, name: known.name, via: 'sms' };
    const reply = parseReply(messageBody);
    if (reply.wish === 'unknown') return explain(phone);
    const answer = await carryOut(reply, phone, actor, text);
    // A second delivery of the same text; the first was answered.
    if (answer === undefined) return;
    await deps.sendSms(phone, shortened(gsm7(oneLine(answer)), smsLength));
  };

  /** An answering machine would answer this too, and so on for ever, at our cost. */
  async function explain(phone: PhoneNumber): Promise<void> {
    if (await deps.mayAnswer(phone, deps.now())) {
      await deps.sendSms(phone, gsm7(`Not understood. ${validReplies}`));
    }
  }

  async function carryOut(
    reply: Understood,
    phone: PhoneNumber,
    actor: Actor,
    text: InboundText,
  ): Promise<string | undefined> {
    const mine = await openIncidents(phone);
    const meant = reply.code ?? (await codeAnswered(mine, text));
    const chosen = meant === undefined ? mine : mine.filter(({ id }) => replyCode(id) === meant);
    const [incident] = chosen;
    if (incident === undefined) {
      const codes = mine.map(({ id }) => replyCode(id)).join(', ');
      if (reply.code === undefined) return 'Nothing is open that you were paged for.';
      return `No open incident ${reply.code} for you.${codes && ` Open: ${codes}.`}`;
    }
    if (chosen.length > 1) {
      const list = chosen.map(({ id, severity }) => `${replyCode(id)} (${severity})`).join(', ');
      return `Several are open: ${list}. Add the number, such as A${replyCode(incident.id)}.`;
    }
    if (reply.wish === 'status') return state(incident);
    return execute(incident, reply, actor, text.inboundMessageId);
  }

  /** Of several open incidents the one whose page the phone answers, where the carrier says which that is. */
  async function codeAnswered(
    mine: readonly DeclaredIncident[],
    { previousPublishedMessageId: messageId }: InboundText,
  ): Promise<string | undefined> {
    if (mine.length < 2 || messageId === undefined) return undefined;
    const told = (await deps.pagesByMessage(messageId)).map(({ incidentId }) => incidentId);
    const [answered, ...more] = mine.filter(({ id }) => told.includes(id));
    // It answers a message that told of several.
    return answered === undefined || more.length > 0 ? undefined : replyCode(answered.id);
  }

  async function execute(
    incident: DeclaredIncident,
    reply: Understood,
    actor: Actor,
    messageId: string,
  ): Promise<string | undefined> {
    const key = sha256(`sms\n${messageId}`);
    const claim = { kind: 'request', key, digest: messageId } as const;
    const id = incident.id as IncidentId;
    if ((await deps.incidents.requestOutcome(key)) !== undefined) return undefined;
    const handled = await deps.handle(id, commandOf(reply, actor), { claims: [claim] });
    if ('rejected' in handled) return handled.rejected.text;
    if ('taken' in handled) return undefined;
    const { incident: after } = handled;
    if (after.phase === 'undeclared') throw new Error(`${incident.id} is gone`);
    if (after.drill?.kind === 'test-page') return 'Your test page arrived. That was all.';
    switch (reply.wish) {
      case 'acknowledge': {
        const first = after.phase === 'acknowledged' ? after.acknowledgedBy : actor;
        return first.id === actor.id
          ? `You acknowledged ${after.id}. Escalation stopped. ${after.title}`
          : `${first.name} acknowledged ${after.id} before you.`;
      }
      case 'resolve':
        return `${after.id} resolved. It is watched before the all-clear.`;
      case 'escalate':
        return `${after.id}: the next level is being paged.`;
      case 'update':
        return `${after.id}: update posted.`;
      case 'status':
        return state(after);
      default:
        return reply satisfies never;
    }
  }

  function commandOf(reply: Understood, by: Actor): IncidentCommand {
    const at = deps.now();
    switch (reply.wish) {
      case 'acknowledge':
        return { type: 'AcknowledgeIncident', at, by };
      case 'resolve': {
        const resolution = reply.text ?? 'Resolved by text message.';
        return { type: 'ResolveIncident', at, by, resolution };
      }
      case 'escalate':
        return { type: 'EscalateIncident', at, by, ...(reply.text && { reason: reply.text }) };
      case 'update':
        return { type: 'PostUpdate', at, by, status: reply.text };
      case 'status':
        throw new Error('The state is read, not commanded');
      default:
        return reply satisfies never;
    }
  }

  async function openIncidents(phone: PhoneNumber): Promise<DeclaredIncident[]> {
    const paged = await deps.pagedOn(phone);
    const ids = paged.map(({ incidentId }) => incidentId);
    const loaded = await deps.incidents.loadMany(ids);
    return ids.flatMap(id => {
      const incident = loaded.get(id)?.incident;
      return incident?.phase === 'open' || incident?.phase === 'acknowledged' ? [incident] : [];
    });
  }

  function state(incident: DeclaredIncident): string {
    const age = duration(secondsBetween(incident.declaredAt, deps.now()));
    const who = 'acknowledgedBy' in incident && incident.acknowledgedBy?.name;
    const phase = who ? `${incident.phase} by ${who}` : incident.phase;
    return `${incident.severity} ${incident.id} ${phase}, ${age} old: ${incident.title}`;
  }
}
