import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { chatRequestsQueue } from '#contract/work-queues.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';
import { WorkQueue } from '#infra/work-queue.ts';

/** Where an incident is talked about. Shares no queue with anything else: a chat that is down delays nothing but itself. */
export class Chat extends Construct {
  readonly onChat: NodeFunction;
  readonly onChatRequest: NodeFunction;
  readonly requests: WorkQueue;

  constructor(
    scope: Construct,
    id: string,
    { api, record, dispatch }: { api: FrontDoor; record: IncidentRecord; dispatch: Dispatch },
  ) {
    super(scope, id);
    this.requests = new WorkQueue(this, 'Requests', chatRequestsQueue, dispatch.chat);
    this.onChatRequest = new NodeFunction(this, 'OnChatRequest', {
      name: 'on-chat-request',
      description: 'Knows Slack by its signature, queues what people ask for there, shows forms.',
      timeout: Duration.seconds(10),
    });
    record.grantRead(this.onChatRequest, 'record', 'configuration');
    this.requests.grantSend(this.onChatRequest, 'CHAT_REQUESTS_QUEUE_URL');
    grantTaggedSecrets(this.onChatRequest, 'tocsin:chat');
    api.route('POST /v1/chat/slack', this.onChatRequest);

    this.onChat = new NodeFunction(this, 'OnChat', {
      name: 'on-chat',
      description: 'Keeps the channel of each incident, and does what people ask for there.',
      // A chat that hangs is given up after five seconds; the lease on a channel outlives the whole run.
      timeout: Duration.seconds(25),
      // A chat that wants patience is told later. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantWrite(this.onChat, { reads: ['people', 'configuration'], writes: ['record'] });
    grantTaggedSecrets(this.onChat, 'tocsin:chat');
    dispatch.chat.grantSend(this.onChat, 'CHAT_QUEUE_URL');
    // However many incidents a chat that hangs keeps waiting, it takes no more than two executions from what pages people.
    dispatch.chat.feeds(this.onChat, { batchSize: 1, atOnce: 2 });
    // What people ask for is done although the chat hangs: an acknowledgement stops pages.
    this.requests.feeds(this.onChat, { batchSize: 1 });
  }
}
