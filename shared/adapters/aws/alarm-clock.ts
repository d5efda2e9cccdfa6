import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { WakeMessage } from '#contract/messages.ts';
import type { IncidentId } from '#core/ids.ts';
import { addSeconds, type Instant, secondsBetween } from '#core/time/instant.ts';
import type { SetAlarmClock } from '#ports/incident.ts';
import type { Now } from '#ports/runtime.ts';

/** Scheduler fires within the minute asked for, so it is asked for the minute before; SQS does the last leg. */
const earlySeconds = 60;
/** Nearer deadlines go to the queue at once: Scheduler could not be early enough for them. */
const nearSeconds = 120;

/**
 * One schedule per incident, created the first time and replaced afterwards. An update is a PUT: what is left out is
 * reset, so both calls say everything.
 */
export function alarmClock(deps: {
  scheduler: SchedulerClient;
  wakeSoon: (id: string, at: Instant) => Promise<void>;
  now: Now;
  group: string;
  timersQueueArn: string;
  deadLetterArn: string;
  roleArn: string;
}): SetAlarmClock {
  return async (id, at, isFirst = false) => {
    if (secondsBetween(deps.now(), at) <= nearSeconds) return deps.wakeSoon(id, at);

    const schedule = wakeEarly(id, at);
    if (isFirst) return create(schedule);
    try {
      await deps.scheduler.send(new UpdateScheduleCommand(schedule));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      await create(schedule);
    }
  };

  async function create(schedule: CreateScheduleCommandInput) {
    try {
      await deps.scheduler.send(new CreateScheduleCommand(schedule));
    } catch (error) {
      // Another dispatch of the same incident created it a moment ago: what we know is as good as what it knew.
      if (!(error instanceof ConflictException)) throw error;
      await deps.scheduler.send(new UpdateScheduleCommand(schedule));
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
