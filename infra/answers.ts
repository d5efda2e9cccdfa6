import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { type Deliver, grantText } from '#infra/paging.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** What people ask for becomes commands: through the API, the link in a page, or a text in answer to one. */
export class People extends Construct {
  readonly onApiRequest: NodeFunction;
  readonly onAckLink: NodeFunction;
  readonly onSmsReply: NodeFunction;
  /** Give this topic to your phone number as its two-way SMS destination. */
  readonly repliesTopic: Topic;
  readonly replies = new WorkQueue(this, 'Replies', 'replies');

  constructor(
    scope: Construct,
    id: string,
    props: {
      api: FrontDoor;
      record: IncidentRecord;
      dispatch: Dispatch;
      deliver: Deliver;
      adminTokenSha256: string;
      integrationKeySha256: string;
    },
  ) {
    super(scope, id);
    const { api, record, dispatch, deliver, adminTokenSha256 } = props;

    this.onApiRequest = new NodeFunction(this, 'OnApiRequest', {
      name: 'on-api-request',
      description: 'The API.',
      timeout: Duration.seconds(20),
      hasManyRights: true,
    });
    record.grantWrite(this.onApiRequest, {
      reads: ['heard', 'configuration'],
      writes: ['record', 'phones', 'people', 'stakeholders'],
    });
    this.onApiRequest.addEnvironment('PUBLIC_URL', api.api.apiEndpoint);
    record.grantKnowCallers(this.onApiRequest, adminTokenSha256);
    // By which it knows the receipts that were given out.
    const integrationKey = props.integrationKeySha256;
    this.onApiRequest.addEnvironment('INTEGRATION_KEY_SHA256', integrationKey);
    // What follows from a change of who is on duty.
    dispatch.effects.grantSend(this.onApiRequest, 'EFFECTS_QUEUE_URL');
    // What failed in chat is told once more.
    dispatch.chat.grantSend(this.onApiRequest, 'CHAT_QUEUE_URL');
    // What people say of the status page itself.
    dispatch.statusPage.grantSend(this.onApiRequest, 'STATUS_PAGE_QUEUE_URL');
    // The codes with which people prove their addresses.
    deliver.grantTellPeople(this.onApiRequest);
    // Coverage says who has not confirmed yet, as it is now.
    deliver.grantSeeSubscriptions(this.onApiRequest);
    record.grantReadSecrets(this.onApiRequest, 'secret', 'root');
    api.route('ANY /v1/{proxy+}', this.onApiRequest);
    api.route('GET /', this.onApiRequest);

    this.onAckLink = new NodeFunction(this, 'OnAckLink', {
      name: 'on-ack-link',
      description: 'Shows the page behind a link in a page; only its button acknowledges.',
      timeout: Duration.seconds(10),
    });
    record.grantWrite(this.onAckLink, {
      reads: ['people', 'configuration'],
      writes: ['record', 'links'],
    });
    api.route('GET /a/{token}', this.onAckLink);
    api.route('HEAD /a/{token}', this.onAckLink);
    api.route('POST /a/{token}', this.onAckLink);

    this.onSmsReply = new NodeFunction(this, 'OnSmsReply', {
      name: 'on-sms-reply',
      description: 'A text from a phone becomes a command and gets an answer.',
      timeout: Duration.seconds(10),
    });
    record.grantWrite(this.onSmsReply, {
      reads: ['people', 'configuration'],
      writes: ['record', 'phones'],
    });
    grantText(this.onSmsReply);
    this.repliesTopic = this.#textsFromPhones();
    this.replies.feeds(this.onSmsReply, { batchSize: 5 });
  }

  /** Lets people see what was given up, and send it again. */
  grantSendAgain(queues: readonly WorkQueue[]): void {
    for (const queue of [...queues, this.replies]) queue.grantSendAgain(this.onApiRequest);
    // Under whose address the others are found.
    const alerts = queues.find(({ name }) => name === 'alerts');
    alerts?.grantSend(this.onApiRequest, 'ALERTS_QUEUE_URL');
  }

  #textsFromPhones(): Topic {
    const { stackName, account } = Stack.of(this);
    // Not under a KMS key: AWS's own cannot be opened to the SMS service, and one of ours would cost more than the rest.
    const topic = new Topic(this, 'RepliesTopic', {
      topicName: `${stackName}-replies`,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TextsFromPhones',
        principals: [new ServicePrincipal('sms-voice.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    const { queue, deadLetters } = this.replies;
    topic.addSubscription(
      new SqsSubscription(queue, { rawMessageDelivery: false, deadLetterQueue: deadLetters }),
    );
    return topic;
  }
}
