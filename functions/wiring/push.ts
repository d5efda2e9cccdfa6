import { readSecretText } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { devicesOf } from '#adapters/dynamodb/roster-store.ts';
import { now } from '#adapters/node/clock.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { pushSecret } from '#adapters/outside/push-secret.ts';
import { pushTo } from '#adapters/outside/web-push.ts';
import { pushPage } from '#app/paging/push-page.ts';
import type { Environment } from '#contract/environment.ts';
import { noPushService, pushSecretOf } from '#core/setup/push-settings.ts';
import { table } from '#functions/wiring/clients.ts';

/* Pages by push. Loaded when one is sent: paging starts up without it. */

/** A page by another channel has its own run, and this one must not outlive its own. */
const timeoutMs = 4000;

export function pushes(env: Environment<'TABLE_NAME' | 'PUBLIC_URL'>) {
  const configuration = configurationStore(table(env), now);
  const directory = async () => (await configuration.current())?.directory;
  const secrets = signedCall({ service: 'secretsmanager' }, process.env);
  return pushPage({
    devicesOf: devicesOf(table(env)),
    pushTo: pushTo({
      call: outsideCall({ timeoutMs }),
      key: pushSecret({
        read: readSecretText(secrets, 'tocsin:push'),
        arn: async () => pushSecretOf(await directory()),
        now,
      }),
      // A push service turns to it when something is wrong. One's own machine has no TLS, and they take nothing else.
      contact: env.PUBLIC_URL.replace('http:', 'https:'),
      now,
      refusal: async endpoint => noPushService(endpoint, await directory()),
    }),
  });
}
