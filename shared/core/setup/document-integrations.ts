import * as z from 'zod/mini';
import { idOf, name, sha256 } from '#core/setup/document-fields.ts';
import { sources } from '#core/sources.ts';

/* What lets a sender in, and how its sender is known. */

const describe = z.describe;

/** How senders sign what they post. Those that only repeat a word in a header have it compared. */
const signatureSchemes = [
  ...['pagerduty', 'sentry', 'grafana', 'github', 'gitlab', 'standard-webhooks', 'tocsin', 'hmac'],
  ...['datadog', 'opsgenie', 'healthchecks', 'token'],
] as const;

const headerName = (meaning: string) =>
  z
    .string()
    .check(
      z.regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, { error: 'must be the name of a header' }),
      describe(meaning),
    );

const signature = z.strictObject({
  scheme: z
    .enum(signatureSchemes)
    .check(describe('How this sender signs; hmac: as header, algorithm and encoding say.')),
  secret: z.string().check(
    z.refine(text => /^arn:aws[\w-]*:secretsmanager:/.test(text), {
      error: 'must be an ARN that begins with arn:aws:secretsmanager:',
    }),
    describe(
      'The secret that it signs with, tagged tocsin:signatures=allowed; several with blanks between.',
    ),
  ),
  header: z.exactOptional(headerName("Where the signature stands, if not in the scheme's own.")),
  algorithm: z.exactOptional(z.enum(['sha1', 'sha256', 'sha512'])),
  encoding: z.exactOptional(z.enum(['hex', 'base64'])),
  timestampHeader: z.exactOptional(
    headerName('Signed before the body; what is not of the last five minutes is refused.'),
  ),
});
export type Signature = z.infer<typeof signature>;

export const integration = z.strictObject({
  name: name('What sends with this key.'),
  source: z.enum(sources),
  keySha256: sha256('SHA-256 of the key; the key itself is kept nowhere.'),
  signature: z.exactOptional(
    signature.check(describe('What is not signed so is refused, whatever its key.')),
  ),
  service: z.exactOptional(idOf('the service that all its alerts are about, whatever they say')),
  domain: z.exactOptional(
    name(
      'Integrations with the same domain are doors of one sender: what came through one may be repeated and cleared through the other.',
    ),
  ),
});
