import type { HeedAsk } from '#app/intake/heed-asks.ts';
import type { heldAlerts } from '#app/intake/held-alerts.ts';
import type { SettledAlert, TriageBatch } from '#app/intake/triage-batch.ts';
import type { TriagedAlert } from '#app/intake/triaged.ts';
import type { AcceptedWebhook } from '#contract/messages.ts';
import { fingerprint, type IncidentId, type ReceiptId, receiptId } from '#core/ids.ts';
import { type Alert, pages } from '#core/intake/alert.ts';
import type { Asked } from '#core/intake/ask.ts';
import { groupedBy } from '#core/intake/group-by.ts';
import { heardBefore } from '#core/intake/heard.ts';
import { watchdogOf } from '#core/intake/heartbeat.ts';
import { incidentsNamed, tellsOf } from '#core/intake/own-mail.ts';
import { parsePayload } from '#core/intake/parse.ts';
import {
  firstKey,
  identitiesBefore,
  inDomain,
  nativeAlarms,
  ownAlerts,
  type TrustDomain,
} from '#core/intake/trust-domain.ts';
import { type Door, type Understood, understood } from '#core/intake/understood.ts';
import { parseSource } from '#core/sources.ts';
import { type Instant, instant } from '#core/time/instant.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type {
  HeardAs,
  HeardIntegrations,
  Heartbeats,
  KeepRaw,
  QueueRest,
  Receipt,
  ReceiptOutcome,
  Receipts,
} from '#ports/intake.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

export interface Delivered {
  messageId: string;
  webhook: AcceptedWebhook;
}

/** What a run of the function has left of its time is kept for receipts, raw bodies and what goes back to the queue. */
const msKept = 5000;
/** Bodies that hold more together are not even read in one run. */
const alertsRead = 20_000;
/** So often what a sender asks about is looked for, about two seconds apart. */
const looksForAsked = 3;

/** One message in hand. */
interface InHand extends Delivered {
  id: ReceiptId;
  receipt: Receipt;
  /** All that its body holds, whatever is left to do of it. */
  alerts: number;
  asked: readonly Asked[];
  beats: readonly HeardBeat[];
  /** The first alert of its body, and the way that it came. */
  first?: { alert: Alert; door: Door };
}

type HeardBeat = Parameters<Heartbeats['beat']>[0];

/**
 * The front half of the pipeline: accepted bodies become alerts, alerts become incidents. What fails because
 * something is down is answered by message id and comes again; what cannot be read is quarantined, never dropped; what
 * is too much for one run goes back to the queue as a message of its own.
 */
