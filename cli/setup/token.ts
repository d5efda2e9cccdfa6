import { createHash } from 'node:crypto';
import { type Command, Option } from 'commander';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { type Scope, scopes } from '#contract/shapes.ts';
import { type Source, sources } from '#core/sources.ts';

interface Wanted {
  name?: string;
  scope: Scope;
  person?: string;
  integration?: Source;
  json?: boolean;
}

/** Makes a credential. The system keeps only its hash, so this is the one time that it is seen. */
export function addTokenCommand(program: Command, session: Session): void {
  withJson(program.command('token').summary('make an API token, or an integration key'))
    .description(
      'Make an API token, or with --integration a key for a sender of alerts: shown once, with ' +
        'the lines for tocsin.yaml that let it in.',
    )
    .option('--name <name>', 'what it is for; the sender, or laptop, if not given')
    .option('--person <id>', 'the person of tocsin.yaml it belongs to')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(scopes).default('respond'))
    .addOption(
      new Option('--integration <source>', 'a key for this sender instead').choices(sources),
    )
    .action((wanted: Wanted) => {
      const secret = Buffer.from(session.surroundings.randomBytes(32)).toString('base64url');
      const token = `tocsin_${secret}`;
      const sha256 = createHash('sha256').update(token).digest('hex');
      const entry = entryOf(wanted, sha256);
      session.print(wanted, { token, ...entry.fields }, [
        token,
        '',
        'It is not kept anywhere and not shown again. Put this into tocsin.yaml, then `tocsin apply`:',
        '',
        `${entry.list}:`,
        ...Object.entries(entry.fields).map(
          // JSON text is YAML too, whatever a name holds.
          ([field, value], index) =>
            `${index === 0 ? '  - ' : '    '}${field}: ${JSON.stringify(value)}`,
        ),
      ]);
    });
}

function entryOf(wanted: Wanted, sha256: string) {
  const { scope, person, integration: source, name = source ?? 'laptop' } = wanted;
  return source === undefined
    ? { list: 'tokens', fields: { name, sha256, scope, ...(person !== undefined && { person }) } }
    : { list: 'integrations', fields: { name, source, keySha256: sha256 } };
}
