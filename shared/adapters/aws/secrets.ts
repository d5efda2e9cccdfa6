import type { SignedCall } from '#adapters/aws/signed-call.ts';
import { isTransient } from '#adapters/outside/transient.ts';
import { objectIn } from '#core/text/json-in.ts';
import type { ReadSecret } from '#ports/review.ts';

/** A token, one secret at a time. What it says is never logged, and errors do not quote it. */
export function readSecret(call: SignedCall): ReadSecret {
  const read = readSecretText(call, 'tocsin:action-items');
  return async arn => {
    const found = await read(arn);
    if ('unreadable' in found) return found;
    const secret = tokenIn(found.text);
    if (!secret) return { unreadable: `the secret ${arn} has no token in it`, isTransient: false };
    return { secret };
  };
}

/** What Secrets Manager keeps under an ARN or a name; `tag` is what opens a secret for this. */
export function readSecretText(
  call: SignedCall,
  tag: string,
): (
  arn: string,
) => Promise<{ text: string } | { unreadable: string; isTransient: boolean; isAbsent?: true }> {
  return async arn => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    };
    let answer: Awaited<ReturnType<SignedCall>>;
    try {
      answer = await call('/', headers, JSON.stringify({ SecretId: arn }));
    } catch (error) {
      return { unreadable: `the secret is not answered: ${String(error)}`, isTransient: true };
    }
    const { status, error, body } = answer;
    if (error !== undefined) {
      const unreadable = `the secret ${arn}: ${error}${hintFor(error, tag)}`;
      const isAbsent = error === 'ResourceNotFoundException' || error === 'AccessDeniedException';
      return {
        unreadable,
        isTransient: isTransient(status, error),
        ...(isAbsent && { isAbsent }),
      };
    }
    return { text: (JSON.parse(body) as { SecretString?: string }).SecretString ?? '' };
  };
}

function hintFor(error: string, tag: string): string {
  if (error === 'AccessDeniedException') {
    return ` (tag it ${tag}=allowed, and keep it under AWS’s own key)`;
  }
  return error === 'ResourceNotFoundException'
    ? ' (there is none of this name in this region)'
    : '';
}

/** The text itself, or `token` of the key-value form in which the console writes secrets. */
function tokenIn(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  const token = objectIn(trimmed)?.token;
  return typeof token === 'string' ? token.trim() : undefined;
}
