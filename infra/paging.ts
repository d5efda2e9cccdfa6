import { Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { timeoutSeconds } from '#contract/work-queues.ts';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { followMail, grantCall, grantSes } from '#infra/paging-channels.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';
import type { Settings } from '#infra/settings.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';

/** People are told: pages one by one, and everything that is not a page apart from them. */
export class Deliver extends Construct {
  readonly email: Topic;
  readonly stakeholders: Topic;
  readonly onPage: NodeFunction;
  readonly onEffect: NodeFunction;
  readonly #settings: Settings;

  constructor(
    scope: Construct,
    id: string,
    props: { dispatch: Dispatch; record: IncidentRecord; api: FrontDoor; settings: Settings },
  ) {
    super(scope, id);
    const { dispatch, record, api, settings } = props;
    this.#settings = settings;
    this.email = encryptedTopic(this, 'Email', 'email');
    this.stakeholders = encryptedTopic(this, 'Stakeholders', 'stakeholders');

    this.onPage = new NodeFunction(this, 'OnPage', {
      name: 'on-page',
      description: 'Makes one attempt to page one person on one channel.',
      // Short, because an attempt that breaks is made again after six of these.
      timeout: Duration.seconds(10),
      // A page that waits for its turn sends itself on, a bounded number of times. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantWrite(this.onPage, {
      reads: ['configuration'],
      writes: ['record', 'phones', 'links', 'people', 'secret'],
    });
    this.grantTellPeople(this.onPage);
    followMail(this.onPage, this.#settings);
    this.onPage.addEnvironment('PUBLIC_URL', api.api.apiEndpoint);
    // Pages by direct message.
    grantTaggedSecrets(this.onPage, 'tocsin:chat');
    // With which pages by push are signed.
    grantTaggedSecrets(this.onPage, 'tocsin:push');
    // An attempt that fails for the moment is queued again, with a delay.
    dispatch.pages.grantSend(this.onPage, 'PAGES_QUEUE_URL');
    // One at a time: a slow attempt holds up nobody else's page.
    dispatch.pages.feeds(this.onPage, { batchSize: 1 });

    this.onEffect = new NodeFunction(this, 'OnEffect', {
      name: 'on-effect',
      description:
        'Mails the team, updates stakeholders, exports action items, keeps subscriptions.',
      // A tracker is asked up to three times, five seconds each; a claim on an effect outlives it.
      timeout: Duration.seconds(timeoutSeconds.effects),
      // An issue that a tracker wants later sends itself on, a bounded number of times. Lambda would take that for a runaway loop and drop it.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    record.grantWrite(this.onEffect, {
      reads: ['configuration'],
      writes: ['record', 'phones', 'links', 'people', 'stakeholders', 'secret', 'root'],
    });
    grantText(this.onEffect);
    this.grantMail(this.onEffect);
    this.onEffect.addEnvironment('PUBLIC_URL', api.api.apiEndpoint);
    this.onEffect.addEnvironment('STAKEHOLDERS_TOPIC_ARN', this.stakeholders.topicArn);
    // Another stack of the account has incidents of its own.
    this.onEffect.addEnvironment('FIGURES_NAMESPACE', `${Stack.of(this).stackName}/Incidents`);
    grantPublish(this.onEffect, this.stakeholders);
    grantSubscriptions(this.onEffect, this.email, this.stakeholders);
    grantTaggedSecrets(this.onEffect, 'tocsin:action-items');
    // A tracker that wants patience is asked again, with a delay.
    dispatch.effects.grantSend(this.onEffect, 'EFFECTS_QUEUE_URL');
    // Mails of a storm may wait; what pages people may not.
    dispatch.effects.feeds(this.onEffect, { batchSize: 5, atOnce: 2 });
  }

  /** By every channel that this account has. A webhook needs no permission. */
  grantTellPeople(sender: NodeFunction): void {
    this.grantMail(sender);
    grantText(sender);
    grantCall(sender, this.#settings);
  }

  /** Lets a function see who has not confirmed yet that they want mail. */
  grantSeeSubscriptions(reader: NodeFunction): void {
    Grant.addToPrincipal({
      grantee: reader,
      actions: ['sns:ListSubscriptionsByTopic'],
      resourceArns: [this.email.topicArn],
    });
  }

  /** To single people: whoever is told by mail only. */
  grantMail(sender: NodeFunction): void {
    sender.addEnvironment('EMAIL_TOPIC_ARN', this.email.topicArn);
    grantPublish(sender, this.email);
    grantSes(sender, this.#settings);
  }
}

function encryptedTopic(scope: Construct, id: string, name: string): Topic {
  const topic = new Topic(scope, id, {
    topicName: `${Stack.of(scope).stackName}-${name}`,
    enforceSSL: true,
    signatureVersion: '2',
  });
  // AWS's own key lets everyone in the account who may publish do so; only our functions publish here.
  (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  return topic;
}

function grantPublish(grantee: NodeFunction, ...topics: Topic[]): void {
  const resourceArns = topics.map(topic => topic.topicArn);
  Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns });
}

/**
 * Lets a function send texts. A phone number has no ARN, so that the permission can only say which resources it is not
 * for: no topic and no mobile application can be published to with it.
 */
export function grantText(sender: NodeFunction): void {
  const { partition } = Stack.of(sender);
  sender.addToRolePolicy(
    new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${partition}:sns:*:*:*`] }),
  );
}

function grantSubscriptions(keeper: NodeFunction, ...topics: Topic[]): void {
  keeper.addToRolePolicy(
    new PolicyStatement({
      actions: ['sns:ListSubscriptionsByTopic', 'sns:Subscribe'],
      resources: topics.map(topic => topic.topicArn),
    }),
  );
  allowPattern(keeper, {
    actions: ['sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes', 'sns:Unsubscribe'],
    resources: ['*'],
    because:
      'IAM knows no resources for subscriptions: changing them is given for all or for none.',
  });
}
