import { AwsError, type AwsRequest } from '#local/wire/aws-wire.ts';

/** A failure to inject: it strikes the next `times` requests that match, then is gone. */
export interface Fault {
  service: string;
  /** Any operation of the service when left out. */
  operation?: string;
  /** Only calls by this function (`tocsin-on-page`, or its ending `on-page`). */
  caller?: string;
  times: number;
  status: number;
  code: string;
  message: string;
  /** `after`: the operation is carried out, and only its answer is lost. */
  when: 'before' | 'after';
}

export interface Faults {
  add(given: unknown): Fault;
  list(): Fault[];
  clear(): void;
  /** The fault that strikes this request, used up by the call. */
  strike(request: AwsRequest): Fault | undefined;
}

export function faults(): Faults {
  let active: Fault[] = [];

  function matches(fault: Fault, request: AwsRequest): boolean {
    return (
      fault.service === request.service &&
      (fault.operation === undefined || fault.operation === request.operation) &&
      (fault.caller === undefined ||
        request.caller === fault.caller ||
        request.caller.endsWith(`-${fault.caller}`))
    );
  }

  return {
    add(given) {
      const fault = readFault(given);
      active.push(fault);
      return fault;
    },
    list: () => active,
    clear: () => {
      active = [];
    },
    strike(request) {
      const fault = active.find(candidate => matches(candidate, request));
      if (fault === undefined) return undefined;
      fault.times -= 1;
      active = active.filter(candidate => candidate.times > 0);
      return fault;
    },
  };
}

export function faultError(fault: Fault): AwsError {
  return new AwsError(fault.code, fault.message, fault.status);
}

function readFault(given: unknown): Fault {
  const raw = (typeof given === 'object' && given !== null ? given : {}) as Partial<Fault>;
  if (typeof raw.service !== 'string') {
    throw new AwsError('InvalidFault', 'Give at least {"service": "sns"}');
  }
  const status = Number(raw.status ?? 500);
  return {
    service: raw.service,
    ...(raw.operation !== undefined && { operation: String(raw.operation) }),
    ...(raw.caller !== undefined && { caller: String(raw.caller) }),
    times: Number(raw.times ?? 1),
    status,
    code: String(raw.code ?? (status >= 500 ? 'InternalFailure' : 'ValidationException')),
    message: String(raw.message ?? 'Injected by POST /_local/faults'),
    when: raw.when === 'after' ? 'after' : 'before',
  };
}
