import { entryOf } from '#core/own-entry.ts';
import type { Clock } from '#local/clock/clock.ts';
import { type Faults, faultError } from '#local/gateway/faults.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  errorResponse,
  readOperation,
  readScope,
  type SignedRequest,
} from '#local/wire/aws-wire.ts';
import type { RequestCounts } from '#local/wire/requests.ts';
import type { Steps } from '#local/wire/steps.ts';
import type { Witness } from '#local/wire/witness.ts';

/** The way of every call to AWS, however it came: who calls, whether they may, what it costs, and who answers. */
export interface AwsCalls {
  /** `undefined` when the request is not signed, so is none to AWS. */
  answer(request: SignedRequest): Promise<AwsResponse> | undefined;
  /** The calls of one caller: those without an answer yet, and all since the start. */
  calls: (caller: string) => { open: number; total: number };
}

export function awsCalls(deps: {
  services: Record<string, AwsService>;
  clock: Clock;
  counts: RequestCounts;
  steps: Steps;
  faults: Faults;
  /** Throws AccessDenied when the caller is a function that may not do this. */
  authorise: (request: AwsRequest) => void;
  /** Throws when the service is asked too fast. */
  throttle: (request: AwsRequest) => void;
  /** Sees every call with its answer. */
  witness?: Witness;
  /** Called after every operation that succeeded. */
  done: (request: AwsRequest) => void;
}): AwsCalls {
  const byCaller = new Map<string, { open: number; total: number }>();

  function calls(caller: string): { open: number; total: number } {
    const own = byCaller.get(caller) ?? { open: 0, total: 0 };
    byCaller.set(caller, own);
    return own;
  }

  async function served(request: AwsRequest): Promise<AwsResponse> {
    deps.counts.count(request.service, request.operation, request.caller);
    try {
      deps.authorise(request);
      deps.throttle(request);
      const service = entryOf(deps.services, request.service);
      if (service === undefined) {
        throw new AwsError('UnknownService', `${request.service} has no local counterpart`);
      }
      const fault = deps.faults.strike(request);
      if (fault?.when === 'before') throw faultError(fault);
      const result = await service(request);
      if (result.status < 400) deps.done(request);
      if (fault !== undefined) throw faultError(fault);
      return result;
    } catch (error) {
      return errorResponse(request, asAwsError(request, error));
    }
  }

  async function metered(request: AwsRequest): Promise<AwsResponse> {
    const own = calls(request.caller);
    own.open += 1;
    own.total += 1;
    const end = deps.steps.begin(request.caller, `${request.service}:${request.operation}`);
    try {
      const answered = await served(request);
      deps.witness?.({
        ...{ service: request.service, operation: request.operation, caller: request.caller },
        requestMethod: request.method,
        requestUrl: request.query.size === 0 ? request.path : `${request.path}?${request.query}`,
        requestHeaders: request.headers,
        requestBody: request.body.toString(),
        status: answered.status,
        responseHeaders: answered.headers,
        responseBody: answered.body.toString(),
      });
      const date = new Date(deps.clock.now()).toUTCString();
      return { ...answered, headers: { ...answered.headers, date } };
    } finally {
      own.open -= 1;
      end();
    }
  }

  return {
    calls,
    answer({ method, url, headers, body }) {
      const [path = '/', search = ''] = url.split('?', 2);
      const query = new URLSearchParams(search);
      const scope = readScope(headers, query);
      if (scope === undefined) return undefined;
      const bare = { ...scope, method, path, query, headers, body };
      return metered({ ...bare, operation: readOperation(bare) });
    },
  };
}

/** What an emulator did not foresee is its own fault: said here, and answered as AWS answers its own failures. */
function asAwsError({ service, operation }: AwsRequest, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  console.error(`The emulator failed at ${service}:${operation}:`, error);
  const code = service === 's3' ? 'InternalError' : 'InternalFailure';
  return new AwsError(code, `The local stack failed: ${String(error)}`, 500);
}
