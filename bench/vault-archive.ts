import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { collectGarbage } from '#adapters/node/heap.ts';
import { archive } from '#app/evidence/archive.ts';
import { handleCommand } from '#app/incident/handle-command.ts';
import type { ArchiveReaction } from '#core/evidence/archive-reaction.ts';
import { incidentId } from '#core/ids.ts';
import type { Actor } from '#core/people.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { addSeconds, instant } from '#core/time/instant.ts';
import type { LogLine, ReadLogs } from '#ports/diagnosis.ts';
import type { Archive } from '#ports/evidence.ts';
import * as memory from '../test/support/memory/memory-table.ts';

/*
 * Run by bench/vault.ts in a process of its own, so that its memory is that of an archive and nothing else. Lines are
 * generated and go through the deployed code into files, as if a page of CloudWatch Logs took `secondsPerPage`.
 */

const plainBytes = Number(process.argv[2] ?? 1_000_000_000);
const secondsPerPage = 0.4;
const timeoutSeconds = 300;
const linesPerPage = 4000;

const start = instant('2026-11-23T02:14:00.000Z');
const id = incidentId('INC-2026-001');
const group = '/aws/lambda/payments';
const ana: Actor = { kind: 'person', id: 'ana', name: 'Ana' };
const folder = mkdtempSync(join(tmpdir(), 'tocsin-vault-'));
const most = { rss: 0, heap: 0 };
let clockSeconds = 0;
let produced = 0;
let lines = 0;

const readLogs: ReadLogs = async (_group, { from }, next) => {
  const page = Number(next ?? 0);
  clockSeconds += secondsPerPage;
  const made = Array.from({ length: linesPerPage }, (_, index) =>
    line(page * linesPerPage + index, from),
  );
  const bytes = made.reduce((sum, { message }) => sum + message.length, 0);
  produced = Math.max(produced, (page + 1) * bytes);
  lines += made.length;
  const { rss, heapUsed } = process.memoryUsage();
  most.rss = Math.max(most.rss, rss);
  most.heap = Math.max(most.heap, heapUsed);
  return { lines: made, ...(produced < plainBytes && { next: String(page + 1) }) };
};

/** As varied as a real one, so that it compresses as one does. */
function line(number: number, from: typeof start): LogLine {
  const random = createHash('md5').update(String(number)).digest('hex');
  const message =
    `{"level":"INFO","requestId":"${random}","path":"/v1/payments/${number}","status":${number % 17 === 0 ? 502 : 200},` +
    `"durationMs":${Number.parseInt(random.slice(0, 3), 16)},"message":"payment attempt finished","customer":"c-${random.slice(4, 12)}",` +
    `"pool":{"size":20,"waiting":${number % 40}},"region":"eu-central-1","version":"2026.11.${number % 28}"}`;
  return {
    id: `${number}`.padStart(56, '0'),
    at: addSeconds(from, number / 4000),
    group,
    stream: random.slice(0, 2),
    message,
  };
}

/** S3 as a folder: what is stored takes no memory. */
const bucket: Archive = {
  async put(key, body, _contentType, note) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(file, body, { flag: 'wx' });
    } catch {
      return 'exists';
    }
    if (note !== undefined) writeFileSync(`${file}.note`, note);
    return 'stored';
  },
  async find(key) {
    const file = join(folder, key);
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
    const hasNote = statSync(`${file}.note`, { throwIfNoEntry: false }) !== undefined;
    const note = hasNote ? readFileSync(`${file}.note`, 'utf8') : undefined;
    return { content: readFileSync(file), ...(note !== undefined && { note }) };
  },
};

try {
  console.log(JSON.stringify(await measure()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const table = memory.memoryTable();
  const incidents = memory.memoryIncidents(table);
  const configuration = memory.memoryConfiguration(table);
  configuration.put(directory());
  const handle = handleCommand({ incidents, pause: async () => {} });
  await handle(id, {
    type: 'DeclareIncident',
    at: start,
    by: ana,
    id,
    title: 'Payment processing down',
    severity: 'SEV1',
    severityReason: { rule: 'person', text: 'measured' },
    plan: {
      service: { id: 'payments', name: 'Payments' },
      policy: 'default',
      levels: [
        {
          name: 'On call',
          people: [{ person: 'ana', name: 'Ana' }],
          acknowledgeWithinSeconds: 300,
        },
      ],
      opening: 'page',
      remindBeforeUpdateSeconds: 300,
      holdSeconds: 300,
      watchSeconds: 1800,
    },
    origin: { kind: 'person' },
  });
  await handle(id, {
    type: 'ResolveIncident',
    at: addSeconds(start, 3600),
    by: ana,
    resolution: 'Restarted.',
  });

  const queue: ArchiveReaction[] = [{ kind: 'archive', key: 'k', incidentId: id, attempt: 1 }];
  const collect = archive({
    incidents,
    handle,
    configuration,
    pagesOf: memory.memoryPagesOf(table),
    openArchive: async () => bucket,
    readLogs,
    readMetric: async () => ({ points: [] }),
    readAlarmHistory: async () => ({ records: [] }),
    readDeployments: async () => ({ records: [], released: [] }),
    readChanges: async () => ({ records: [] }),
    readTranscript: async () => 'no channel',
    takeSnapshot: async () => ({ unreadable: 'not measured' }),
    queueArchive: async message => {
      queue.push(message);
    },
    compress: text => gzipSync(text),
    collectGarbage,
    decompress: content => gunzipSync(content).toString(),
    now: () => addSeconds(start, 3700),
    log: () => {},
  });
  let runs = 0;
  const began = performance.now();
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    runs += 1;
    const until = clockSeconds + timeoutSeconds;
    await collect(message, { remainingMs: () => (until - clockSeconds) * 1000 });
  }
  const seconds = (performance.now() - began) / 1000;
  const events = (await incidents.history(id)).flatMap(commit => commit.events);
  const archived = events.findLast(event => event.type === 'EvidenceArchived');
  const { objects = 0, bytes = 0, missing = [] } = archived ?? {};
  return { produced, lines, runs, seconds, objects, bytes, missing, ...most };
}

function directory() {
  const parsed = parseDirectory({
    version: 1,
    organisation: { name: 'Example', timeZone: 'UTC' },
    people: { ana: { name: 'Ana', email: 'ana@example.com' } },
    teams: { commerce: { name: 'Commerce', members: ['ana'] } },
    escalationPolicies: { default: { levels: [{ name: 'On call', people: ['ana'] }] } },
    services: {
      payments: {
        name: 'Payments',
        team: 'commerce',
        evidence: { logGroups: [group], redact: ['email'] },
      },
    },
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.directory;
}
