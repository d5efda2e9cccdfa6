import { AwsError, type AwsRequest, type AwsResponse } from '#local/wire/aws-wire.ts';
import { forward } from '#local/wire/forward.ts';

/** S3 by fauxqs, with the write-once condition (`If-None-Match: *`) that it does not know. */
export function s3(port: number) {
  let previous: Promise<unknown> = Promise.resolve();

  function pass(request: AwsRequest, method = request.method): Promise<AwsResponse> {
    const query = request.query.size > 0 ? `?${request.query.toString()}` : '';
    const body = method === 'HEAD' ? '' : request.body;
    return forward(port, { method, path: request.path + query, headers: request.headers, body });
  }

  async function putOnce(request: AwsRequest): Promise<AwsResponse> {
    const { status } = await pass({ ...request, headers: { authorization: '' } }, 'HEAD');
    if (status === 200) {
      throw new AwsError(
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
        412,
      );
    }
    return pass(request);
  }

  return async (request: AwsRequest): Promise<AwsResponse> => {
    if (request.operation !== 'PutObject' || request.headers['if-none-match'] !== '*') {
      return pass(request);
    }
    // One at a time, so that of two writers at the same instant one is refused, as S3 promises.
    const mine = previous.then(() => putOnce(request));
    previous = mine.catch(() => undefined);
    return mine;
  };
}