export function ingest(deps: {
  settle: TriageBatch;
  heed: HeedAsk;
  keepRaw: KeepRaw;
  receipts: Receipts;
  heartbeats: Pick<Heartbeats, 'beat'>;
  integrations: Pick<HeardIntegrations, 'hear'>;
  configuration: Pick<ConfigurationStore, 'current'>;
  held: ReturnType<typeof heldAlerts>;
  incidents: Pick<IncidentStore, 'loadMany'>;
  queueRest: QueueRest;
  now: Now;
  log: Log;
}) {
  /** Of this process, so that most runs write nothing and ask nothing. */
  const lastHeard = new Map<string, Instant>();

  return async (
    delivered: readonly Delivered[],
    remainingMs: () => number = () => Number.POSITIVE_INFINITY,
  ): Promise<{ failed: string[] }> => {
    const triaged: TriagedAlert[] = [];
    const hands = new Map<ReceiptId, InHand>();
    for (const each of delivered) {
      const { webhook } = each;
      if (triaged.length > alertsRead) {
        await deps.queueRest(webhook);
        continue;
      }
      if (await isReplayed(webhook, hands)) continue;
      const id = receiptId(webhook.receiptId);
      // Nothing of a part is done twice because its message came twice.
      const before = webhook.part && (await deps.receipts.find(id));
      if (before?.part !== undefined && before.part >= (webhook.part?.number ?? 0)) continue;
      const { outcomes = [], ...kept } = before ?? emptyReceipt(webhook, id, deps.now());
      const receipt: Receipt = { ...kept, outcomes: [...outcomes] };
      const { alerts, all, ...about } = await read(webhook, receipt);
      hands.set(id, { ...each, id, receipt, alerts: all, ...about });
      triaged.push(...alerts);
    }

    // The page comes first; evidence and receipts follow, and a failure there repeats only what is harmless to repeat.
    const { settled, failed, left } = await deps.settle(triaged, () => remainingMs() > msKept);
    for (const alert of settled) {
      hands.get(alert.receiptId)?.receipt.outcomes.push(outcomeOf(alert));
    }
    const isSettled = new Set<string>(settled.map(alert => alert.receiptId));
    const rests = Map.groupBy([...left, ...failed], alert => alert.receiptId);
    const isUnfinished = new Set<string>(left.map(alert => alert.receiptId));
    const isFailed = new Set<string>(failed.map(alert => alert.receiptId));
    const again = new Set<ReceiptId>();
    const unheard = await hear([...hands.values()].flatMap(({ beats }) => beats));
    for (const hand of hands.values()) {
      const { id, webhook, receipt, alerts, beats } = hand;
      // The sweep sends again what still waits.
      if (webhook.kind === 'held') continue;
      const isPart = webhook.part !== undefined || isUnfinished.has(id);
      if (isPart) receipt.part = webhook.part?.number ?? 0;
      const rest = rests.get(id);
      if (beats.some(beat => unheard.has(beat.id))) again.add(id);
      if (rest === undefined) {
        const asked = await askOf(hand);
        if (asked === 'failed') again.add(id);
        if (asked === 'too soon') continue;
        receipt.state = receipt.state === 'quarantined' ? 'quarantined' : 'processed';
        continue;
      }
      // What got nowhere comes again by itself, so that its attempts are counted. The rest of a body goes on, and so does
      // a body that others left no room for: it would be given up after as many runs as there are attempts.
      const gotNowhere = !isSettled.has(id) && (isFailed.has(id) || settled.length === 0);
      if (!isPart || gotNowhere) again.add(id);
      else {
        const number = (webhook.part?.number ?? 0) + 1;
        await deps.queueRest({ ...webhook, part: { number, left: signs(rest, alerts) } });
        receipt.state = 'accepted';
      }
    }

    await close([...hands.values()].filter(({ id }) => !again.has(id)));
    await noteSenders([...hands.values()].filter(({ id }) => !again.has(id)));
    await tellOf(settled);
    return {
      failed: [...again].flatMap(id => hands.get(id)?.messageId ?? []),
    };
  };

  /** Of several of one, the newest says all. Answers those that could not be written. */
  async function hear(beats: readonly HeardBeat[]): Promise<Set<string>> {
    const newest = beats.toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const unheard = new Set<string>();
    const writing = [...new Map(newest.map(each => [each.id, each])).values()].map(async beat => {
      try {
        await deps.heartbeats.beat(beat);
      } catch (error) {
        deps.log('error', 'a heartbeat could not be written', { error: String(error) });
        unheard.add(beat.id);
      }
    });
    await Promise.all(writing);
    return unheard;
  }

  /** Whose alerts were understood, and as what. Nothing depends on it but what is shown: a failure is made good by the next alert. */
  async function noteSenders(hands: readonly InHand[]): Promise<void> {
    const newest = new Map(
      hands.flatMap(({ webhook, alerts, id, first }) => {
        if (webhook.kind !== 'webhook' || alerts === 0) return [];
        const isOwn = webhook.domain !== firstKey && webhook.domain !== ownAlerts;
        return isOwn ? [[webhook.integration, { id, first }] as const] : [];
      }),
    );
    const at = deps.now();
    for (const [name, { id, first }] of newest) {
      const last = lastHeard.get(name);
      if (last !== undefined && last > heardBefore(at)) continue;
      try {
        const directory = first && (await deps.configuration.current())?.directory;
        const as = directory && heardAs(id, understood(directory, first.alert, first.door));
        await deps.integrations.hear(name, at, as);
        lastHeard.set(name, at);
      } catch (error) {
        deps.log('warn', 'who was heard could not be written', { error: String(error) });
      }
    }
  }

  async function askOf(hand: InHand): Promise<'done' | 'too soon' | 'failed'> {
    try {
      return (await isAskedTooSoon(hand)) ? 'too soon' : 'done';
    } catch (error) {
      const fields = { receiptId: hand.id, error: String(error) };
      deps.log('error', 'what a sender asked for could not be done', fields);
      return 'failed';
    }
  }

  /**
   * Does what a sender asks for, once its alerts are settled. What it asks about may still be on its way, on another lane:
   * then it is asked once more a moment later, a few times.
   */
  async function isAskedTooSoon({ webhook, receipt, asked }: InHand): Promise<boolean> {
    if (webhook.kind !== 'webhook') return false;
    const { integration, domain } = webhook;
    const number = webhook.part?.number ?? 0;
    for (const [index, each] of asked.entries()) {
      const key = `ask#${receipt.id}#${index}`;
      const outcome =
        domain === undefined
          ? 'missing'
          : await deps.heed(each, { integration, domain: domain as TrustDomain, key });
      if (outcome !== 'missing') {
        receipt.outcomes.push(outcome);
        continue;
      }
      if (number < looksForAsked) {
        await deps.queueRest({ ...webhook, part: { number: number + 1, left: '' } });
        Object.assign(receipt, { part: number, state: 'accepted' });
        return true;
      }
      const reason = `${each.ask.what} was asked for, and nothing is known by that name`;
      receipt.outcomes.push({ alert: each.title, outcome: 'ignored', reason });
    }
    return false;
  }

  /** What was signed once is not news when it is posted again: the receipt of the first time stands. */
  async function isReplayed(
    webhook: AcceptedWebhook,
    inHand: ReadonlyMap<ReceiptId, InHand>,
  ): Promise<boolean> {
    if (webhook.kind !== 'webhook' || webhook.once !== true) return false;
    const id = receiptId(webhook.receiptId);
    const earlier = await deps.receipts.find(id);
    return inHand.has(id) || (earlier !== undefined && isEnd[earlier.state]);
  }

  /** A raw body is kept with its first part. */
  async function close(hands: readonly InHand[]): Promise<void> {
    // What waited was accepted before, and has its receipt.
    const done = hands.filter(({ webhook }) => webhook.kind !== 'held');
    if (done.length === 0) return;
    const first = done.filter(({ webhook }) => webhook.part === undefined);
    const webhooks = first.map(({ webhook }) => webhook);
    const raw = webhooks.length > 0 && (await deps.keepRaw(webhooks, deps.now()));
    await deps.receipts.record(
      done.map(({ receipt, webhook }) =>
        raw !== false && webhook.part === undefined ? { ...receipt, raw } : receipt,
      ),
    );
  }

  /** What became of what waited stands on the receipt of when it came, unless it waits still. */
  async function tellOf(settled: readonly SettledAlert[]): Promise<void> {
    const opened = settled.filter(({ outcome }) => outcome === 'declared' || outcome === 'joined');
    // Hundreds may have come in one body: what is told of each by itself is written over hundreds of times.
    for (const [waited, some] of Map.groupBy(opened, alert => alert.waited)) {
      const receipt = waited && (await deps.receipts.find(waited));
      if (!receipt) continue;
      const outcomes = [...receipt.outcomes, ...some.map(outcomeOf)];
      await deps.receipts.record([{ ...receipt, outcomes }]);
    }
  }

  /** The incident of ours that a mail of ours tells of. */
  async function ownMail([alert]: readonly Alert[]): Promise<IncidentId | undefined> {
    const ids = alert === undefined ? [] : incidentsNamed(alert);
    if (alert === undefined || ids.length === 0) return undefined;
    const known = await deps.incidents.loadMany(ids);
    return ids.find(id => {
      const incident = known.get(id)?.incident;
      return incident && incident.phase !== 'undeclared' && tellsOf(alert, incident);
    });
  }

  async function read(
    webhook: AcceptedWebhook,
    receipt: Receipt,
  ): Promise<{ alerts: TriagedAlert[]; all: number } & Pick<InHand, 'asked' | 'beats' | 'first'>> {
    if (webhook.kind === 'webhook' && webhook.heartbeat !== undefined) {
      const { heartbeat } = webhook;
      if (webhook.shadow) {
        receipt.outcomes.push({ alert: heartbeat, outcome: 'ignored', reason: inShadow });
        return { alerts: [], all: 0, asked: [], beats: [] };
      }
      const reason = `the heartbeat ${heartbeat} came from ${webhook.integration}`;
      receipt.outcomes.push({ alert: heartbeat, outcome: 'heeded', reason });
      const beats = [{ id: heartbeat, at: instant(webhook.acceptedAt) }];
      return { alerts: [], all: 0, asked: [], beats };
    }
    if (webhook.kind === 'held') {
      const waiting = await deps.held(webhook.fingerprints.map(fingerprint), receipt.id);
      return { alerts: waiting, all: waiting.length, asked: [], beats: [] };
    }
    const source = webhook.kind === 'alarm-event' ? 'cloudwatch' : parseSource(webhook.source);
    const body = webhook.kind === 'alarm-event' ? JSON.stringify(webhook.event) : webhook.body;
    const mapping = webhook.kind === 'webhook' ? webhook.mapping : undefined;
    const parsed =
      source === undefined
        ? { invalid: [{ path: '', message: `unknown source ${webhook.kind}` }] }
        : await parsePayload(source, body, instant(webhook.acceptedAt), mapping);
    if ('invalid' in parsed) {
      const reason = parsed.invalid.map(({ path, message }) => `${path} ${message}`).join('; ');
      deps.log('error', 'webhook quarantined', { receiptId: receipt.id, reason });
      receipt.state = 'quarantined';
      receipt.outcomes.push({ alert: '(unreadable)', outcome: 'ignored', reason });
      return { alerts: [], all: 0, asked: [], beats: [] };
    }
    if (webhook.part === undefined) {
      for (const reason of parsed.ignored) {
        receipt.outcomes.push({ alert: '(not an alert)', outcome: 'ignored', reason });
      }
      for (const { title, kind } of parsed.alerts) {
        if (kind === undefined) continue;
        receipt.outcomes.push({ alert: title, outcome: 'ignored', reason: unpaged[kind] });
      }
    }
    const ours = await ownMail(parsed.alerts);
    if (ours !== undefined) {
      const reason = `it tells of ${ours}, which is here already: the mailbox of alerts gets what Tocsin mails`;
      const alert = parsed.alerts[0]?.title ?? '';
      receipt.outcomes.push({ alert, outcome: 'ignored', reason });
      return { alerts: [], all: 0, asked: [], beats: [] };
    }
    const first = firstOf(webhook, parsed.alerts);
    if (webhook.kind === 'webhook' && webhook.shadow) {
      for (const { title, kind } of parsed.alerts) {
        if (kind !== undefined) continue;
        receipt.outcomes.push({ alert: title, outcome: 'ignored', reason: inShadow });
      }
      for (const { title } of parsed.asked ?? []) {
        receipt.outcomes.push({ alert: title, outcome: 'ignored', reason: inShadow });
      }
      return { alerts: [], all: parsed.alerts.length, asked: [], beats: [], ...first };
    }
    const service = webhook.kind === 'webhook' ? webhook.service : undefined;
    const domain = webhook.kind === 'alarm-event' ? nativeAlarms : webhook.domain;
    const integration =
      webhook.kind === 'alarm-event' ? 'CloudWatch alarms of this account' : webhook.integration;
    const from = {
      integration,
      ...(domain !== undefined && { domain: domain as TrustDomain }),
    };
    const beats =
      domain === undefined || webhook.part !== undefined
        ? []
        : beatsIn(parsed.alerts, {
            integration,
            domain: domain as TrustDomain,
            at: instant(webhook.acceptedAt),
            ...(service !== undefined && { service }),
          });
    const isLeft = webhook.part?.left;
    const alerts = parsed.alerts.flatMap((given, index) => {
      if (!pages(given) || (isLeft !== undefined && isLeft[index] !== '1')) return [];
      const bound = service === undefined ? given : { ...given, service };
      const alert = groupedBy(bound, webhook.kind === 'webhook' ? webhook.groupBy : undefined);
      return {
        alert: domain === undefined ? alert : inDomain(domain as TrustDomain, alert),
        before: identitiesBefore(domain as TrustDomain | undefined, given),
        acceptedAt: instant(webhook.acceptedAt),
        receiptId: receipt.id,
        index,
        from,
      };
    });
    return { alerts, all: parsed.alerts.length, asked: parsed.asked ?? [], beats, ...first };
  }
}

