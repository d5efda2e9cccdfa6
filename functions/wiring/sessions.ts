import { readSecretText } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { sendSms } from '#adapters/aws/sns-publish.ts';
import { sessionStore, signInCodes } from '#adapters/dynamodb/sessions.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { now, waitUntil } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newCode, newToken } from '#adapters/node/tokens.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { api } from '#app/api/api.ts';
import type { SignInDoors } from '#app/api/sign-in-doors.ts';
import { sessionOperations, signInByCode } from '#app/setup/sign-in.ts';
import { signInByOpenId } from '#app/setup/sign-in-open-id.ts';
import type { OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import type { OpenIdSettings } from '#core/oncall/identity.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, rosterOf, type Tabled, table, texts } from '#functions/wiring/clients.ts';
import { emailing, type Mailing } from '#functions/wiring/communication.ts';
import type { OpenIdIssuer } from '#ports/setup.ts';

/* Who signs in to the console, and where they are signed in. */

export function answeringSessions(env: Mailing & Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>) {
  const configuration = configurationOf(env);
  const sessions = sessionStore(table(env));
  return api<Exclude<OperationOf<'sessions'>, keyof SignInDoors>>({
    ...callers(env, configuration),
    operations: sessionOperations({ configuration, sessions, issuer, now }),
    signIn: {
      ...byIssuer(env, configuration, sessions),
      ...signInByCode({
        configuration,
        roster: rosterOf(env),
        codes: signInCodes(table(env)),
        sessions,
        sendSms: sendSms(texts()),
        sendEmail: emailing(env),
        mayText: textCap(table(env)),
        ...{ newCode, newToken, waitUntil, now, log },
      }),
    },
    now,
  });
}

/** An issuer answers its settings, its keys and a token one after the other, within the time of the function. */
const timeoutMs = 2500;

let one: OpenIdIssuer | undefined;
const loaded = async () => {
  const { openIdIssuer } = await import('#adapters/outside/open-id.ts');
  // One for all: it keeps for a while what the issuer says of itself.
  one ??= openIdIssuer({ call: outsideCall({ timeoutMs }), clientSecret, now, log });
  return one;
};
/** What verifies tokens is loaded when somebody comes by it. */
const issuer: OpenIdIssuer = {
  addressOf: async (...asked) => (await loaded()).addressOf(...asked),
  endOf: async (...asked) => (await loaded()).endOf(...asked),
  identify: async (...given) => (await loaded()).identify(...given),
};

function byIssuer(
  env: Tabled,
  configuration: ReturnType<typeof configurationOf>,
  sessions: ReturnType<typeof sessionStore>,
): ReturnType<typeof signInByOpenId> {
  return signInByOpenId({
    ...{ configuration, sessions, issuer, newToken, now, log },
    roster: rosterOf(env),
    codes: signInCodes(table(env)),
  });
}

async function clientSecret({ secret }: OpenIdSettings): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  const secrets = signedCall({ service: 'secretsmanager' }, process.env);
  const read = await readSecretText(secrets, 'tocsin:sign-in')(secret);
  if ('text' in read) return read.text.trim();
  log('error', 'the client secret cannot be read', { why: read.unreadable });
  return undefined;
}
