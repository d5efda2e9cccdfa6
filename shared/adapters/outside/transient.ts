/**
 * Whether a refusal may pass by itself, so that the same request is worth another try: throttled, out of time or
 * broken for the moment. `error` is the name that AWS gives it. What is not answered at all is always tried again.
 */
export function isTransient(status: number, error = ''): boolean {
  return status >= 500 || status === 408 || status === 429 || transientErrors.test(error);
}

const transientErrors =
  /Throttl|TooManyRequests|RequestLimitExceeded|RequestTimeout|ServiceUnavailable|InternalService/;
