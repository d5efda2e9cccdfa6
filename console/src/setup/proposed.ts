import type { Answer } from '#console/api.ts';
import { keep, kept } from '#console/shell/drafts.ts';

export type InForce = Pick<Answer<'GET', '/v1/configuration'>, 'document' | 'version'>;

/** Under which the text of the configuration is kept that is not in force yet; other parts put their lines in. */
export const draft = 'The configuration';

/** The secret is drawn in this browser, and leaves it as a hash. */
async function drawn(): Promise<{ secret: string; sha256: string }> {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const secret = `tocsin_${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const sha256 = [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return { secret, sha256 };
}

/** One more entry in the configuration that is not in force yet; answers its secret, of which the hash alone is in it. */
export async function propose(
  list: 'tokens' | 'integrations',
  entryOf: (sha256: string) => object,
  inForce: InForce,
): Promise<string> {
  const { secret, sha256 } = await drawn();
  const { parse, stringify } = await import('yaml');
  const { text = stringify(inForce.document, { lineWidth: 0 }), version = inForce.version } =
    kept(draft) ?? {};
  const next = parse(text) as Record<string, unknown>;
  const entries = (next[list] ?? []) as unknown[];
  keep(draft, {
    text: stringify({ ...next, [list]: [...entries, entryOf(sha256)] }, { lineWidth: 0 }),
    version: String(version),
  });
  return secret;
}
