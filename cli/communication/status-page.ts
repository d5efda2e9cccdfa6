import { Argument, type Command, Option } from 'commander';
import { asCommand, byOption, type Common, key, target } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import type { Display } from '#cli/incident-text.ts';
import { chosenIncident, defaultCommand, withIncident, withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import { inZone, readMoment, tableTime, withZone, zoneLine } from '#cli/time-arguments.ts';
import type { RequestOf } from '#contract/api.ts';
import type {
  MaintenanceAnswer,
  PublicNoticesAnswer,
  StatusPageAnswer,
} from '#contract/status-page.ts';
import { componentStatuses, stages } from '#core/incident/public-notice.ts';
import { manyLines, oneLine } from '#core/text/plain-text.ts';

type Status = RequestOf<'setComponentStatus'>['status'];
type Stage = RequestOf<'postPublicNotice'>['stage'];

/** What customers are shown (R5, R11, R17). */
export function addStatusPageCommand(program: Command, session: Session): void {
  const page = program
    .command('statuspage')
    .summary(
      'what customers are shown: show, preview, approve, post, component, maintenance, readers, open',
    )
    .description('What customers are shown; without a word after it, shows it.');
  addShow(page, session);
  addPreview(page, session);
  addApprove(page, session);
  addPost(page, session);
  addComponent(page, session);
  addMaintenance(page, session);
  addReaders(page, session);
  addOpen(page, session);
}

function addShow(page: Command, session: Session): void {
  withJson(defaultCommand(page, 'show').alias('components'))
    .summary('components, what is said of incidents, what waits for approval')
    .action(async (options: { json?: boolean }) => {
      const answer = await session.call('showStatusPage', {});
      session.print(options, answer, pageText(answer, session.display));
    });
}

function addPreview(page: Command, session: Session): void {
  withIncident(
    withJson(page.command('preview').summary('the words that wait for approval')),
  ).action(async (argument: string | undefined, options: Common) => {
    const id = await chosenIncident(session, argument, options.id);
    const answer = await session.call('showPublicNotices', { params: { id } });
    session.print(options, answer, noticesText(answer));
  });
}

function addApprove(page: Command, session: Session): void {
  withIncident(asCommand(page.command('approve').summary('let customers read the words that wait')))
    .option('--draft <draft>', 'exactly these words, as preview names them')
    .action(async (argument: string | undefined, options: Common & { draft?: string }) => {
      const id = await chosenIncident(session, argument, options.id);
      const draft = options.draft ?? (await shownDraft(session, id, options));
      const answer = await session.call('approvePublicNotice', {
        ...target(id, options),
        body: { draft, by: byOption(session, options) },
      });
      session.print(options, answer, ['On the status page:', ...lastSaid(answer)]);
    });
}

/** What is approved is what was seen: it is shown and asked for, or named by its draft. */
async function shownDraft(session: Session, id: string, { json }: Common): Promise<string> {
  const answer = await session.call('showPublicNotices', { params: { id } });
  const { proposed } = answer;
  if (proposed === undefined) {
    throw new CliFailure('refused', 'Nothing waits for approval.', {
      next: `Your own words: tocsin statuspage post ${id} --stage=identified --text="…"`,
    });
  }
  const { ask, out } = session.surroundings.terminal;
  if (ask === undefined || json) {
    throw new CliFailure('usage', 'Which words? Name them by their draft.', {
      next: `tocsin statuspage preview ${id}; then: tocsin statuspage approve ${id} --draft=${proposed.draft}`,
    });
  }
  out(noticesText(answer).join('\n'));
  if (await ask('Let customers read this?')) return proposed.draft;
  throw new CliFailure('refused', 'Nothing was posted.');
}

function addPost(page: Command, session: Session): void {
  withIncident(asCommand(page.command('post').summary('say in your own words how it stands')))
    .addOption(new Option('--stage <stage>', 'how far it is').choices(stages).makeOptionMandatory())
    .requiredOption('--text <text>', 'the words; - reads standard input')
    .option('--title <text>', 'as before if not given')
    .option('--component <id=status...>', 'such as search=partial_outage; more than one may follow')
    .option('--next <time>', 'when customers hear more, such as 30m, or never')
    .action(
      async (
        argument: string | undefined,
        options: Common & {
          stage: Stage;
          text: string;
          title?: string;
          component?: string[];
          next?: string;
        },
      ) => {
        const id = await chosenIncident(session, argument, options.id);
        const { stage, title, next, component } = options;
        const text = options.text === '-' ? await session.surroundings.readInput() : options.text;
        const components = component && Object.fromEntries(component.map(named));
        const answer = await session.call('postPublicNotice', {
          ...target(id, options),
          body: {
            ...{ stage, title, components, nextUpdateIn: next },
            body: text.trim(),
            by: byOption(session, options),
          },
        });
        session.print(options, answer, ['On the status page:', ...lastSaid(answer)]);
      },
    );
}

function named(text: string) {
  const [, id = '', word] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const status = componentStatuses.find(each => each === word);
  if (status !== undefined) return [id, status] as const;
  throw new CliFailure('usage', `--component ${text} is not a component and its status.`, {
    next: `Such as --component=search=partial_outage; one of ${componentStatuses.join(', ')}.`,
  });
}

function addComponent(page: Command, session: Session): void {
  asCommand(page.command('component').summary('say how a component stands, or that nobody does'))
    .description(
      'A word on a component holds, whatever incidents say, until it is taken back with automatic.',
    )
    .argument('<component>', 'its id in tocsin.yaml')
    .addArgument(
      new Argument('<status>', 'how it stands').choices([...componentStatuses, 'automatic']),
    )
    .action(async (component: string, word: string, options: Common) => {
      const answer = await session.call('setComponentStatus', {
        ...key(options),
        params: { component },
        body: { status: word as Status, by: byOption(session, options) },
      });
      session.print(options, answer, pageText(answer, session.display));
    });
}

function addMaintenance(page: Command, session: Session): void {
  const maintenance = page
    .command('maintenance')
    .summary('announce maintenance, change it, or end it');
  withZone(asCommand(defaultCommand(maintenance, 'add').summary('announce it')))
    .requiredOption('--title <text>', 'what is done')
    .requiredOption('--from <time>', 'such as "2026-11-29 02:00"')
    .requiredOption('--until <time>', 'such as +2h')
    .option('--text <text>', 'what customers notice')
    .option('--component <id...>', 'what it concerns; more than one may follow')
    .action(
      async (
        options: Common & {
          title: string;
          from: string;
          until: string;
          text?: string;
          component?: string[];
          zone?: string;
        },
      ) => {
        const display = inZone(session, options.zone);
        const from = await readMoment(options.from, display, { option: '--from' });
        const until = await readMoment(options.until, display, { option: '--until', after: from });
        const answer = await session.call('postMaintenance', {
          ...key(options),
          body: {
            ...{ title: options.title, body: options.text ?? '', from, until },
            components: options.component ?? [],
            by: byOption(session, options),
          },
        });
        session.print(options, answer, maintenancesText([answer], display));
      },
    );
  withZone(asCommand(maintenance.command('change').summary('it takes longer, is done, or is off')))
    .argument('<maintenance>', 'its id, as `tocsin statuspage` shows it')
    .option('--until <time>', 'it ends then instead')
    .option('--text <text>', 'what customers notice')
    .option('--done', 'it is done')
    .option('--cancel', 'it does not take place')
    .action(
      async (
        id: string,
        options: Common & {
          until?: string;
          text?: string;
          done?: boolean;
          cancel?: boolean;
          zone?: string;
        },
      ) => {
        const display = inZone(session, options.zone);
        const until =
          options.until &&
          (await readMoment(options.until, display, {
            option: '--until',
            after: await display.askTime(),
          }));
        const ended = options.cancel ? 'cancelled' : options.done ? 'completed' : undefined;
        const answer = await session.call('changeMaintenance', {
          ...target(id, options),
          body: { until, body: options.text, ended, by: byOption(session, options) },
        });
        session.print(options, answer, maintenancesText([answer], display));
      },
    );
}

function addReaders(page: Command, session: Session): void {
  const readers = page
    .command('readers')
    .summary('who may read a private page')
    .description('Who may read a private page; each has an address of their own.');
  withJson(defaultCommand(readers, 'list').summary('who may read it')).action(
    async (options: { json?: boolean }) => {
      const answer = await session.call('showStatusPage', {});
      session.print(options, answer.readers, readersText(answer, session.display));
    },
  );
  asCommand(readers.command('add').summary('an address of their own for somebody'))
    .description('Makes an address for somebody. It is shown once; whoever has it reads the page.')
    .argument('<name>', 'who it is for')
    .action(async (name: string, options: Common) => {
      const made = await session.call('addStatusPageReader', {
        ...key(options),
        body: { name, by: byOption(session, options) },
      });
      session.print(options, made, [
        `${made.id}  ${oneLine(made.name)}`,
        made.address ?? `${made.path}  (below the address of the status page)`,
      ]);
    });
  asCommand(readers.command('remove').summary('their address leads nowhere any more'))
    .argument('<reader>', 'its id, as `list` shows it')
    .action(async (id: string, options: Common) => {
      const gone = await session.call('removeStatusPageReader', {
        ...target(id, options),
      });
      session.print(options, gone, `${oneLine(gone.name)} reads the status page no more.`);
    });
}

function addOpen(page: Command, session: Session): void {
  withJson(page.command('open').summary('where customers read it')).action(
    async (options: { json?: boolean }) => {
      const { address } = await session.call('showStatusPage', {});
      if (address === undefined) {
        throw new CliFailure('notFound', 'The address of the page is not configured.', {
          next: 'It is organisation.statusPage in tocsin.yaml. The local stack shows it at /status/.',
        });
      }
      session.print(options, { address }, [oneLine(address)]);
    },
  );
}

function readersText({ visibility, readers }: StatusPageAnswer, display: Display): string[] {
  if (visibility === 'public') return ['Everybody: the page is public.'];
  if (readers.length === 0)
    return ['Nobody: let somebody in with `tocsin statuspage readers add`.'];
  const rows = readers.map(({ id, name, createdAt, by }) => [
    ...[id, name, tableTime(createdAt, display), by],
  ]);
  return [table(['ID', 'READER', 'SINCE', 'BY'], rows, display), zoneLine(display)];
}

const overallNames: Record<StatusPageAnswer['overall'], string> = {
  operational: 'All is well',
  maintenance: 'Maintenance',
  degraded: 'Degraded performance',
  'partial-outage': 'Partial outage',
  'major-outage': 'Major outage',
};

function pageText(page: StatusPageAnswer, display: Display): string[] {
  const rows = page.components.map(({ id, name, group, status, saidBy }) => [
    id,
    group === undefined ? name : `${group}: ${name}`,
    {
      text: status.replaceAll('_', ' '),
      style: status === 'operational' ? ('green' as const) : ('yellow' as const),
    },
    saidBy === undefined ? '' : `said by ${saidBy}`,
  ]);
  const address = page.address === undefined ? '' : `, ${page.address}`;
  return [
    oneLine(`${overallNames[page.overall]}. ${page.name}${address}`),
    '',
    table(['ID', 'COMPONENT', 'STATUS', ''], rows, display),
    ...page.incidents.flatMap(each => ['', ...noticesText(each)]),
    ...(page.maintenances.length === 0
      ? []
      : ['', ...maintenancesText(page.maintenances, display)]),
  ];
}

function noticesText({ incident, posted, proposed }: PublicNoticesAnswer): string[] {
  const last = posted.at(-1);
  const standing =
    last === undefined
      ? [`${incident} is not on the status page.`]
      : [`${incident} on the status page (${last.stage}):`, ...indented(last)];
  if (proposed === undefined) return standing;
  return [
    ...standing,
    `Waits for approval (${proposed.stage}):`,
    ...indented(proposed),
    `Let customers read it: tocsin statuspage approve ${incident} --draft=${proposed.draft}`,
  ];
}

function lastSaid({ posted }: PublicNoticesAnswer): string[] {
  const last = posted.at(-1);
  return last === undefined ? [] : indented(last);
}

function indented({ title, body }: { title: string; body: string }): string[] {
  return [oneLine(title), '', ...manyLines(body).split('\n')].map(line => `  ${line}`.trimEnd());
}

function maintenancesText(maintenances: readonly MaintenanceAnswer[], display: Display): string[] {
  const rows = maintenances.map(({ id, title, stage, from, until, components }) => [
    id,
    title,
    stage.replaceAll('_', ' '),
    tableTime(from, display),
    tableTime(until, display),
    components.join(', '),
  ]);
  const header = ['ID', 'MAINTENANCE', 'STATE', 'FROM', 'UNTIL', 'COMPONENTS'];
  return [table(header, rows, display), zoneLine(display)];
}
