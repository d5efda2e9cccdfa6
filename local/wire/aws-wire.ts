import { randomUUID } from 'node:crypto';

/** A request to AWS as it came in, by HTTP or from a function's thread. */
export interface SignedRequest {
  method: string;
  /** With its query. */
  url: string;
  /** By names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer | string;
}

/** A request to an AWS service, as far as every service's wire protocol has it in common. */
export interface AwsRequest {
  /** IAM's prefix for it: `dynamodb`, `sqs`, `sns`, `s3`, `scheduler`, `logs`, `cloudwatch`, `ses`, `sms-voice`. */
  service: string;
  /** `TransactWriteItems`, `Publish`, `GetObject`. */
  operation: string;
  /** The access key id: the name of the calling function, or whatever a person uses. */
  caller: string;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: Buffer | string;
}

export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export type AwsService = (request: AwsRequest) => Promise<AwsResponse> | AwsResponse;

/** An answer that the SDK turns into an exception; thrown by emulators, caught by the gateway. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** For what no emulator plays; `code` is how the service calls what it does not know. */
export function noCounterpart(
  { operation }: Pick<AwsRequest, 'operation'>,
  code = 'UnknownOperationException',
  status = 400,
): AwsError {
  return new AwsError(code, `${operation} has no local counterpart`, status);
}

/** Reads which service is meant, by whom, from a SigV4 signature; `undefined` when the request is not signed. */
export function readScope(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  query: URLSearchParams,
): { caller: string; service: string } | undefined {
  const header = headers.authorization;
  const credential =
    typeof header === 'string'
      ? /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(header)?.[1]
      : query.get('X-Amz-Credential');
  const parts = credential?.split('/') ?? [];
  const caller = parts[0];
  const service = parts.at(-2);
  if (caller === undefined || service === undefined || parts.length < 5) return undefined;
  return { caller, service: service === 'monitoring' ? 'cloudwatch' : service };
}

/** What is not signed but came where only calls to AWS come. */
export const unsigned: AwsResponse = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    __type: 'MissingAuthenticationToken',
    message: 'The request is not signed',
  }),
};

/** A call that AWS makes itself, as if it had come by wire. */
export function bareRequest(
  call: Pick<AwsRequest, 'service' | 'operation' | 'caller'> & { body: string },
): AwsRequest {
  const query = new URLSearchParams();
  return { ...call, method: 'POST', path: '/', query, headers: {} };
}

/** Names the operation as IAM and the documentation name it. */
export function readOperation(request: Omit<AwsRequest, 'operation'>): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target.split('.').at(-1) ?? target;
  switch (request.service) {
    case 's3':
      return s3Operation(request);
    case 'scheduler':
      return schedulerOperation(request);
    case 'ses':
      return request.path.startsWith('/v2/') ? sesOperation(request) : formAction(request);
    case 'lambda':
      return lambdaOperation(request);
    case 'appconfig':
      return appConfigOperation(request);
    case 'cloudfront':
      return request.method === 'POST' ? 'CreateInvalidation' : 'GetDistribution';
    case 'rds-data':
      return request.path === '/Execute' ? 'ExecuteStatement' : request.path.slice(1);
    default:
      return formAction(request);
  }
}

function formAction({ body }: Pick<AwsRequest, 'body'>): string {
  return new URLSearchParams(body.toString()).get('Action') ?? 'Unknown';
}

/** `/v2/email/account`, `/v2/email/identities/example.com`, `/v2/email/outbound-emails`. */
function sesOperation({ method, path }: Omit<AwsRequest, 'operation'>): string {
  const [, , , kind, name] = path.split('/');
  if (kind === 'outbound-emails') return 'SendEmail';
  if (kind === 'list-identities') return 'ListEmailIdentities';
  if (method === 'POST' && kind === 'identities') return 'CreateEmailIdentity';
  if (method === 'POST' && name === 'details') return 'PutAccountDetails';
  if (method !== 'GET') return `${method} ${path}`;
  if (kind === 'account') return 'GetAccount';
  if (kind === 'identities') return name ? 'GetEmailIdentity' : 'ListEmailIdentities';
  return path;
}

