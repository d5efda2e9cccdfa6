import { incidentId, phoneNumber } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { bundleSms, bundleVoice, worstFirst } from '#core/paging/page-bundle.ts';
import { type PageWords, pageSms } from '#core/paging/page-message.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { pageVoice } from '#core/paging/page-voice.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import {
  type Admission,
  admit,
  type Bundle,
  bundleAgain,
  bundleDone,
  type Member,
  type SendHistory,
  type Told,
  type Withdrawn,
  withdraw,
} from '#core/paging/send-history.ts';
import { pageGuard, stillWanted } from '#core/paging/still-wanted.ts';
import { textForm } from '#core/text/plain-text.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { Delivery, SendSms, SendVoice } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { ReachNow } from '#ports/oncall.ts';
import type {
  KnownHistory,
  NextHistory,
  PageLedger,
  PhoneChannel,
  SendHistoryStore,
} from '#ports/paging.ts';
import type { NewToken, Now, Pause } from '#ports/runtime.ts';

const changesMax = 30;
const looksMax = 10;
const attemptsMax = 4;
const secondsBeforeRetry = 10;

/** What tells a phone of many pages in few messages. */
export function bundling(deps: {
  traffic: SendHistoryStore;
  incidents: IncidentStore;
  ledger: PageLedger;
  reachedNow: ReachNow;
  sendSms: SendSms;
  sendVoice: SendVoice;
  now: Now;
  newToken: NewToken;
  publicUrl: string;
  pause: Pause;
}) {
  /**
   * Reads, changes and writes what is known of a number, until nobody came between. `known`: as it was read a moment
   * ago, which costs no way to the table now.
   */
  async function change<Answer>(
    line: PhoneChannel,
    step: (traffic: SendHistory) => { traffic: SendHistory; answer: Answer },
    known?: KnownHistory,
  ): Promise<Answer> {
    for (let attempt = 1; attempt <= changesMax; attempt++) {
      const isFirst = attempt === 1;
      const { traffic: read, version } =
        isFirst && known !== undefined ? known : await deps.traffic.load(line);
      const { traffic, answer } = step(read);
      const next = { traffic, version, at: deps.now() };
      if ((await deps.traffic.save(line, next)) === 'saved') return answer;
      await deps.pause(attempt);
    }
    throw new Error(`What goes to a number changed ${changesMax} times while a page asked for it`);
  }

  return {
    /** What the number's history becomes when this page goes alone and now, if it may; nothing is written. */
    alone(
      { channel }: PhoneChannel,
      page: PageReaction,
      { traffic: known, version }: KnownHistory,
      isLate: boolean,
    ): NextHistory | undefined {
      const at = deps.now();
      const { traffic, admission } = admit(known, channel, memberOf(page), at, isLate);
      return admission.go === 'alone' ? { traffic, version, at } : undefined;
    },

    /** May this page go to its number now? */
    admit: (
      line: PhoneChannel,
      page: PageReaction,
      known: KnownHistory,
      isLate: boolean,
    ): Promise<Admission> =>
      change(
        line,
        history => {
          const member = memberOf(page);
          const { traffic, admission } = admit(history, line.channel, member, deps.now(), isLate);
          return { traffic, answer: admission };
        },
        known,
      ),

    /** Nobody wants this page any more: no bundle tells of it from now on, unless one did, or is on its way. */
    async withdraw(line: PhoneChannel, pageKey: string): Promise<Withdrawn> {
      const known = await deps.traffic.load(line);
      const step = (history: SendHistory) => withdraw(history, pageKey, deps.now());
      const { traffic, answer } = step(known.traffic);
      return traffic === known.traffic ? answer : change(line, step, known);
    },

    /**
     * Sends one message about all pages of the bundle that are still wanted; only who was told to may. Each of the
     * pages reads how it went when it comes back. `again`: then the bundle, or this page alone, is looked at anew.
     */
    async send(
      line: PhoneChannel,
      bundle: Bundle,
      mine: PageReaction,
      token: string,
    ): Promise<Sent> {
      const message = await compose(line, bundle, mine, token);
      if (message === undefined) {
        const reason = 'nothing that the message would have told of is still wanted';
        const told = { key: bundle.key, at: deps.now(), pages: [], outcome: failure(reason) };
        await change(line, known => ({ traffic: bundleDone(known, told), answer: undefined }));
        return { again: { until: addSeconds(deps.now(), 1), reason } };
      }
      const delivery = await deliver(line, message);
      const at = deps.now();
      const { key, attempt } = bundle;
      if (!delivery.sent && delivery.failed === 'retry' && attempt < attemptsMax) {
        const until = addSeconds(at, secondsBeforeRetry * attempt);
        await change(line, known => ({
          traffic: bundleAgain(known, key, until),
          answer: undefined,
        }));
        return { again: { until, reason: delivery.reason } };
      }
      const outcome = delivery.sent ? delivery : failure(delivery.reason);
      const told = { key, at, pages: message.pages, outcome };
      await change(line, known => ({ traffic: bundleDone(known, told), answer: undefined }));
      if (message.pages.includes(mine.key)) return { told };
      const reason = 'it was no longer wanted when the message was written';
      return { again: { until: addSeconds(at, 1), reason } };
    },
  };

  /** The incident that the message names is as surely still open as that of a page on its own. */
  async function compose(
    line: PhoneChannel,
    { key, members, attempt }: Bundle,
    mine: PageReaction,
    token: string,
  ): Promise<Message | undefined> {
    for (let look = 1; look <= looksMax; look++) {
      const wanted = await stillWantedOf(line, members);
      const first = wanted.toSorted((a, b) => worstFirst(a.headline, b.headline))[0];
      if (first === undefined) return undefined;
      const { headline, member, guard } = first;
      const isMine = member.key === mine.key;
      // Every page has a link of its own recipient; this one is for what the message names.
      const shown = isMine ? token : deps.newToken();
      const { incidentId: of, person, name } = member;
      const { phone } = line;
      const link = { incidentId: of, person, name, phone, guard, at: deps.now(), token: shown };
      if (!isMine && (await deps.ledger.addLink(link)) === 'moved') {
        await deps.pause(look);
        continue;
      }
      const { reason, levelName } = mine;
      const { unanswered, again: isAsked = false } = member;
      const more = new Set(wanted.map(each => each.headline.id)).size - 1;
      return {
        more,
        pages: wanted.map(each => each.member.key),
        words: {
          incident: headline,
          purpose: member.purpose,
          reason,
          levelName,
          link: `${deps.publicUrl}/a/${shown}`,
          code: replyCode(shown),
          now: deps.now(),
          again: attempt > 1 || (more === 0 && isAsked),
          ...(unanswered !== undefined && { unanswered }),
        },
      };
    }
    throw new Error(`Incidents changed ${looksMax} times while ${key} was written`);
  }

  async function stillWantedOf({ channel, phone }: PhoneChannel, asked: readonly Member[]) {
    const people = new Map(asked.map(({ person, name }) => [person, { person, name, phone }]));
    const gone = new Set<string>();
    for (const to of people.values()) {
      if ((await deps.reachedNow(to, channel)).to.phone !== phone) gone.add(to.person);
    }
    const members = asked.filter(({ person }) => !gone.has(person));
    const ids = new Set(members.map(member => incidentId(member.incidentId)));
    const loaded = await deps.incidents.loadMany([...ids]);
    return members.flatMap(member => {
      const incident = loaded.get(incidentId(member.incidentId))?.incident;
      if (incident === undefined || incident.phase === 'undeclared') return [];
      if (!stillWanted(incident, member, deps.now()).wanted) return [];
      return [{ member, headline: headlineOf(incident), guard: pageGuard(incident) }];
    });
  }

  function deliver({ channel, phone }: PhoneChannel, { more, words }: Message): Promise<Delivery> {
    const bundled = { ...words, more };
    switch (channel) {
      case 'sms':
        return deps.sendSms(phone, more === 0 ? pageSms(words) : bundleSms(bundled));
      case 'voice':
        return deps.sendVoice(phone, more === 0 ? pageVoice(words) : bundleVoice(bundled));
      default:
        return channel satisfies never;
    }
  }
}

