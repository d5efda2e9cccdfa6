import type { Command } from 'commander';
import * as z from 'zod/mini';
import type { ApiClient } from '#cli/api-client.ts';
import { findConnection } from '#cli/connection.ts';
import { CliFailure } from '#cli/failure.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { chatFacts, roomFacts } from '#cli/setup/doctor-chat.ts';
import { pushFacts } from '#cli/setup/doctor-push.ts';
import { statusPageFacts } from '#cli/setup/doctor-status-page.ts';
import { hangingIndent } from '#cli/terminal-text.ts';
import type { Asked, Checkup } from '#core/setup/checkup.ts';
import {
  type AfterFacts,
  afterDeploy,
  beforeDeploy,
  isSound,
  type PageFacts,
  pageCheckups,
  type StandIn,
  type Subscribed,
} from '#core/setup/doctor.ts';
import { textsAt } from '#core/setup/document-paths.ts';
import { counted } from '#core/text/listing.ts';
import { isLoopback } from '#core/text/loopback.ts';
import { instant } from '#core/time/instant.ts';

interface Options {
  before?: boolean;
  stack: string;
  sesFrom?: string;
  pageMe?: string | true;
  strict?: boolean;
  json?: boolean;
}

/** How long a carrier may take to say what became of a text. */
const receiptMs = 60_000;
const lookMs = 3000;

/** What would keep a deploy or a page from working, each with what mends it. */
export function addDoctorCommand(program: Command, session: Session): void {
  withJson(program.command('doctor').summary('what would keep a deploy or a page from working'))
    .description(
      'Asks AWS and Slack with your own credentials, and the API. With --before: whether a deploy would go ' +
        'through; otherwise whether what is deployed reaches people. Changes nothing; only --page-me ' +
        'pages somebody. Exits with 1 when it finds a problem.',
    )
    .option('--before', 'before a deploy: nothing of Tocsin is asked')
    .option('--stack <name>', 'the name of the stack', 'Tocsin')
    .option('--ses-from <address>', 'with --before: where mail shall come from')
    .option('--page-me [person]', 'page yourself for a test, and see what becomes of it')
    .option('--strict', 'warnings, and what cannot be asked, are problems too')
    .action(async (options: Options) => {
      const found = options.before ? await before(session, options) : await after(session, options);
      const isWell = isSound(found, options.strict === true);
      session.print(options, { sound: isWell, findings: found }, words(found, session));
      if (!isWell) {
        const wrong = found.filter(({ state }) => state === 'problem');
        throw new CliFailure('refused', `${counted(wrong.length, 'problem')} to mend.`);
      }
    });
}

async function before({ surroundings }: Session, { stack, sesFrom }: Options): Promise<Checkup[]> {
  const account = await surroundings.account(stack);
  return beforeDeploy({ node: surroundings.node, ...(await account.before(sesFrom)) });
}

async function after(session: Session, options: Options): Promise<Checkup[]> {
  const { env, timeZoneData, now: ownNow, fetch } = session.surroundings;
  const { url } = await findConnection(session.surroundings);
  const api = await session.api();
  const health = await attempt(async () => {
    const { time, timeZoneData } = await api.call('health', {});
    return { now: time === undefined ? ownNow() : instant(time), timeZoneData };
  });
  const account = await session.surroundings.account(options.stack, standIn(url, env));
  const now = 'known' in health ? health.known.now : ownNow();
  const coverage = await attempt(() => coverageOf(api));
  const integrations = await attempt(() => whoWasHeard(api));
  const document = await attempt(async () => (await api.call('showConfiguration', {})).document);
  const ofAccount = await account.after(now);
  const facts: AfterFacts = {
    ...ofAccount,
    subscriptions: ofFile(ofAccount.subscriptions, document),
    phones:
      'unknown' in document
        ? document
        : { known: textsAt(document.known, 'people.*.phone').map(({ text }) => text) },
    api: health,
    timeZoneData,
    coverage,
    integrations,
    chat:
      'unknown' in document
        ? document
        : await attempt(() =>
            chatFacts(api, document.known, { fetch, secret: account.secret, now }),
          ),
    push:
      'unknown' in document ? document : await attempt(() => pushFacts(document.known, account)),
    statusPage:
      'unknown' in document
        ? document
        : await attempt(() => statusPageFacts(api, document.known, { fetch })),
    rooms:
      'unknown' in document ? document : await attempt(() => roomFacts(document.known, account)),
  };
  const found = afterDeploy(facts);
  return options.pageMe === undefined
    ? found
    : [...found, ...(await pageMe(session, api, options))];
}

