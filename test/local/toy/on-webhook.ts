import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({});

/** The smallest pipeline with the real one's shape: a body becomes a message. */
export const handler = async (event: {
  body?: string;
  pathParameters: { source: string };
  queryStringParameters?: { delay?: string };
}) => {
  const delay = Number(event.queryStringParameters?.delay ?? 0);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl:
        process.env[
          event.pathParameters.source === 'repeat' ? 'REPEATS_QUEUE_URL' : 'ALERTS_QUEUE_URL'
        ],
      MessageBody: JSON.stringify({ body: event.body, receivedAt: Date.now() }),
      ...(delay > 0 && { DelaySeconds: delay }),
    }),
  );
  return { statusCode: 202, headers: { 'X-Toy': 'yes' }, body: JSON.stringify(event) };
};
