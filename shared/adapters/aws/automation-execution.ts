import * as z from 'zod/mini';
import { automationStates, meaningOf } from '#adapters/actions/vendor-states.ts';
import type { SignedCall } from '#adapters/aws/signed-call.ts';
import type { ExecutionEnd } from '#ports/actions.ts';

const answered = z.object({
  AutomationExecution: z.nullish(
    z.object({
      DocumentName: z.nullish(z.string()),
      AutomationExecutionStatus: z.nullish(z.string()),
      FailureMessage: z.nullish(z.string()),
    }),
  ),
});

/**
 * How an automation of Systems Manager stands that went on after its request had been answered. One question, and not the
 * SDK's client: the round that asks starts without its weight.
 */
export function executionEnd(call: SignedCall): ExecutionEnd {
  return async execution => {
    const { body, error } = await call(
      '/',
      {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.GetAutomationExecution',
      },
      JSON.stringify({ AutomationExecutionId: execution }),
    );
    if (error === 'AutomationExecutionNotFoundException') return 'gone';
    if (error !== undefined) throw new Error(`Systems Manager: ${error}: ${body.slice(0, 300)}`);
    const { AutomationExecution: run } = z.parse(answered, JSON.parse(body));
    const state = run?.AutomationExecutionStatus ?? 'Pending';
    const means = meaningOf(automationStates, state);
    if (means === 'under-way') return 'running';
    const why = run?.FailureMessage ? `: ${run.FailureMessage}` : '';
    const text = `${run?.DocumentName ?? 'The automation'}: ${state}${why} (${execution})`;
    return { succeeded: means === 'succeeded', text };
  };
}
