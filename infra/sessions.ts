import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { type Deliver, grantText } from '#infra/paging.ts';
import { grantTaggedSecrets } from '#infra/tagged-secrets.ts';

/** Who signs in to the console: no other function can let anybody in, and this one can do nothing else. */
export class Sessions extends Construct {
  readonly onSessionRequest: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      api: FrontDoor;
      record: IncidentRecord;
      deliver: Deliver;
      adminTokenSha256: string;
    },
  ) {
    super(scope, id);
    const { api, record, deliver, adminTokenSha256 } = props;
    this.onSessionRequest = new NodeFunction(this, 'OnSessionRequest', {
      name: 'on-session-request',
      description: 'The API, as far as people sign in to the console.',
      timeout: Duration.seconds(10),
    });
    // How many codes were sent is counted where the texts to phones and people are.
    record.grantWrite(this.onSessionRequest, {
      reads: ['people', 'configuration'],
      writes: ['sessions', 'phones'],
    });
    record.grantKnowCallers(this.onSessionRequest, adminTokenSha256);
    deliver.grantMail(this.onSessionRequest);
    grantText(this.onSessionRequest);
    // With which an issuer of identities knows the console.
    grantTaggedSecrets(this.onSessionRequest, 'tocsin:sign-in');
    api.routeServedBy('sessions', this.onSessionRequest);
  }
}
