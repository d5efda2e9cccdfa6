import { readSecretText } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { configurationStore } from '#adapters/dynamodb/configuration-store.ts';
import { now } from '#adapters/node/clock.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { slack } from '#adapters/outside/slack.ts';
import { slackSecret } from '#adapters/outside/slack-secret.ts';
import { sendDirect } from '#app/communication/send-direct.ts';
import { slackSecretOf } from '#core/setup/chat-settings.ts';
import { type Tabled, table } from '#functions/wiring/clients.ts';

/* Pages by direct message. Loaded when one is sent: paging starts up without it. */

/** A page by another channel has its own run, and this one must not outlive its own. */
const timeoutMs = 3000;

export function directMessages(env: Tabled) {
  const configuration = configurationStore(table(env), now);
  const secrets = signedCall({ service: 'secretsmanager' }, process.env);
  const readSecret = slackSecret({
    read: readSecretText(secrets, 'tocsin:chat'),
    arn: async () => slackSecretOf((await configuration.current())?.directory),
    now,
  });
  return sendDirect(slack({ call: outsideCall({ timeoutMs }), readSecret, now }));
}
