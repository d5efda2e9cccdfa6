import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { WireCall } from '#local/wire/witness.ts';
import { type Model, modelsFolder, readModel } from './aws-models.ts';
import { checkCall } from './check-wire.ts';
import { granted, recorded } from './record.ts';

/* Every call of the stack tests, and every answer of a stand-in, against AWS's own models of its services. */

const folder = modelsFolder();
const without =
  folder === undefined
    ? 'botocore is not installed here, so this is not run'
    : existsSync(recorded)
      ? undefined
      : 'no stack test has run yet, so this is not run';

/** Our own gateway's words for a fault that a test injected: it may be any. */
const injected = 'Injected by POST /_local/faults';

describe.skipIf(without !== undefined)(
  `what goes over the wire${without ? ` (${without})` : ''}`,
  () => {
    const calls = (without === undefined ? readFileSync(recorded, 'utf8') : '')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as WireCall)
      .filter(({ responseBody }) => !responseBody.includes(injected));
    const models = new Map<string, Model>();
    const modelOf = (service: string) => {
      const model = models.get(service) ?? readModel(folder ?? '', service);
      models.set(service, model);
      return model;
    };
    const services = [...new Set(calls.map(({ service }) => service))].toSorted();

    test.each(services)('is as %s’s model has it', service => {
      const wrong = calls
        .filter(call => call.service === service)
        .flatMap(call =>
          checkCall(modelOf(service), call).map(what => `${call.operation} ${call.status} ${what}`),
        );
      expect([...new Set(wrong)].toSorted()).toEqual([]);
    });

    test('is what a function may ask; what no stack test asks is listed', async ({ annotate }) => {
      const made = new Set(calls.map(({ service, operation }) => `${service}:${operation}`));
      const actions = JSON.parse(readFileSync(granted, 'utf8')) as string[];
      const unmade = actions.filter(action => !made.has(action) && !isOtherwise(action));
      await annotate(`No stack test of the last run asks ${unmade.join(', ') || 'less'}.`);
      expect(unmade.length).toBeLessThan(actions.length);
    });
  },
);

/** Rights that are no calls of their own, and those that AWS itself uses in a function's name. */
function isOtherwise(action: string): boolean {
  return (
    /^(iam:PassRole|logs:(Create|Put).*|dynamodb:(ConditionCheckItem|.*Stream.*|GetRecords|GetShardIterator))$/.test(
      action,
    ) || /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue.*)$/.test(action)
  );
}
