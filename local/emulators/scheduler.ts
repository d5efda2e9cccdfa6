import { account, region } from '#local/account.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { Queues } from '#local/emulators/queues.ts';
import type { StateFile } from '#local/state-file.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  noCounterpart,
  readJson,
  restResponse,
} from '#local/wire/aws-wire.ts';

/** One schedule as EventBridge Scheduler stores it. */
export interface Schedule {
  Name: string;
  GroupName: string;
  ScheduleExpression: string;
  Target: ScheduleTarget;
  State: string;
  ActionAfterCompletion: string;
  CreationDate: number;
  LastModificationDate: number;
  [name: string]: unknown;
}

interface ScheduleTarget {
  Arn: string;
  RoleArn: string;
  Input?: string;
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: Record<string, number>;
}

/** By `group/name`. */
export type Schedules = Record<string, Schedule>;

/**
 * EventBridge Scheduler, as far as one-time schedules with a queue, or an operation of AWS, as their target: fires at a random second of the
 * minute asked for, forgets on update whatever is not repeated, and refuses what it does not know.
 */
export function schedulerEmulator(deps: {
  clock: Clock;
  queues: Queues;
  groups: readonly string[];
  schedules: StateFile<Schedules>;
  /** Calls an operation of AWS in the name of a role, for targets that are one. */
  call: (call: {
    service: string;
    operation: string;
    role: string;
    input: string;
  }) => Promise<void>;
  /** Whether a role lets this service take it. */
  mayTake: (role: string) => boolean;
  /** Throws where a role may not send to a queue. */
  maySend: (role: string, queueArn: string) => void;
  /** The sequence of random seconds is the same for the same seed. */
  seed: number;
  /** In the last second of the minute, always. */
  isLate: boolean;
  log: (line: string) => void;
}) {
  const { clock, schedules } = deps;
  const random = randomFrom(deps.seed);
  const armed = new Map<string, () => void>();
  for (const [key, schedule] of Object.entries(schedules.value)) arm(key, schedule);

  function arm(key: string, schedule: Schedule): void {
    armed.get(key)?.();
    armed.delete(key);
    if (schedule.State === 'DISABLED') return;
    const minute = Math.floor(readAt(schedule) / 60_000) * 60_000;
    const second = deps.isLate ? 59 : Math.floor(random() * 60);
    const moment = minute + second * 1000;
    // The strictest reading of the documentation: what lies in the past when it is set may never fire.
    if (schedule.LastModificationDate * 1000 >= minute + 60_000) {
      deps.log(
        `Schedule ${key} lies in the past and will never fire: ${schedule.ScheduleExpression}`,
      );
      return;
    }
    armed.set(
      key,
      clock.at(moment, () => fire(key, schedule)),
    );
  }

  function fire(key: string, schedule: Schedule): void {
    armed.delete(key);
    const { Target } = schedule;
    const input = Target.Input ?? '{}';
    const [, service, action] = universal.exec(Target.Arn) ?? [];
    if (service !== undefined && action !== undefined) {
      const operation = action.charAt(0).toUpperCase() + action.slice(1);
      deps
        .call({ service, operation, role: Target.RoleArn, input })
        .catch(error => deps.log(`Schedule ${key} could not ${operation}: ${String(error)}`));
    } else {
      send(key, Target, input);
    }
    if (schedule.ActionAfterCompletion === 'DELETE') {
      delete schedules.value[key];
      schedules.changed();
    }
  }

  function send(key: string, target: ScheduleTarget, input: string): void {
    const { Arn, RoleArn, DeadLetterConfig: dead } = target;
    const reach = (queueArn: string) => {
      deps.maySend(RoleArn, queueArn);
      deps.queues.send(queueArn, input);
    };
    try {
      reach(Arn);
    } catch (error) {
      deps.log(`Schedule ${key} could not reach its target: ${String(error)}`);
      if (dead?.Arn !== undefined) reach(dead.Arn);
    }
  }

  function put(name: string, input: Record<string, unknown>, existing?: Schedule): AwsResponse {
    const now = clock.now() / 1000;
    const schedule: Schedule = {
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ...(input as { ScheduleExpression: string; Target: ScheduleTarget }),
      Name: name,
      GroupName: String(input.GroupName ?? 'default'),
      CreationDate: existing?.CreationDate ?? now,
      LastModificationDate: now,
    };
    validate(schedule, deps.mayTake);
    const key = `${schedule.GroupName}/${name}`;
    schedules.value[key] = schedule;
    schedules.changed();
    arm(key, schedule);
    return restResponse({ ScheduleArn: arnOf(key) });
  }

  /** Of a page the token is where the next one begins. */
  function list(request: AwsRequest): AwsResponse {
    const { query } = request;
    const of = (name: string) => query.get(name) ?? undefined;
    const prefix = of('NamePrefix') ?? '';
    const first = Number(of('NextToken') ?? 0);
    const end = first + Math.min(Number(of('MaxResults') ?? 100), 100);
    const slice = <One extends { Name: string }>(all: readonly One[]) => {
      const found = all.filter(({ Name }) => Name.startsWith(prefix));
      return [found.slice(first, end), end < found.length && { NextToken: `${end}` }] as const;
    };
    if (request.operation === 'ListScheduleGroups') {
      const [ScheduleGroups, next] = slice(['default', ...deps.groups].map(groupOf));
      return restResponse({ ScheduleGroups, ...next });
    }
    const group = of('ScheduleGroup');
    if (group !== undefined) needsGroup(group);
    const [Schedules, next] = slice(
      Object.values(schedules.value)
        .filter(({ GroupName }) => GroupName === (group ?? GroupName))
        .filter(({ State }) => State === (of('State') ?? State))
        .map(({ Name, GroupName, State, CreationDate, LastModificationDate, Target }) => ({
          ...{ Arn: arnOf(`${GroupName}/${Name}`), Name, GroupName, State },
          ...{ CreationDate, LastModificationDate, Target: { Arn: Target.Arn } },
        })),
    );
    return restResponse({ Schedules, ...next });
  }

  function needsGroup(name: string): void {
    if (name === 'default' || deps.groups.includes(name)) return;
    throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
  }

  function groupOf(Name: string) {
    const Arn = `arn:aws:scheduler:${region}:${account}:schedule-group/${Name}`;
    return { Arn, Name, State: 'ACTIVE' };
  }

  function handle(request: AwsRequest): AwsResponse {
    if (request.operation.startsWith('List')) return list(request);
    const name = decodeURIComponent(request.path.split('/')[2] ?? '');
    const input = request.body.length > 0 ? readJson(request) : {};
    const group = String(input.GroupName ?? request.query.get('groupName') ?? 'default');
    const key = `${group}/${name}`;
    if (request.operation === 'GetScheduleGroup') {
      needsGroup(name);
      return restResponse(groupOf(name));
    }
    needsGroup(group);
    const existing = schedules.value[key];
    if (request.operation === 'CreateSchedule') {
      if (existing !== undefined && existing.ClientToken !== input.ClientToken) {
        throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
      }
      return put(name, input);
    }
    if (existing === undefined) {
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    }
    switch (request.operation) {
      case 'UpdateSchedule':
        return put(name, input, existing);
      case 'GetSchedule': {
        const { ClientToken: _token, ...shown } = existing;
        return restResponse({ ...shown, Arn: arnOf(key) });
      }
      case 'DeleteSchedule':
        armed.get(key)?.();
        armed.delete(key);
        delete schedules.value[key];
        schedules.changed();
        return restResponse({});
      default:
        throw noCounterpart(request, 'ValidationException');
    }
  }

  /** What a wake lost for good looks like: the schedules are there no more, and nothing said so. */
  function forgetAll(): number {
    const keys = Object.keys(schedules.value);
    for (const key of keys) {
      armed.get(key)?.();
      armed.delete(key);
      delete schedules.value[key];
    }
    schedules.changed();
    return keys.length;
  }

  return { handle, forgetAll };
}