/** Of what came by a key of its own. */
function firstOf(webhook: AcceptedWebhook, [alert]: readonly Alert[]): Pick<InHand, 'first'> {
  if (alert === undefined || webhook.kind !== 'webhook' || webhook.domain === undefined) return {};
  const { domain, service, groupBy } = webhook;
  const door = {
    domain: domain as TrustDomain,
    ...(service !== undefined && { bound: service }),
    ...(groupBy !== undefined && { groupBy }),
  };
  return { first: { alert, door } };
}

function heardAs(receipt: ReceiptId, known: Understood): HeardAs {
  const { alert, service, serviceReason, severity, severityReason } = known;
  const { title, kind, status } = alert;
  return {
    ...{ receipt, title, status: kind ?? status, service, serviceReason, severity },
    severityReason: severityReason.text,
  };
}

const inShadow =
  'its integration is in the shadow: it is kept, and nobody is paged; `tocsin shadow` tells who would have been';

/** More than are waited for: which of them that are, their place in the body does not decide. */
const watchdogsMax = 100;

/** A sender's Watchdog that fires says that it lives; one that is over is waited for. */
function beatsIn(
  alerts: readonly Alert[],
  about: { integration: string; domain: TrustDomain; service?: string; at: Instant },
): HeardBeat[] {
  const { integration, domain, at } = about;
  return alerts
    .filter(({ kind, status }) => kind === 'heartbeat' && status === 'firing')
    .slice(0, watchdogsMax)
    .map(alert => {
      const service = about.service ?? alert.service;
      const served = service === undefined ? alert : { ...alert, service };
      return {
        id: inDomain(domain, alert).fingerprint,
        at,
        watchdog: watchdogOf(served, { integration, domain }),
        before: identitiesBefore(domain, alert).map(({ fingerprint }) => fingerprint),
      };
    });
}

