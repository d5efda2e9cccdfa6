import type { Environment } from '#adapters/aws/aws-in.ts';
import { type Attempts, awsRequests } from '#adapters/aws/aws-requests.ts';

/** What an operation takes and what it answers, as the SDK types them. */
export interface Operation<Input extends object, Output extends object> {
  input: Input;
  output: Omit<Output, '$metadata'>;
}

/** Asks for one operation. */
export type Ask<All extends Record<string, Operation<object, object>>> = <
  Name extends keyof All & string,
>(
  operation: Name,
  input: All[Name]['input'],
) => Promise<All[Name]['output']>;

/** Source: "AWS JSON 1.0 protocol" in the specification of Smithy. */
export function jsonService<All extends Record<string, Operation<object, object>>>(
  { service, target }: { service: string; target: string },
  env: Environment,
  attempts?: Attempts,
): Ask<All> {
  const request = awsRequests(service, env, attempts);
  return async (operation, input) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${target}.${operation}`,
    };
    const body = JSON.stringify(input);
    const answer = await request({ method: 'POST', path: '/', headers, body });
    return answer === '' ? {} : JSON.parse(answer);
  };
}
