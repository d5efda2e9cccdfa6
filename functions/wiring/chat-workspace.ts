import { readSecretText } from '#adapters/aws/secrets.ts';
import { signedCall } from '#adapters/aws/signed-call.ts';
import { now } from '#adapters/node/clock.ts';
import { outsideCall } from '#adapters/outside/outside-call.ts';
import { slack, slackAnswer, type Waits } from '#adapters/outside/slack.ts';
import { slackSecret } from '#adapters/outside/slack-secret.ts';
import { slackSecretOf } from '#core/setup/chat-settings.ts';
import { configurationOf, type Tabled } from '#functions/wiring/clients.ts';

/** The workspace that incidents are talked about in, with what opens it. */
export function workspace(
  env: Tabled,
  { timeoutMs, waits }: { timeoutMs?: number; waits?: Waits } = {},
) {
  const configuration = configurationOf(env);
  const secrets = signedCall({ service: 'secretsmanager' }, process.env);
  const readSecret = slackSecret({
    read: readSecretText(secrets, 'tocsin:chat'),
    arn: async () => slackSecretOf((await configuration.current())?.directory),
    now,
  });
  const call = outsideCall({ ...slackAnswer, ...(timeoutMs !== undefined && { timeoutMs }) });
  return {
    configuration,
    readSecret,
    chat: slack({ call, readSecret, now, ...(waits && { waits }) }),
  };
}
