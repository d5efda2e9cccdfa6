import type { HandleCommand } from '#app/incident/handle-command.ts';
import { bundling, lineOf } from '#app/paging/bundle.ts';
import type { ForgetDevices } from '#app/paging/forget-devices.ts';
import type { NoteRefusal } from '#app/paging/note-refusal.ts';
import { incidentId, phoneNumber } from '#core/ids.ts';
import { contactsOf } from '#core/incident/pages.ts';
import { heldByAnother } from '#core/lease.ts';
import { pageChat } from '#core/paging/page-chat.ts';
import { type PageWords, pageEmail, pageSms } from '#core/paging/page-message.ts';
import { pagePush, pushSeconds } from '#core/paging/page-push.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { pageVoice } from '#core/paging/page-voice.ts';
import { pageWebhook } from '#core/paging/page-webhook.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import { bundleThatTold, type Told } from '#core/paging/send-history.ts';
import { pageGuard, stillWanted } from '#core/paging/still-wanted.ts';
import { epochMs, type Instant } from '#core/time/instant.ts';
import type {
  Delivery,
  SendDirect,
  SendEmail,
  SendPush,
  SendSms,
  SendVoice,
  SendWebhook,
} from '#ports/communication.ts';
import type { IncidentStore, Loaded } from '#ports/incident.ts';
import type { ReachNow } from '#ports/oncall.ts';
import type {
  KnownHistory,
  PageLedger,
  PhoneChannel,
  QueuePageAgain,
  SendHistoryStore,
} from '#ports/paging.ts';
import type { Log, NewToken, Now, Pause } from '#ports/runtime.ts';

const looksMax = 20;
const attemptsMax = 4;
const secondsBeforeRetry = 10;
/** More than ten minutes of twenty seconds each: whoever waits for a bundle for longer is told alone. */
const waitsMax = 40;

/**
 * One attempt to reach one person on one channel. Looks whether the page is still wanted, claims it on the condition
 * that nothing changed since, sends, and records how it went both in the ledger and on the timeline. A phone that gets
 * many at once gets one message for several of them.
 */
