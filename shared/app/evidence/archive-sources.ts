import type { Keep, Run } from '#app/evidence/archive-run.ts';
import type { Measured, Observation } from '#core/diagnosis/pattern.ts';
import { transcriptText } from '#core/evidence/transcript.ts';
import { evidenceKinds } from '#core/incident/events.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { memberAlerts } from '#core/incident/member-alerts.ts';
import { partsOf } from '#core/intake/fingerprint.ts';
import { apart } from '#core/intake/trust-domain.ts';
import { lineChart } from '#core/plots/line-chart.ts';
import type { Evidence } from '#core/setup/directory.ts';
import { boundedName } from '#core/text/bounded-name.ts';
import { addSeconds, earliest, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { ReadMetric } from '#ports/diagnosis.ts';
import type {
  ChangeSource,
  DeploymentSource,
  ReadAlarmHistory,
  ReadChanges,
  ReadDeployments,
  ReadTranscript,
  TakeSnapshot,
} from '#ports/evidence.ts';
import type { StoredCommit } from '#ports/incident.ts';

export interface EvidencePorts {
  readTranscript: ReadTranscript;
  readMetric: ReadMetric;
  readAlarmHistory: ReadAlarmHistory;
  readDeployments: ReadDeployments;
  readChanges: ReadChanges;
  takeSnapshot: TakeSnapshot;
}

const day = 86_400;
/** A cause is often older than the minutes before: what was deployed and changed is looked for in the day before. */
const changesSecondsBefore = day;

type Kind = (typeof evidenceKinds)[number];
type Occasional = Pick<Run, 'occasion' | 'asked'>;

/** The names of what is to be asked, in order: what is small and soon gone comes first, logs last. */
export function sourcesFor(evidence: Evidence, { occasion, asked }: Occasional): string[] {
  // Everything else was kept when it was resolved.
  if (occasion === 'closed') return ['chat'];
  const { logGroups = [], metrics = [], databaseSnapshots = [] } = evidence;
  const wants = (kind: Kind) => asked === undefined || asked.wanted.includes(kind);
  const isAll = asked === undefined;
  return [
    ...(wants('metrics') && metrics.length > 0 ? ['metrics'] : []),
    // Which alarms told of it is known from the incident, so there may be some where none is configured.
    ...(isAll ? ['alarms'] : []),
    ...(isAll && evidence.deployments !== undefined ? ['deployments'] : []),
    ...(isAll && evidence.changes !== undefined ? ['changes'] : []),
    // Not at the beginning: a snapshot is one more burden on a database that may be what is failing.
    ...(wants('database') && occasion !== 'declared'
      ? databaseSnapshots.map(each => `database:${nameOf(each)}`)
      : []),
    ...(wants('logs') ? logGroups.map(group => `logs:${group}`) : []),
  ];
}

const toAdd: Record<Kind, { needs: keyof Evidence; example: string }> = {
  logs: { needs: 'logGroups', example: 'logGroups: [/aws/lambda/…]' },
  metrics: {
    needs: 'metrics',
    example: 'metrics: [{ namespace: …, name: …, statistic: Sum }]',
  },
  database: {
    needs: 'databaseSnapshots',
    example: 'databaseSnapshots: [{ cluster: …, keepDays: 30 }]',
  },
};

/** What was asked for by hand and cannot be had: each says what to add where. */
export function notConfigured(evidence: Evidence, service: string, { asked }: Occasional) {
  return evidenceKinds
    .filter(kind => asked?.wanted.includes(kind) && !(evidence[toAdd[kind].needs] as [])?.length)
    .map(
      kind =>
        `${kind}: in tocsin.yaml, under services.${service}.evidence, add ${toAdd[kind].example}, and apply it`,
    );
}

/** Asks every source but logs, each of which is small; answers what is missing, in words. */
export function collectSource(
  deps: EvidencePorts & {
    keep: Keep;
    /** The time of this run is over. */
    mustStop: () => boolean;
    now: () => Instant;
    see: (observation: Observation) => void;
    seeMetric: (measured: Measured) => void;
  },
) {
  return async (
    source: string,
    run: Run,
    evidence: Evidence,
    incident: DeclaredIncident,
    commits: readonly StoredCommit[],
  ): Promise<string[]> => {
    const [kind = '', ...rest] = source.split(':');
    switch (kind) {
      case 'chat':
        return chat(incident);
      case 'metrics':
        return metrics(run, evidence, incident);
      case 'alarms':
        return alarms(run, evidence, commits);
      case 'deployments':
        return deployments(run, evidence.deployments ?? [], incident);
      case 'changes':
        return changes(run, evidence.changes ?? []);
      case 'database':
        return snapshot(run, evidence, incident, rest.join(':'));
      default:
        return [`${source}: not configured any more`];
    }
  };

  /** For people and for programs; in Slack's own form, so that nothing is lost that we do not know of. */
  async function chat(incident: DeclaredIncident): Promise<string[]> {
    const read = await deps.readTranscript(incident.id);
    if (read === 'no channel') return [];
    if ('unreadable' in read) return [`chat ${read.unreadable}`];
    await keepRecords('chat/transcript.ndjson', read.messages);
    const text = transcriptText(read, incident.plan.timeZone);
    await deps.keep('chat/transcript.txt', text, 'text/plain; charset=utf-8');
    return read.missing === undefined ? [] : [`chat ${read.missing}`];
  }

  async function metrics(run: Run, evidence: Evidence, incident: DeclaredIncident) {
    const missing: string[] = [];
    const read = [];
    for (const metric of evidence.metrics ?? []) {
      const { namespace, name, statistic, dimensions = {}, periodSeconds } = metric;
      const query = { namespace, name, statistic, periodSeconds, dimensions };
      const series = await deps.readMetric(query, run.window);
      if ('unreadable' in series) missing.push(`metric ${series.unreadable}`);
      else read.push({ ...query, ...series });
    }
    for (const { name, dimensions, points } of read) {
      const [before, since] = aroundBeginning(incident, points);
      deps.seeMetric({ name, dimensions, before, since });
    }
    if (read.length === 0) return missing;
    await deps.keep('metrics.json', JSON.stringify(read), 'application/json');
    for (const [index, { namespace, name, statistic, points }] of read.entries()) {
      const number = String(index + 1).padStart(2, '0');
      const picture = lineChart({
        title: `${namespace} ${name}, ${statistic}`,
        series: [{ name: `${name} ${statistic}`, points }],
        marks: marksOf(incident),
        ...(incident.plan.timeZone !== undefined && { timeZone: incident.plan.timeZone }),
      });
      const file = `metrics/${number}-${name.replace(/[^\w-]+/g, '_')}.svg`;
      await deps.keep(file, picture, 'image/svg+xml');
    }
    return missing;
  }

  async function alarms(run: Run, evidence: Evidence, commits: readonly StoredCommit[]) {
    const names = [...new Set([...(evidence.alarms ?? []), ...alarmsThatTold(commits)])];
    if (names.length === 0) return [];
    const from = addSeconds(run.window.from, -changesSecondsBefore);
    const history = await deps.readAlarmHistory(names, { ...run.window, from });
    if ('unreadable' in history) return [`alarms ${history.unreadable}`];
    // Missing as well, but the same is missing whenever it is asked for.
    run.missing.push(...(history.cut ?? []).map(cut => `alarms ${cut}`));
    await keepRecords('alarm-history.ndjson', history.records);
    return [];
  }

  async function deployments(
    run: Run,
    from: readonly DeploymentSource[],
    incident: DeclaredIncident,
  ) {
    return each(run, from, 'deployments', async source => {
      const found = await deps.readDeployments(source, earlier(run));
      for (const { at, what } of 'released' in found ? found.released : []) {
        const seconds = secondsBetween(at, beginningOf(incident));
        if (seconds < 0 || seconds > suspectSeconds) continue;
        const text = `${what}, brought out ${Math.round(seconds / 60)} minutes before`;
        deps.see({ where: 'deployments', text });
      }
      return found;
    });
  }

  async function changes(run: Run, from: readonly ChangeSource[]) {
    return each(run, from, 'changes', source => deps.readChanges(source, earlier(run)));
  }

  async function each<Source extends object>(
    run: Run,
    from: readonly Source[],
    name: string,
    read: (source: Source) => Promise<{ records: object[]; cut?: string } | { unreadable: string }>,
  ): Promise<string[]> {
    const missing: string[] = [];
    const records: object[] = [];
    for (const [index, source] of from.entries()) {
      // A run that is ended in the middle keeps nothing, and so does the next: what is named as missing is asked for again.
      if (index > 0 && deps.mustStop()) {
        missing.push(`${name}: no time for ${from.length - index} of ${from.length}`);
        break;
      }
      const found = await read(source);
      if ('unreadable' in found) {
        missing.push(`${name} ${found.unreadable}`);
        continue;
      }
      // Missing as well, but the same is missing whenever it is asked for.
      if (found.cut !== undefined) run.missing.push(`${name} ${found.cut}`);
      records.push(...found.records.map(record => ({ ...source, ...record })));
    }
    // Nothing changed: that is worth knowing too.
    await keepRecords(`${name}.ndjson`, records);
    return missing;
  }

  async function snapshot(
    run: Run,
    evidence: Evidence,
    incident: DeclaredIncident,
    name: string,
  ): Promise<string[]> {
    const wanted = evidence.databaseSnapshots?.find(candidate => nameOf(candidate) === name);
    if (wanted === undefined) return [`database ${name}: not configured any more`];
    const { keepDays, ...of } = wanted;
    const expiresAt = addSeconds(run.asked?.at ?? deps.now(), keepDays * day);
    const taken = await deps.takeSnapshot({
      id: snapshotId(run, incident, name),
      of,
      incident: run.incident,
      expiresAt,
    });
    if ('unreadable' in taken) return [`database ${taken.unreadable}`];
    const body = JSON.stringify(taken.snapshot, null, 2);
    await deps.keep(`database/${name.replace(/\W+/g, '-')}.json`, body, 'application/json');
    return [];
  }

  async function keepRecords(name: string, records: readonly object[]): Promise<void> {
    const lines = records.map(record => `${JSON.stringify(record)}\n`);
    await deps.keep(name, lines.join(''), 'application/x-ndjson');
  }
}

/** What was brought out so shortly before is looked at first by everybody. */
const suspectSeconds = 3600;

function beginningOf({ startedAt, declaredAt }: DeclaredIncident): Instant {
  return earliest([startedAt ?? declaredAt, declaredAt]) ?? declaredAt;
}

/** A sender says that it began once it is sure, which takes some minutes. */
const sureSeconds = 300;

function aroundBeginning(
  incident: DeclaredIncident,
  points: readonly { at: Instant; value: number }[],
): [before: number[], since: number[]] {
  const began = addSeconds(beginningOf(incident), -sureSeconds);
  const values = (part: typeof points) => part.map(({ value }) => value);
  return [
    values(points.filter(({ at }) => at < began)),
    values(points.filter(({ at }) => at >= began)),
  ];
}

const earlier = ({ window }: Run) => ({
  ...window,
  from: addSeconds(window.from, -changesSecondsBefore),
});

function nameOf(of: { cluster: string } | { instance: string }): string {
  return 'cluster' in of ? `cluster/${of.cluster}` : `instance/${of.instance}`;
}

/**
 * Of one incident and database one snapshot, and one more whenever somebody asks. Ours begin with `tocsin-`. Incidents of two
 * stacks of an account have the same numbers, and what is there by that name is taken for one's own.
 */
function snapshotId(run: Run, { declaredAt }: DeclaredIncident, name: string): string {
  const digits = (at: Instant, count: number) => at.replace(/\D/g, '').slice(0, count);
  const asked = run.asked === undefined ? '' : `-${digits(run.asked.at, 12)}`;
  const database = name.split('/').at(-1);
  const whole =
    `tocsin-${run.incident}-${digits(declaredAt, 14)}-${database}${asked}`.toLowerCase();
  // As long as that of a cluster's may be; an instance's may have 255.
  return boundedName(whole, 63);
}

/** Alarms of CloudWatch among the alerts, by ARN or by account, region and name; one of many contributors says which last. */
function alarmsThatTold(commits: readonly StoredCommit[]): string[] {
  return memberAlerts(commits).flatMap(({ fingerprint }) => {
    const [first = '', , name] = partsOf('cloudwatch', apart(fingerprint).key);
    const [, ofArn] = /^arn:.*?:alarm:(.+)$/.exec(first) ?? [];
    return ofArn ?? name ?? [];
  });
}

function marksOf(incident: DeclaredIncident) {
  const { declaredAt } = incident;
  return [
    { at: declaredAt, text: 'declared' },
    ...('resolvedAt' in incident ? [{ at: incident.resolvedAt, text: 'resolved' }] : []),
  ];
}
