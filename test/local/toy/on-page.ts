import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const sns = new SNSClient({});

/** Texts every message to one phone, and mails it to one mailbox. */
export const handler = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) {
    const at = new Date().toISOString();
    await sns.send(
      new PublishCommand({
        PhoneNumber: '+15550100',
        Message: `${body} at ${at}: ${process.env.PUBLIC_URL}/a/token.`,
      }),
    );
    await sns.send(
      new PublishCommand({
        TopicArn: process.env.EMAIL_TOPIC_ARN,
        Subject: 'A page',
        Message: body,
        MessageAttributes: { recipient: { DataType: 'String', StringValue: 'ana' } },
      }),
    );
  }
};
