import type { HandleCommand } from '#app/incident/handle-command.ts';
import { eachOf } from '#core/chunks.ts';
import { editionsOf, isOver, placedIn } from '#core/communication/status-page/editions.ts';
import {
  frontFiles,
  incidentPath,
  type PageFile,
  pageFiles,
  pageOf,
} from '#core/communication/status-page/page-files.ts';
import { noticeOfItself } from '#core/communication/status-page/proposal.ts';
import type { PageState } from '#core/communication/status-page/state.ts';
import type { StatusPageReaction } from '#core/communication/status-page/status-page-reaction.ts';
import { incidentId } from '#core/ids.ts';
import { system } from '#core/people.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { PublishedFiles, ReaderToken, StatusPageStore } from '#ports/communication.ts';
import type { EffectLedger, IncidentStore } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const statusPageActor = system('status-page', 'the status page');

/** Each time others wrote it in between. */
const triesMax = 6;
const atOnce = 20;

/**
 * Posts what needs nobody's approval, then brings the files in line with what the public is told. Doing it twice writes
 * nothing again, and a file that was made of a later state stays.
 */
export function writeStatusPage(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  incidents: Pick<IncidentStore, 'load'>;
  store: StatusPageStore;
  ledger: EffectLedger;
  handle: HandleCommand;
  /** `undefined`: no page was deployed. */
  files: PublishedFiles | undefined;
  /** For the addresses of those who may read a private page. */
  readerTokens: () => Promise<ReaderToken>;
  /** Where its form leads. */
  followAt: string;
  calendarOf: (state: PageState) => Promise<PageFile>;
  now: Now;
  log: Log;
}) {
  return async (changes: readonly StatusPageReaction[]): Promise<void> => {
    // What one call has in hand another may write as well: it writes the same, or what is newer.
    const claim = ({ key, incidentId: id, about }: StatusPageReaction) =>
      deps.ledger.claim(key, id, deps.now(), about);
    const leases = await Promise.all(changes.map(claim));
    const ours = changes.filter((_, index) => leases[index] === 'taken');
    try {
      await write(changes.map(({ incidentId: id }) => id));
    } catch (error) {
      const why = { reason: error instanceof Error ? error.message : String(error) };
      const giveBack = ({ key, incidentId: id }: StatusPageReaction) =>
        deps.ledger.release(key, id, deps.now(), why);
      await Promise.all(ours.map(giveBack));
      throw error;
    }
    const done = ({ key, incidentId: id }: StatusPageReaction) =>
      deps.ledger.record(key, id, deps.now(), 'sent');
    await Promise.all(ours.map(done));
  };

  async function write(incidents: readonly string[]): Promise<void> {
    const page = (await deps.configuration.newest())?.directory.statusPage;
    if (page === undefined) return;
    const ids = [...new Set(incidents)];
    // What cannot be said of one incident keeps nothing else from the page; it is tried again.
    const posted = await Promise.allSettled(ids.map(id => postOfItself(id, page)));
    if (deps.files === undefined) {
      deps.log('warn', 'the status page has no bucket', { see: 'docs/communication.md' });
    } else {
      await publish(deps.files, ids);
    }
    const broken = posted.find(outcome => outcome.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  }

  async function publish(files: PublishedFiles, ids: readonly string[]): Promise<void> {
    for (let attempt = 1; attempt <= triesMax; attempt++) {
      // Looked at before what is true is read: whoever writes only over what they saw puts nothing older over anything.
      const there = await files.list();
      const state = await current();
      if (state === undefined) return;
      const { wanted, over } = await filesFor(state, ids, path => there.has(path));
      const differ = wanted.filter(file => {
        const tag = there.get(file.path);
        return tag === undefined || !files.isSame(file, tag);
      });
      const outcomes = await eachOf(differ, atOnce, file => files.put(file, there.get(file.path)));
      await Promise.all([...there.keys()].filter(over).map(files.remove));
      if (!outcomes.includes('changed')) return;
    }
    throw new Error(`The status page was written by others ${triesMax} times`);
  }

  async function current(): Promise<PageState | undefined> {
    const newest = await deps.configuration.newest();
    const page = newest?.directory.statusPage;
    if (newest === undefined || page === undefined) return undefined;
    await deps.store.configured(newest.version, deps.now());
    const read = await deps.store.read();
    if (read === undefined) throw new Error('The status page is not there right after it was made');
    return { page, ...read, at: deps.now(), followAt: deps.followAt };
  }

  /** Of incidents that are over only what changed, or is not there yet. */
  async function filesFor(
    state: PageState,
    ids: readonly string[],
    isThere: (path: string) => boolean,
  ) {
    const hasReaders = state.page.visibility === 'private' && state.book.readers.length > 0;
    const tokenOf = hasReaders ? await deps.readerTokens() : () => '';
    const editions = editionsOf(state, tokenOf);
    const calendar = await deps.calendarOf(state);
    const files = editions.flatMap(edition => {
      const pages = edition.state.incidents
        .filter(({ id }) => ids.includes(id) || !isThere(`${edition.folder}${incidentPath(id)}`))
        .map(incident => pageOf(edition.state, incident));
      return [...pageFiles(edition.state), ...pages, calendar].map(file => placedIn(edition, file));
    });
    const wanted = new Map([...frontFiles(state), ...files].map(file => [file.path, file]));
    const over = (path: string) => isOver(path, state, editions);
    return { wanted: [...wanted.values()], over };
  }

  async function postOfItself(named: string, page: StatusPage): Promise<void> {
    const id = incidentId(named);
    const loaded = await deps.incidents.load(id);
    if (loaded.incident.phase === 'undeclared') return;
    const at = deps.now();
    const proposal = noticeOfItself(loaded.incident, page, at);
    if (proposal === undefined) return;
    const { words: notice, after } = proposal;
    const by = statusPageActor;
    const done = await deps.handle(
      id,
      { type: 'PostPublicNotice', at, by, notice, after },
      { loaded },
    );
    if ('rejected' in done) deps.log('info', 'a notice was not posted', { id, ...done.rejected });
  }
}
