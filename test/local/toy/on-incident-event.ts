import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({});
const scheduler = new SchedulerClient({});

interface StreamEvent {
  Records: { dynamodb: { SequenceNumber: string; NewImage: Record<string, { S: string }> } }[];
}

/** Each event becomes a page, and a wake in ten minutes. A body with `poison` always fails. */
export const handler = async (event: StreamEvent) => {
  for (const { dynamodb } of event.Records) {
    const { pk, body } = dynamodb.NewImage;
    if (body?.S.includes('poison')) {
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    }
    await sqs.send(
      new SendMessageCommand({ QueueUrl: process.env.PAGES_QUEUE_URL, MessageBody: body?.S ?? '' }),
    );
    const at = new Date(Date.now() + 600_000).toISOString().slice(0, 19);
    await scheduler.send(
      new CreateScheduleCommand({
        Name: pk?.S.replace('#', '-') ?? '',
        GroupName: process.env.SCHEDULE_GROUP,
        ScheduleExpression: `at(${at})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: process.env.TIMERS_QUEUE_ARN ?? '',
          RoleArn: process.env.SCHEDULER_ROLE_ARN ?? '',
          Input: JSON.stringify({ wake: pk?.S }),
        },
      }),
    );
  }
  return { batchItemFailures: [] };
};
