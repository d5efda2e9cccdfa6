import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { NodeFunction } from '#infra/node-function.ts';
import { allowPattern } from '#infra/policy-exceptions.ts';

/** Of all secrets of the account only those that somebody has opened for one use by a tag, such as `tocsin:chat`. */
export function grantTaggedSecrets(reader: NodeFunction, tag: `tocsin:${string}`): void {
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
    conditions: { StringEquals: { [`aws:ResourceTag/${tag}`]: 'allowed' } },
    because: 'The tag on the secret says which of them; tocsin.yaml is applied after deploying.',
  });
}
