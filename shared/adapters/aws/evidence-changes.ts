import {
  CloudTrailClient,
  type LookupAttribute,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { BatchGetDeploymentsCommand, CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { deploymentsOf } from '#adapters/aws/deployments-of.ts';
import { chunks } from '#core/chunks.ts';
import { fromEpochMs, sdkDate } from '#core/time/instant.ts';
import type { TimeWindow } from '#ports/diagnosis.ts';
import type {
  ChangeSource,
  DeploymentSource,
  ReadAlarmHistory,
  ReadChanges,
  ReadDeployments,
} from '#ports/evidence.ts';

/*
 * What happened to alarms, what was deployed, and what was changed. What cannot be read (no such thing, no
 * permission) is said, not thrown; each reads a bounded number of pages, because a day can be long.
 */

const pagesMax = 20;
const deploymentsMax = 100;
/** CodeDeploy tells of no more at once. */
const deploymentsAtOnce = 25;
/** ECS keeps the newest of a service, and no more. */
const ecsEventsKept = 100;

/** The platform's moments become ours when they are written as JSON: both are ISO 8601 in UTC. */
const range = ({ from, to }: TimeWindow) => ({ start: sdkDate(from), end: sdkDate(to) });

export function readAlarmHistory(client = new CloudWatchClient({})): ReadAlarmHistory {
  return async (alarms, window) => {
    const { start, end } = range(window);
    const records: object[] = [];
    const cut: string[] = [];
    for (const alarm of alarms) {
      try {
        const own: object[] = [];
        let oldest = end;
        let next: string | undefined;
        for (let pages = 0; pages < pagesMax && (pages === 0 || next !== undefined); pages++) {
          const page = await client.send(
            new DescribeAlarmHistoryCommand({
              AlarmName: alarm,
              AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
              StartDate: start,
              EndDate: end,
              // Of an alarm that flaps all day what is nearest to the incident counts most.
              ScanBy: 'TimestampDescending',
              ...(next !== undefined && { NextToken: next }),
            }),
          );
          for (const item of page.AlarmHistoryItems ?? []) {
            const { Timestamp: at, HistoryItemType: kind, HistorySummary: summary } = item;
            oldest = at ?? oldest;
            own.push({ alarm, at, kind, summary, data: jsonOf(item.HistoryData) });
          }
          next = page.NextToken;
        }
        records.push(...own.reverse());
        if (next !== undefined) cut.push(notBefore(oldest, alarm));
      } catch (error) {
        return { unreadable: `${alarm}: ${String(error)}` };
      }
    }
    return { records, ...(cut.length > 0 && { cut }) };
  };
}

function notBefore(oldest: Date, name: string): string {
  return `${name}: nothing before ${oldest.toISOString()} was looked through, as there is so much of it`;
}

type Found = Extract<Awaited<ReturnType<ReadDeployments>>, { records: unknown }>;

export function readDeployments(
  codeDeploy = new CodeDeployClient({}),
  ecs = new ECSClient({}),
): ReadDeployments {
  return async (source, window) => {
    try {
      return await ('application' in source
        ? fromCodeDeploy(source, window)
        : fromEcs(source, window));
    } catch (error) {
      const name = 'application' in source ? source.application : source.ecsService;
      return { unreadable: `${name}: ${String(error)}` };
    }
  };

  async function fromCodeDeploy(
    { application, group }: Extract<DeploymentSource, { application: string }>,
    window: TimeWindow,
  ): Promise<Found> {
    const asked = {
      applicationName: application,
      deploymentGroupName: group,
      createTimeRange: range(window),
    };
    const ids = await deploymentsOf(codeDeploy, asked, deploymentsMax + 1);
    const found: Found = { records: [], released: [] };
    for (const deploymentIds of chunks(ids.slice(0, deploymentsMax), deploymentsAtOnce)) {
      const { deploymentsInfo = [] } = await codeDeploy.send(
        new BatchGetDeploymentsCommand({ deploymentIds }),
      );
      for (const info of deploymentsInfo) {
        found.records.push(info);
        const { createTime, description, deploymentId } = info;
        if (createTime === undefined) continue;
        const what = `${description || deploymentId} of ${application}/${group}`;
        found.released.push({ at: fromEpochMs(createTime.getTime()), what });
      }
    }
    if (ids.length <= deploymentsMax) return found;
    const cut = `${application}/${group}: ${deploymentsMax} deployments of its time were looked at, and there are more`;
    return { ...found, cut };
  }

  async function fromEcs(
    { cluster, ecsService }: Extract<DeploymentSource, { cluster: string }>,
    window: TimeWindow,
  ): Promise<Found> {
    const { services = [], failures = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: [ecsService] }),
    );
    const [failure] = failures;
    if (failure !== undefined) throw new Error(failure.reason ?? 'no such service');
    const { start, end } = range(window);
    const isWithin = (at: Date | undefined) => at !== undefined && at >= start && at <= end;
    const released = services
      .flatMap(({ deployments = [] }) => deployments)
      .filter(({ createdAt }) => isWithin(createdAt))
      .map(({ createdAt, taskDefinition = '' }) => ({
        at: fromEpochMs(createdAt?.getTime() ?? 0),
        what: `${taskDefinition.split('/').at(-1)} of ${ecsService} in ${cluster}`,
      }));
    const records = services.flatMap(({ deployments = [], events = [] }) => [
      ...deployments.map(({ id, status, taskDefinition, createdAt, rolloutState }) => ({
        ...{ id, status, taskDefinition, createdAt, rolloutState },
      })),
      ...events
        .filter(({ createdAt }) => isWithin(createdAt))
        .map(({ id, createdAt, message }) => ({ id, createdAt, message })),
    ]);
    const forgot = services
      .flatMap(({ events = [] }) => (events.length < ecsEventsKept ? [] : events.slice(-1)))
      .filter(({ createdAt }) => isWithin(createdAt))
      .map(({ createdAt = end }) => notBefore(createdAt, `${cluster}/${ecsService}`));
    return { records, released, ...(forgot[0] !== undefined && { cut: forgot[0] }) };
  }
}

