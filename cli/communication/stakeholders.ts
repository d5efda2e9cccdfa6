import { type Command, Option } from 'commander';
import { byOption, type Common, withBy } from '#cli/commanding.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { StakeholderList } from '#contract/communication.ts';
import { type Severity, severities } from '#core/severity.ts';
import { type StakeholderKind, stakeholderKinds } from '#core/stakeholder-kinds.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine } from '#core/text/plain-text.ts';
import { durationText } from '#core/time/duration-text.ts';

interface Wanted extends Common {
  email?: string;
  phone?: string;
  webhook?: string;
  queue?: string;
  digest?: string;
  severity?: Severity[];
  service?: string[];
  kind?: StakeholderKind[];
}

/** Who hears of incidents without being in the team. */
export function addStakeholderCommands(program: Command, session: Session): void {
  const group = program
    .command('stakeholders')
    .summary('who hears of incidents without being in the team')
    .description('Addresses that hear of incidents, beside those of tocsin.yaml.');

  withJson(group.command('list', { isDefault: true }).summary('who subscribed'))
    .description('Who subscribed, and to what.')
    .option('--after <id>', 'go on where the last page ended')
    .option('--customers', 'who follows the status page')
    .action(async (options: { after?: string; customers?: boolean; json?: boolean }) => {
      const { after, customers } = options;
      const list = await session.call('listStakeholders', {
        query: { after, ...(customers && { of: 'customers' as const }) },
      });
      session.print(options, list, listText(list, session, customers));
    });

  withBy(group.command('add').summary('subscribe an address, or change what it hears'))
    .description('Subscribes one address. It is asked first whether it wants that.')
    .option('--email <address>', 'by mail')
    .option('--phone <number>', 'by text')
    .option('--webhook <url>', 'by a signed POST')
    .option('--queue <arn>', 'by a queue of SQS, whose policy lets the topic send to it')
    .option('--digest <time>', 'together, at most once in this time, such as 15m')
    .addOption(new Option('--severity <SEV...>', 'only of these').choices(severities))
    .option('--service <id...>', 'only of these services')
    .addOption(new Option('--kind <kind...>', 'only of these').choices(stakeholderKinds))
    .action(async (options: Wanted) => {
      const { email, phone, webhook, queue, digest, severity, service, kind } = options;
      const added = await session.call('addStakeholder', {
        body: {
          ...{ email, phone, webhook, queue, digest },
          ...{ severities: severity, services: service, kinds: kind },
          by: byOption(session, options),
        },
      });
      session.print(options, added, [
        `${added.id}  ${oneLine(added.address)}  ${added.state}`,
        ...(added.state === 'pending'
          ? ['They are asked to confirm; until then they hear nothing.']
          : []),
      ]);
    });

  withJson(group.command('remove').summary('end a subscription'))
    .description('Ends a subscription.')
    .argument('<id>', 'as `list` shows it')
    .action(async (id: string, options: { json?: boolean }) => {
      const removed = await session.call('removeStakeholder', { params: { id } });
      session.print(options, removed, `${oneLine(removed.address)} hears no more of incidents.`);
    });
}

function listText(
  { stakeholders, next }: StakeholderList,
  { display }: Session,
  areCustomers = false,
): string[] {
  if (stakeholders.length === 0) return ['Nobody subscribed.'];
  const among = (all: readonly string[] | undefined) => all?.join(' ') ?? 'all';
  const rows = stakeholders.map(
    ({ id, channel, address, state, severities, services, kinds, digestSeconds }) => [
      ...[id, channel, address, state, among(severities), among(services), among(kinds)],
      digestSeconds === undefined ? 'at once' : durationText(digestSeconds),
    ],
  );
  const customers = stakeholders.map(({ id, channel, address, state, components = [] }) => [
    ...[id, channel, address, state, components.length === 0 ? 'all' : components.join(' ')],
  ]);
  return [
    areCustomers
      ? table(['ID', 'BY', 'ADDRESS', 'STATE', 'COMPONENTS'], customers, display)
      : table(
          ['ID', 'BY', 'ADDRESS', 'STATE', 'SEVERITIES', 'SERVICES', 'KINDS', 'WHEN'],
          rows,
          display,
        ),
    next === undefined
      ? counted(stakeholders.length, 'subscription')
      : `More: tocsin stakeholders list ${areCustomers ? '--customers ' : ''}--after=${oneLine(next)}`,
  ];
}
