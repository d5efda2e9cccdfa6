import {
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
  type Parameter as SsmParameter,
} from '@aws-sdk/client-ssm';
import type { Parameter } from '#core/actions/steps.ts';
import type { ActionExecutors } from '#ports/actions.ts';

/** Parameter Store: what services read their settings from. Secrets are never decrypted. */
export function parameterExecutors(
  // An account may write three a second, and many circuits may be reset at once.
  client = new SSMClient({ maxAttempts: 10 }),
): ActionExecutors {
  return {
    looks: {
      async parameters({ kind, names }) {
        const { Parameters } = await client.send(new GetParametersCommand({ Names: names }));
        return { kind, values: valuesOf(Parameters ?? []) };
      },
      async 'parameters-under'({ kind, path }) {
        const found: SsmParameter[] = [];
        let next: string | undefined;
        do {
          const page = await client.send(
            new GetParametersByPathCommand({
              Path: path,
              Recursive: true,
              ...(next !== undefined && { NextToken: next }),
            }),
          );
          found.push(...(page.Parameters ?? []));
          next = page.NextToken;
        } while (next !== undefined);
        return { kind, values: valuesOf(found) };
      },
    },
    steps: {
      async 'put-parameter'({ name, after }) {
        const { Version: version } = await client.send(
          new PutParameterCommand({ Name: name, Value: after, Overwrite: true }),
        );
        return { done: `${name} is ${after} (version ${version})` };
      },
    },
  };
}

function valuesOf(parameters: readonly SsmParameter[]): Record<string, Parameter> {
  return Object.fromEntries(
    parameters.map(({ Name = '', Value = '', Type }) => [
      Name,
      Type === 'SecureString' ? { value: '', isSecret: true } : { value: Value },
    ]),
  );
}
