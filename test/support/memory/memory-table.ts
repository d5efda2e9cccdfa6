import type { DispatchedCommit } from '#app/incident/dispatch.ts';
import { type EffectRecord, failure } from '#core/communication/effects.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, incidentId, numberOf, numbersSkippedMax } from '#core/ids.ts';
import { nextDeadline } from '#core/incident/deadline.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { type Incident, undeclared } from '#core/incident/incident.ts';
import type { Budget } from '#core/intake/flood.ts';
import { type Inhibitor, withInhibitors } from '#core/intake/inhibition.ts';
import { type Silence, silencesMax, stateOf } from '#core/intake/mute.ts';
import { givenBack, type Leased, leaseSeconds } from '#core/lease.ts';
import { type PageReaction, whyPaged } from '#core/paging/page-reaction.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import { noHistory, type SendHistory } from '#core/paging/send-history.ts';
import { linkSeconds, ticketLinkSeconds } from '#core/paging/standing.ts';
import { leftBehind, pageGuard } from '#core/paging/still-wanted.ts';
import { addressBy } from '#core/people.ts';
import { openReview } from '#core/review/open-review.ts';
import type { Directory } from '#core/setup/directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type {
  Claim,
  EffectLedger,
  EffectsOf,
  IncidentStore,
  Loaded,
  NewCommit,
  StoredCommit,
} from '#ports/incident.ts';
import type { AlertIndex, AlertStatus, Receipt, Receipts, Silences } from '#ports/intake.ts';
import type {
  Link,
  Links,
  NextHistory,
  PageLedger,
  PageRecord,
  PagesByMessage,
  PagesOf,
  PhoneChannel,
  PhonePage,
  PhonePages,
  SendHistoryStore,
} from '#ports/paging.ts';
import type { OpenReviews } from '#ports/review.ts';
import type { ConfigurationStore } from '#ports/setup.ts';
import { memoryLeases } from './memory-leases.ts';

/** What the table holds, as plain maps. Every function below is synchronous inside, which makes it a transaction. */
export interface MemoryTable {
  states: Map<IncidentId, { incident: Incident; version: number }>;
  /** When each is due, of the incident as it was. */
  due: Map<IncidentId, { of: Incident; at: Instant | undefined }>;
  commits: Map<IncidentId, StoredCommit[]>;
  problems: Map<string, IncidentId>;
  alerts: Map<string, AlertStatus>;
  budgets: Map<string, Budget>;
  inhibitors: Map<string, Inhibitor[]>;
  silences: Map<string, Silence>;
  requests: Map<string, { incidentId: IncidentId; digest: string }>;
  pages: Map<string, PageRecord>;
  effects: Map<string, Leased & Partial<EffectRecord>>;
  links: Map<string, Link>;
  phones: Map<string, Map<string, PhonePage>>;
  /** Keys of the pages that it told of, by the vendor's message id. */
  messages: Map<string, Set<string>>;
  traffic: Map<string, { traffic: SendHistory; version: number }>;
  receipts: Map<string, Receipt>;
  configurations: { document: unknown; directory: Directory; at: Instant; by: string }[];
  counters: Map<number, number>;
  /** What is stored and read, so that nobody changes it any more. */
  apart: <Value>(value: Value) => Value;
  /** The stream: told every commit, after it is one. */
  onCommit: (commit: DispatchedCommit) => void;
}

/** `frozen`: whoever changes what is stored is stopped where it happens. It takes a fifth of a simulated night. */
export function memoryTable({ frozen = true } = {}): MemoryTable {
  return {
    states: new Map(),
    due: new Map(),
    commits: new Map(),
    problems: new Map(),
    alerts: new Map(),
    budgets: new Map(),
    inhibitors: new Map(),
    silences: new Map(),
    requests: new Map(),
    pages: new Map(),
    effects: new Map(),
    links: new Map(),
    phones: new Map(),
    messages: new Map(),
    traffic: new Map(),
    receipts: new Map(),
    configurations: [],
    counters: new Map(),
    apart: frozen ? freeze : value => value,
    onCommit: () => {},
  };
}

/**
 * As well apart as what goes to a database and back: nobody can change it any more. (A copy of the whole incident with
 * each read and write took most of the time of a simulated night.)
 */
