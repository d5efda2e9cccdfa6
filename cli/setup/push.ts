import type { Command } from 'commander';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { publicPushKey } from '#core/setup/push-settings.ts';

/** What pages by push need: a key of one's own. */
export function addPushCommands(program: Command, session: Session): void {
  const push = program
    .command('push')
    .summary('the key with which pages go to browsers and phones')
    .description('How pages by push are set up: docs/console.md.');

  withJson(push.command('key').summary('make a key for pages by push'))
    .description(
      'Makes the pair of keys by which push services and devices know this deployment: shown once, with ' +
        'what keeps the private one in Secrets Manager and the line for tocsin.yaml. A new pair ends ' +
        'every device: each is added again.',
    )
    .action((options: { json?: boolean }) => {
      const drawn = privateKeyFrom(session.surroundings.randomBytes);
      const privateKey = drawn.toString('base64url');
      const publicKey = publicPushKey(privateKey);
      session.print(options, { publicKey, privateKey }, [
        'The private key is not kept anywhere and not shown again. Put it into Secrets Manager:',
        '',
        `aws secretsmanager create-secret --name tocsin/push --tags Key=tocsin:push,Value=allowed --secret-string '{"privateKey":"${privateKey}"}'`,
        '',
        'and this, with the ARN that it answers, into tocsin.yaml, then `tocsin apply`:',
        '',
        'push:',
        `  publicKey: ${publicKey}`,
        '  secret: arn:aws:secretsmanager:…',
      ]);
    });
}

/** Below the order of the curve, as nearly every number of 32 bytes is: the first byte of the order is 255. */
function privateKeyFrom(randomBytes: (count: number) => Uint8Array): Buffer {
  const key = Buffer.from(randomBytes(32));
  key[0] = (key[0] ?? 0) & 0x7f;
  key[31] = (key[31] ?? 0) | 1;
  return key;
}
