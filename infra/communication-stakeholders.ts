import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';

/**
 * Whoever subscribes says so, and confirms or ends it by a link. It has rights on subscriptions, and may put messages into the queue
 * of effects: whichever it likes, were it taken over.
 */
export class Stakeholders extends Construct {
  readonly onStakeholderLink: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { api: FrontDoor; record: IncidentRecord; dispatch: Dispatch },
  ) {
    super(scope, id);
    const { api, record, dispatch } = props;
    this.onStakeholderLink = new NodeFunction(this, 'OnStakeholderLink', {
      name: 'on-stakeholder-link',
      description:
        'Takes the form of the status page; shows the page of a subscription, whose button confirms or ends it.',
      timeout: Duration.seconds(10),
    });
    record.grantWrite(this.onStakeholderLink, {
      reads: ['configuration'],
      writes: ['stakeholders'],
    });
    record.grantReadSecrets(this.onStakeholderLink, 'root');
    // Whoever was entered on the status page is asked by what may send mails; this may not.
    dispatch.effects.grantSend(this.onStakeholderLink, 'EFFECTS_QUEUE_URL');
    api.route('POST /s', this.onStakeholderLink);
    api.route('GET /s/{token}', this.onStakeholderLink);
    api.route('HEAD /s/{token}', this.onStakeholderLink);
    api.route('POST /s/{token}', this.onStakeholderLink);
  }
}
