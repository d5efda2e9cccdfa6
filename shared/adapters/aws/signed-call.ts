import type { Environment } from '#adapters/aws/aws-in.ts';
import { refused } from '#adapters/aws/aws-requests.ts';
import { awsSigned, type Service } from '#adapters/aws/aws-signed.ts';
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

/** Signed POSTs to one service of AWS. One try: the page's own attempts follow it. */
export function signedCall(service: Service, env: Environment): SignedCall {
  const { once } = awsSigned(service, env);
  return async (path, headers, body) => {
    const answer = await once({ method: 'POST', path, headers, body });
    const { status } = answer;
    const said = { status, body: answer.body.toString() };
    return status < 300 ? said : { ...said, error: refused(answer).name };
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
