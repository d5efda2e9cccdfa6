import {
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
  type Parameter as SsmParameter,
} from '@aws-sdk/client-ssm';
import type { Parameter } from '#core/actions/steps.ts';
import type { Hands } from '#ports';

/** Parameter Store: what services read their settings from. Secrets are never decrypted. */
export function parameterHands(client = new SSMClient({})): Hands {
  return {
    async look(look) {
      try {
        switch (look.kind) {
          case 'parameters': {
            const { Parameters } = await client.send(
              new GetParametersCommand({ Names: look.names }),
            );
            return { kind: look.kind, values: valuesOf(Parameters ?? []) };
          }
          case 'parameters-under': {
            const found: SsmParameter[] = [];
            let next: string | undefined;
            do {
              const page = await client.send(
                new GetParametersByPathCommand({
                  Path: look.path,
                  Recursive: true,
                  ...(next !== undefined && { NextToken: next }),
                }),
              );
              found.push(...(page.Parameters ?? []));
              next = page.NextToken;
            } while (next !== undefined);
            return { kind: look.kind, values: valuesOf(found) };
          }
          case 'ecs-service':
          case 'idle-connections':
          case 'integrity':
            return { unreadable: `${look.kind} is not looked at here` };
          default:
            return look satisfies never;
        }
      } catch (error) {
        return { unreadable: String(error) };
      }
    },

    async perform(step) {
      if (step.kind !== 'put-parameter') return { failed: `${step.kind} is not done here` };
      const { name, after } = step;
      try {
        const { Version: version } = await client.send(
          new PutParameterCommand({ Name: name, Value: after, Overwrite: true }),
        );
        return { done: `${name} is ${after} (version ${version})` };
      } catch (error) {
        return { failed: `${name}: ${String(error)}` };
      }
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