export function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  // Maps and sets stay open when they are frozen; what is stored has none.
  if (Array.isArray(value)) value.forEach(freeze);
  else for (const name in value) freeze(value[name]);
  return Object.freeze(value);
}

/** What is stored never changes, so neither does when it is due; a simulated night asks at every step. */
export function deadlineOf(
  { due }: MemoryTable,
  id: IncidentId,
  incident: Incident,
): Instant | undefined {
  const known = due.get(id);
  if (known?.of === incident) return known.at;
  const at = nextDeadline(incident)?.at;
  due.set(id, { of: incident, at });
  return at;
}

export function memoryIncidents(table: MemoryTable): IncidentStore {
  const { states, commits, apart } = table;
  const load = (id: IncidentId): Loaded => states.get(id) ?? { incident: undeclared, version: 0 };
  const self: IncidentStore = {
    load: async id => load(id),

    loadMany: async ids =>
      new Map(ids.filter(id => states.has(id)).map(id => [id, load(id)] as const)),

    async append(commit) {
      const { id, version } = commit;
      if ((states.get(id)?.version ?? 0) !== version - 1) return 'conflict';
      const taken = commit.claims.find(claim => !holds(table, claim, commit));
      if (taken !== undefined) return { taken };

      for (const claim of commit.claims) make(table, claim, commit);
      const { events, at, before, after } = apart(commit);
      if (after.phase === 'undeclared') throw new Error(`A commit left ${id} undeclared`);
      const dueBefore = deadlineOf(table, id, before);
      states.set(id, apart({ incident: after, version }));
      const earlier = commits.get(id) ?? [];
      earlier.push({ version, at, events });
      commits.set(id, earlier);
      const deadline = deadlineOf(table, id, after);
      const moved = deadline !== undefined && deadline !== dueBefore;
      const headline = headlineOf(after);
      table.onCommit({ incidentId: id, version, events, headline, ...(moved && { deadline }) });
      return 'appended';
    },

    async claimAlone(id, _at, claims) {
      const taken = claims.find(claim => !holds(table, claim, { id }));
      if (taken !== undefined) return { taken };
      for (const claim of claims) make(table, claim, { id });
      return 'claimed';
    },

    history: async id => apart([...(commits.get(id) ?? [])]),

    async list({ phases, severity, service, limit, cursor }) {
      const listed = [...states.entries()]
        .flatMap(([id, { incident, version }]) =>
          incident.phase === 'undeclared'
            ? []
            : [{ key: `${incident.declaredAt}#${id}`, incident, version }],
        )
        .filter(({ incident }) => phases.includes(incident.phase))
        .filter(({ incident }) => severity === undefined || incident.severity === severity)
        .filter(({ incident }) => service === undefined || incident.plan.service.id === service)
        .filter(({ key }) => cursor === undefined || key < cursor)
        .toSorted((a, b) => (a.key > b.key ? -1 : 1));
      const page = listed.slice(0, limit);
      const last = page.at(-1);
      const more = listed.length > limit && last !== undefined;
      const incidents = page.map(({ incident, version }) => apart({ incident, version }));
      return { incidents, ...(more && { next: last.key }) };
    },

    async listTag(query) {
      const { incidents, next } = await self.list(query);
      const versions = incidents.map(({ incident, version }) => [incident, version]);
      return sha256(JSON.stringify([versions, next]));
    },

    async overdue(before, limit) {
      return [...states]
        .flatMap(([id, { incident }]) => {
          const dueAt = deadlineOf(table, id, incident);
          return dueAt !== undefined && dueAt <= before ? [{ id, dueAt }] : [];
        })
        .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        .slice(0, limit);
    },

    async nextNumber(year) {
      const number = (table.counters.get(year) ?? 0) + 1;
      table.counters.set(year, number);
      return number;
    },

    async skipNumber(id) {
      const { year, number } = numberOf(id);
      const last = table.counters.get(year) ?? 0;
      if (number - last <= numbersSkippedMax) table.counters.set(year, Math.max(number, last));
    },

    requestOutcome: async key => table.requests.get(key),
  };
  return self;
}

export function memoryOpenReviews({ states }: MemoryTable): OpenReviews {
  return async () => [...states.values()].flatMap(({ incident }) => openReview(incident) ?? []);
}