/** An operation of AWS as a target, such as `arn:aws:scheduler:::aws-sdk:cloudwatch:deleteAlarms`. */
const universal = /^arn:aws:scheduler:::aws-sdk:(\w+):(\w+)$/;

function validate(schedule: Schedule, mayTake: (role: string) => boolean): void {
  const refuse = (message: string) => {
    throw new AwsError('ValidationException', message);
  };
  if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(schedule.Name)) refuse(`Invalid name ${schedule.Name}.`);
  if (schedule.FlexibleTimeWindow === undefined) refuse('FlexibleTimeWindow is required.');
  if (!schedule.Target?.Arn || !schedule.Target.RoleArn) refuse('Target needs Arn and RoleArn.');
  if (!mayTake(schedule.Target.RoleArn)) {
    refuse(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    );
  }
  if (!schedule.Target.Arn.startsWith('arn:aws:sqs:') && !universal.test(schedule.Target.Arn)) {
    refuse('Only queues and operations of AWS are targets locally.');
  }
  if (Number.isNaN(readAt(schedule))) {
    refuse(`Invalid Schedule Expression ${schedule.ScheduleExpression}.`);
  }
}

/** `at(2026-11-23T02:14:00)`, in UTC; NaN for anything else. */
function readAt(schedule: Schedule): number {
  const zone = schedule.ScheduleExpressionTimezone ?? 'UTC';
  const [, text] = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(
    schedule.ScheduleExpression ?? '',
  ) ?? [undefined, undefined];
  return text === undefined || zone !== 'UTC' ? Number.NaN : Date.parse(`${text}Z`);
}

const arnOf = (key: string) => `arn:aws:scheduler:${region}:${account}:schedule/${key}`;

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
