import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction, type NodeFunctionProps } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';
import type { Undelivered } from '#infra/undelivered.ts';
import { WorkQueue } from '#infra/work-queue.ts';

interface DoorProps {
  api: FrontDoor;
  record: IncidentRecord;
  integrationKeySha256: string;
  adminTokenSha256: string;
}

/** Alerts come in, and are safe in a queue before anything thinks about them. */
export class Intake extends Construct {
  readonly onWebhook: NodeFunction;
  /** The addresses that clients of other pagers know. */
  readonly onVendorRequest: NodeFunction;
  readonly alerts = new WorkQueue(this, 'Alerts', 'alerts');
  /** What repeats an alert of moments ago waits here, so that a storm cannot delay what is new. */
  readonly repeats = new WorkQueue(this, 'Repeats', 'repeats');

  constructor(scope: Construct, id: string, props: DoorProps & { undelivered: Undelivered }) {
    super(scope, id);
    this.onWebhook = this.#webhooks(props);
    this.onVendorRequest = this.#otherPagers(props);
    this.#alarmsOfThisAccount(props.undelivered);
  }

  #webhooks({ api, adminTokenSha256, ...given }: DoorProps): NodeFunction {
    const onWebhook = this.#door('OnWebhook', given, {
      name: 'on-webhook',
      description: 'Authenticates a webhook, puts it on a queue and answers 202.',
      timeout: Duration.seconds(10),
    });
    given.record.grantRead(onWebhook, 'configuration');
    onWebhook.addEnvironment('ADMIN_TOKEN_SHA256', adminTokenSha256);

    const anyTopic = `arn:${Stack.of(this).partition}:sns:*:*:*`;
    allowPattern(onWebhook, {
      actions: ['sns:ConfirmSubscription'],
      resources: [anyTopic],
      because:
        'A topic of any account may send its alarms here, and confirming lets it do only that.',
    });

    grantTaggedSecrets(onWebhook, 'tocsin:signatures');

    api.route('POST /v1/alerts/{source}', onWebhook);
    // Rulers that push their alerts themselves add this to whatever address they are given.
    api.route('POST /v1/alerts/{source}/api/{version}/alerts', onWebhook);
    api.route('POST /v1/heartbeats/{name}', onWebhook);
    api.route('GET /v1/heartbeats/{name}', onWebhook);
    return onWebhook;
  }

  #otherPagers({ api, ...given }: DoorProps): NodeFunction {
    const onVendorRequest = this.#door('OnVendorRequest', given, {
      name: 'on-vendor-request',
      description: 'Takes what clients of PagerDuty and Opsgenie send, and answers as they expect.',
      // A list looks through thousands of incidents, with all that is known of each. API Gateway gives up after 30 seconds.
      timeout: Duration.seconds(29),
    });
    // They ask what became of what they sent.
    given.record.grantRead(onVendorRequest, 'record', 'configuration');
    api.route('ANY /v2/{proxy+}', onVendorRequest);
    api.route('POST /generic/2010-04-15/create_event.json', onVendorRequest);
    return onVendorRequest;
  }

  /** Reads who may send, puts what they send on a queue, and notes what it refused. */
  #door(
    id: string,
    { record, integrationKeySha256 }: Pick<DoorProps, 'record' | 'integrationKeySha256'>,
    props: NodeFunctionProps,
  ): NodeFunction {
    const door = new NodeFunction(this, id, props);
    record.grantNoteRefusals(door);
    this.alerts.grantSend(door, 'ALERTS_QUEUE_URL');
    this.repeats.grantSend(door, 'REPEATS_QUEUE_URL');
    door.addEnvironment('INTEGRATION_KEY_SHA256', integrationKeySha256);
    return door;
  }

  /** CloudWatch alarms reach triage with none of our code in between. */
  #alarmsOfThisAccount(undelivered: Undelivered): void {
    // Our own alarms never go through ourselves: what is broken cannot report that it is.
    const alarmName = [{ 'anything-but': { prefix: ownAlarms(this) } }];
    const source = ['aws.cloudwatch'];
    const targets = [
      new SqsQueue(this.alerts.queue, {
        message: { bind: () => acceptedAlarmEvent },
        deadLetterQueue: undelivered.queue,
      }),
    ];
    new Rule(this, 'AlarmsOfThisAccount', {
      description: 'Every CloudWatch alarm of this account and region becomes an alert.',
      eventPattern: {
        source,
        detailType: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
        detail: { alarmName },
      },
      targets,
    });
    new Rule(this, 'DeletedAlarms', {
      description:
        'An alarm that is deleted while it fires never says OK: somebody is told that nobody watches it.',
      eventPattern: {
        source,
        detailType: ['CloudWatch Alarm Configuration Change'],
        detail: { operation: ['delete'], alarmName },
      },
      targets,
    });
  }
}

/** How the names of our own alarms begin. No stack's name has a slash, so none of another stack begins like it. */
export function ownAlarms(scope: Construct): string {
  return `${Stack.of(scope).stackName}/`;
}

/** Writes `acceptedWebhook` of contract/messages.ts. EventBridge replaces its own last variable by the whole event. */
const acceptedAlarmEvent = {
  inputPathsMap: { id: '$.id', time: '$.time' },
  inputTemplate:
    '{"kind":"alarm-event","receiptId":"rcp_<id>","acceptedAt":"<time>","event":<aws.events.event.json>}',
};