/** Whoever else was asked may take their time: anybody on the Internet may ask for the mails of the status page. */
function ofFile(found: Asked<Subscribed>, document: Asked<unknown>): Asked<Subscribed> {
  if ('unknown' in found || 'unknown' in document) return found;
  const places = ['people.*.email', 'stakeholders.*.email'];
  const named = places.flatMap(place => textsAt(document.known, place));
  const asked = new Set(named.map(({ text }) => text.toLowerCase()));
  const pending = found.known.pending.filter(address => asked.has(address.toLowerCase()));
  return { known: { ...found.known, pending } };
}

async function coverageOf(api: ApiClient) {
  const { findings } = await api.call('coverage', { query: { days: undefined } });
  const count = (severity: string) => findings.filter(each => each.severity === severity).length;
  return { problems: count('problem'), warnings: count('warning') };
}

async function whoWasHeard(api: ApiClient) {
  const { integrations } = await api.call('listIntegrations', {});
  const silent = integrations.filter(each => each.firstAt === undefined);
  return { count: integrations.length, silent: silent.map(each => each.name) };
}

async function pageMe(session: Session, api: ApiClient, { pageMe }: Options): Promise<Checkup[]> {
  const { env, sleep } = session.surroundings;
  const person = typeof pageMe === 'string' ? pageMe : env.TOCSIN_PERSON;
  if (!person) {
    throw new CliFailure('usage', 'Whom shall it page?', {
      next: 'Give --page-me=<person>, or set TOCSIN_PERSON.',
    });
  }
  const page = await attempt(async (): Promise<PageFacts> => {
    const incident = await api.call('testPage', { params: { id: person }, body: { by: person } });
    const look = () => api.call('drillReport', { params: { id: incident.id } });
    let report = await look();
    const isOpen = () =>
      report.pages.length === 0 ||
      report.pages.some(({ status }) => status === 'waiting' || status === 'sent');
    for (let waited = 0; isOpen() && waited < receiptMs; waited += lookMs) {
      await sleep(lookMs);
      report = await look();
    }
    return { incident: incident.id, pages: report.pages };
  });
  return pageCheckups(page);
}

/** The local stack stands in for AWS itself; whoever names another stand-in means that one. */
function standIn(url: string, env: Session['surroundings']['env']): StandIn | undefined {
  if (!isLoopback(url) || env.AWS_ENDPOINT_URL) return undefined;
  return { endpoint: url, region: 'us-east-1', accessKeyId: 'tocsin-doctor' };
}

async function attempt<Value>(ask: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { known: await ask() };
  } catch (error) {
    if (error instanceof CliFailure) return { unknown: error.message };
    // The API may be of a later release, and its configuration, too.
    if (error instanceof z.core.$ZodError) return { unknown: 'this command is too old for it' };
    throw error;
  }
}

const styles = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'dim' } as const;

function words(found: readonly Checkup[], { display }: Session): string[] {
  const { columns, paint } = display;
  return found.flatMap(({ state, text, mend }) => [
    hangingIndent(paint(styles[state], state.padEnd(7)), text, columns),
    ...(mend === undefined ? [] : [`        ${mend}`]),
  ]);
}
