import { collectLogs } from '#app/evidence/archive-logs.ts';
import {
  type Budget,
  type Keep,
  objectKeeper,
  putProgress,
  type Run,
  resumeRun,
} from '#app/evidence/archive-run.ts';
import {
  collectSource,
  type EvidencePorts,
  notConfigured,
  sourcesFor,
} from '#app/evidence/archive-sources.ts';
import type { HandleCommand } from '#app/incident/handle-command.ts';
import type { LookAlike, PatternHit } from '#core/diagnosis/pattern.ts';
import { recogniser } from '#core/diagnosis/pattern.ts';
import { hitsFrom, patternsOf } from '#core/diagnosis/pattern-hits.ts';
import { sha256 } from '#core/digest.ts';
import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import { lookAlike, lookAlikes } from '#core/evidence/look-alikes.ts';
import { type Manifest, parseManifest } from '#core/evidence/manifest.ts';
import { recognisable } from '#core/evidence/recognisable.ts';
import { type IncidentId, incidentId } from '#core/ids.ts';
import type { DeclaredIncident, Incident } from '#core/incident/incident.ts';
import { story } from '#core/incident/story.ts';
import { entryOf } from '#core/own-entry.ts';
import { report } from '#core/review/report.ts';
import type { Evidence } from '#core/setup/directory.ts';
import type { Redact } from '#core/text/redaction.ts';
import { addSeconds, earliest, type Instant } from '#core/time/instant.ts';
import type { ReadLogs, TimeWindow } from '#ports/diagnosis.ts';
import type { Archive, QueueArchive } from '#ports/evidence.ts';
import type { IncidentStore, Loaded, StoredCommit } from '#ports/incident.ts';
import type { PagesOf } from '#ports/paging.ts';
import type { Log, Now } from '#ports/runtime.ts';
import type { ConfigurationStore } from '#ports/setup.ts';

/** What led to an incident is older than its first alert. */
const secondsBefore = 900;
/** To store what is at hand, hand on, and still be far from the end. */
const reserveMs = 60_000;
const partsPerRun = 100;
const secondsUntilLater = 30;
/** More is a loop, or a log that no incident explains. */
const runsMax = 500;
/** So many stand in the event itself; of more the manifest alone says what they are. */
const contentsMax = 300;
const sealsMax = 8;
/** Incidents of before that are looked at; what is older has mostly been mended, or moved. */
const pastMax = 100;
const unlimited: Budget = { remainingMs: () => Number.POSITIVE_INFINITY };

/**
 * Evidence of an incident (R22), when it begins, when it is resolved, and when somebody asks: its log, timeline and
 * pages, and what its service's logs, metrics, alarms, deployments and changes say of the time around it, sealed by a
 * manifest with the SHA-256 of every object. What takes longer than a function may run goes on in the next run. What
 * a source would not give is named as missing in the event, whose reaction asks for it again.
 */
