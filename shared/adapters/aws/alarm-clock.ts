import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import type { Request } from '#adapters/aws/aws-requests.ts';
import { isNamed } from '#adapters/aws/error-name.ts';
import type { WakeMessage } from '#contract/messages.ts';
import type { IncidentId } from '#core/ids.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { SetAlarmClock } from '#ports/incident.ts';
import type { Log, Now } from '#ports/runtime.ts';

/** Scheduler fires within the minute asked for, so it is asked for the minute before; SQS does the last leg. */
const earlySeconds = 60;
/** Nearer deadlines go to the queue at once: Scheduler could not be early enough for them. */
const nearSeconds = 120;
/** How long a Scheduler that did not take one is not asked again. */
const leftAloneSeconds = 60;

/**
 * One schedule per incident, created the first time and replaced afterwards. An update is a PUT: what is left out is
 * reset, so both calls say everything. Where Scheduler fails, the queue wakes the incident by itself, in quarters of an hour,
 * and asks again: the events behind this one, and their pages, wait for no Scheduler.
 */
export function alarmClock(deps: {
  scheduler: Request;
  wakeSoon: (id: string, at: Instant) => Promise<void>;
  now: Now;
  group: string;
  timersQueueArn: string;
  deadLetterArn: string;
  roleArn: string;
  log: Log;
}): SetAlarmClock {
  let askAgainAt: Instant | undefined;
  return async (id, at, isFirst = false) => {
    const now = deps.now();
    const isLeftAlone = askAgainAt !== undefined && now < askAgainAt;
    if (isLeftAlone || secondsBetween(now, at) <= nearSeconds) return deps.wakeSoon(id, at);
    try {
      await set(wakeEarly(id, at), isFirst);
    } catch (error) {
      askAgainAt = addSeconds(now, leftAloneSeconds);
      const fields = { incidentId: id, error: String(error) };
      deps.log('error', 'Scheduler did not take a deadline: the queue of timers does', fields);
      await deps.wakeSoon(id, at);
    }
  };

  /** Source: "CreateSchedule" and "UpdateSchedule" in the reference of Scheduler's API. */
  function ask(method: 'POST' | 'PUT', { Name, ...schedule }: CreateScheduleCommandInput) {
    const body = JSON.stringify(schedule);
    const headers = { 'content-type': 'application/json' };
    return deps.scheduler({ method, path: `/schedules/${Name}`, headers, body });
  }

  async function set(schedule: CreateScheduleCommandInput, isFirst: boolean) {
    if (isFirst) return create(schedule);
    try {
      await ask('PUT', schedule);
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
      await create(schedule);
    }
  }

  async function create(schedule: CreateScheduleCommandInput) {
    try {
      await ask('POST', schedule);
    } catch (error) {
      // Another dispatch of the same incident created it a moment ago: what we know is as good as what it knew.
      if (!isNamed(error, 'ConflictException')) throw error;
      await ask('PUT', schedule);
    }
  }

  function wakeEarly(id: IncidentId, at: Instant): CreateScheduleCommandInput {
    const message: WakeMessage = { incidentId: id };
    return {
      Name: id,
      GroupName: deps.group,
      ScheduleExpression: `at(${addSeconds(at, -earlySeconds).slice(0, 19)})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      State: 'ENABLED',
      Target: {
        Arn: deps.timersQueueArn,
        RoleArn: deps.roleArn,
        Input: JSON.stringify(message),
        DeadLetterConfig: { Arn: deps.deadLetterArn },
        RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3600 },
      },
    };
  }
}
