import * as sns from '#adapters/aws/sns.ts';
import { sessionStore, signInCodes } from '#adapters/dynamodb/sessions.ts';
import { textCap } from '#adapters/dynamodb/text-cap.ts';
import { now, waitUntil } from '#adapters/node/clock.ts';
import { log } from '#adapters/node/log.ts';
import { newCode, newToken } from '#adapters/node/tokens.ts';
import { api } from '#app/api/api.ts';
import type { SignInDoors } from '#app/api/sign-in-doors.ts';
import { sessionOperations, signInByCode } from '#app/setup/sign-in.ts';
import type { OperationOf } from '#contract/api.ts';
import type { Environment } from '#contract/environment.ts';
import { callers } from '#functions/wiring/callers.ts';
import { configurationOf, rosterOf, snsApi, table } from '#functions/wiring/clients.ts';
import { emailing, type Mailing } from '#functions/wiring/communication.ts';

/* Who signs in to the console, and where they are signed in. */

export function answeringSessions(env: Mailing & Environment<'TABLE_NAME' | 'ADMIN_TOKEN_SHA256'>) {
  const configuration = configurationOf(env);
  const sessions = sessionStore(table(env));
  return api<Exclude<OperationOf<'sessions'>, keyof SignInDoors>>({
    ...callers(env, configuration),
    operations: sessionOperations({ configuration, sessions, now }),
    signIn: signInByCode({
      configuration,
      roster: rosterOf(env),
      codes: signInCodes(table(env)),
      sessions,
      sendSms: sns.sendSms(snsApi()),
      sendEmail: emailing(env),
      mayText: textCap(table(env)),
      ...{ newCode, newToken, waitUntil, now, log },
    }),
    now,
  });
}