/** Why an alert that is none pages nobody. */
const unpaged = {
  heartbeat:
    'it is a heartbeat: it says that its sender lives, and pages nobody until it stays away',
  test: "it is the sender's test: it arrived and was understood, and pages nobody",
};

/** What was given up may be sent again, and what is done in part goes on. */
const isEnd: Record<Receipt['state'], boolean> = {
  accepted: false,
  processed: true,
  quarantined: true,
  failed: false,
};

function signs(rest: readonly TriagedAlert[], alerts: number): string {
  const left = new Set(rest.map(({ index }) => index));
  return Array.from({ length: alerts }, (_, index) => (left.has(index) ? '1' : '0')).join('');
}

function emptyReceipt(webhook: AcceptedWebhook, id: ReceiptId, at: Receipt['at']): Receipt {
  return { id, state: 'processed', at, ...ofDomain(webhook), outcomes: [] };
}

/** By whom what became of it may be read. */
function ofDomain(webhook: AcceptedWebhook): Pick<Receipt, 'domain'> {
  const domain = webhook.kind === 'webhook' ? webhook.domain : undefined;
  return domain === undefined ? {} : { domain: domain as TrustDomain };
}

function outcomeOf({ alert, outcome, incidentId, reason }: SettledAlert): ReceiptOutcome {
  const incident = incidentId === undefined ? {} : { incident: incidentId };
  const guess = alert.guess === undefined ? '' : `; ${alert.guess}`;
  return { alert: alert.title, outcome, ...incident, reason: reason + guess };
}
