import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { automationStates, meaningOf } from '#adapters/actions/vendor-states.ts';
import type { ActionExecutors } from '#ports/actions.ts';

const parameter = z.object({
  default: z.optional(z.unknown()),
  allowedValues: z.optional(z.array(z.coerce.string())),
});
const content = z.object({
  parameters: z._default(z.record(z.string(), parameter), {}),
  mainSteps: z._default(z.array(z.object({ name: z.string() })), []),
});

/** Milliseconds between looks at one that runs, 15 seconds together: API Gateway gives up after 30. */
const pauses = [250, 500, 1000, 2000, 4000, 7000];

/** Automations of Systems Manager. One that takes longer than a request may is left running, and said to be. */
export function automationExecutors({
  client = new SSMClient({}),
  pause = setTimeout,
}: {
  client?: SSMClient;
  pause?: (milliseconds: number) => Promise<unknown>;
} = {}): ActionExecutors {
  return {
    looks: {
      async automation({ kind, document }) {
        if (document === '') return { kind };
        try {
          const answer = await client.send(
            new GetDocumentCommand({ Name: document, DocumentFormat: 'JSON' }),
          );
          if (answer.DocumentType !== 'Automation') return { kind };
          const { parameters, mainSteps } = z.parse(content, JSON.parse(answer.Content ?? '{}'));
          const declared = Object.entries(parameters).map(([name, given]) => [
            name,
            {
              isNeeded: given.default === undefined,
              ...(given.allowedValues && { allowed: given.allowedValues }),
            },
          ]);
          return {
            kind,
            found: {
              version: answer.DocumentVersion ?? '1',
              parameters: Object.fromEntries(declared),
              steps: mainSteps.map(({ name }) => name),
            },
          };
        } catch (error) {
          if (error instanceof Error && /^InvalidDocument/.test(error.name)) return { kind };
          throw error;
        }
      },
    },
    steps: {
      async 'start-automation'({ document, version, parameters }) {
        const { AutomationExecutionId: id = '' } = await client.send(
          new StartAutomationExecutionCommand({
            DocumentName: document,
            // The version that was shown, whatever has been made of the document since.
            DocumentVersion: version,
            // Asked again by the SDK where an answer was lost, it is started once all the same.
            ClientToken: randomUUID(),
            Parameters: Object.fromEntries(
              Object.entries(parameters).map(([name, value]) => [name, [value]]),
            ),
          }),
        );
        for (const milliseconds of pauses) {
          await pause(milliseconds);
          // It goes on whether or not a look is answered: told to have failed, somebody would start it a second time.
          const { AutomationExecution: run } = await client
            .send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }))
            .catch(() => ({ AutomationExecution: undefined }));
          const { AutomationExecutionStatus: status = 'Pending', FailureMessage: why } = run ?? {};
          const means = meaningOf(automationStates, status);
          if (means === 'succeeded') return { done: `${document}: ${status} (${id})` };
          if (means === 'over') {
            return { failed: `${document}: ${status}${why ? `: ${why}` : ''} (${id})` };
          }
        }
        const running = `${document} was started and is still running as execution ${id}`;
        return { running, execution: id };
      },
    },
  };
}
