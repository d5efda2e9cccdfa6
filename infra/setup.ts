import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { Dispatch } from '#infra/incident-dispatch.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';

/** Who may do what is decided here: no other function can write the configuration, with the hashes of all tokens in it. */
export class Setup extends Construct {
  readonly onSetupRequest: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      api: FrontDoor;
      record: IncidentRecord;
      dispatch: Dispatch;
      adminTokenSha256: string;
    },
  ) {
    super(scope, id);
    const { api, record, dispatch, adminTokenSha256 } = props;
    this.onSetupRequest = new NodeFunction(this, 'OnSetupRequest', {
      name: 'on-setup-request',
      description: 'The API, as far as it puts a configuration in force.',
      timeout: Duration.seconds(20),
    });
    record.grantWrite(this.onSetupRequest, {
      reads: ['record', 'people'],
      writes: ['configuration', 'secret', 'root'],
    });
    record.grantKnowCallers(this.onSetupRequest, adminTokenSha256);
    // Subscriptions and the account's settings for texts follow.
    dispatch.effects.grantSend(this.onSetupRequest, 'EFFECTS_QUEUE_URL');
    // And the status page, which is in its words.
    dispatch.statusPage.grantSend(this.onSetupRequest, 'STATUS_PAGE_QUEUE_URL');
    api.routeServedBy('setup', this.onSetupRequest);
  }
}