/** `/2015-03-31/functions/NAME/configuration`, `/2016-08-19/account-settings`. */
function lambdaOperation({ method, path }: Omit<AwsRequest, 'operation'>): string {
  const [, , kind, name, part] = path.split('/');
  if (method !== 'GET') return `${method} ${path}`;
  if (kind === 'account-settings') return 'GetAccountSettings';
  if (kind !== 'functions') return path;
  if (!name) return 'ListFunctions';
  return part === 'configuration' ? 'GetFunctionConfiguration' : 'GetFunction';
}

function s3Operation({ method, path, query }: Omit<AwsRequest, 'operation'>): string {
  const [, bucket = '', ...key] = path.split('/');
  if (key.join('/') === '') {
    if (bucket === '') return 'ListBuckets';
    if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    if (method === 'POST' && query.has('delete')) return 'DeleteObjects';
    return { PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' }[method] ?? method;
  }
  if (method === 'POST') {
    return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  }
  if (method === 'PUT' && query.has('partNumber')) return 'UploadPart';
  const operations: Record<string, string> = {
    GET: 'GetObject',
    HEAD: 'HeadObject',
    PUT: 'PutObject',
    DELETE: 'DeleteObject',
  };
  return operations[method] ?? method;
}

/** `/applications/A/configurationprofiles/P/hostedconfigurationversions/3`, `/applications/A/environments/E/deployments`. */
function appConfigOperation({ method, path }: Omit<AwsRequest, 'operation'>): string {
  const [, , , kind, , part] = path.split('/');
  if (part === 'deployments') return method === 'POST' ? 'StartDeployment' : 'ListDeployments';
  if (part === undefined && kind === 'configurationprofiles') return 'GetConfigurationProfile';
  return `${method === 'POST' ? 'Create' : 'Get'}HostedConfigurationVersion`;
}

function schedulerOperation({ method, path }: Omit<AwsRequest, 'operation'>): string {
  const [, kind, name] = path.split('/');
  const noun = kind === 'schedule-groups' ? 'ScheduleGroup' : 'Schedule';
  if (method === 'GET' && !name) return `List${noun}s`;
  const verbs: Record<string, string> = {
    GET: 'Get',
    POST: 'Create',
    PUT: 'Update',
    DELETE: 'Delete',
  };
  return `${verbs[method] ?? method}${noun}`;
}

/** Errors of SQS that were called otherwise in its old protocol, as clients of that time still read them. */
const oldNames: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
};

/** The same failure in each service's own wire form. */
export function errorResponse(
  { service, headers }: Pick<AwsRequest, 'service' | 'headers'>,
  error: AwsError,
): AwsResponse {
  const requestId = randomUUID();
  // Who asks in the Query protocol reads XML, whatever the service speaks besides.
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const { code, message, status } = error;
  const type = status < 500 ? 'Sender' : 'Receiver';
  switch (isForm ? 'form' : service) {
    case 'form':
    case 'sns':
    case 'rds':
    case 'elasticache':
    case 'cloudfront':
      return xmlResponse(
        status,
        `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${type}</Type>` +
          `<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>` +
          `<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 's3':
      return xmlResponse(
        status,
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code>` +
          `<Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      );
    case 'scheduler':
    case 'ses':
    case 'lambda':
    case 'appconfig':
      return {
        status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Message: message }),
      };
    default:
      return {
        status,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amzn-query-error': `${oldNames[code] ?? code};${type}`,
        },
        body: JSON.stringify({ __type: `com.amazonaws.local#${code}`, message }),
      };
  }
}

export function jsonResponse(body: unknown, status = 200): AwsResponse {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status, headers, body: JSON.stringify(body) };
}

/** An answer of the REST services. */
export function restResponse(body: unknown, status = 200): AwsResponse {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}

/** An answer of the Query protocol; `result` is the inside of it. */
export function queryResponse(operation: string, namespace: string, result: string): AwsResponse {
  return xmlResponse(
    200,
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>` +
      `</${operation}Response>`,
  );
}

export function xmlResponse(status: number, body: string): AwsResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, character => entities[character] ?? character);
}

/** A body is asked for by whoever checks the rights and by the emulator, and parsed once. */
const parsed = new WeakMap<AwsRequest, Record<string, unknown>>();

/** Whoever gets it only reads it. */
export function readJson(request: AwsRequest): Record<string, unknown> {
  const known = parsed.get(request);
  if (known !== undefined) return known;
  try {
    const read = JSON.parse(request.body.toString() || '{}') as Record<string, unknown>;
    parsed.set(request, read);
    return read;
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON');
  }
}