export function archive(
  deps: EvidencePorts & {
    incidents: IncidentStore;
    pagesOf: PagesOf;
    configuration: ConfigurationStore;
    openArchive: () => Promise<Archive>;
    readLogs: ReadLogs;
    handle: HandleCommand;
    queueArchive: QueueArchive;
    compress: (text: string) => Uint8Array;
    decompress: (content: Uint8Array) => string;
    collectGarbage: () => void;
    now: Now;
    log: Log;
  },
) {
  return async (message: ArchiveReaction, budget: Budget = unlimited): Promise<void> => {
    const id = incidentId(message.incidentId);
    const loaded = await deps.incidents.load(id);
    const { incident, version } = loaded;
    if (incident.phase === 'undeclared') return;
    const bucket = await deps.openArchive();
    const directory = (await deps.configuration.current())?.directory;
    const evidence = entryOf(directory?.services, incident.plan.service.id)?.evidence ?? {};
    const run =
      message.progress === undefined
        ? begin(message, incident, version, evidence)
        : await resumeRun(bucket, message.progress);
    if (run === undefined) return;

    const keep = objectKeeper(bucket, run);
    let reading: Promise<StoredCommit[]> | undefined;
    const history = () => (reading ??= deps.incidents.history(id));
    if (run.runs === 0 && run.asked === undefined) {
      await keepRecord(id, incident, await history(), run, keep);
    }
    const known = recogniser(patternsOf(directory ?? {}), run.recognised);
    const { title, description = '' } = incident;
    known.see({ where: 'its title', text: `${title} ${description}` });
    const about = { incident, history, evidence, bucket, keep, budget, known };
    const outcome = await collect(run, about);
    run.recognised = known.recognised();
    const patterns = hitsFrom(directory ?? {}, incident.plan.service.id, known.matches());
    const noted = await noteResemblance(id, run, patterns, loaded);
    if (outcome !== 'done') {
      const progress = await putProgress(bucket, run);
      const delaySeconds = outcome === 'later' ? secondsUntilLater : 0;
      await deps.queueArchive({ ...message, progress }, delaySeconds);
      return;
    }
    await seal(id, run, bucket, noted);
    if (run.missing.length > 0) {
      const { occasion, attempt } = run;
      deps.log('warn', 'evidence is incomplete', { incidentId: id, occasion, attempt });
    }
  };

  function begin(
    { occasion = 'resolved', asked, attempt, sources }: ArchiveReaction,
    incident: DeclaredIncident,
    version: number,
    evidence: Evidence,
  ): Run | undefined {
    const isOver = incident.phase === 'watching' || incident.phase === 'resolved';
    if (occasion === 'resolved' && !isOver) return undefined;
    // Resolved before its beginning was collected: that archive holds all of it.
    if (occasion === 'declared' && (isOver || incident.archive?.isFinal)) return undefined;

    const began = isOver ? incident.resolvedAt : incident.declaredAt;
    const name = {
      declared: `${stamp(incident.declaredAt)}-declared`,
      resolved: `${stamp(began)}-${attempt}`,
      closed: `${stamp(began)}-closed-${attempt}`,
      asked: `${stamp(asked?.at ?? began)}-asked-${attempt}`,
    }[occasion];
    const wanted = sourcesFor(evidence, { occasion, ...(asked !== undefined && { asked }) });
    const service = incident.plan.service.id;
    return {
      folder: `incidents/${incident.id}/${name}`,
      incident: incident.id,
      occasion,
      ...(asked !== undefined && { asked }),
      attempt,
      version,
      window: windowOf(incident, isOver ? incident.resolvedAt : deps.now()),
      sources: sources === undefined ? wanted : wanted.filter(each => sources.includes(each)),
      kept: [],
      missing: [],
      again: [],
      notConfigured:
        asked === undefined ? [] : notConfigured(evidence, service, { occasion, asked }),
      redacted: 0,
      runs: 0,
    };
  }

  /** `more`: the time of this run is over before everything was asked. `later`: something would not answer just now. */
  async function collect(
    run: Run,
    {
      incident,
      history,
      evidence,
      bucket,
      keep,
      budget,
      known,
    }: {
      incident: DeclaredIncident;
      history: () => Promise<StoredCommit[]>;
      evidence: Evidence;
      bucket: Archive;
      keep: Keep;
      budget: Budget;
      known: Pick<ReturnType<typeof recogniser>, 'mayShow' | 'see' | 'seeMetric'>;
    },
  ): Promise<'done' | 'more' | 'later'> {
    const keptBefore = run.kept.length;
    const mustStop = () =>
      budget.remainingMs() < reserveMs || run.kept.length - keptBefore >= partsPerRun;
    const redact = await redacting(evidence.redact ?? []);
    const logs = collectLogs({ ...deps, ...known, bucket, keep, mustStop });
    const other = collectSource({ ...deps, ...known, keep, mustStop });
    const commits = run.sources.includes('alarms') ? await history() : [];

    for (let [source] = run.sources; source !== undefined; [source] = run.sources) {
      const isLogs = source.startsWith('logs:');
      const group = source.slice('logs:'.length);
      let missing: string[];
      if (run.runs >= runsMax) missing = [`${source}: cut after ${runsMax} runs`];
      else if (isLogs) {
        const outcome = await logs(group, run, redact);
        if (outcome === 'more' || outcome === 'later') return outcome;
        missing = outcome === 'done' ? [] : [outcome.missing];
      } else missing = await other(source, run, evidence, incident, commits);

      run.missing.push(...missing);
      if (missing.length > 0) run.again.push(source);
      delete run.logs;
      run.sources.shift();
      if (run.sources.length > 0 && mustStop() && run.runs < runsMax) return 'more';
    }
    return 'done';
  }

  async function keepRecord(
    id: IncidentId,
    incident: DeclaredIncident,
    commits: readonly StoredCommit[],
    run: Run,
    keep: Keep,
  ) {
    await keep('events.ndjson', ndjson(commits), 'application/x-ndjson');
    const told = story(commits, incident.plan.timeZone);
    await keep('timeline.json', JSON.stringify(told, null, 2), 'application/json');
    await keep('pages.ndjson', ndjson(await deps.pagesOf(id)), 'application/x-ndjson');
    const state = JSON.stringify(incident, recognisable, 2);
    await keep('incident.json', state, 'application/json');
    if (run.occasion === 'declared') return;
    await keep('report.md', report(incident, commits, deps.now()), 'text/markdown; charset=utf-8');
  }

  /**
   * Chains the archive to the one before it and tells the incident. Another that was quicker comes before this one: whoever
   * tells an incident that it no longer is hears of it, and loads it again.
   */
  async function seal(id: IncidentId, run: Run, bucket: Archive, known: Loaded): Promise<void> {
    const objects = [...run.kept];
    for (let time = 1; time <= sealsMax; time++) {
      const loaded = time === 1 ? known : await deps.incidents.load(id);
      if (loaded.incident.phase === 'undeclared') throw new Error(`${id} is gone`);
      const key = `${run.folder}/manifest${time === 1 ? '' : `-${time}`}.json`;
      const manifest: Manifest = {
        incident: id,
        version: run.version,
        archivedAt: deps.now(),
        window: run.window,
        objects,
        missing: run.missing,
        occasion: run.occasion,
        redacted: run.redacted,
        ...(run.notConfigured.length > 0 && { notConfigured: run.notConfigured }),
        previous: previousOf(loaded.incident),
      };
      const stored = await putManifest(bucket, key, manifest);
      const digest = sha256(stored.content);
      const { archivedAt, previous = null, objects: contents } = stored.manifest;
      const { missing, again, occasion, asked, attempt, redacted } = run;
      const command = {
        type: 'RecordArchive' as const,
        at: archivedAt as Instant,
        manifest: key,
        objects: contents.length,
        ...(contents.length <= contentsMax && { contents }),
        sealedBy: digest,
        attempt,
        bytes: contents.reduce((sum, object) => sum + object.bytes, 0),
        missing,
        previous: previous?.key ?? null,
        occasion,
        ...(asked !== undefined && { asked }),
        ...(missing.length > 0 && { again }),
        ...(run.notConfigured.length > 0 && { notConfigured: run.notConfigured }),
        ...(redacted > 0 && { redacted }),
      };
      const handled = await deps.handle(id, command, { loaded });
      if (!('rejected' in handled)) return;
      if (await isRecorded(id, key)) return;
      // It lies in the bucket and no event names it; so the next one does.
      objects.push({ key, bytes: stored.content.byteLength, sha256: digest });
    }
    throw new Error(`${run.folder} could not be chained after ${sealsMax} attempts`);
  }

  async function isRecorded(id: IncidentId, manifest: string): Promise<boolean> {
    const commits = await deps.incidents.history(id);
    return commits
      .flatMap(({ events }) => events)
      .some(event => event.type === 'EvidenceArchived' && event.manifest === manifest);
  }

  /** After each run: a gigabyte of logs takes several, and whoever is awake waits for the first. Evidence never waits for it. */
  async function noteResemblance(
    id: IncidentId,
    run: Run,
    patterns: PatternHit[],
    loaded: Loaded,
  ): Promise<Loaded> {
    try {
      // What is asked for again says nothing new of what it is like.
      const isFirst = run.asked === undefined && run.attempt === 1;
      if (patterns.length === 0 && !isFirst) return loaded;
      const alikes = isFirst ? await alike(loaded.incident, patterns) : [];
      if (patterns.length === 0 && alikes.length === 0) return loaded;
      const command = { type: 'NoteResemblance', patterns, lookAlikes: alikes } as const;
      const handled = await deps.handle(id, { ...command, at: deps.now() }, { loaded });
      return 'incident' in handled ? handled : loaded;
    } catch (error) {
      deps.log('warn', 'resemblance is not known', { incidentId: id, error: String(error) });
      return loaded;
    }
  }

  /** Among the newest that are over, its own service's first: what ended them may end this one. */
  async function alike(incident: Incident, patterns: readonly PatternHit[]): Promise<LookAlike[]> {
    if (incident.phase === 'undeclared' || incident.lookAlikes !== undefined) return [];
    const over = { phases: ['resolved', 'watching'] as const, limit: pastMax };
    const newest = await deps.incidents.list(over);
    // Where few are over, its own service's are among them.
    const { incidents: own } =
      newest.next === undefined
        ? newest
        : await deps.incidents.list({ ...over, service: incident.plan.service.id });
    const found = [...own, ...newest.incidents].map(each => each.incident);
    const past = new Map(
      found.flatMap(each => (each.phase === 'undeclared' ? [] : [[each.id, each] as const])),
    );
    const seen = [...(incident.patterns ?? []), ...patterns].map(({ pattern }) => pattern);
    const best = lookAlikes(incident, seen, [...past.values()]);
    return Promise.all(
      best.map(async each =>
        lookAlike(each, await deps.incidents.history(incidentId(each.incident.id))),
      ),
    );
  }
}

