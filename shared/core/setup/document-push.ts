import * as z from 'zod/mini';
import { arn } from '#core/setup/document-fields.ts';

/* Pages to browsers and phones, by the push services of their makers. The private key stands in Secrets Manager alone. */

const describe = z.describe;

/** A point of the curve P-256, written as browsers take it: 65 bytes that begin with 4. */
const pushKeyForm = /^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$/;

export const push = z.strictObject({
  publicKey: z
    .string()
    .check(
      z.regex(pushKeyForm, { error: 'must be a key such as `tocsin push key` prints' }),
      describe('By which push services and devices know us.'),
    ),
  secret: z.exactOptional(
    arn('secretsmanager', 'The secret with the private key, tagged tocsin:push=allowed.'),
  ),
  services: z.exactOptional(
    z
      .array(
        z.string().check(
          z.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, {
            error: 'must be the name of a host, such as push.example.com',
          }),
        ),
      )
      .check(
        describe('Hosts of push services besides those of Google, Mozilla, Apple, Microsoft.'),
      ),
  ),
});
