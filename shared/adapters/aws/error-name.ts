import { objectIn } from '#core/text/json-in.ts';

/** The name of an error of AWS: `com.amazonaws.ses#MessageRejected:http://…` in a header, or `__type` in the body. */
export function errorName(header: string | null | undefined, body: string): string {
  const named = header ?? String(objectIn(body)?.__type ?? 'Error');
  return named.split(':')[0]?.split('#').at(-1) ?? named;
}
