import type { HandleCommand } from '#app/incident/handle-command.ts';
import { type PageFile, pageFiles, pageOf } from '#core/communication/status-page/page-files.ts';
import { noticeOfItself } from '#core/communication/status-page/proposal.ts';
import type { PageState } from '#core/communication/status-page/state.ts';
import type { StatusPageReaction } from '#core/communication/status-page/status-page-reaction.ts';
import { incidentId } from '#core/ids.ts';
import { system } from '#core/people.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import type { PublishFile, StatusPageStore } from '#ports/communication.ts';
import type { EffectLedger, IncidentStore } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

const statusPageActor = system('status-page', 'the status page');

/**
 * Posts what needs nobody's approval, then writes all files anew from what the public is told. Doing it twice writes the
 * same again, and a file that was made of a later state stays.
 */
export function writeStatusPage(deps: {
  configuration: Pick<ConfigurationStore, 'newest'>;
  incidents: Pick<IncidentStore, 'load'>;
  store: StatusPageStore;
  ledger: EffectLedger;
  handle: HandleCommand;
  /** `undefined`: no page was deployed. */
  publish: PublishFile | undefined;
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
    const newest = await deps.configuration.newest();
    const page = newest?.directory.statusPage;
    if (newest === undefined || page === undefined) return;
    const ids = [...new Set(incidents)];
    // What cannot be said of one incident keeps nothing else from the page; it is tried again.
    const posted = await Promise.allSettled(ids.map(id => postOfItself(id, page)));
    if (deps.publish === undefined) {
      deps.log('warn', 'the status page has no bucket', { see: 'docs/communication.md' });
    } else {
      await publishAll(deps.publish, page, newest.version, ids);
    }
    const broken = posted.find(outcome => outcome.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  }

  async function publishAll(
    publish: PublishFile,
    page: StatusPage,
    configuration: number,
    ids: readonly string[],
  ): Promise<void> {
    await deps.store.configured(configuration, deps.now());
    const read = await deps.store.read();
    if (read === undefined) throw new Error('The status page is not there right after it was made');
    const { followAt } = deps;
    const state: PageState = { page, ...read, at: deps.now(), followAt };
    const named = state.incidents.filter(({ id }) => ids.includes(id));
    const files = new Map(
      [
        ...pageFiles(state),
        ...named.map(each => pageOf(state, each)),
        await deps.calendarOf(state),
      ].map(file => [file.path, file]),
    );
    const made = { version: read.book.version, at: state.at };
    await Promise.all([...files.values()].map(file => publish(file, made)));
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