function holds(table: MemoryTable, claim: Claim, { id }: Pick<NewCommit, 'id'>): boolean {
  switch (claim.kind) {
    case 'problem':
      return table.problems.get(claim.problem) === claim.replaces;
    case 'alert': {
      const now = table.alerts.get(claim.status.fingerprint);
      const { previous } = claim;
      return isAsRead(now, previous);
    }
    case 'budget': {
      const now = table.budgets.get(claim.key);
      return now?.problems === claim.read?.problems && now?.worst === claim.read?.worst;
    }
    case 'request':
      return !table.requests.has(claim.key);
    case 'page-outcome':
      return isUnderWay(table.pages.get(`${id}/${claim.key}`)?.status);
    default:
      return claim satisfies never;
  }
}

function isUnderWay(status: PageRecord['status'] | undefined): boolean {
  return status === 'claimed' || (status !== undefined && givenBack.includes(status));
}

function make(table: MemoryTable, claim: Claim, { id }: Pick<NewCommit, 'id'>): void {
  switch (claim.kind) {
    case 'problem':
      table.problems.set(claim.problem, id);
      return;
    case 'alert':
      table.alerts.set(claim.status.fingerprint, claim.status);
      return;
    case 'budget':
      table.budgets.set(claim.key, claim.budget);
      return;
    case 'request':
      table.requests.set(claim.key, { incidentId: id, digest: claim.digest });
      return;
    case 'page-outcome': {
      const { key, status, at, detail, messageId } = claim;
      const page = table.pages.get(`${id}/${key}`);
      if (page === undefined) return;
      const externalId = messageId !== undefined && { externalId: messageId };
      table.pages.set(`${id}/${key}`, { ...page, status, at, detail, ...externalId });
      if (status === 'sent' && messageId !== undefined) {
        const told = table.messages.get(messageId) ?? new Set();
        table.messages.set(messageId, told.add(`${id}/${key}`));
      }
      return;
    }
    default:
      claim satisfies never;
  }
}

export function memoryAlerts({
  problems,
  alerts,
  budgets,
  silences,
  inhibitors,
  apart,
}: MemoryTable): AlertIndex {
  return {
    async lookUp(keys) {
      return {
        problems: new Map(
          keys.problems.flatMap(key => {
            const id = problems.get(key);
            return id === undefined ? [] : [[key, id] as const];
          }),
        ),
        alerts: new Map(
          keys.fingerprints.flatMap(key => {
            const status = alerts.get(key);
            return status === undefined ? [] : [[key, status] as const];
          }),
        ),
        budgets: new Map(
          (keys.budgets ?? []).flatMap(key => {
            const budget = budgets.get(key);
            return budget === undefined ? [] : [[key, budget] as const];
          }),
        ),
        silences: keys.silences ? [...silences.values()] : [],
      };
    },
    async heardAgain({ fingerprint, at: readAt, problem }, at) {
      const known = alerts.get(fingerprint);
      if (known?.at !== readAt || known.status !== 'firing') return 'changed';
      alerts.set(fingerprint, { ...known, at, ...(problem !== undefined && { problem }) });
      return 'noted';
    },

    async remember(status) {
      const known = alerts.get(status.fingerprint);
      if (known === undefined || known.at < status.at) alerts.set(status.fingerprint, status);
    },
    async move(status, previous) {
      const now = alerts.get(status.fingerprint);
      if (!isAsRead(now, previous)) return 'conflict';
      alerts.set(status.fingerprint, apart(status));
      return 'moved';
    },
    async waiting(until, most) {
      return [...alerts.values()]
        .flatMap(({ fingerprint, held }) => (held === undefined ? [] : [{ fingerprint, ...held }]))
        .filter(({ lookAgainAt }) => lookAgainAt <= until)
        .toSorted((a, b) => (a.lookAgainAt < b.lookAgainAt ? -1 : 1))
        .slice(0, most)
        .map(({ fingerprint, lookAgainAt }) => ({ fingerprint, lookAgainAt }));
    },
    async inhibitors(keys) {
      return new Map(
        keys.flatMap(key => {
          const found = inhibitors.get(key);
          return found === undefined ? [] : [[key, apart(found)] as const];
        }),
      );
    },
    async noteInhibitors(key, news, _at, gone = []) {
      inhibitors.set(key, withInhibitors(inhibitors.get(key) ?? [], news, gone));
    },
    async leadTo(problem, id, replaces) {
      if (problems.get(problem) === replaces) problems.set(problem, id);
    },
  };
}

