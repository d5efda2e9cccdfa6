import { gunzipSync, gzipSync } from 'node:zlib';
import { archive } from '#app/evidence/archive.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import { verifyBundle } from '#core/evidence/manifest.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { LogLine, ReadLogs } from '#ports/diagnosis.ts';
import type { Archive } from '#ports/evidence.ts';
import { declare, resolve } from './incidents.ts';
import * as memory from './memory/memory-table.ts';
import { firstId, later } from './samples.ts';
import { team } from './team.ts';

type Deps = Parameters<typeof archive>[0];

export interface VaultOptions {
  /** `services.payments.evidence` of tocsin.yaml. */
  evidence?: object;
  readLogs?: ReadLogs;
  change?: Partial<Deps>;
}

/** An incident whose evidence is collected from sources and into a bucket that a test can break. */
export async function aVault({ evidence = {}, readLogs = linesOf(3), change }: VaultOptions = {}) {
  const document = structuredClone(team) as { services: Record<string, object> };
  document.services.payments = { ...document.services.payments, evidence };
  const parsed = parseDirectory(document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  configuration.put(parsed.directory);
  const incidents = memory.memoryIncidents(table);
  const handle = handleCommand({ incidents, pause: async () => {} });

  let clock: Instant = later(300);
  const bucket = memoryBucket();
  const queued: ArchiveReaction[] = [];
  const delays: number[] = [];
  const asked: string[] = [];
  const collect = archive({
    incidents,
    handle,
    configuration,
    pagesOf: memory.memoryPagesOf(table),
    openArchive: async () => bucket,
    readLogs,
    readMetric: async () => ({ points: [{ at: later(0), value: 1 }] }),
    async readAlarmHistory(alarms) {
      asked.push(...alarms.map(alarm => `alarm ${alarm}`));
      return { records: alarms.map(alarm => ({ alarm, kind: 'StateUpdate' })) };
    },
    async readDeployments(source) {
      asked.push(`deployments ${Object.values(source).join('/')}`);
      return {
        records: [{ deploymentId: 'd-1' }],
        released: [{ at: later(-600), what: 'Release 12 of payments/production' }],
      };
    },
    async readChanges(source) {
      asked.push(`changes ${Object.values(source).join('/')}`);
      return { records: [{ name: 'UpdateFunctionConfiguration' }] };
    },
    readTranscript: async () => 'no channel',
    async takeSnapshot(wanted) {
      asked.push(`snapshot ${wanted.id} until ${wanted.expiresAt}`);
      return { snapshot: wanted };
    },
    queueArchive: async (message, delaySeconds = 0) => {
      queued.push(message);
      delays.push(delaySeconds);
    },
    compress: text => gzipSync(text),
    collectGarbage: () => {},
    decompress: content => gunzipSync(content).toString(),
    now: () => clock,
    log: () => {},
    ...change,
  });
  await handle(firstId, declare());

  const message = (more: Partial<ArchiveReaction> = {}): ArchiveReaction => ({
    kind: 'archive',
    key: 'k',
    incidentId: firstId,
    attempt: 1,
    ...more,
  });
  const events = async (id = firstId) =>
    (await incidents.history(id)).flatMap(commit => commit.events);
  return {
    bucket,
    queued,
    delays,
    asked,
    handle,
    incidents,
    collect,
    events,
    message,
    resolves: () => handle(firstId, resolve(60)),
    passes: (seconds: number) => {
      clock = addSeconds(clock, seconds);
    },
    archives: async () => (await events()).filter(event => event.type === 'EvidenceArchived'),
    text: (key: string) => new TextDecoder().decode(bucket.objects.get(key)),
    names: () => [...bucket.objects.keys()].filter(key => !key.startsWith('progress/')),
    /** Every line of every part of a group that the newest manifest seals, in order. */
    async lines(): Promise<LogLine[]> {
      const kept = (await events()).findLast(event => event.type === 'EvidenceArchived');
      const keys = (kept?.contents ?? [])
        .map(({ key }) => key)
        .filter(key => key.includes('/logs/'));
      return keys.flatMap(key => linesIn(bucket.objects.get(key)));
    },
    /** What is wrong with everything that is kept, by the seal in the incident's log. */
    async flaws() {
      const { incident } = await incidents.load(firstId);
      if (incident.phase === 'undeclared' || incident.archive?.sealedBy === undefined)
        return 'none';
      const { manifest, sealedBy } = incident.archive;
      const kept = [...bucket.objects].filter(([key]) => key.startsWith('incidents/'));
      return verifyBundle(new Map(kept), { manifest, sealedBy });
    },
    /** Runs one message and every one that follows from it; answers how many runs that took. */
    async runs(first: ArchiveReaction, budget?: { remainingMs: () => number }): Promise<number> {
      let count = 0;
      let next: ArchiveReaction | undefined = first;
      for (; next !== undefined && count < 1000; count++) {
        await collect(next, budget);
        next = queued.shift();
      }
      return count;
    },
  };
}

function linesIn(content: Uint8Array | undefined): LogLine[] {
  const text = content === undefined ? '' : gunzipSync(content).toString();
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}

/** So many pages of as many lines each; a page's cursor is its number. */
export function linesOf(pages: number, perPage = 2, message = 'ERROR no connection'): ReadLogs {
  return async (group, { from }, next) => {
    const page = Number(next ?? 0);
    const lines = Array.from({ length: perPage }, (_, index): LogLine => {
      const number = page * perPage + index;
      return {
        id: `${group}-${number}`,
        at: addSeconds(from, number),
        group,
        stream: 's',
        message,
      };
    });
    return { lines, ...(page + 1 < pages && { next: String(page + 1) }) };
  };
}

function memoryBucket(): Archive & {
  objects: Map<string, Uint8Array>;
  notes: Map<string, string>;
} {
  const objects = new Map<string, Uint8Array>();
  const notes = new Map<string, string>();
  return {
    objects,
    notes,
    async put(key, body, _contentType, note) {
      if (objects.has(key)) return 'exists';
      objects.set(key, body);
      if (note !== undefined) notes.set(key, note);
      return 'stored';
    },
    async find(key) {
      const content = objects.get(key);
      const note = notes.get(key);
      return content && { content, ...(note !== undefined && { note }) };
    },
  };
}
