import * as z from 'zod/mini';
import { arn, name, secureAddress } from '#core/setup/document-fields.ts';

/* By which doors people come into the console. A secret of an issuer stands in Secrets Manager, and nowhere in this file. */

const describe = z.describe;
const group = z.string().check(z.minLength(1), z.maxLength(200));
const groups = (description: string) =>
  z.exactOptional(z.array(group).check(z.maxLength(50), describe(description)));

const openId = z.strictObject({
  name: z.exactOptional(name('On the button; the host of the issuer when not given.')),
  issuer: secureAddress('As its tokens name it; its settings are read at /.well-known below it.'),
  clientId: z
    .string()
    .check(z.minLength(1), z.maxLength(300), describe('Under which the issuer knows the console.')),
  secret: z.exactOptional(
    arn(
      'secretsmanager',
      'The secret with the client secret, tagged tocsin:sign-in=allowed; none for a public client.',
    ),
  ),
  scopes: z.exactOptional(
    z
      .array(z.string().check(z.regex(/^[!#-[\]-~]{1,100}$/, { error: 'must be one word' })))
      .check(describe('Asked for besides openid; email when not given.')),
  ),
  groupsClaim: z.exactOptional(
    z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(100),
        describe('The claim that holds the groups; groups when not given.'),
      ),
  ),
  groups: z.exactOptional(
    z
      .strictObject({
        read: groups('Who is in one of these may look.'),
        respond: groups('Who is in one of these may respond.'),
        admin: groups('Who is in one of these administers.'),
      })
      .check(
        describe(
          'Who may what; whoever is in none of them is let in no more. Without it, as codes: everybody responds, and admin of a person says who administers.',
        ),
      ),
  ),
});

export const signIn = z.strictObject({
  openId: z.exactOptional(openId.check(describe('An issuer of OpenID Connect.'))),
  codes: z.exactOptional(
    z.boolean().check(describe('Whether a code to a verified address lets in, too; true.')),
  ),
});