/** What CloudTrail saw of the last 90 days; reading is no change, so it is left out. */
export function readChanges(
  // An account may ask twice a second, all of it together, and pages come faster: each is asked for until it is its turn.
  client = new CloudTrailClient({ maxAttempts: 10 }),
): ReadChanges {
  return async (source, window) => {
    const { start, end } = range(window);
    const name = Object.values(source).join();
    const records: object[] = [];
    try {
      let next: string | undefined;
      let oldest = end;
      for (let pages = 0; pages < pagesMax && (pages === 0 || next !== undefined); pages++) {
        const page = await client.send(
          new LookupEventsCommand({
            LookupAttributes: [attributeOf(source)],
            StartTime: start,
            EndTime: end,
            MaxResults: 50,
            ...(next !== undefined && { NextToken: next }),
          }),
        );
        for (const event of page.Events ?? []) {
          oldest = event.EventTime ?? oldest;
          if (event.ReadOnly === 'true') continue;
          const { EventTime: at, EventName: name, EventSource: service, Username: by } = event;
          records.push({ at, name, service, by, event: jsonOf(event.CloudTrailEvent) });
        }
        next = page.NextToken;
      }
      const isCut = next !== undefined;
      return { records: records.reverse(), ...(isCut && { cut: notBefore(oldest, name) }) };
    } catch (error) {
      return { unreadable: `${name}: ${String(error)}` };
    }
  };
}

function attributeOf(source: ChangeSource): LookupAttribute {
  if ('resource' in source)
    return { AttributeKey: 'ResourceName', AttributeValue: source.resource };
  if ('source' in source) return { AttributeKey: 'EventSource', AttributeValue: source.source };
  return { AttributeKey: 'EventName', AttributeValue: source.event };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // Kept as it came.
    return text;
  }
}
