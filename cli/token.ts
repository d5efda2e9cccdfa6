import { createHash } from 'node:crypto';
import { type Command, Option } from 'commander';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { type Scope, scopes } from '#contract/api.ts';

/** Makes a credential. The system keeps only its hash, so this is the one time that it is seen. */
export function addTokenCommand(program: Command, session: Session): void {
  withJson(program.command('token').summary('make an API token'))
    .description('Make an API token: shown once, with the lines for tocsin.yaml that let it in.')
    .option('--name <name>', 'what it is for', 'laptop')
    .option('--person <id>', 'the person of tocsin.yaml it belongs to')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(scopes).default('respond'))
    .action((options: { name: string; person?: string; scope: Scope; json?: boolean }) => {
      const { name, person, scope } = options;
      const secret = Buffer.from(session.surroundings.randomBytes(32)).toString('base64url');
      const token = `tocsin_${secret}`;
      const sha256 = createHash('sha256').update(token).digest('hex');
      session.print(options, { token, sha256, name, scope, ...(person && { person }) }, [
        token,
        '',
        'It is not kept anywhere and not shown again. Add this to tocsin.yaml, then `tocsin apply`:',
        '',
        'tokens:',
        `  - name: ${JSON.stringify(name)}`,
        `    sha256: ${sha256}`,
        `    scope: ${scope}`,
        ...(person === undefined ? [] : [`    person: ${JSON.stringify(person)}`]),
      ]);
    });
}