function isAsRead(now: AlertStatus | undefined, read: Parameters<AlertIndex['move']>[1]): boolean {
  if (now?.at !== read?.at || now?.status !== read?.status) return false;
  const isSame = read?.held === undefined || now?.held === read.held;
  return isSame || JSON.stringify(now?.held) === JSON.stringify(read.held);
}

export function memorySilences({ silences, apart }: MemoryTable): Silences {
  return {
    all: async () => [...silences.values()],
    notOver: async () => [...silences.values()],
    find: async id => silences.get(id),
    async add(silence, at) {
      if (silences.has(silence.id)) return 'exists';
      const current = [...silences.values()].filter(each => stateOf(each, at) !== 'over');
      if (current.length >= silencesMax) return 'full';
      silences.set(silence.id, apart(silence));
      return 'added';
    },
    async end(id, ended) {
      const known = silences.get(id);
      if (known === undefined || stateOf(known, ended.at) === 'over') return known;
      silences.set(id, apart({ ...known, ended }));
      return silences.get(id);
    },
  };
}

export function memoryReceipts({ receipts, apart }: MemoryTable): Receipts {
  return {
    async record(all) {
      for (const receipt of all) receipts.set(receipt.id, apart(receipt));
    },
    find: async id => receipts.get(id),
  };
}

export function memoryConfiguration(table: MemoryTable): ConfigurationStore & {
  put(directory: Directory): void;
} {
  const newest = () => {
    const version = table.configurations.length;
    const kept = table.configurations.at(-1);
    return kept && { version, ...kept };
  };
  return {
    current: async () => newest(),
    newest: async () => newest(),
    async version(number) {
      const kept = table.configurations[number - 1];
      return kept && { version: number, ...kept };
    },
    history: async (from, most) =>
      table.configurations
        .map(({ at, by }, index) => ({ version: index + 1, at, by }))
        .slice(Math.max(0, from - most), from)
        .toReversed(),
    put(directory) {
      const at = '2026-01-01T00:00:00.000Z' as Instant;
      table.configurations.push({ document: directory, directory, at, by: 'test' });
    },
    sizeOf: async ({ document }) => ({ bytes: JSON.stringify(document).length, most: 399 * 1024 }),
    async save({ version, document, directory, by, at }) {
      if (version !== table.configurations.length + 1) return 'conflict';
      table.configurations.push({ document, directory, at, by });
      return 'saved';
    },
  };
}

export function memoryPages({
  states,
  pages,
  links,
  phones,
  traffic,
  apart,
}: MemoryTable): PageLedger {
  const leases = memoryLeases(pages, leaseSeconds.message);
  const isAsSeen = (id: IncidentId, guard: string) =>
    pageGuard(states.get(id)?.incident ?? undeclared) === guard;
  const addLink = (token: string, whose: Omit<Link, 'expiresAt'>, phone?: string) => {
    links.set(sha256(token), { ...whose, expiresAt: addSeconds(whose.at, linkSeconds) });
    const code = replyCode(token);
    const { address: _, ...page } = whose;
    if (phone !== undefined) remember(phones, phone, { ...page, code });
  };
  return {
    async claim({ page, guard, at, token, attempt, admitted }) {
      const id = incidentId(page.incident.id);
      if (!isAsSeen(id, guard)) return 'moved';
      if (admitted && versionIn(traffic, admitted.line) !== admitted.next.version) return 'moved';
      const lease = leases.take(`${id}/${page.key}`, recordOf(page, 'claimed', at, attempt));
      if (lease !== 'taken') return lease;
      if (admitted) traffic.set(lineKey(admitted.line), apart(written(admitted.next)));

      const { person, name, phone } = page.to;
      const isByPhone = page.channel === 'sms' || page.channel === 'voice';
      const address = addressBy(page.channel, page.to);
      const whose = { incidentId: id, person, name, at, ...(address !== undefined && { address }) };
      addLink(token, whose, isByPhone ? phone : undefined);
      return 'taken';
    },
    async release(key, id, at, detail, status = 'retrying') {
      leases.giveBack(`${id}/${key}`, { at, detail, status });
    },
    async addLink({ incidentId: of, person, name, phone, guard, at, token }) {
      const id = incidentId(of);
      if (!isAsSeen(id, guard)) return 'moved';
      addLink(token, { incidentId: id, person, name, at, address: phone }, phone);
      return 'added';
    },
    async suppress(page, at, reason) {
      const ended = { ...recordOf(page, 'suppressed', at, 0), detail: reason };
      const key = `${page.incident.id}/${page.key}`;
      return leases.endUnlessHeld(key, ended, { detail: leftBehind(reason) });
    },
  };
}

