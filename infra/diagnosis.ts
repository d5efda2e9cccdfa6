import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FrontDoor } from '#infra/front-door.ts';
import type { IncidentRecord } from '#infra/incident-record.ts';
import { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';

/** Looking into a team's services while they burn: a role that reads everywhere, and can change nothing anywhere. */
export class Diagnosis extends Construct {
  readonly onDiagnosisRequest: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    props: { api: FrontDoor; record: IncidentRecord; adminTokenSha256: string },
  ) {
    super(scope, id);
    const { api, record, adminTokenSha256 } = props;
    this.onDiagnosisRequest = new NodeFunction(this, 'OnDiagnosisRequest', {
      name: 'on-diagnosis-request',
      description: 'The API, as far as it looks into services: logs, metrics, health, databases.',
      // API Gateway gives up after 30 seconds.
      timeout: Duration.seconds(29),
    });
    record.grantRead(this.onDiagnosisRequest, 'record', 'configuration');
    record.grantKnowCallers(this.onDiagnosisRequest, adminTokenSha256);
    api.routeServedBy('diagnosis', this.onDiagnosisRequest);
    this.#allowLooking();
  }

  #allowLooking(): void {
    const stack = Stack.of(this);
    const anyOf = (service: string, resource: string) =>
      stack.formatArn({
        service,
        resource,
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    const because =
      'Teams name what is looked at in tocsin.yaml, which is applied after deploying.';
    const looker = this.onDiagnosisRequest;
    allowPattern(looker, {
      actions: ['logs:FilterLogEvents'],
      resources: [anyOf('logs', 'log-group')],
      because,
    });
    allowPattern(looker, { actions: ['cloudwatch:GetMetricData'], resources: ['*'], because });
    allowPattern(looker, {
      actions: ['rds-data:ExecuteStatement'],
      resources: [anyOf('rds', 'cluster')],
      because,
    });
    // Only secrets that somebody has opened to it by a tag.
    allowPattern(looker, {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [anyOf('secretsmanager', 'secret')],
      conditions: { StringEquals: { 'aws:ResourceTag/tocsin:diagnosis': 'allowed' } },
      because: 'The tag on the secret says which of them.',
    });
  }
}
