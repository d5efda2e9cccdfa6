import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';

/** Whoever subscribed confirms or ends it by a link, with rights on subscriptions and nothing else. */
export class Stakeholders extends Construct {
  readonly onStakeholderLink: NodeFunction;

  constructor(scope: Construct, id: string, props: { api: FrontDoor; record: IncidentRecord }) {
    super(scope, id);
    const { api, record } = props;
    this.onStakeholderLink = new NodeFunction(this, 'OnStakeholderLink', {
      name: 'on-stakeholder-link',
      description: 'Shows the page of a subscription; only its button confirms or ends it.',
      timeout: Duration.seconds(10),
    });
    record.grantWrite(this.onStakeholderLink, 'stakeholders');
    record.grantReadSecret(this.onStakeholderLink);
    api.route('GET /s/{token}', this.onStakeholderLink);
    api.route('HEAD /s/{token}', this.onStakeholderLink);
    api.route('POST /s/{token}', this.onStakeholderLink);
  }
}