export function memoryPagesByMessage({ pages, messages, apart }: MemoryTable): PagesByMessage {
  return async messageId =>
    [...(messages.get(messageId) ?? [])].flatMap(key => apart(pages.get(key)) ?? []);
}

export function memoryTraffic({ traffic, apart }: MemoryTable): SendHistoryStore {
  return {
    load: async line => traffic.get(lineKey(line)) ?? { traffic: noHistory, version: 0 },
    async save(line, next) {
      if (versionIn(traffic, line) !== next.version) return 'conflict';
      traffic.set(lineKey(line), apart(written(next)));
      return 'saved';
    },
  };
}

const lineKey = ({ phone, channel }: PhoneChannel) => `${phone}/${channel}`;
const versionIn = (traffic: MemoryTable['traffic'], line: PhoneChannel) =>
  traffic.get(lineKey(line))?.version ?? 0;
const written = ({ traffic, version }: NextHistory) => ({ traffic, version: version + 1 });

export function memoryPagesOf({ pages }: MemoryTable): PagesOf {
  return async id => [...pages.values()].filter(({ incidentId: of }) => of === id);
}

function recordOf(
  page: PageReaction,
  status: PageRecord['status'],
  at: Instant,
  attempt: number,
): PageRecord {
  const { key, incident, to, channel, purpose, level, levelName, round } = page;
  const { person, name } = to;
  const { decidedAt, afterSeconds } = page;
  const about = { key, incidentId: incident.id, person, name, channel, purpose, level, levelName };
  return { ...about, round, reason: whyPaged(page), decidedAt, afterSeconds, status, attempt, at };
}

export function memoryEffects({ effects }: MemoryTable): EffectLedger {
  const leases = memoryLeases(effects, leaseSeconds.message);
  return {
    claim: async (key, id, at, about) =>
      leases.take(`${id}/${key}`, { at, ...(about !== undefined && { key, about }) }),
    record: async (key, id, at, outcome) => leases.finish(`${id}/${key}`, { at, outcome }),
    async reopen(key, id, at) {
      const found = effects.get(`${id}/${key}`);
      if (found?.status !== 'done' || !found.outcome?.startsWith(failure)) return;
      const { outcome: _, ...rest } = found;
      effects.set(`${id}/${key}`, { ...rest, status: 'retrying', at });
    },
    release: async (key, id, at, why) => leases.giveBack(`${id}/${key}`, { at, ...why }),
  };
}

export function memoryEffectsOf({ effects, apart }: MemoryTable): EffectsOf {
  return async id =>
    [...effects]
      .filter(([key, { about }]) => key.startsWith(`${id}/`) && about !== undefined)
      .map(([, record]) => apart(record) as EffectRecord);
}

export function memoryLinks({ links, apart }: MemoryTable): Links {
  return {
    async add(token, link) {
      links.set(sha256(token), { ...link, expiresAt: addSeconds(link.at, ticketLinkSeconds) });
    },
    find: async token => apart(links.get(sha256(token))),
    async use(token, at) {
      const link = links.get(sha256(token));
      if (link === undefined || link.usedAt !== undefined) return false;
      links.set(sha256(token), { ...link, usedAt: at });
      return true;
    },
  };
}

function remember(phones: MemoryTable['phones'], phone: string, page: PhonePage): void {
  phones.set(phone, (phones.get(phone) ?? new Map()).set(`${page.incidentId}#${page.code}`, page));
}

export function memoryPhonePages({ phones, apart }: MemoryTable): PhonePages {
  return {
    of: async phone =>
      [...(phones.get(phone)?.values() ?? [])]
        .map(apart)
        .toSorted((a, b) => (a.at > b.at ? -1 : 1)),
    ask: async (phone, question) => remember(phones, phone, question),
  };
}
