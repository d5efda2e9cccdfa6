import type { Call, Operations } from '#app/api/operation.ts';
import { invalid, noIncident, type Refusal } from '#app/api/refusal.ts';
import { noPage, publicNoticeCommands } from '#app/communication/public-notice-commands.ts';
import { eachIncident } from '#app/incident/each-incident.ts';
import {
  actorOf,
  type CommandOutcome,
  type idempotentCommands,
  requestKey,
} from '#app/incident/idempotent-commands.ts';
import type {
  MaintenanceAnswer,
  PublicNoticesAnswer,
  StatusPageAnswer,
} from '#contract/status-page.ts';
import {
  componentStates,
  isUnresolved,
  maintenanceStage,
  overall,
} from '#core/communication/status-page/component-states.ts';
import { readerPath } from '#core/communication/status-page/editions.ts';
import {
  announcementKey,
  maintenancesMax,
  withOneMore,
} from '#core/communication/status-page/planned-work.ts';
import { proposedNotice } from '#core/communication/status-page/proposal.ts';
import type { Maintenance, PageBook, Reader } from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import { type IncidentId, parseIncidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Actor } from '#core/people.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { addSeconds, type Instant, instant, secondsBetween } from '#core/time/instant.ts';
import type {
  QueueCustomers,
  QueueStatusPage,
  ReaderToken,
  StatusPageStore,
} from '#ports/communication.ts';
import type { IncidentStore } from '#ports/incident.ts';
import type { NewToken, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

type Served =
  | 'showStatusPage'
  | 'setComponentStatus'
  | 'postMaintenance'
  | 'changeMaintenance'
  | 'addStatusPageReader'
  | 'removeStatusPageReader'
  | 'showPublicNotices'
  | 'postPublicNotice'
  | 'approvePublicNotice';

const keptDays = 92;
/** All that people said stands in one item of the table, which holds 400 KB, and programs say something all the time. */
const pastMax = 1000;
const triesMax = 5;
/** Every file is written once for each of them. */
const readersMax = 20;
/** By then whoever wrote the page while a reader was shut out has ended. */
const writersEndSeconds = 60;

/** What people say on the status page. Words on an incident are its own events; the rest is said of the page itself. */
export function statusPageOperations(deps: {
  configuration: ConfigurationStore;
  incidents: Pick<IncidentStore, 'load' | 'list'>;
  store: StatusPageStore;
  once: ReturnType<typeof idempotentCommands>['once'];
  queueStatusPage: QueueStatusPage;
  queueCustomers: QueueCustomers;
  readerTokens: () => Promise<ReaderToken>;
  newToken: NewToken;
  now: Now;
}): Operations<Served> {
  const commands = publicNoticeCommands(deps);
  return {
    async showStatusPage() {
      const { page } = await inForce();
      return page === undefined ? noPage : { answer: await shownPage(page) };
    },

    async setComponentStatus({ params: { component = '' }, body, asked }) {
      const { page, directory } = await inForce();
      if (page === undefined) return noPage;
      if (!page.components.some(({ id }) => id === component)) {
        return { notFound: `component ${component}` };
      }
      const by = actorOf(asked, body.by, directory);
      if ('invalid' in by) return by;
      await change(book => said(book, component, body.status, by, deps.now()));
      return { answer: await shownPage(page) };
    },

    async postMaintenance({ body, asked }) {
      const { page, directory } = await inForce();
      if (page === undefined) return noPage;
      const wrong = wrongIn(page, body);
      if (wrong !== undefined) return wrong;
      const by = actorOf(asked, body.by, directory);
      if ('invalid' in by) return by;
      const { title, components } = body;
      const id = `mnt_${pageId('maintenance', seedOf(asked))}`;
      const work: Maintenance = {
        ...{ id, title, body: body.body, components, by: by.name, postedAt: deps.now() },
        ...{ from: instant(body.from), until: instant(body.until) },
      };
      const outcome = await change(book => {
        if (book.maintenances.some(each => each.id === id)) return book;
        const maintenances = withOneMore(book.maintenances, work, deps.now());
        return maintenances && { ...book, maintenances };
      });
      if (outcome === undefined) {
        const text = `${maintenancesMax} are announced already.`;
        return { refused: { rule: 'too-many-maintenances', text } };
      }
      const made = outcome.maintenances.find(each => each.id === id) ?? work;
      await announced(made, 'posted');
      return { answer: shownMaintenance(made, deps.now()) };
    },

    async changeMaintenance({ params: { id = '' }, body, asked }) {
      const { page, directory } = await inForce();
      if (page === undefined) return noPage;
      const by = actorOf(asked, body.by, directory);
      if ('invalid' in by) return by;
      const known = (await deps.store.read())?.book.maintenances ?? [];
      if (!known.some(each => each.id === id)) return { notFound: `maintenance ${id}` };
      const at = deps.now();
      const wrong: { why: Refusal } = { why: { notFound: `maintenance ${id}` } };
      // Of what stands there when it is written: whoever else changes it at this moment keeps their word.
      const outcome = await change(book => {
        const before = book.maintenances.find(each => each.id === id);
        const after = before && changedMaintenance(before, body, at);
        if (after === undefined) return undefined;
        if (!('id' in after)) {
          wrong.why = after;
          return undefined;
        }
        if (JSON.stringify(after) === JSON.stringify(before)) return book;
        const maintenances = book.maintenances.map(each => (each.id === id ? after : each));
        return { ...book, maintenances };
      });
      const after = outcome?.maintenances.find(each => each.id === id);
      if (after === undefined) return wrong.why;
      if (after.ended !== undefined) await announced(after, after.ended.how);
      else if (body.until !== undefined && after.movedAt !== undefined)
        await announced(after, `moved ${after.movedAt}`);
      return { answer: shownMaintenance(after, at) };
    },

    async addStatusPageReader({ body, asked }) {
      const { page, directory } = await inForce();
      if (page === undefined) return noPage;
      if (page.visibility === 'public') return everybodyReads;
      const by = actorOf(asked, body.by, directory);
      if ('invalid' in by) return by;
      const id = `rdr_${pageId('reader', seedOf(asked))}`;
      const reader: Reader = { id, name: body.name, createdAt: deps.now(), by: by.name };
      const outcome = await change(book => {
        if (book.readers.some(each => each.id === id)) return book;
        return book.readers.length < readersMax
          ? { ...book, readers: [...book.readers, reader] }
          : undefined;
      });
      if (outcome === undefined) {
        const text = `${readersMax} may read it already: remove one first.`;
        return { refused: { rule: 'too-many-readers', text } };
      }
      const made = outcome.readers.find(each => each.id === id) ?? reader;
      const path = readerPath((await deps.readerTokens())(made));
      const address = page.url && `${page.url.replace(/\/$/, '')}/${path}`;
      return { answer: { ...made, path, ...(address !== undefined && { address }) } };
    },

    async removeStatusPageReader({ params: { id = '' } }) {
      const { page } = await inForce();
      if (page === undefined) return noPage;
      const reader = (await deps.store.read())?.book.readers.find(each => each.id === id);
      if (reader === undefined) return { notFound: `reader ${id}` };
      // What somebody has begun to write for them goes with this; before the rest, so that their files go in any case.
      await deps.queueStatusPage(writersEndSeconds);
      await change(book => ({ ...book, readers: book.readers.filter(each => each.id !== id) }));
      return { answer: reader };
    },

    async showPublicNotices({ params }) {
      const { page } = await inForce();
      if (page === undefined) return noPage;
      const incident = await load(params.id);
      return incident === undefined
        ? noIncident(params.id)
        : { answer: shownNotices(page, incident) };
    },

    postPublicNotice: ({ params, body, asked }) =>
      noticed(params.id, id => commands.postPublicNotice(id, body, asked)),

    approvePublicNotice: ({ params, body, asked }) =>
      noticed(params.id, id => commands.approvePublicNotice(id, body, asked)),
  };

  /** The same request again makes nothing new. */
  function seedOf({ caller, idempotencyKey }: Call<'postMaintenance'>['asked']): string {
    return idempotencyKey === undefined
      ? deps.newToken()
      : requestKey(caller.actor, idempotencyKey);
  }

  async function inForce(): Promise<{ directory?: Directory; page?: StatusPage }> {
    const directory = (await deps.configuration.current())?.directory;
    if (directory === undefined) return {};
    return { directory, ...(directory.statusPage && { page: directory.statusPage }) };
  }

  /** Once for each of these, however often it is asked for: who was told is known by the key. */
  function announced(maintenance: Maintenance, how: string): Promise<void> {
    const key = announcementKey(maintenance, how);
    const about = { incidentId: maintenance.id, told: { maintenance } };
    return deps.queueCustomers({ kind: 'customers', key, ...about });
  }

  async function load(given = ''): Promise<DeclaredIncident | undefined> {
    const id = parseIncidentId(given);
    if (id === undefined) return undefined;
    const { incident } = await deps.incidents.load(id);
    return incident.phase === 'undeclared' ? undefined : incident;
  }

  async function noticed(
    given: string | undefined,
    carryOut: (id: IncidentId) => Promise<CommandOutcome>,
  ) {
    const { page } = await inForce();
    if (page === undefined) return noPage;
    const id = parseIncidentId(given ?? '');
    if (id === undefined) return noIncident(given);
    const acted = await carryOut(id);
    return 'incident' in acted ? { answer: shownNotices(page, acted.incident) } : acted;
  }

  /** `undefined`: `toNext` refused. */
  async function change(
    toNext: (book: PageBook) => PageBook | undefined,
  ): Promise<PageBook | undefined> {
    const { version } = (await deps.configuration.newest()) ?? { version: 0 };
    await deps.store.configured(version, deps.now());
    for (let attempt = 1; attempt <= triesMax; attempt++) {
      const read = await deps.store.read();
      if (read === undefined)
        throw new Error('The status page is not there right after it was made');
      const next = toNext(read.book);
      if (next === undefined) return undefined;
      const isSaid = next === read.book;
      if (!isSaid && (await deps.store.change({ ...read.book, ...next })) !== 'stored') continue;
      // Also where it was said before: that call may have died before the page was written.
      await deps.queueStatusPage();
      return next;
    }
    throw new Error(`The status page stayed contended after ${triesMax} attempts`);
  }

  async function shownPage(page: StatusPage): Promise<StatusPageAnswer> {
    const at = deps.now();
    const read = await deps.store.read();
    const book: PageBook = read?.book ?? {
      ...{ version: 0, since: at, said: {}, past: [], maintenances: [], readers: [] },
    };
    const incidents = read?.incidents ?? [];
    const states = componentStates({ page, book, incidents, at });
    const ids = new Set<string>(incidents.filter(isUnresolved).map(({ id }) => id));
    // All that run: in a storm the one whose words wait is none of the newest.
    for await (const incident of eachIncident(deps.incidents, ['open', 'acknowledged'])) {
      if (hasWords(shownNotices(page, incident))) ids.add(incident.id);
    }
    const all = await Promise.all([...ids].map(load));
    return {
      name: page.name,
      ...(page.url !== undefined && { address: page.url }),
      visibility: page.visibility,
      readers: book.readers,
      overall: overall(states),
      components: states.map(({ id, name, group, status }) => {
        const word = entryOf(book.said, id);
        return {
          ...{ id, name, status },
          ...(group !== undefined && { group }),
          ...(word !== undefined && { saidBy: word.by, saidAt: word.at }),
        };
      }),
      incidents: all
        .flatMap(incident => (incident === undefined ? [] : [shownNotices(page, incident)]))
        .filter(hasWords),
      maintenances: book.maintenances
        .map(each => shownMaintenance(each, at))
        .filter(({ stage }) => stage === 'scheduled' || stage === 'in_progress'),
    };
  }

  function shownNotices(page: StatusPage, incident: DeclaredIncident): PublicNoticesAnswer {
    const proposal = proposedNotice(incident, page, deps.now());
    const isPublic = incident.publicNotices !== undefined;
    const path = `incidents/${pageId('incident', incident.id)}`;
    return {
      incident: incident.id,
      posted: incident.publicNotices ?? [],
      ...(proposal !== undefined && { proposed: { draft: proposal.draft, ...proposal.words } }),
      ...(isPublic &&
        page.url !== undefined && { address: `${page.url.replace(/\/$/, '')}/${path}` }),
    };
  }
}

const hasWords = ({ posted, proposed }: PublicNoticesAnswer) =>
  posted.length > 0 || proposed !== undefined;

const everybodyReads: Refusal = {
  refused: {
    rule: 'page-is-public',
    text: 'Everybody may read it: `visibility: private` under statusPage in tocsin.yaml first.',
  },
};

function said(
  book: PageBook,
  component: string,
  status: Call<'setComponentStatus'>['body']['status'],
  { name }: Actor,
  at: Instant,
): PageBook {
  const { [component]: _, ...others } = book.said;
  const before = entryOf(book.said, component);
  if (before?.status === status || (before === undefined && status === 'automatic')) return book;
  const over = before && { component, status: before.status, from: before.at, until: at };
  return {
    ...book,
    said: status === 'automatic' ? others : { ...others, [component]: { status, at, by: name } },
    past: remembered([...book.past, ...(over ? [over] : [])], at),
  };
}

/** Of too many, without those that tell least of a day: that all was well, and what lasted shortest. */
function remembered(past: PageBook['past'], at: Instant): PageBook['past'] {
  const horizon = addSeconds(at, -keptDays * 86_400);
  const recent = past.filter(({ until }) => until > horizon);
  const lost = ({ status, from, until }: (typeof past)[number]) =>
    status === 'operational' ? 0 : secondsBetween(from, until);
  const forgotten = new Set(
    recent.toSorted((a, b) => lost(a) - lost(b)).slice(0, Math.max(0, recent.length - pastMax)),
  );
  return recent.filter(each => !forgotten.has(each));
}

function wrongIn(page: StatusPage, body: Call<'postMaintenance'>['body']): Refusal | undefined {
  const unknown = body.components.find(id => !page.components.some(each => each.id === id));
  if (unknown !== undefined) return invalid('/components', `there is no component ${unknown}`);
  if (instant(body.until) <= instant(body.from)) return invalid('/until', 'must be after from');
  return undefined;
}

function changedMaintenance(
  before: Maintenance,
  body: Call<'changeMaintenance'>['body'],
  at: Instant,
): Maintenance | Refusal {
  // Whoever asks for it once more has what they asked for.
  if (before.ended !== undefined && before.ended.how !== body.ended) {
    const text = `It was ${before.ended.how} already.`;
    return { refused: { rule: 'maintenance-over', text } };
  }
  const until = body.until === undefined ? before.until : instant(body.until);
  if (until <= before.from) return invalid('/until', 'must be after its beginning');
  return {
    ...before,
    until,
    ...(until !== before.until && { movedAt: at }),
    ...(body.body !== undefined && { body: body.body }),
    ...(body.ended !== undefined && { ended: before.ended ?? { how: body.ended, at } }),
  };
}

function shownMaintenance(work: Maintenance, at: Instant): MaintenanceAnswer {
  const { id, title, body, components, from, until, ended, by } = work;
  const stage = maintenanceStage(work, at);
  return { id, title, body, components, from, until: ended?.at ?? until, stage, by };
}
