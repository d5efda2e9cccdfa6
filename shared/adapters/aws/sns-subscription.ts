import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';

/**
 * Confirms that a topic may post here. Through the API with the token of a message whose signature was verified: the
 * URL in the message is never fetched, because whoever can make us fetch a URL can make us fetch any.
 */
export async function confirmSubscription(envelope: {
  TopicArn: string;
  Token?: string;
}): Promise<void> {
  const region = envelope.TopicArn.split(':')[3];
  const client = new SNSClient(region ? { region } : {});
  await client.send(
    new ConfirmSubscriptionCommand({
      TopicArn: envelope.TopicArn,
      Token: envelope.Token,
      // Otherwise anybody who sees one of our messages could unsubscribe us by its link.
      AuthenticateOnUnsubscribe: 'true',
    }),
  );
}