/** Of two deliveries of one message the first one's counts. */
async function putManifest(bucket: Archive, key: string, manifest: Manifest) {
  const content = new TextEncoder().encode(JSON.stringify(manifest, null, 2));
  if ((await bucket.put(key, content, 'application/json')) === 'stored')
    return { content, manifest };
  const found = await bucket.find(key);
  const stored = found && parseManifest(found.content);
  if (found === undefined || stored === undefined) throw new Error(`${key} is not a manifest`);
  return { content: found.content, manifest: stored };
}

/** Each manifest seals the one before it, so that none of them can be left out. */
function previousOf({ archive: before }: DeclaredIncident): Manifest['previous'] {
  return before?.sealedBy === undefined ? null : { key: before.manifest, sha256: before.sealedBy };
}

function windowOf(incident: DeclaredIncident, to: Instant): TimeWindow {
  const began = incident.startedAt ?? incident.declaredAt;
  const first = earliest([began, incident.declaredAt]) ?? began;
  return { from: addSeconds(first, -secondsBefore), to };
}

const stamp = (at: Instant) => at.replaceAll(/[:.]/g, '-');

function ndjson(records: readonly unknown[]): string {
  return records.map(record => `${JSON.stringify(record, recognisable)}\n`).join('');
}

/** The engine of the expressions is loaded where there are some. */
async function redacting(rules: readonly string[]): Promise<Redact> {
  if (rules.length === 0) return text => ({ text, count: 0 });
  const { redaction } = await import('#core/text/redaction.ts');
  return redaction(rules);
}
