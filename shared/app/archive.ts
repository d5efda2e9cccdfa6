import type { HandleCommand } from '#app/handle-command.ts';
import { sha256 } from '#core/digest.ts';
import { type IncidentId, incidentId } from '#core/ids.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import type { ArchiveReaction } from '#core/incident/reactions.ts';
import { addSeconds, earliest } from '#core/instant.ts';
import type { Manifest } from '#core/vault/manifest.ts';
import { report } from '#core/views/report.ts';
import { timeline } from '#core/views/timeline.ts';
import type {
  Archive,
  ConfigurationStore,
  IncidentStore,
  Log,
  LogLine,
  Now,
  PagesOf,
  ReadLogs,
  ReadMetric,
  TimeWindow,
} from '#ports';

/** What led to an incident is older than its first alert. */
const secondsBefore = 900;
/** One object of log lines at a time is in memory, however long the window is. */
const logBytesPerObject = 8 * 1024 * 1024;
const logBytesMax = 256 * 1024 * 1024;

interface Kept {
  key: string;
  bytes: number;
  sha256: string;
}

type Keep = (name: string, body: string | Uint8Array, contentType: string) => Promise<void>;

/**
 * Evidence of a resolved incident (R22): its log, timeline and pages, the service's log lines and metrics of the time
 * around it, sealed by a manifest with the SHA-256 of every object. What a source would not give is named as missing
 * in the event, whose reaction asks for it again; the resolution itself never waits for any of this.
 */
export function archive(deps: {
  incidents: IncidentStore;
  pagesOf: PagesOf;
  configuration: ConfigurationStore;
  openArchive: () => Promise<Archive>;
  readLogs: ReadLogs;
  readMetric: ReadMetric;
  handle: HandleCommand;
  compress: (text: string) => Uint8Array;
  now: Now;
  log: Log;
}) {
  return async ({ incidentId: idText, attempt }: ArchiveReaction): Promise<void> => {
    const id = incidentId(idText);
    const { incident, version } = await deps.incidents.load(id);
    if (incident.phase !== 'watching' && incident.phase !== 'resolved') return;

    const folder = `incidents/${id}/${incident.resolvedAt.replaceAll(/[:.]/g, '-')}-${attempt}`;
    const manifestKey = `${folder}/manifest.json`;
    const kept: Kept[] = [];
    const bucket = await deps.openArchive();
    const keep: Keep = async (name, body, contentType) => {
      const key = `${folder}/${name}`;
      const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      // Left there by an attempt that was cut off: what counts is what is in the bucket.
      const present = (await bucket.put(key, content, contentType)) === 'exists';
      const stored = present ? ((await bucket.read(key)) ?? content) : content;
      kept.push({ key, bytes: stored.byteLength, sha256: sha256(stored) });
    };

    await keepRecord(id, incident, keep);
    const missing = await keepSources(incident, keep);
    const at = deps.now();
    const manifest: Manifest = {
      incident: id,
      version,
      archivedAt: at,
      window: windowOf(incident),
      objects: kept,
      missing,
      previous: previousOf(incident),
    };
    const sealed = JSON.stringify(manifest, null, 2);
    await bucket.put(manifestKey, new TextEncoder().encode(sealed), 'application/json');

    const bytes = kept.reduce((sum, object) => sum + object.bytes, 0);
    await deps.handle(id, {
      type: 'RecordArchive',
      at,
      manifest: manifestKey,
      objects: kept.length,
      contents: kept,
      sealedBy: sha256(sealed),
      attempt,
      bytes,
      missing,
    });
    if (missing.length > 0) {
      deps.log('warn', 'evidence is incomplete', { incidentId: id, attempt });
    }
  };

  async function keepRecord(id: IncidentId, incident: DeclaredIncident, keep: Keep) {
    const commits = await deps.incidents.history(id);
    await keep('events.ndjson', ndjson(commits), 'application/x-ndjson');
    const story = timeline(commits, incident.plan.timeZone);
    await keep('timeline.json', JSON.stringify(story, null, 2), 'application/json');
    await keep('pages.ndjson', ndjson(await deps.pagesOf(id)), 'application/x-ndjson');
    await keep('incident.json', JSON.stringify(incident, null, 2), 'application/json');
    await keep('report.md', report(incident, commits, deps.now()), 'text/markdown; charset=utf-8');
  }

  async function keepSources(incident: DeclaredIncident, keep: Keep): Promise<string[]> {
    const current = await deps.configuration.current();
    const service = current?.directory.services[incident.plan.service.id];
    const evidence = service?.evidence;
    if (evidence === undefined) return [];

    const window = windowOf(incident);
    const missing: string[] = [];
    for (const group of evidence.logGroups ?? []) {
      const problem = await keepLogs(group, window, keep);
      if (problem !== undefined) missing.push(problem);
    }
    const metrics = [];
    for (const metric of evidence.metrics ?? []) {
      const { namespace, name, statistic, dimensions } = metric;
      const periodSeconds = metric.periodSeconds;
      const query = { namespace, name, statistic, periodSeconds, dimensions: dimensions ?? {} };
      const series = await deps.readMetric(query, window);
      if ('unreadable' in series) missing.push(`metric ${series.unreadable}`);
      else metrics.push({ ...query, points: series.points });
    }
    if (metrics.length > 0) {
      await keep('metrics.json', JSON.stringify(metrics), 'application/json');
    }
    return missing;
  }

  /** Answers what is missing, in words. Lines are written out as they come, one part after the other. */
  async function keepLogs(group: string, window: TimeWindow, keep: Keep) {
    const name = group.replace(/[^\w-]+/g, '_').replace(/^_+/, '');
    let next: string | undefined;
    let part: string[] = [];
    let partBytes = 0;
    let total = 0;
    let parts = 0;
    const flush = async () => {
      if (part.length === 0) return;
      parts += 1;
      const number = String(parts).padStart(4, '0');
      const body = deps.compress(part.join(''));
      await keep(`logs/${name}-${number}.ndjson.gz`, body, 'application/gzip');
      part = [];
      partBytes = 0;
    };
    do {
      const page = await deps.readLogs(group, window, next);
      if ('unreadable' in page) {
        await flush();
        return `logs ${page.unreadable}`;
      }
      for (const line of page.lines) {
        const text = lineOf(line);
        part.push(text);
        partBytes += text.length;
        total += text.length;
      }
      if (partBytes >= logBytesPerObject) await flush();
      next = page.next;
    } while (next !== undefined && total < logBytesMax);
    await flush();
    return next === undefined ? undefined : `logs ${group}: cut at ${logBytesMax} bytes`;
  }
}

/** Each manifest seals the one before it, so that none of them can be left out. */
function previousOf({ archive: before }: DeclaredIncident): Manifest['previous'] {
  return before?.sealedBy === undefined ? null : { key: before.manifest, sha256: before.sealedBy };
}

function windowOf(incident: DeclaredIncident): TimeWindow {
  const began = incident.startedAt ?? incident.declaredAt;
  const first = earliest([began, incident.declaredAt]) ?? began;
  const ended = 'resolvedAt' in incident ? incident.resolvedAt : incident.declaredAt;
  return { from: addSeconds(first, -secondsBefore), to: ended };
}

function ndjson(records: readonly unknown[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('');
}

function lineOf(line: LogLine): string {
  return `${JSON.stringify(line)}\n`;
}
