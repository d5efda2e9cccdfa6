import type { Command } from 'commander';
import { findConnection } from '#cli/connection.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { slackManifest } from '#core/communication/chat/manifest.ts';

/** What connects Slack: the app, as Slack takes it. */
export function addSlackCommands(program: Command, session: Session): void {
  const slack = program
    .command('slack')
    .summary('the app that connects Slack')
    .description('How Slack is connected: docs/communication.md.');

  withJson(slack.command('manifest').summary('the app, as Slack takes it'))
    .description(
      'Writes the manifest of the Slack app with the address of this deployment in it. Paste it at ' +
        'api.slack.com/apps, under "Create New App", "From a manifest".',
    )
    .option('--url <url>', 'where Slack finds Tocsin; the API of this connection when not given')
    .action(async (options: { url?: string; json?: boolean }) => {
      const url = options.url ?? (await findConnection(session.surroundings)).url;
      const manifest = slackManifest(url);
      session.print(options, manifest, JSON.stringify(manifest, null, 2));
    });
}