type Sent = { told: Told } | { again: { until: Instant; reason: string } };

interface Message {
  words: PageWords;
  /** How many incidents besides the one that is named. */
  more: number;
  /** Those that it tells of. */
  pages: string[];
}

function failure(reason: string): Told['outcome'] {
  return { sent: false, reason };
}

/** Where carriers count: `undefined` for what is no phone, and for a person who has none. */
export function lineOf({ channel, to }: PageReaction): PhoneChannel | undefined {
  if (channel !== 'sms' && channel !== 'voice') return undefined;
  return to.phone === undefined ? undefined : { channel, phone: phoneNumber(to.phone) };
}

function memberOf(page: PageReaction): Member {
  const { key, purpose, level, round, decidedAt, afterSeconds, incident, to } = page;
  const { unanswered, again } = page;
  const { id, severity, service, title, integration } = incident;
  const segments = page.channel === 'sms' ? textForm(`${service.name}${title}`).segments : 1;
  const about = { key, purpose, level, round, decidedAt, afterSeconds };
  return {
    ...about,
    ...{ incidentId: id, severity, person: to.person, name: to.name },
    ...(segments > 1 && { segments }),
    ...(unanswered !== undefined && { unanswered }),
    ...((again === true || afterSeconds > 0) && { again: true }),
    ...(integration !== undefined && { from: `${integration}|${service.id}` }),
  };
}
