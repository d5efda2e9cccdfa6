import type { Requester } from '#app/api/authenticate.ts';
import { answerChat } from '#app/communication/answer-chat.ts';
import { answerSubscription } from '#app/communication/answer-subscription.ts';
import { chatPeople } from '#app/communication/chat-people.ts';
import { fanOut } from '#app/communication/fan-out.ts';
import { perform } from '#app/communication/perform-effect.ts';
import { publicNoticeCommands } from '#app/communication/public-notice-commands.ts';
import { sendToSubscriber } from '#app/communication/send-to-subscriber.ts';
import { subscribe, type Wanted } from '#app/communication/subscribe.ts';
import { type DispatchedCommit, dispatch } from '#app/incident/dispatch.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import { idempotentCommands } from '#app/incident/idempotent-commands.ts';
import { incidentCommands } from '#app/incident/incident-commands.ts';
import { eachMinute, sweep } from '#app/incident/sweep.ts';
import { wake } from '#app/incident/wake.ts';
import { heartbeatRound } from '#app/intake/heartbeat-round.ts';
import { heldAlerts, takeUpHeld } from '#app/intake/held-alerts.ts';
import { type Delivered, ingest } from '#app/intake/ingest.ts';
import { triageBatch } from '#app/intake/triage-batch.ts';
import { overrideOperations } from '#app/oncall/override-operations.ts';
import { replan } from '#app/oncall/replan.ts';
import { answerLink } from '#app/paging/answer-link.ts';
import { answerText } from '#app/paging/answer-text.ts';
import { recordReceipt } from '#app/paging/delivery-receipts.ts';
import { forgetDevices } from '#app/paging/forget-devices.ts';
import { markUnusable } from '#app/paging/mark-unusable.ts';
import { noteRefusal } from '#app/paging/note-refusal.ts';
import { page } from '#app/paging/page.ts';
import type { DeliveryReceipt } from '#contract/delivery-receipts.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import type { StakeholderReaction } from '#core/communication/notices.ts';
import type { FanOut, Subscription } from '#core/communication/stakeholders.ts';
import { type IncidentId, type ReceiptId, receiptId } from '#core/ids.ts';
import type { IncidentCommand } from '#core/incident/commands.ts';
import type { IncidentEvent } from '#core/incident/events.ts';
import type { Incident } from '#core/incident/incident.ts';
import { peopleAt } from '#core/incident/pages.ts';
import { lookAgainSeconds } from '#core/intake/mute.ts';
import { ownAlerts } from '#core/intake/trust-domain.ts';
import type { OnCallChange } from '#core/oncall/roster.ts';
import type { PageReaction } from '#core/paging/page-reaction.ts';
import { pageGuard } from '#core/paging/still-wanted.ts';
import { delaySecondsOf } from '#core/reactions.ts';
import { addSeconds, type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import type { Delivery, Subscriptions } from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { PageLedger, SendHistoryStore } from '#ports/paging.ts';
import { memoryChatRooms } from '../support/memory/memory-chat-rooms.ts';
import { memoryHeardIntegrations } from '../support/memory/memory-heard-integrations.ts';
import { memoryHeartbeats } from '../support/memory/memory-heartbeats.ts';
import { memoryOnCallChanges, memoryRoster } from '../support/memory/memory-roster.ts';
import {
  memoryBaskets,
  memorySubscriptions,
  memoryTold,
} from '../support/memory/memory-subscriptions.ts';
import * as memory from '../support/memory/memory-table.ts';
import { memoryTextCap } from '../support/memory/memory-text-cap.ts';
import { callOf } from '../support/operations.ts';
import { type Answered, answersTo, cameToNothing, hasAcknowledged, saidToHave } from './answers.ts';
import { beatsOf, isBackSince, saysFiring, silencesOf, violationsOfBeats } from './beats.ts';
import { chance } from './chance.ts';
import { chatters } from './chatters.ts';
import { devices } from './devices.ts';
import { followers, linkIn, meantBy, type Opened } from './followers.ts';
import { leaving } from './leaving.ts';
import { type Here, type Run, runs } from './runs.ts';
import { otherSenders, type Posted } from './senders.ts';
import { settings, smaller } from './settings.ts';
import { storms } from './storms.ts';
import { type History, violationsOf } from './verdict.ts';
import { violationsOfBundles } from './verdict-on-bundles.ts';
import { claimedInVain, forgottenFor, violationsOfLapses } from './verdict-on-lapses.ts';
import { type Heard, violationsOfSenders } from './verdict-on-senders.ts';
import { type File, offDuty } from './whose-turn.ts';
import { type Wish, wishes } from './wishes.ts';

/** Guards that can be taken away, to see that this is found. */
export type Broken = 'guard' | 'claim' | 'sweeper' | 'early' | 'conflict' | 'left';

export interface Outcome {
  violations: string[];
  sent: number;
  crashes: number;
  acknowledged: boolean;
}

/** When an incident is due, and from when on it is late. */
interface Owed {
  of: Incident;
  due: Instant | undefined;
  since: Instant;
  late: Instant;
}

const comesAgain = new Error('held by another run: it comes again');
const begin = instant('2026-11-23T02:14:00.000Z');
/**
 * One history of the real use cases on the memory stores: functions die between any two calls and come again, wakes are
 * lost or doubled, vendors refuse, ask for patience or accept and are not heard, receipts come in any order.
 */
export async function chaos(
  seed: number,
  broken?: Broken,
  { frozen = true } = {},
): Promise<Outcome> {
  const pick = chance(seed);
  const world = runs(pick, begin);
  const { oneIn, now, faulty, deliver, kept, step } = world;
  const table = memory.memoryTable({ frozen });
  const stored = memory.memoryIncidents(table);
  const ledger = memory.memoryPages(table);
  const configuration = memory.memoryConfiguration(table);
  const directory = settings(pick);
  configuration.put(directory);
  const changes = new Map<string, OnCallChange>();
  const roster = memoryRoster(changes);
  const unusable = new Map<string, Instant>();
  const schedules = new Map<IncidentId, string>();
  const history: History = {
    queued: new Map(),
    attempts: [],
    told: new Map(),
    kept: new Set(),
    wrong: [],
    accepted: [],
  };
  const people = leaving(directory, roster, now);
  const log = () => {};
  const pause = async () => {};
  let tokens = 0;
  let messages = 0;
  // Some histories have no faults of one kind at all, so that each is seen alone.
  const has = { lost: oneIn(2), refusing: oneIn(2), sweeps: broken !== 'sweeper' };
  // Of its own, so that what is rare leaves the other nights as they are.
  const rare = chance(seed ^ 0x5bd1e995);
  const isLong = broken === undefined && rare(16) === 0;
  const isAnswered = broken === undefined && rare(8) === 0;
  const answerOf = answersTo(rare);
  const hasDevices = broken === undefined && rare(8) === 0;
  const theirs = devices(rare, roster, now);
  const hasBeats = broken === undefined && rare(8) === 0;
  const drawn = chance(seed ^ 0x2545f491);
  const hasChat = broken === undefined && drawn(6) === 0;
  const slack = chatters(drawn);
  const isSmaller = broken === undefined && drawn(6) === 0;
  const stormy = chance(seed ^ 0x68e31da4);
  const hasStorms = broken === undefined && stormy(5) === 0;
  const storm = storms(stormy);
  const outside = chance(seed ^ 0x1b873593);
  const hasFollowers = broken === undefined && outside(6) === 0;
  const crowd = followers(outside);
  /** How often the queue has brought a page once more. */
  const comebacks = new Map<string, number>();

  /** Each that was in force; a later one may have fewer people. */
  const files: File[] = [{ since: begin, directory }];
  const applies = async (next: typeof directory) => {
    configuration.put(next);
    files.push({ since: now(), directory: next });
    await people.applies(next);
  };
  const watched: IncidentStore = {
    ...stored,
    append(commit) {
      const state = table.states.get(commit.id);
      if (broken === 'conflict' && state !== undefined && state.version >= commit.version) {
        table.states.set(commit.id, { ...state, version: commit.version - 1 });
      }
      for (const event of commit.events) {
        const [file] = files.slice(-1);
        if (event.type !== 'IncidentDeclared' || !file || commit.at <= file.since) continue;
        for (const { person } of event.plan.levels.flatMap(level => peopleAt(level, commit.at))) {
          if (person in file.directory.people) continue;
          history.wrong.push(`${commit.id}: would page ${person}, who left before it began`);
        }
      }
      if (commit.at > now()) {
        history.wrong.push(`${commit.id}: what is of ${commit.at} was done at ${now()}`);
      }
      return stored.append(commit);
    },
  };
  const incidentsFor = faulty(watched);
  const configurationFor = faulty(configuration);
  const handleFor = (here: Here) => handleCommand({ incidents: incidentsFor(here), pause });

  const ledgerFor = faulty<PageLedger>({
    ...ledger,
    async claim(claim) {
      const id = claim.page.incident.id as IncidentId;
      const incident = table.states.get(id)?.incident;
      const key = `${id}/${claim.page.key}`;
      if (broken === 'claim') table.pages.delete(key);
      const guard =
        broken === 'guard' && incident !== undefined ? pageGuard(incident) : claim.guard;
      const outcome = await ledger.claim({ ...claim, guard });
      const { purpose } = claim.page;
      if (outcome === 'taken' && claimedInVain(purpose, incident)) {
        history.wrong.push(`${key} was claimed while ${incident?.phase}`);
      }
      return outcome;
    },
  });

  const sends = memory.memoryTraffic(table);
  const trafficFor = faulty<SendHistoryStore>({
    ...sends,
    async save(line, next) {
      const saved = await sends.save(line, next);
      for (const { outcome, pages } of next.traffic.told) {
        if (!outcome.sent || outcome.externalId === undefined) continue;
        history.told.set(outcome.externalId, pages);
        if (saved === 'saved') history.kept.add(outcome.externalId);
      }
      return saved;
    },
  });
  const rosterFor = faulty(roster);
  const notingBy = (here: Here) => {
    const marks = markUnusable({
      ...{ configuration: configurationFor(here), roster: rosterFor(here), now },
    });
    return noteRefusal({
      async markUnusable(found) {
        const marked = await marks(found);
        if (marked === 'marked') unusable.set(`${found.channel} ${found.address}`, now());
        return marked;
      },
      log,
    });
  };
  const paging = kept((here: Here) => {
    let doing: PageReaction;
    const send = (to: string, message?: unknown): Promise<Delivery> =>
      step(here, async () => {
        const left = people.leftAt(to);
        if (left !== undefined && left < now()) {
          history.wrong.push(`${doing.key} went to ${to}, which was left at ${left}`);
        }
        const marked = unusable.get(`${doing.channel} ${to}`);
        if (marked !== undefined && marked < now()) {
          history.wrong.push(`${doing.key} went to ${to}, which takes nothing since ${marked}`);
        }
        const out = doing.channel === 'push' && theirs.leftAmong(to);
        if (out) history.wrong.push(`${doing.key} went to ${out}, which was signed out before`);
        const kind = has.refusing ? pick(24) : 0;
        if (kind === 20 && doing.channel === 'sms') {
          return { sent: false, failed: 'give-up', reason: 'OptedOutException: opted out' };
        }
        if (kind === 21 || kind === 22)
          return { sent: false, failed: 'retry', reason: 'throttled' };
        if (kind > 22) return { sent: false, failed: 'give-up', reason: 'no such number' };
        const externalId = `m-${messages++}`;
        const { key, channel } = doing;
        history.attempts.push({ key, run: here.run, externalId, channel, to, at: now() });
        if (hasStorms && here.run.delivery <= 3 && storm.diesNow()) here.run.isDead = true;
        if (has.refusing && oneIn(3) && doing.channel !== 'push')
          receive({ messageId: externalId, ...receiptOf(to) });
        const answer = isAnswered ? answerOf(message) : undefined;
        if (answer !== undefined) hears(to, externalId, answer);
        return { sent: true, externalId };
      });
    const attempt = page({
      reachedNow: (to, channel) =>
        step(here, async () =>
          broken === 'left' ? { to } : people.reachedNow(to, channel, await roster.newest()),
        ),
      incidents: incidentsFor(here),
      ledger: ledgerFor(here),
      traffic: trafficFor(here),
      pause,
      handle: handleFor(here),
      noteRefusal: notingBy(here),
      sendSms: send,
      sendEmail: send,
      sendVoice: send,
      sendWebhook: send,
      sendDirect: ({ email = '' }, message) => send(email, message),
      async sendPush({ push = '' }, message) {
        const sent = await send(push, message);
        return hasDevices ? { ...sent, gone: theirs.lost(push) } : sent;
      },
      forgetDevices: forgetDevices({
        roster: rosterFor(here),
        sendEmail: async () => ({ sent: true }),
        log,
      }),
      queuePageAgain: (again, seconds) => step(here, async () => queuePage(again, seconds)),
      now,
      newToken: () => `token-${tokens++}`,
      publicUrl: 'https://tocsin.example.com',
      log,
    });
    return (reaction: PageReaction) => {
      doing = reaction;
      if (here.run.delivery > 1) comebacks.set(doing.key, (comebacks.get(doing.key) ?? 0) + 1);
      return attempt(reaction, here.run.delivery);
    };
  });
  function queuePage(reaction: PageReaction, seconds: number): void {
    history.queued.set(reaction.key, reaction);
    deliver(`page ${reaction.key}`, seconds, run => paging(run, reaction));
    // In the very moment in which somebody else's phone is about to ring.
    if (oneIn(40)) person(seconds, acknowledge);
  }
  function receiptOf(address: string): Omit<DeliveryReceipt, 'messageId'> {
    if (oneIn(2)) return { outcome: { delivered: true } };
    if (!oneIn(4)) return { outcome: { delivered: false, reason: `${address} is switched off` } };
    const isMail = address.includes('@');
    const reason = isMail ? 'the address bounced' : 'Phone number is opted out';
    const outcome = { delivered: false, reason } as const;
    return { address, outcome: isMail ? { ...outcome, isFinal: true } : outcome };
  }
  function receive(receipt: DeliveryReceipt, looks = 0, seconds = pick(90)): void {
    deliver(`receipt ${receipt.messageId}`, seconds, run => hearing(run, receipt, looks));
  }
  const hearing = kept((here: Here) =>
    recordReceipt({
      noteRefusal: notingBy(here),
      pagesByMessage: id => step(here, () => memory.memoryPagesByMessage(table)(id)),
      handle: handleFor(here),
      queueReceiptAgain: async (again, next, wait) => receive(again, next, wait),
      now,
      log,
    }),
  );

  const mayText = memoryTextCap();
  const pressing = kept((here: Here) => {
    const { act } = answerLink({
      links: faulty(memory.memoryLinks(table))(here),
      effectsOf: memory.memoryEffectsOf(table),
      incidents: incidentsFor(here),
      configuration: configurationFor(here),
      roster: rosterFor(here),
      book: { accountRead: async () => undefined },
      handle: handleFor(here),
      now,
    });
    return async (token: string, form: Record<string, string>) => {
      const view = await act(token, form);
      if (cameToNothing(form, view)) history.wrong.push(`to press ${token} came to nothing`);
    };
  });
  const texting = kept((here: Here) =>
    answerText({
      configuration: configurationFor(here),
      roster: rosterFor(here),
      incidents: incidentsFor(here),
      phonePages: faulty(memory.memoryPhonePages(table))(here),
      mayText,
      handle: handleFor(here),
      sendSms: (to, text) =>
        step(here, async () => {
          const id = saidToHave(text) as IncidentId | undefined;
          const events = (id && table.commits.get(id)?.flatMap(commit => commit.events)) ?? [];
          const people = [...(table.phones.get(to)?.values() ?? [])].map(({ person }) => person);
          if (id !== undefined && !hasAcknowledged(events, people)) {
            history.wrong.push(`${id} is said to be acknowledged, and is not`);
          }
          return { sent: true, externalId: `answer-${messages++}` };
        }),
      now,
      log,
    }),
  );
  /** Somebody answers what reached them, at once or later; who gets no answer presses again. */
  function hears(to: string, messageId: string, answer: Answered): void {
    const seconds = rare(rare(2) === 0 ? 60 : 1200);
    deliver(`answer ${messageId}`, seconds, run =>
      answer.by === 'link'
        ? pressing(run, answer.token, answer.form)
        : texting(run, {
            originationNumber: to,
            messageBody: answer.text,
            inboundMessageId: `in-${messageId}`,
          }),
    );
  }

  const wakingBy = (here: Here) =>
    wake({
      incidents: incidentsFor(here),
      handle: handleFor(here),
      now: () => (broken === 'early' ? addSeconds(now(), 60) : now()),
      waitUntil: async () => {},
      setAlarmClock: (id, at) => step(here, async () => setAlarmClock(id, at)),
    });
  const waking = kept(wakingBy);
  const sweeping = kept((here: Here) => {
    const { goOnWithLeft } = replanningBy(here);
    const sweeps = eachMinute({
      sweep: sweep({ incidents: incidentsFor(here), wake: wakingBy(here), now, log }),
      takeUpHeld: takingUpBy(here),
      makeRoot: async () => {},
      tell() {},
      now,
    });
    return async () => {
      await sweeps();
      await goOnWithLeft(now());
    };
  });
  /** Scheduler within the minute before, the queue for the last leg; either may be lost or come twice. */
  function setAlarmClock(id: IncidentId, at: DispatchedCommit['deadline'] & string): void {
    const left = secondsBetween(now(), at);
    const isFar = left > 120;
    const name = isFar ? `schedule ${id} ${at}` : `wake ${id}`;
    // An incident has one schedule, which each later one replaces; messages cannot be called back.
    if (isFar) world.forget(one => one === schedules.get(id));
    if (isFar) schedules.set(id, name);
    if (has.lost && oneIn(2)) return;
    const seconds = isFar ? left - 60 + pick(60) : Math.max(Math.floor(left), 0);
    deliver(name, seconds, run => waking(run, id));
  }

  table.onCommit = commit => {
    const id = commit.incidentId;
    deliver(`stream ${id} ${commit.version}`, pick(2), run => dispatching(run, commit));
  };
  const dispatching = kept((here: Here) =>
    dispatch({
      queueReactions: reactions =>
        step(here, async () => {
          for (const reaction of reactions) {
            if (reaction.kind === 'page') queuePage(reaction, delaySecondsOf(reaction));
            if (reaction.kind === 'stakeholders' && hasFollowers) tellFollowers(reaction);
          }
        }),
      setAlarmClock: (of, at) => step(here, async () => setAlarmClock(of, at)),
    }),
  );

  const subscribed = new Map<string, Subscription>();
  const entries = memorySubscriptions(subscribed);
  const subscriptionsFor = faulty<Subscriptions>({
    ...entries,
    async put(next, previous) {
      const isPut = await entries.put(next, previous);
      if (isPut && next.state === 'confirmed') crowd.said(next.address, true, now());
      return isPut;
    },
    async remove(id) {
      const removed = await entries.remove(id);
      if (removed !== undefined) crowd.said(removed.address, false, now());
      return removed;
    },
  });
  const effectsFor = faulty(memory.memoryEffects(table));
  const toldFor = faulty(memoryTold());
  const linkTo = async (what: 'confirm' | 'end', id: string) =>
    `https://tocsin.example.com/s/${what}-${id}`;
  /** Whoever gets a message, or their software, opens its link. */
  const follows = (here: Here, to: string, link = '', key?: string): Promise<Delivery> =>
    step(here, async () => {
      if (outside(12) === 0) return { sent: false, failed: 'retry', reason: 'throttled' };
      if (key !== undefined) crowd.hears({ key, to, at: now(), run: here.run });
      for (const { seconds, ...opened } of crowd.opens(link)) {
        deliver(`link ${to}`, seconds, run => opening(run, opened));
      }
      return { sent: true };
    });
  const subscribing = kept((here: Here) => {
    const enter = subscribe({
      subscriptions: subscriptionsFor(here),
      sendEmail: (to, notice) => follows(here, to, linkIn(notice.body)),
      sendSms: (to, text) => follows(here, to, linkIn(text)),
      mayText: memoryTextCap(),
      asksByItself: false,
      ...{ linkTo, now },
    });
    return async (wanted: Pick<Wanted, 'channel' | 'address' | 'severities'>) => {
      const entered = await enter({ ...wanted, by: 'Ana', organisation: 'Northwind Books' });
      if (entered === 'changed meanwhile' || 'notAsked' in entered) throw comesAgain;
    };
  });
  const opening = kept((here: Here) => {
    const deps = {
      configuration: configurationFor(here),
      meantBy: async (token: string) => meantBy(token),
    };
    const theirs = subscriptionsFor(here);
    const pressed = answerSubscription({ ...deps, subscriptions: theirs });
    const looked = answerSubscription({ ...deps, subscriptions: crowd.onlyRead(theirs) });
    return ({ token, looksOnly }: Opened) => (looksOnly ? looked.look(token) : pressed.act(token));
  });
  const performing = kept((here: Here) =>
    perform({
      ledger: effectsFor(here),
      sendEmail: async () => ({ sent: true }),
      tellStakeholders: async () => ({ sent: true }),
      sendWebhook: async () => ({ sent: true }),
      invite: async () => ({ subject: '', body: '' }),
      queueFanOut: (work, seconds) => step(here, async () => queueFanOut(work, seconds)),
      channelOf: async () => undefined,
      reachedNow: async to => ({ to }),
      ticketLink: async () => '',
      configuration: configurationFor(here),
      ...{ now, log },
    }),
  );
  const fanningOut = kept((here: Here) => {
    let doing: FanOut;
    const theirs = subscriptionsFor(here);
    const tells = fanOut({
      subscriptions: {
        page: (of, after, most) => theirs.page(of, after, most),
        find: id => theirs.find(id),
        remove: id => theirs.remove(id),
      },
      told: toldFor(here),
      ledger: effectsFor(here),
      baskets: memoryBaskets(),
      send: sendToSubscriber({
        sendEmail: (to, notice) => follows(here, to, notice.unsubscribe, doing.key),
        sendSms: (to, text) => follows(here, to, linkIn(text), doing.key),
        sendWebhook: async () => ({ sent: true }),
        postEvent: async () => ({ sent: true }),
        linkTo,
      }),
      queueDigest: async () => {},
      queueFanOut: (work, seconds) => step(here, async () => queueFanOut(work, seconds)),
      ...{ now, log },
    });
    return (work: FanOut) => {
      doing = work;
      return tells(work);
    };
  });
  const followed = new Map<string, { reaction: StakeholderReaction; at: Instant }>();
  function tellFollowers(reaction: StakeholderReaction): void {
    if (!followed.has(reaction.key)) followed.set(reaction.key, { reaction, at: now() });
    deliver(`told ${reaction.key}`, delaySecondsOf(reaction), run => performing(run, reaction));
  }
  function queueFanOut(work: FanOut, seconds: number): void {
    deliver(`fan-out ${work.key}`, seconds, run => fanningOut(run, work));
  }
  if (hasFollowers) {
    for (const { seconds, again, ...wanted } of crowd.wanted) {
      for (const each of again === undefined ? [seconds] : [seconds, seconds + again]) {
        deliver(`subscribes ${wanted.address}`, each, run => subscribing(run, wanted));
      }
    }
  }

  const heard: Heard[] = [];
  function alert(posted: Posted): void {
    const { seconds, from, source, body } = posted;
    const id = `rcp_${heard.length}`;
    const acceptedAt = addSeconds(now(), seconds);
    heard.push({ ...posted, receipt: id, acceptedAt });
    history.accepted.push(id as ReceiptId);
    deliver(`alert ${id}`, seconds, async run => {
      const webhook = {
        ...({ kind: 'webhook', receiptId: receiptId(id), source, ...from } as const),
        acceptedAt,
        body: JSON.stringify(body),
      };
      await ingesting(run, { messageId: id, webhook });
    });
  }
  const heartbeats = memoryHeartbeats();
  const heartbeatsFor = faulty(heartbeats);
  const alertsFor = faulty(memory.memoryAlerts(table));
  const receiptsFor = faulty(memory.memoryReceipts(table));
  const ingesting = kept((here: Here) => {
    const taking = ingest({
      settle: triageBatch({
        incidents: incidentsFor(here),
        alerts: alertsFor(here),
        configuration: configurationFor(here),
        roster: rosterFor(here),
        handle: handleFor(here),
        ...{ now, pause, log },
      }),
      heed: async () => 'missing',
      keepRaw: async () => 'raw/test',
      receipts: receiptsFor(here),
      heartbeats: heartbeatsFor(here),
      integrations: memoryHeardIntegrations(),
      configuration: configurationFor(here),
      held: heldAlerts({ alerts: memory.memoryAlerts(table) }),
      incidents: incidentsFor(here),
      queueRest: async () => {
        history.wrong.push('a body of one alert took two runs');
      },
      now,
      log,
    });
    return async (delivered: Delivered) => {
      const { failed } = await taking([delivered]);
      if (failed.length > 0) throw comesAgain;
    };
  });
  const takingUpBy = (here: Here) =>
    takeUpHeld({
      alerts: alertsFor(here),
      accept: webhook =>
        step(here, async () => {
          deliver(`held ${webhook.receiptId}`, 0, async run => {
            await ingesting(run, { messageId: webhook.receiptId, webhook });
          });
          return 'accepted' as const;
        }),
      newReceiptId: () => receiptId(`rcp_held${tokens++}`),
    });
  const takingUp = kept(takingUpBy);
  /** What Tocsin said last of the job that reports. */
  let told: AcceptedWebhook | undefined;
  const rounding = kept((here: Here) => {
    const looks = heartbeatRound({
      heartbeats: heartbeatsFor(here),
      accept: webhook =>
        step(here, async () => {
          told = webhook;
          history.accepted.push(receiptId(webhook.receiptId));
          const messageId = webhook.receiptId;
          deliver(`own ${messageId}`, 0, run => ingesting(run, { messageId, webhook }));
          return 'accepted' as const;
        }),
      newReceiptId: () => receiptId(`rcp_own${tokens++}`),
    });
    return async () => {
      const { directory } = (await configurationFor(here).newest()) ?? {};
      if (directory !== undefined) await looks(directory, begin, now());
    };
  });
  function reports(): void {
    const beats = beatsOf(rare);
    for (const seconds of beats) {
      const id = `rcp_beat${seconds}`;
      const acceptedAt = addSeconds(now(), seconds);
      const about = { source: 'generic', integration: 'cron', domain: ownAlerts } as const;
      const webhook: AcceptedWebhook = {
        ...{ kind: 'webhook', receiptId: receiptId(id), ...about },
        ...{ heartbeat: 'backup', acceptedAt, body: '' },
      };
      deliver(`beat ${id}`, seconds, run => ingesting(run, { messageId: id, webhook }));
    }
    for (const seconds of silencesOf(beats)) {
      deliver('a look', seconds, async () => {
        if (told && saysFiring(told)) return;
        history.wrong.push(`the heartbeat is missed at ${now()}, and nobody is told`);
      });
    }
    let before = false;
    for (const seconds of [2600, 3000, 3500]) {
      const looks = async () => {
        const [beat] = await heartbeats.all();
        const isWrong = isBackSince(beat, now()) && told !== undefined && saysFiring(told);
        if (isWrong && before) history.wrong.push(`the heartbeat is back, and missed at ${now()}`);
        before = isWrong;
      };
      // Two looks of the same moment are one.
      deliver('a look', seconds, looks, { doubled: false });
    }
  }
  const ana = { kind: 'person', id: 'ana', name: 'Ana' } as const;
  const acknowledge = (at: typeof begin) => ({ type: 'AcknowledgeIncident', at, by: ana }) as const;
  const asked = new Map<string, IncidentCommand['type']>();
  /** What a person asks for; who gets no answer asks again. */
  function person(seconds: number, command: (at: typeof begin) => IncidentCommand): void {
    const request = `request-${asked.size}`;
    asked.set(request, command(begin).type);
    deliver(`${request}`, seconds, async run => {
      const [id] = table.states.keys();
      if (id === undefined) return;
      const claims = [{ kind: 'request', key: request, digest: '' } as const];
      await asking(run, id, command(now()), { claims });
    });
  }
  const asking = kept(handleFor);

  const title = 'Payment processing down';
  const down = { title, service: 'payments', severity: 'SEV1', key: 'down' };
  function payments(seconds: number, status: 'firing' | 'resolved' = 'firing'): void {
    const says = [{ series: 'down', status, severity: 'SEV1' } as const];
    const from = { integration: 'test', domain: 'key:test' };
    alert({ seconds, from, source: 'generic', body: { ...down, status }, says });
  }
  /** What somebody asks of the API. */
  function asks({ seconds, incident, by, words, ask }: Wish): void {
    const caller = callOf({ by, idempotencyKey: words }).asked;
    deliver(words, seconds, async run => {
      const ids = [...table.states.keys()];
      const id = ids[incident % ids.length];
      if (id !== undefined) await wishing(run, ask, id, caller);
    });
  }
  const wishing = kept((here: Here) => {
    const act = incidentCommands({
      incidents: incidentsFor(here),
      configuration: configurationFor(here),
      roster: rosterFor(here),
      handle: handleFor(here),
      now,
    });
    return (ask: Wish['ask'], id: IncidentId, caller: Requester) => ask(act, id, caller);
  });

  const rooms = memoryChatRooms();
  const chatFor = faulty(slack.api);
  const chatting = kept((here: Here) => {
    const [incidents, handle] = [incidentsFor(here), handleFor(here)];
    const chat = chatFor(here);
    const theirs = { incidents, configuration: configurationFor(here), handle };
    return answerChat({
      ...{ incidents, configuration: theirs.configuration, rooms, chat, now, log },
      act: incidentCommands({ ...theirs, roster: rosterFor(here), now }),
      approve: publicNoticeCommands({ incidents, now, once: idempotentCommands(theirs).once })
        .approvePublicNotice,
      people: chatPeople({ chat }),
      ledger: memory.memoryEffects(table),
    });
  });
  /** Somebody presses a button or writes a command in Slack, which tells of it again where nobody answers. */
  function chats(seconds: number): void {
    deliver('chat', seconds, async () => {
      const ids = [...table.states.keys()];
      const id = ids[drawn(3) === 0 ? drawn(ids.length) : 0];
      if (id === undefined) return;
      const asked = slack.ask(id);
      deliver(asked.key, 0, run => chatting(run, asked));
    });
  }

  const changesFor = faulty(memoryOnCallChanges(changes));
  const replanningBy = (here: Here) =>
    replan({
      incidents: incidentsFor(here),
      changes: changesFor(here),
      configuration: configurationFor(here),
      roster: rosterFor(here),
      handle: handleFor(here),
      queueReplan: (id, seconds) =>
        step(here, async () => {
          if (has.lost && oneIn(4)) return;
          deliver(`replan ${id}`, seconds, run => replanning(run, id));
        }),
      now,
    });
  const replanning = kept((here: Here) => replanningBy(here).goOn);
  const standInsBy = (here: Here) =>
    overrideOperations({
      configuration: configurationFor(here),
      roster: rosterFor(here),
      changes: changesFor(here),
      replan: replanningBy(here),
      newToken: () => `override-${tokens++}`,
      now,
    });
  const days = { from: begin, until: addSeconds(begin, 10 * 86_400) };
  const standingIn = kept((here: Here) => (person: string, span: typeof days) => {
    const body = { schedule: 'primary', person, ...span };
    const call = callOf<'addOverride'>({
      body,
      by: person,
      idempotencyKey: `override of ${person}`,
    });
    return standInsBy(here).addOverride(call);
  });
  const takingBack = kept((here: Here) => async (id: string) => {
    await standInsBy(here).removeOverride(callOf({ params: { id }, by: 'dana' }));
  });
  // Often while the incident is being declared.
  if (oneIn(4))
    deliver('override', oneIn(2) ? 0 : pick(2400), run => standingIn(run, 'dana', days));
  // Whoever asked for it and got no answer asks for it again after it was taken back, which is done once all the same.
  if (oneIn(8)) {
    deliver('override back', 600 + pick(2000), async run => {
      const [{ id } = {}] = (await roster.newest()).overrides;
      if (id !== undefined) await takingBack(run, id);
    });
  }
  // For a while, which may end in the middle of a page; whoever asks once more means the same.
  if (!isSmaller && drawn(6) === 0) {
    const [person, from] = [['chidi', 'emil'][drawn(2)] ?? '', drawn(1500)];
    const span = { from: addSeconds(begin, from + drawn(600)), until: addSeconds(begin, 2200) };
    deliver('for a while', from, run => standingIn(run, person, span));
  }
  const silences = memory.memorySilences(table);
  for (let number = oneIn(4) ? 1 + pick(3) : 0; number > 0; number--) {
    const [from, seconds] = [pick(2000), 60 + pick(1500)];
    const match = oneIn(2) ? 'service="payments"' : 'severity=~"SEV3|SEV4"';
    const about = { match, owner: 'bo', reason: 'work', by: 'Bo', includeSev1: oneIn(3) };
    const id = `sil_${number}`;
    deliver(id, from, async () => {
      const until = addSeconds(now(), seconds);
      await silences.add({ id, ...about, from: now(), until, createdAt: now() }, now());
    });
    // Before its time, in the middle of what it keeps waiting.
    if (oneIn(2)) {
      deliver(`${id} ends`, from + pick(seconds), async run => {
        await silences.end(id, { at: now(), by: 'Bo' });
        await takingUp(run, addSeconds(now(), lookAgainSeconds), now());
      });
    }
  }
  if (oneIn(6)) {
    deliver('apply', pick(2400), () => applies(settings(pick)));
  }

  // A service is taken away, a level, a number of somebody's, or a person: who is being paged, or has the turn.
  if (isSmaller) {
    deliver('a smaller team', drawn(2400), () => applies(smaller(drawn)));
  }

  payments(0);
  if (oneIn(2)) payments(pick(30));
  // Late enough that it does not overtake the alert that it clears, however often its function dies.
  if (oneIn(3)) payments(700 + pick(900), 'resolved');
  if (oneIn(4)) payments(1700 + pick(900));
  for (const posted of otherSenders(pick)) alert(posted);
  if (oneIn(2)) person(pick(1500), acknowledge);
  if (oneIn(4)) {
    person(pick(2400), at => ({ type: 'EscalateIncident', at, by: ana, reason: 'no idea' }));
  }
  if (oneIn(5)) {
    const resolution = 'Restarted.';
    person(600 + pick(1800), at => ({ type: 'ResolveIncident', at, by: ana, resolution }));
  }
  if (oneIn(5)) person(2500 + pick(600), acknowledge);
  for (const wish of wishes(pick)) asks(wish);
  if (hasStorms) {
    for (const posted of storm.posted) alert(posted);
    for (const wish of storm.wishes) asks(wish);
  }
  for (let count = oneIn(3) ? 1 + pick(3) : 0; count > 0; count--) {
    const [who, moves] = [pick(people.count), oneIn(2)];
    deliver('somebody leaves', pick(2400), async () => people.leave(who, moves));
  }

  let sweepsMissed = 0;
  function sweepNow(): void {
    const run: Run = { name: 'sweep', delivery: sweepsMissed + 1, isDead: false };
    deliver('sweep', 0, () => sweeping(run).catch(() => undefined), { doubled: false });
    if (hasBeats) deliver('round', 0, rounding);
    world.settle();
    sweepsMissed = run.isDead ? sweepsMissed + 1 : 0;
  }

  /** Minute by minute, and nothing that is due is late. */
  function watchUntil(ends: Instant): void {
    const owed = new Map<IncidentId, Owed>();
    const minuteAfter = (seconds: number) => addSeconds(begin, (Math.floor(seconds / 60) + 1) * 60);
    let minute = begin;
    while (now() < ends) {
      if (minute <= now()) minute = minuteAfter(secondsBetween(begin, now()));
      if (world.moveOn(minute) === minute && has.sweeps) sweepNow();
      world.settle();
      for (const [id, { incident }] of table.states) {
        const known = owed.get(id);
        const isKnown = known !== undefined && known.of === incident;
        const due = isKnown ? known.due : memory.deadlineOf(table, id, incident);
        // A fact that comes late may bring a deadline that has passed already: it is late from then on.
        if (known === undefined || due !== known.due) {
          const since = due && due > now() ? due : now();
          owed.set(id, { of: incident, due, since, late: addSeconds(since, 65) });
          continue;
        }
        known.of = incident;
        if (due !== undefined && known.late < now()) {
          const late = secondsBetween(known.since, now());
          if (late > 65 + 60 * sweepsMissed) history.wrong.push(`${id} is ${late} s overdue`);
        }
      }
    }
  }

  /** By day somebody is at hand, and resolves what there is; after days it is opened again, and fires once more. */
  function daysLater(): void {
    let wished = 0;
    const wish = (incident: number, ask: (words: string) => Wish['ask']) => {
      const words = `wish ${1000 + wished++}`;
      asks({ seconds: 0, incident, by: 'bo', words, ask: ask(words) });
    };
    const back = addSeconds(now(), (1 + rare(4)) * 86_400 + rare(86_400));
    for (let hours = 0; now() < back; hours++) {
      const isOpen = [...table.states.values()].map(({ incident }) => incident.phase === 'open');
      for (const [place, open] of isOpen.entries()) {
        if (open || hours === 0) {
          wish(
            place,
            resolution => (act, id, caller) => act.resolveIncident(id, { resolution }, caller),
          );
        }
      }
      watchUntil(addSeconds(now(), 120));
      const hour = addSeconds(now(), 3600);
      while (now() < hour) {
        world.moveOn(hour);
        world.settle();
      }
      sweepNow();
    }
    wish(rare(4), reason => (act, id, caller) => act.reopenIncident(id, { reason }, caller));
    payments(rare(120));
    watchUntil(addSeconds(now(), 1800));
  }

  if (hasBeats) reports();
  if (hasChat) for (let count = slack.count; count > 0; count--) chats(drawn(3000));
  if (hasDevices) {
    for (let count = 2 + rare(4); count > 0; count--) {
      deliver('a device', rare(2) * rare(1500), async () => theirs.signIn(), { doubled: false });
    }
    for (let count = rare(3); count > 0; count--) {
      deliver('no device', rare(2400), async () => theirs.signOut(), { doubled: false });
    }
  }

  function live(): void {
    const ends = addSeconds(begin, oneIn(12) ? 4 * 3600 : 3600);
    world.settle();
    watchUntil(ends);
    if (isLong) daysLater();
    for (const { fingerprint, held } of table.alerts.values()) {
      // A run that takes it up may die three times, and comes again after three minutes.
      if (held !== undefined && addSeconds(held.lookAgainAt, 900) < now() && has.sweeps) {
        history.wrong.push(`${fingerprint} waits, to be looked at since ${held.lookAgainAt}`);
      }
    }
    if (has.sweeps) {
      history.wrong.push(...forgottenFor(table, now(), 65 + 60 * sweepsMissed));
    }
    // What was decided before the end is also done; nothing new falls due.
    has.sweeps = false;
    for (let more = 0; more < 4000 && world.left() > 0; more++) {
      world.forget(name => /^(schedule|wake) /.test(name));
      world.moveOn(addSeconds(now(), 300));
      world.settle();
    }
  }
  // From a callback of its own, since promises do not settle within one.
  await new Promise<void>((resolve, reject) => {
    setImmediate(() => {
      try {
        live();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });

  const events = [...table.commits.values()].flat().flatMap(commit => commit.events);
  const is = (type: IncidentEvent['type']) => events.some(event => event.type === type);
  return {
    violations: [
      ...world.failures,
      ...violationsOf(table, history),
      ...violationsOfSenders(table, heard),
      ...violationsOfLapses(table),
      ...violationsOfBundles(table, history, comebacks),
      ...violationsOfBeats(table, told),
      ...slack.violations(table),
      ...crowd.violations([...followed.values()], subscribed),
      ...offDuty(table, files, await roster.newest(), now()),
    ],
    sent: history.attempts.length,
    crashes: world.crashes(),
    acknowledged: is('IncidentAcknowledged'),
  };
}
