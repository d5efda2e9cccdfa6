import type { ReadIncidents } from '#app/incident/incident-operations.ts';
import type { AnswerOf, QueryOf } from '#contract/api.ts';
import { effectOf, unsettled } from '#core/communication/effects.ts';
import { proposedNotice, wordsToApprove } from '#core/communication/status-page/proposal.ts';
import { updateDraft } from '#core/communication/update-draft.ts';
import { updateWords } from '#core/communication/update-words.ts';
import { parseIncidentId, receiptId } from '#core/ids.ts';
import { askable } from '#core/incident/askable.ts';
import { checklistOf } from '#core/incident/checklist.ts';
import { nextUpdateAfter } from '#core/incident/decide.ts';
import { isFound, wordsOf } from '#core/incident/found.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { incidentRow } from '#core/incident/incident-row.ts';
import { rungs } from '#core/incident/rungs.ts';
import { endOfStory } from '#core/incident/story.ts';
import { yours } from '#core/incident/yours.ts';
import { ledgerOf } from '#core/paging/ledger.ts';
import type { Actor } from '#core/people.ts';
import { report } from '#core/review/report.ts';
import { epochMs, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { EffectsOf, IncidentStore, ListQuery } from '#ports/incident.ts';
import type { Receipts } from '#ports/intake.ts';
import type { PagesOf } from '#ports/paging.ts';
import type { Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What people look at. `undefined`: there is no such thing. */
export type Read = ReturnType<typeof read>;

/** A receipt without an outcome this long after it was given out was never given out. */
const receiptSeconds = 4 * 86_400;
/** So many requests to the table at most, however few the incidents are that have the words. */
const pagesLookedThrough = 5;
const running = ['open', 'acknowledged', 'watching'] as const;
const phases = [...running, 'resolved'] as const;

/** Attempts at one archive differ in the number at the end of their folder. */
function isAgain(manifest: string, last: string | undefined): boolean {
  const stem = (key: string) => key.replace(/-\d+\/manifest[^/]*$/, '');
  return last !== undefined && stem(manifest) === stem(last);
}

function textsOf({
  impact,
  actions,
}: {
  impact?: string | undefined;
  actions?: string | undefined;
}) {
  return { ...(impact !== undefined && { impact }), ...(actions !== undefined && { actions }) };
}

export function read(deps: {
  incidents: IncidentStore;
  configuration: Pick<ConfigurationStore, 'current'>;
  receipts: Receipts;
  pagesOf: PagesOf;
  effectsOf: EffectsOf;
  receiptTime: (id: string) => Instant | undefined;
  now: Now;
}) {
  return {
    async listIncidents(
      { phase, words = '', ...asked }: QueryOf<'listIncidents'>,
      by: Actor,
      known?: string,
    ): Promise<{ unchanged: string } | { answer: AnswerOf<'listIncidents'>; tag?: string }> {
      const query = {
        phases: phase === undefined ? phases : phase === 'running' ? running : [phase],
        ...asked,
      };
      const looked = wordsOf(words);
      if (looked.length > 0) return { answer: await foundBy(looked, query, by) };
      // Before the list is read: what comes between shows with the next look.
      const tag = known && tagOf(await deps.incidents.listTag(query));
      if (tag !== undefined && known === tag) return { unchanged: tag };
      const page = await deps.incidents.list(query);
      const incidents = page.incidents.flatMap(({ incident, version }) =>
        incident.phase === 'undeclared' ? [] : [withCommands(incident, version, by)],
      );
      const answer = { incidents, ...(page.next !== undefined && { next: page.next }) };
      return { answer, ...(tag !== undefined && { tag }) };
    },

    /** `tag`: what names the answer, until it has another. `unchanged`: it is the one that the asker knows. */
    async showIncident(
      idText: string,
      { by, timeZone, known, entries }: Parameters<ReadIncidents['showIncident']>[1],
    ): Promise<
      { unchanged: string } | { answer: AnswerOf<'showIncident'>; tag: string } | undefined
    > {
      const here = await declared(idText);
      if (here === undefined) return undefined;
      const tag = tagOf(
        entries === undefined ? here.version : `${here.version}.${entries}`,
        timeZone,
      );
      if (known === tag) return { unchanged: tag };
      const { incident, version, id } = here;
      const commits = await deps.incidents.history(id);
      const zone = timeZone ?? incident.plan.timeZone;
      const told = endOfStory(commits, entries ?? Number.POSITIVE_INFINITY, zone);
      const effects = unsettled((await deps.effectsOf(id)).map(effectOf));
      return {
        tag,
        answer: {
          ...withCommands(incident, version, by),
          ladder: rungs(incident, deps.now()),
          timeline: told.entries,
          ...(told.earlier > 0 && { earlier: told.earlier }),
          ...(effects.length > 0 && { effects }),
        },
      };
    },

    async incidentReport(idText: string): Promise<string | undefined> {
      const found = await withHistory(idText);
      return found && report(found.incident, found.commits, deps.now());
    },

    /** The ledger, with what receipts said since. */
    async incidentPages(idText: string): Promise<AnswerOf<'incidentPages'> | undefined> {
      const found = await withHistory(idText);
      if (found === undefined) return undefined;
      const pages = await deps.pagesOf(found.id);
      const events = found.commits.flatMap(commit => commit.events);
      return { incident: found.id, pages: ledgerOf(pages, events) };
    },

    /** Oldest first. */
    async incidentEffects(idText: string): Promise<AnswerOf<'incidentEffects'> | undefined> {
      const found = await declared(idText);
      if (found === undefined) return undefined;
      const effects = (await deps.effectsOf(found.id)).map(effectOf);
      return { incident: found.id, effects: effects.toSorted((a, b) => (a.at < b.at ? -1 : 1)) };
    },

    /** What the next update could say and how each audience would read it; what is said wins over the draft. */
    async previewUpdate(
      idText: string,
      said: QueryOf<'previewUpdate'>,
    ): Promise<AnswerOf<'previewUpdate'> | undefined> {
      const found = await withHistory(idText);
      if (found === undefined) return undefined;
      const { incident, commits } = found;
      const at = deps.now();
      const { since, happened, ...draft } = updateDraft(incident, commits, at);
      const isSaid = said.status !== undefined;
      const update = {
        status: said.status ?? draft.status,
        ...textsOf(isSaid ? said : { ...draft, ...textsOf(said) }),
      };
      const page = (await deps.configuration.current())?.directory.statusPage;
      const proposal = page && proposedNotice(incident, page, at);
      return {
        incident: found.id,
        since,
        happened: happened.map(({ at: when, text }) => ({ at: when, text })),
        update,
        words: {
          ...updateWords(headlineOf(incident), { ...update, at, ...nextUpdateAfter(incident, at) }),
          ...(proposal && { statusPage: wordsToApprove(proposal) }),
        },
      };
    },

    async showChecklist(
      idText: string,
      timeZone?: string,
    ): Promise<AnswerOf<'showChecklist'> | undefined> {
      const found = await declared(idText);
      if (found === undefined) return undefined;
      const effects = (await deps.effectsOf(found.id)).map(effectOf);
      return { incident: found.id, items: checklistOf(found.incident, timeZone, effects) };
    },

    async incidentArchive(idText: string): Promise<AnswerOf<'incidentArchive'> | undefined> {
      const found = await withHistory(idText);
      const kept = found?.incident.archive;
      if (found === undefined || kept === undefined) return undefined;
      const archives = found.commits
        .flatMap(({ events }) => events)
        .filter(event => event.type === 'EvidenceArchived');
      // What was missing is asked for once more into a folder of its own; together they are the archive.
      const last =
        archives.findLast(({ occasion }) => occasion !== 'asked' && occasion !== 'closed') ??
        archives.at(-1);
      const together = archives.filter(each => isAgain(each.manifest, last?.manifest));
      return {
        incident: found.incident.id,
        archivedAt: last?.at ?? kept.at,
        manifest: last?.manifest ?? kept.manifest,
        objects: together.flatMap(({ contents = [] }) => contents),
        missing: last?.missing ?? kept.missing,
      };
    },

    async showReceipt(id: string): Promise<AnswerOf<'showReceipt'> | undefined> {
      const acceptedAt = deps.receiptTime(id);
      const found = await deps.receipts.find(receiptId(id));
      if (found === undefined) {
        // The queue has it and triage has not come to it yet, or it is not ours.
        if (acceptedAt === undefined) return undefined;
        const age = secondsBetween(acceptedAt, deps.now());
        if (age < -60 || age > receiptSeconds) return undefined;
        return { id, state: 'accepted', acceptedAt, outcomes: [] };
      }
      const isOver = found.state === 'quarantined' || found.state === 'failed';
      const reason = found.state === 'failed' ? found.reason : found.outcomes[0]?.reason;
      return {
        id,
        state: found.state,
        ...(acceptedAt !== undefined && { acceptedAt }),
        ...(isOver && reason !== undefined && { reason }),
        outcomes: found.state === 'quarantined' ? [] : found.outcomes,
        ...(found.more !== undefined && { more: found.more }),
      };
    },
  };

  /**
   * Where no index helps, a bounded look: page by page back from the newest, until one has any of them; on by the cursor. A whole
   * id is found wherever it is.
   */
  async function foundBy(
    words: readonly string[],
    query: ListQuery,
    by: Actor,
  ): Promise<AnswerOf<'listIncidents'>> {
    const [first = '', ...others] = words;
    const named =
      others.length === 0 && query.cursor === undefined ? await declared(first) : undefined;
    if (named !== undefined) {
      return { incidents: [withCommands(named.incident, named.version, by)] };
    }
    let next = query.cursor;
    for (let page = 0; page < pagesLookedThrough; page++) {
      const found = await deps.incidents.list({ ...query, cursor: next });
      const incidents = found.incidents.flatMap(({ incident, version }) =>
        incident.phase !== 'undeclared' && isFound(incident, words)
          ? [withCommands(incident, version, by)]
          : [],
      );
      next = found.next;
      if (incidents.length > 0 || next === undefined) {
        return { incidents, ...(next !== undefined && { next }) };
      }
    }
    return { incidents: [], ...(next !== undefined && { next }) };
  }

  function withCommands(incident: DeclaredIncident, version: number, by: Actor) {
    const own = yours(incident, by, deps.now());
    return {
      ...incidentRow(incident, version),
      commands: askable(incident, by, deps.now()),
      ...(own.length > 0 && { yours: own }),
    };
  }

  /** What has no version, such as notices that wait, is at most half a minute old; so are the words of a zone. */
  function tagOf(version: number | string, timeZone = ''): string {
    const halfMinute = Math.floor(epochMs(deps.now()) / 30_000);
    return `W/"${version}-${halfMinute}-${timeZone.replaceAll('/', '.')}"`;
  }

  async function declared(idText: string) {
    const id = parseIncidentId(idText);
    if (id === undefined) return undefined;
    const { incident, version } = await deps.incidents.load(id);
    return incident.phase === 'undeclared' ? undefined : { id, incident, version };
  }

  async function withHistory(idText: string) {
    const found = await declared(idText);
    return found && { ...found, commits: await deps.incidents.history(found.id) };
  }
}
