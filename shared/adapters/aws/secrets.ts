import type { SignedCall } from '#adapters/aws/signed-call.ts';
import { isTransient } from '#adapters/outside/transient.ts';
import type { ReadSecret } from '#ports/review.ts';

/** Secrets Manager, one secret at a time. What it says is never logged, and errors do not quote it. */
export function readSecret(call: SignedCall): ReadSecret {
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
      const unreadable = `the secret ${arn}: ${error}${hints[error] ?? ''}`;
      return { unreadable, isTransient: isTransient(status, error) };
    }
    const text = (JSON.parse(body) as { SecretString?: string }).SecretString;
    const secret = text && tokenIn(text);
    if (!secret) return { unreadable: `the secret ${arn} has no token in it`, isTransient: false };
    return { secret };
  };
}

const hints: Record<string, string> = {
  AccessDeniedException: ' (tag it tocsin:action-items=allowed, and keep it under AWS’s own key)',
  ResourceNotFoundException: ' (there is none of this name in this region)',
};

/** The text itself, or `token` of the key-value form in which the console writes secrets. */
function tokenIn(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  try {
    const { token } = JSON.parse(trimmed) as { token?: unknown };
    return typeof token === 'string' ? token.trim() : undefined;
  } catch {
    return undefined;
  }
}
