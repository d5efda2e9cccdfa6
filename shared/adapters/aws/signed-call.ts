import { awsClient } from '#adapters/aws/aws-client.ts';
import { errorName } from '#adapters/aws/error-name.ts';
import { isTransient } from '#adapters/outside/transient.ts';
import { maskedWithin } from '#core/oncall/addresses.ts';
import { objectIn } from '#core/text/json-in.ts';
import type { Delivery } from '#ports/communication.ts';

/** What a service of AWS answered to one request. */
export interface Answer {
  status: number;
  body: string;
  /** The name of the error, where it is one. */
  error?: string;
}

export type SignedCall = (
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Answer>;

/** Less than half of the time that a page has, so that the attempt is recorded whatever the vendor does. */
const timeoutMs = 4000;

/** Signed POSTs to one service of AWS. One try: the page's own attempts follow it. */
export function signedCall(
  { service, host: name }: { service: string; host: string },
  env: Readonly<Record<string, string | undefined>>,
): SignedCall {
  const { client, host, endpoint } = awsClient(service, env);
  const base = endpoint ?? `https://${name}.${host}`;
  return async (path, headers, body) => {
    const request = await client.sign(`${base}${path}`, { method: 'POST', headers, body });
    const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    const answer = { status: response.status, body: text };
    if (response.ok) return answer;
    return {
      ...answer,
      error: errorName(response.headers.get('x-amzn-errortype'), objectIn(text)),
    };
  };
}

/**
 * Calls and says how it went, so that every vendor's refusal is read alike. What may pass (throttled, internal, no
 * answer) is worth another try; any other refusal will be the same next time, and the person's next channel comes first.
 */
export async function delivered(vendor: string, call: Promise<Answer>): Promise<Delivery> {
  let answer: Answer;
  try {
    answer = await call;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { sent: false, failed: 'retry', reason: `${vendor}: no answer: ${why}`.slice(0, 300) };
  }
  const { status, error, body } = answer;
  const said = objectIn(body) ?? {};
  if (error === undefined) {
    const externalId = said.MessageId;
    return { sent: true, ...(typeof externalId === 'string' && { externalId }) };
  }
  const text = String(said.message ?? said.Message ?? `answered ${status}`);
  const reason = `${vendor}: ${error}: ${maskedWithin(text)}`.slice(0, 300);
  return { sent: false, failed: isTransient(status, error) ? 'retry' : 'give-up', reason };
}
