import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { describe, expect, test } from 'vitest';
import { toyStack } from '../toy-stack.ts';

const toy = toyStack();
const scheduler = () => new SchedulerClient(toy.client());

const inSeconds = async (seconds: number) => {
  const { now } = await toy.read<{ now: string }>('/_local/clock');
  return `at(${new Date(Date.parse(now) + seconds * 1000).toISOString().slice(0, 19)})`;
};

async function schedule(Name: string, ScheduleExpression: string) {
  const { queues, scheduleGroups, roles } = toy.stack().model;
  const timers = queues.find(({ name }) => name === 'Tocsin-timers');
  return {
    Name,
    GroupName: scheduleGroups[0],
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: timers?.arn ?? '',
      RoleArn: [...roles.keys()][0] ?? '',
      Input: Name,
      RetryPolicy: { MaximumRetryAttempts: 3 },
    },
  };
}

const wokenFor = async (name: string) =>
  (await toy.logged('on-timer')).filter(line => line.endsWith(` ${name}`));

describe('a schedule', () => {
  test('fires once, and stays when nothing asks for its deletion', async () => {
    const input = await schedule('fires', await inSeconds(300));
    const created = await scheduler().send(new CreateScheduleCommand(input));
    expect(created.ScheduleArn).toContain(':schedule/');
    await toy.settles(420);
    expect(await wokenFor('fires')).toHaveLength(1);
    const { GroupName, Name } = input;
    const found = await scheduler().send(new GetScheduleCommand({ GroupName, Name }));
    expect(found.Target?.Input).toBe('fires');
  });

  test('is gone afterwards when its deletion is asked for', async () => {
    const input = await schedule('goes', await inSeconds(120));
    await scheduler().send(
      new CreateScheduleCommand({ ...input, ActionAfterCompletion: 'DELETE' }),
    );
    await toy.settles(240);
    const { GroupName, Name } = input;
    await expect(scheduler().send(new GetScheduleCommand({ GroupName, Name }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  test('is not created twice', async () => {
    const input = await schedule('twice', await inSeconds(600));
    await scheduler().send(new CreateScheduleCommand(input));
    await expect(scheduler().send(new CreateScheduleCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'ConflictException' }),
    );
  });

  test('moves with an update, which forgets what it does not repeat', async () => {
    const input = await schedule('moves', await inSeconds(120));
    await scheduler().send(
      new CreateScheduleCommand({ ...input, ActionAfterCompletion: 'DELETE', Description: 'd' }),
    );
    const { RetryPolicy: _retry, ...Target } = input.Target;
    const ScheduleExpression = await inSeconds(600);
    await scheduler().send(new UpdateScheduleCommand({ ...input, Target, ScheduleExpression }));

    await toy.settles(300);
    expect(await wokenFor('moves')).toHaveLength(0);
    await toy.settles(400);
    expect(await wokenFor('moves')).toHaveLength(1);
    const { GroupName, Name } = input;
    const found = await scheduler().send(new GetScheduleCommand({ GroupName, Name }));
    expect(found.Description).toBeUndefined();
    expect(found.Target?.RetryPolicy).toBeUndefined();
    expect(found.ActionAfterCompletion).toBe('NONE');
  });

  test('never fires when it is deleted', async () => {
    const input = await schedule('deleted', await inSeconds(120));
    await scheduler().send(new CreateScheduleCommand(input));
    const { GroupName, Name } = input;
    await scheduler().send(new DeleteScheduleCommand({ GroupName, Name }));
    await toy.settles(240);
    expect(await wokenFor('deleted')).toHaveLength(0);
  });

  test('that lies in the past never fires', async () => {
    const input = await schedule('past', await inSeconds(-300));
    await scheduler().send(new CreateScheduleCommand(input));
    await toy.settles(240);
    expect(await wokenFor('past')).toHaveLength(0);
  });

  test('in an unknown group is not found', async () => {
    const input = { ...(await schedule('group', await inSeconds(120))), GroupName: 'nowhere' };
    await expect(scheduler().send(new CreateScheduleCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  test('with a form of time that is not understood is refused', async () => {
    const input = await schedule('odd', 'at(tomorrow)');
    await expect(scheduler().send(new CreateScheduleCommand(input))).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });
});

test('an operation that nobody here calls is refused', async () => {
  await expect(
    scheduler().send(new CreateScheduleGroupCommand({ Name: 'anew' })),
  ).rejects.toThrow();
});
