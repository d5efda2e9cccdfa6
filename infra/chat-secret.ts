import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';

/** What opens the workspace: only a secret that somebody has tagged for it. */
export function grantChatSecret(reader: NodeFunction): void {
  allowPattern(reader, {
    actions: ['secretsmanager:GetSecretValue'],
    resources: [
      Stack.of(reader).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    conditions: { StringEquals: { 'aws:ResourceTag/tocsin:chat': 'allowed' } },
    because: 'The tag on the secret says which of them; tocsin.yaml is applied after deploying.',
  });
}
