import { randomUUID } from 'node:crypto';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

/** A document that a team has written, which fails where it is told to. */
const documents: Record<string, object> = {
  'Tocsin-DrainQueue': {
    schemaVersion: '0.3',
    assumeRole: 'arn:aws:iam::000000000000:role/tocsin/drain-queue',
    parameters: {
      Queue: { type: 'String' },
      Batch: { type: 'String', default: '10', allowedValues: ['1', '10', '100'] },
    },
    mainSteps: [
      { name: 'pauseConsumers', action: 'aws:executeAwsApi' },
      { name: 'moveMessages', action: 'aws:executeAwsApi' },
    ],
  },
};

/** Under which role each document runs: whoever starts it passes that on. */
export const automationRoles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(documents).flatMap(([name, document]) =>
    'assumeRole' in document ? [[name, String(document.assumeRole)]] : [],
  ),
);

interface Execution {
  queue: string;
  looks: number;
}

/** Automation of Systems Manager: done at the second look, failed for a queue that is called so. */
export function automationEmulator() {
  const executions = new Map<string, Execution>();
  return (request: AwsRequest): AwsResponse => {
    const input = readJson(request);
    switch (request.operation) {
      case 'GetDocument': {
        const name = String(input.Name);
        const { [name]: document } = documents;
        if (document === undefined) throw new AwsError('InvalidDocument', `${name} does not exist`);
        return jsonResponse({
          Name: name,
          DocumentVersion: '3',
          DocumentType: 'Automation',
          DocumentFormat: input.DocumentFormat,
          Content: JSON.stringify(document),
        });
      }
      case 'StartAutomationExecution': {
        const { Queue: [queue = ''] = [] } = (input.Parameters ?? {}) as { Queue?: string[] };
        const name = String(input.DocumentName);
        if (documents[name] === undefined) {
          throw new AwsError('AutomationDefinitionNotFoundException', `${name} does not exist`);
        }
        const version = String(input.DocumentVersion ?? '$DEFAULT');
        if (!['3', '$DEFAULT', '$LATEST'].includes(version)) {
          throw new AwsError('AutomationDefinitionVersionNotFoundException', `${name} ${version}`);
        }
        const id = randomUUID();
        executions.set(id, { queue, looks: 0 });
        return jsonResponse({ AutomationExecutionId: id });
      }
      case 'GetAutomationExecution': {
        const id = String(input.AutomationExecutionId);
        const execution = executions.get(id);
        if (execution === undefined) {
          throw new AwsError('AutomationExecutionNotFoundException', `There is no ${id}`);
        }
        execution.looks += 1;
        return jsonResponse({
          AutomationExecution: { AutomationExecutionId: id, ...end(execution) },
        });
      }
      default:
        throw noCounterpart(request);
    }
  };
}

function end({ queue, looks }: Execution) {
  if (looks < 2) return { AutomationExecutionStatus: 'InProgress' };
  return queue.includes('missing')
    ? { AutomationExecutionStatus: 'Failed', FailureMessage: `There is no queue ${queue}` }
    : { AutomationExecutionStatus: 'Success' };
}

export function isAboutAutomation({ operation }: AwsRequest): boolean {
  return /Document$|AutomationExecution$/.test(operation);
}
