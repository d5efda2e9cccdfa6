import {
  GetAutomationExecutionCommand,
  type SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { automationExecutors } from '#adapters/actions/automations.ts';
import { perform } from '#app/actions/executors.ts';
import type { StepOf } from '#core/actions/steps.ts';

const step: StepOf<'start-automation'> = {
  kind: 'start-automation',
  document: 'Tocsin-Drain',
  version: '3',
  parameters: { Queue: 'payments' },
};

/** Systems Manager, of which so many looks at an automation are not answered. */
function systemsManager({ unanswered }: { unanswered: number }) {
  const started: StartAutomationExecutionCommand[] = [];
  let looks = 0;
  const client = {
    async send(command: unknown) {
      if (command instanceof StartAutomationExecutionCommand) {
        started.push(command);
        return { AutomationExecutionId: 'one' };
      }
      if (!(command instanceof GetAutomationExecutionCommand)) throw new Error('Not expected');
      looks += 1;
      if (looks <= unanswered) throw new Error('Rate exceeded');
      return { AutomationExecution: { AutomationExecutionStatus: 'Success' } };
    },
  } as unknown as SSMClient;
  return { started, hands: automationExecutors({ client, pause: async () => {} }) };
}

test('an automation that was started is not said to have failed where a look at it is not answered', async () => {
  const once = systemsManager({ unanswered: 1 });
  expect(await perform(once.hands, step)).toEqual({ done: 'Tocsin-Drain: Success (one)' });
  const never = systemsManager({ unanswered: 99 });
  expect(await perform(never.hands, step)).toMatchObject({ execution: 'one' });
});

test('an automation is started once, however often the SDK has to ask for it', async () => {
  const { started, hands } = systemsManager({ unanswered: 0 });
  await perform(hands, step);
  await perform(hands, step);
  const tokens = started.map(({ input }) => input.ClientToken ?? '');
  expect(tokens).toEqual(
    tokens.map(() => expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)),
  );
  expect(new Set(tokens).size).toBe(2);
});