export function page(deps: {
  incidents: IncidentStore;
  ledger: PageLedger;
  traffic: SendHistoryStore;
  pause: Pause;
  handle: HandleCommand;
  noteRefusal: NoteRefusal;
  reachedNow: ReachNow;
  sendSms: SendSms;
  sendEmail: SendEmail;
  sendVoice: SendVoice;
  sendWebhook: SendWebhook;
  sendDirect: SendDirect;
  sendPush: SendPush;
  forgetDevices: ForgetDevices;
  queuePageAgain: QueuePageAgain;
  now: Now;
  newToken: NewToken;
  publicUrl: string;
  log: Log;
}) {
  const bundles = bundling(deps);

  /** `delivered`: how often the queue handed this page out. More than once: an earlier run may have sent it. */
  return async (planned: PageReaction, delivered: number): Promise<void> => {
    const id = incidentId(planned.incident.id);
    for (let look = 1; look <= looksMax; look++) {
      // Together: each is a way to the table and back, on the way to somebody who sleeps.
      const [loaded, read, where] = await Promise.all([
        deps.incidents.load(id),
        readHistory(lineOf(planned)),
        deps.reachedNow(planned.to, planned.channel),
      ]);
      const moved = 'moved' in where ? where.moved : planned.moved;
      const reaction = { ...planned, to: where.to, ...(moved !== undefined && { moved }) };
      const at = deps.now();
      const verdict = stillWanted(loaded.incident, reaction, at);
      if (!verdict.wanted) return leave(planned, where.to, loaded, at, verdict.reason);

      const token = deps.newToken();
      const guard = pageGuard(loaded.incident);
      const line = lineOf(reaction);
      const isElsewhere = read?.line.phone !== line?.phone;
      // Most pages may go at once, which is said with the claim: a way to the table less. Where several want the last place
      // of a number, the rest of them ask for it one by one.
      const isAskable = look === 1 && !isElsewhere && !('nowhere' in where);
      const next = isAskable && read && bundles.alone(read.line, reaction, read, isLate(reaction));
      const claim = await deps.ledger.claim({
        ...{ page: reaction, guard, at, token },
        attempt: reaction.attempt,
        ...(read && next && { admitted: { line: read.line, next } }),
      });
      if (claim === 'moved') {
        // Those of a whole level come at one moment, and each is a transaction that reads the incident.
        await deps.pause(look);
        continue;
      }
      if (claim === 'done') return;
      if (claim === 'held') throw heldByAnother(reaction.key);
      // The number of before was told of it already, in a message about several.
      const told = isElsewhere && read ? bundleThatTold(read.traffic, reaction.key) : undefined;
      if (told?.outcome.sent) return recordTold(reaction, loaded, told);
      if ('nowhere' in where) return record(reaction, loaded, givenUp(where.nowhere));
      const again = reaction.attempt > 1 || delivered > 1;
      const known = isElsewhere ? await readHistory(line) : read;
      return known === undefined || next
        ? attempt(reaction, loaded, token, again)
        : perform(known, reaction, loaded, token, again);
    }
    throw new Error(`${id} changed ${looksMax} times while page ${planned.key} was claimed`);
  };

  async function readHistory(line: PhoneChannel | undefined) {
    return line && { line, ...(await deps.traffic.load(line)) };
  }

  /** Not sent, unless a message about several told of it before it came to be unwanted, or is on its way: wherever its person is reached. */
  async function leave(
    reaction: PageReaction,
    to: PageReaction['to'],
    loaded: Loaded,
    at: Instant,
    reason: string,
  ) {
    for (const line of linesOf(reaction, to)) {
      const left = await bundles.withdraw(line, reaction.key);
      if (left === 'withdrawn') continue;
      if ('told' in left) return recordTold(reaction, loaded, left.told);
      if (waitsOf(reaction) < 2 * waitsMax) return queueAgain(reaction, at, left.until);
    }
    const ended = await deps.ledger.suppress(reaction, at, reason);
    if (ended === 'held') throw heldByAnother(reaction.key);
  }

  async function perform(
    { line, ...known }: KnownHistory & { line: PhoneChannel },
    reaction: PageReaction,
    loaded: Loaded,
    token: string,
    again: boolean,
  ) {
    const admission = await bundles.admit(line, reaction, known, isLate(reaction));
    // A function that feeds its own queue needs an end of its own. One text too many is better than none.
    if (
      waitsOf(reaction) >= 2 * waitsMax &&
      (admission.go === 'wait' || admission.go === 'bundle')
    ) {
      return attempt(reaction, loaded, token, again);
    }
    switch (admission.go) {
      case 'alone':
        return attempt(reaction, loaded, token, again);
      case 'capped': {
        return record(reaction, loaded, givenUp(admission.reason));
      }
      case 'wait': {
        const { until, bundle } = admission;
        const what = bundle === undefined ? 'waits for the next bundle' : `bundled into ${bundle}`;
        return comeBack(reaction, until, `${what}, comes again at ${until}`);
      }
      case 'told':
        return recordTold(reaction, loaded, admission.told);
      case 'bundle': {
        const sent = await bundles.send(line, admission.bundle, reaction, token);
        if ('told' in sent) return recordTold(reaction, loaded, sent.told);
        return comeBack(reaction, sent.again.until, sent.again.reason);
      }
      default:
        return admission satisfies never;
    }
  }

  async function attempt(reaction: PageReaction, loaded: Loaded, token: string, again: boolean) {
    const { gone = [], ...delivery } = await send(reaction, loaded, token, again);
    await settle(reaction, loaded, delivery);
    // Last, so that the person's next channel does not wait for it.
    if (gone.length > 0) await deps.forgetDevices(reaction.to, gone);
  }

  async function settle(reaction: PageReaction, loaded: Loaded, delivery: Delivery) {
    const { attempt } = reaction;
    if (!delivery.sent && delivery.failed === 'retry' && attempt < attemptsMax) {
      await deps.ledger.release(reaction.key, reaction.incident.id, deps.now(), delivery.reason);
      const next = { ...reaction, attempt: attempt + 1 };
      return deps.queuePageAgain(next, secondsBeforeRetry * attempt);
    }
    await record(reaction, loaded, delivery);
  }

  /** Each page of a bundle comes back by itself, so that whatever dies on the way, no page depends on another's run. */
  async function comeBack(reaction: PageReaction, until: Instant, reason: string) {
    const at = deps.now();
    await deps.ledger.release(reaction.key, reaction.incident.id, at, reason, 'bundled');
    return queueAgain(reaction, at, until);
  }

  function queueAgain(reaction: PageReaction, at: Instant, until: Instant) {
    const seconds = Math.ceil((epochMs(until) - epochMs(at)) / 1000);
    const next = { ...reaction, waits: waitsOf(reaction) + 1 };
    return deps.queuePageAgain(next, Math.max(seconds, 1));
  }

  function recordTold(reaction: PageReaction, loaded: Loaded, told: Told) {
    const text = told.outcome.sent ? bundledText(told) : undefined;
    return record(reaction, loaded, deliveryOf(told), text);
  }

  function send(
    reaction: PageReaction,
    { incident }: Loaded,
    token: string,
    again: boolean,
  ): ReturnType<SendPush> {
    const words: PageWords = {
      incident: reaction.incident,
      purpose: reaction.purpose,
      reason: reaction.reason,
      levelName: reaction.levelName,
      link: `${deps.publicUrl}/a/${token}`,
      code: replyCode(token),
      now: deps.now(),
      again: again || reaction.again === true || reaction.afterSeconds > 0,
      isMailed: isMailed(reaction),
      ...(reaction.unanswered !== undefined && { unanswered: reaction.unanswered }),
    };
    const { phone, email, webhook } = reaction.to;
    switch (reaction.channel) {
      case 'sms':
        if (phone === undefined) return Promise.resolve(nowhere('no phone number'));
        return deps.sendSms(phoneNumber(phone), pageSms(words));
      case 'email':
        if (email === undefined) return Promise.resolve(nowhere('no e-mail address'));
        return deps.sendEmail(email, pageEmail(words));
      case 'voice':
        if (phone === undefined) return Promise.resolve(nowhere('no phone number'));
        return deps.sendVoice(phoneNumber(phone), pageVoice(words));
      case 'webhook':
        if (webhook === undefined) return Promise.resolve(nowhere('no webhook'));
        return deps.sendWebhook(webhook, pageWebhook(reaction, words));
      case 'slack':
        return deps.sendDirect(reaction.to, pageChat(words), reaction.key);
      case 'push': {
        const seconds = pushSeconds(reaction, incident, words.now);
        return deps.sendPush(reaction.to, pagePush(words), seconds);
      }
      default:
        return reaction.channel satisfies never;
    }
  }

  async function record(reaction: PageReaction, loaded: Loaded, delivery: Delivery, told?: string) {
    const { key, channel, level, round, purpose, incident, to } = reaction;
    const at = deps.now();
    const outcome = delivery.sent
      ? {
          sent: true as const,
          ...(delivery.externalId !== undefined && { externalId: delivery.externalId }),
        }
      : { sent: false as const, reason: delivery.reason };
    const detail = delivery.sent ? (told ?? delivery.externalId ?? 'accepted') : delivery.reason;
    const status = delivery.sent ? 'sent' : 'failed';
    deps.log(delivery.sent ? 'info' : 'error', `page ${status}`, {
      incidentId: incident.id,
      page: key,
      person: to.person,
      channel,
      reason: delivery.sent ? undefined : delivery.reason,
    });
    await deps.handle(
      incidentId(incident.id),
      {
        type: 'RecordPageOutcome',
        at,
        page: key,
        person: to.person,
        channel,
        level,
        round,
        purpose,
        outcome,
      },
      {
        loaded,
        claims: [
          {
            kind: 'page-outcome',
            key,
            status,
            detail,
            at,
            ...(delivery.sent &&
              delivery.externalId !== undefined && { messageId: delivery.externalId }),
          },
        ],
      },
    );
    // Last, so that the person's next channel does not wait for it.
    if (!delivery.sent) await deps.noteRefusal({ to, channel, reason: delivery.reason });
  }
}

/** Whoever died with it may have taken it to the number of now; it comes again with the one of the plan. */
function linesOf(planned: PageReaction, to: PageReaction['to']): PhoneChannel[] {
  const lines = [lineOf(planned), lineOf({ ...planned, to })].filter(line => line !== undefined);
  return [...new Map(lines.map(line => [line.phone, line])).values()];
}

function isLate(reaction: PageReaction): boolean {
  return waitsOf(reaction) >= waitsMax;
}

function waitsOf({ waits = 0 }: PageReaction): number {
  return waits;
}

/** Of a person's ways, as their rules have them. */
function isMailed({ to, afterSeconds }: PageReaction): boolean {
  return (
    to.email !== undefined &&
    contactsOf(to).some(way => way.channel === 'email' && way.afterSeconds <= afterSeconds)
  );
}

function nowhere(what: string): Delivery {
  return givenUp(`this person has ${what}`);
}

function givenUp(reason: string): Delivery {
  return { sent: false, failed: 'give-up', reason };
}

function deliveryOf({ outcome }: Told): Delivery {
  return outcome.sent ? outcome : givenUp(outcome.reason);
}

function bundledText({ key, at }: Told): string {
  return `bundled into ${key}, sent at ${at}`;
}
