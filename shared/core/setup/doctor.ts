import {
  type Asked,
  asked,
  type Checkup,
  type Judgement,
  ok,
  problem,
  warning,
} from '#core/setup/checkup.ts';
import {
  type ChatFacts,
  chatCheckups,
  type RoomFacts,
  roomCheckups,
} from '#core/setup/doctor-chat.ts';
import { type PushFacts, pushCheckups } from '#core/setup/doctor-push.ts';
import { counted, listed } from '#core/text/listing.ts';
import { type Instant, secondsBetween } from '#core/time/instant.ts';

/** What decides in an account whether texts arrive, beside the numbers that they go to. */
export interface TextFacts {
  sandbox: boolean;
  /** Numbers that the sandbox lets through. */
  verified: readonly string[];
  /** Texts stop at it without an error. Absent: AWS's own, which is 1. */
  monthlySpendLimitUsd?: number;
  /** Numbers of the account that texts can come from; sender ids, which other countries know, are none. */
  originations: Asked<number>;
  /** SNS writes down what became of every text. */
  areReceiptsOn: boolean;
  /** By a role that is not of this stack, which is gone with the stack that it is of. */
  otherReceiptsRole?: string;
}

export interface StackFacts {
  name: string;
  /** CloudFormation's word for it. */
  status: string;
}

/** What is looked at before a deploy. */
export interface BeforeFacts {
  /** Of Node, as `24.21.0`. */
  node: string;
  region: Asked<string>;
  /** The ARN of whoever asks. */
  caller: Asked<string>;
  concurrency: Asked<number>;
  texts: Asked<TextFacts | 'none'>;
  /** `undefined`: there is none of this name. */
  stack: Asked<StackFacts | undefined>;
  /** Those that the deploy would make, and that exist. */
  logGroups: Asked<readonly string[]>;
  scheduleGroups: Asked<readonly string[]>;
  /** Of the address that mail shall come from. Absent: mail goes through SNS. */
  mail?: { from: string; account: Asked<MailFacts> };
}

export interface MailFacts {
  isVerified: boolean;
  /** In it, mail reaches verified addresses only. */
  sandbox: boolean;
}

export interface Subscribed {
  confirmed: readonly string[];
  pending: readonly string[];
}

/** What is looked at after a deploy. */
export interface AfterFacts {
  region: Asked<string>;
  stack: Asked<StackFacts | undefined>;
  concurrency: Asked<number>;
  texts: Asked<TextFacts | 'none'>;
  /** Of people. */
  phones: Asked<readonly string[]>;
  mail?: { from: string; account: Asked<MailFacts> };
  /** Of the topics that people and stakeholders get mail by. */
  subscriptions: Asked<Subscribed>;
  operationsTopic: Asked<Subscribed & { arn: string }>;
  /** When it came last within the time that was looked at. */
  heartbeat: Asked<Instant | undefined>;
  api: Asked<{ now: Instant; timeZoneData?: string | undefined }>;
  /** Of this machine. */
  timeZoneData: string;
  /** Of the coverage check. */
  coverage: Asked<{ problems: number; warnings: number }>;
  /** How many may send alerts; `silent`: of which none was ever understood. */
  integrations: Asked<{ count: number; silent: readonly string[] }>;
  /** `undefined`: no chat is set up. */
  chat: Asked<ChatFacts | undefined>;
  /** `undefined`: no push is set up. */
  push: Asked<PushFacts | undefined>;
  rooms: Asked<readonly RoomFacts[]>;
  /** Where the deployed functions write the status page; `undefined`: nowhere. */
  statusPageFiles: Asked<PageFilesFacts | undefined>;
  /** `undefined`: the configuration wants none. */
  statusPage: Asked<StatusPageFacts | undefined>;
}

export interface PageFilesFacts {
  bucket: string;
  /** When its first page was written last; `undefined`: never. */
  written: Asked<Instant | undefined>;
}

export interface StatusPageFacts {
  /** Something is on it that is not over: it is written every five minutes then. */
  isOpen: boolean;
  /** Where customers read it, and with which status that answers; absent: not configured. */
  served?: { address: string; answered: Asked<number> };
}

/** What answers in the place of AWS, with the credentials and the region that it takes. */
export interface StandIn {
  endpoint: string;
  region: string;
  accessKeyId: string;
}

/** Asks an account. Never rejects: what cannot be asked is an answer too. */
export interface AccountFacts {
  /** `from`: the address that mail shall come from, if any. */
  before(from: string | undefined): Promise<Omit<BeforeFacts, 'node'>>;
  /** `now` by the clock of what is deployed. */
  after(
    now: Instant,
  ): Promise<
    Omit<
      AfterFacts,
      | 'api'
      | 'timeZoneData'
      | 'phones'
      | 'coverage'
      | 'integrations'
      | 'chat'
      | 'push'
      | 'rooms'
      | 'statusPage'
    >
  >;
  /** What Secrets Manager keeps under an ARN or a name. `undefined`: there is none of it. */
  secret(name: string): Promise<Asked<string | undefined>>;
}

/** A page to oneself: what became of it on each channel. */
export interface PageFacts {
  incident: string;
  pages: readonly { channel: string; status: string; detail?: string | undefined }[];
}

/** Less than this, and a storm of alerts keeps people from acknowledging. */
const concurrencyWanted = 100;
const awsDefaultSpendUsd = 1;

export function beforeDeploy(facts: BeforeFacts): Checkup[] {
  const { node, region, caller, concurrency, texts, stack, mail } = facts;
  const place = placeOf(region);
  return [
    nodeCheckup(node),
    // It takes no right to ask this.
    'unknown' in caller
      ? problem(
          `AWS does not know who asks: ${caller.unknown}`,
          'aws configure, or aws sso login; then aws sts get-caller-identity',
        )('credentials')
      : ok(`AWS knows you as ${caller.known}`)('credentials'),
    'known' in region
      ? ok(`the region is ${region.known}`)('region')
      : problem('no region is set', 'export AWS_REGION=us-east-1')('region'),
    asked('concurrency', concurrency, known => concurrencyCheckup(known, place)),
    // A deploy goes through all the same.
    ...textCheckups(texts, place).map(milder),
    ...stackBefore(facts, stack),
    ...mailCheckups(mail, place).map(milder),
  ];
}

const milder = (found: Checkup): Checkup =>
  found.state === 'problem' ? { ...found, state: 'warning' } : found;

export function afterDeploy(facts: AfterFacts): Checkup[] {
  const place = placeOf(facts.region);
  return [
    asked('stack', facts.stack, found => {
      if (found === undefined) {
        return problem(
          'no stack of this name stands in this account and region',
          'npx cdk deploy, or name it with --stack; look at AWS_PROFILE and AWS_REGION',
        );
      }
      return stackCheckup(found);
    }),
    asked('api', facts.api, ({ now }) => ok(`the API answers; its clock says ${now}`)),
    asked('time-zone-data', facts.api, ({ timeZoneData }) =>
      timeZoneCheckup(facts.timeZoneData, timeZoneData),
    ),
    asked('heartbeat', facts.heartbeat, last => heartbeatCheckup(last, facts.api)),
    asked('concurrency', facts.concurrency, known => concurrencyCheckup(known, place)),
    ...textCheckups(facts.texts, place, facts.phones),
    ...ofTexts(facts.texts, 'text-receipts', ({ areReceiptsOn, otherReceiptsRole }) =>
      areReceiptsOn && otherReceiptsRole !== undefined
        ? warning(
            `what becomes of texts is written down by ${otherReceiptsRole}, which is of no function here: if its stack is deleted, a text that fails brings nobody’s next channel`,
            'tocsin apply: it sets the role of this stack. Another one in this account sets its own, once a day and whenever it is applied: delete the one that you do not need, and apply then',
          )
        : areReceiptsOn
          ? ok('SNS writes down what became of every text')
          : problem(
              'SNS does not write down what became of texts: a text that fails brings nobody’s next channel',
              'tocsin apply: it brings the settings for texts in line again',
            ),
    ),
    ...mailCheckups(facts.mail, place),
    asked('mail-subscriptions', facts.subscriptions, found => subscriptionCheckup(found)),
    asked('operations-topic', facts.operationsTopic, found => operationsCheckup(found)),
    asked('coverage', facts.coverage, ({ problems, warnings }) =>
      problems > 0
        ? problem(
            `${counted(problems, 'problem')} would keep a page from somebody`,
            'tocsin coverage',
          )
        : ok(
            `somebody can always be reached${warnings > 0 ? `; ${counted(warnings, 'warning')}` : ''}`,
          ),
    ),
    asked('integrations', facts.integrations, integrationCheckup),
    ...pushCheckups(facts.push),
    ...chatCheckups(facts.chat),
    ...roomCheckups(facts.rooms),
    ...pageCheckupsOf(facts),
  ];
}

function integrationCheckup({ count, silent }: { count: number; silent: readonly string[] }) {
  if (count === 0) return ok('no integration is named');
  if (silent.length === 0) return ok('alerts of every integration were understood');
  return warning(
    `no alert of ${listed(silent)} was understood yet`,
    'send a test from there, and look at tocsin integrations',
  );
}

/** Written every five minutes while something is open; a page says itself that it is old after fifteen. */
const pageOldSeconds = 15 * 60;

function pageCheckupsOf({ statusPage: page, statusPageFiles: files, api }: AfterFacts): Checkup[] {
  if (!('known' in page)) return [asked('status-page', page, () => ok(''))];
  if (page.known === undefined) return [ok('no status page is asked for')('status-page')];
  const { isOpen, served } = page.known;
  const there = 'known' in files ? files.known : undefined;
  return [
    asked('status-page', files, found =>
      found === undefined
        ? problem(
            'tocsin.yaml has a statusPage, and it is written nowhere: customers see nothing',
            'deploy its stack, then npx cdk deploy Tocsin --parameters StatusPageBucket=…: docs/communication.md, "Status page"',
          )
        : ok(`the status page is written to ${found.bucket}`),
    ),
    ...(there === undefined
      ? []
      : [
          asked('status-page-files', there.written, at => {
            if (at === undefined) {
              return problem(
                `${there.bucket} holds no page: nothing was written there yet`,
                'tocsin apply; then look whether the queue status-page has dead letters: tocsin dead-letters',
              );
            }
            const age = 'known' in api ? secondsBetween(at, api.known.now) : 0;
            return isOpen && age > pageOldSeconds
              ? problem(
                  `the page was written last at ${at}, although something on it is not over`,
                  'tocsin dead-letters --queue=status-page: docs/runbook.md',
                )
              : ok(`the page was written last at ${at}`);
          }),
        ]),
    ...(served === undefined
      ? [
          warning(
            'nothing says where customers read the status page',
            'set organisation.statusPage in tocsin.yaml',
          )('status-page-address'),
        ]
      : [
          asked('status-page-address', served.answered, status =>
            status === 200
              ? ok(`customers read the status page at ${served.address}`)
              : problem(
                  `${served.address} answers ${status}`,
                  'look at the output Address of the stack TocsinStatusPage, its CNAME and certificate',
                ),
          ),
        ]),
  ];
}

/** What became of a page to oneself, a minute later. */
export function pageCheckups(page: Asked<PageFacts>): Checkup[] {
  if (!('known' in page)) return [asked('page', page, () => ok(''))];
  const { incident, pages } = page.known;
  const isOpen = (status: string) => ['sent', 'waiting'].includes(status);
  if (pages.length === 0) {
    return [problem('the test page went to nobody', `tocsin show ${incident}`)('page')];
  }
  return pages.map(({ channel, status, detail }) => {
    const check = `page-${channel}`;
    const why = detail === undefined ? '' : `: ${detail}`;
    if (status === 'delivered')
      return ok(`the ${channel} to you arrived, as its carrier says`)(check);
    if (status === 'failed') {
      return problem(`the ${channel} to you failed${why}`, `tocsin pages ${incident}`)(check);
    }
    if (channel === 'sms' && isOpen(status)) {
      return problem(
        `the ${channel} to you was ${status}, and no carrier has said what became of it`,
        'see that the role for delivery logs may write them: docs/runbook.md, "Before you need this"',
      )(check);
    }
    return ok(`the ${channel} to you was ${status}${why}`)(check);
  });
}

/** Whether all is well, as an exit code wants to know it. */
export function isSound(checkups: readonly Checkup[], isStrict: boolean): boolean {
  const wrong = isStrict ? ['problem', 'warning', 'unknown'] : ['problem'];
  return !checkups.some(({ state }) => wrong.includes(state));
}

/** The console's pages are those of a region. */
function placeOf(region: Asked<string>): (path: string) => string {
  const known = 'known' in region ? region.known : 'us-east-1';
  return path => `https://${known}.console.aws.amazon.com/${path}`;
}

function nodeCheckup(version: string): Checkup {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const judged =
    major > 20 || (major === 20 && minor >= 12)
      ? ok(`Node ${version}`)
      : problem(`Node ${version} is too old`, 'install Node 20.12 or later: https://nodejs.org');
  return judged('node');
}

function concurrencyCheckup(known: number, place: (path: string) => string): Judgement {
  if (known >= concurrencyWanted) return ok(`${known} functions may run at once`);
  return warning(
    `${known} functions may run at once in this account: a storm of alerts delays pages and answers`,
    `ask for 1000: ${place('servicequotas/home/services/lambda/quotas/L-B99A9384')}`,
  );
}

/** Where there are none there is nothing to say of them but that. */
function ofTexts(
  texts: Asked<TextFacts | 'none'>,
  check: string,
  judge: (facts: TextFacts) => Judgement,
): Checkup[] {
  if ('known' in texts && texts.known === 'none') return [];
  return [asked(check, texts as Asked<TextFacts>, judge)];
}

/** Where a text needs a number of ours to come from. */
const needsOrigination = /^\+1/;

function textCheckups(
  texts: Asked<TextFacts | 'none'>,
  place: (path: string) => string,
  phones?: Asked<readonly string[]>,
): Checkup[] {
  if ('known' in texts && texts.known === 'none') {
    const none = 'SNS sends no texts from this region: nobody is reached by text';
    return [
      problem(
        none,
        'page by push, mail or call, or deploy to a region that has texts',
      )('sms-region'),
    ];
  }
  const known = phones !== undefined && 'known' in phones ? phones.known : ['+1'];
  const judged = known.some(phone => needsOrigination.test(phone)) ? problem : warning;
  return [
    ...ofTexts(texts, 'sms-sandbox', ({ sandbox, verified }) =>
      sandbox
        ? problem(
            `texts are in the SMS sandbox: they reach ${verified.length === 0 ? 'nobody' : `${counted(verified.length, 'verified number')} only`}`,
            `verify numbers, and leave it: ${place('sns/v3/home#/mobile/text-messaging')}`,
          )
        : ok('texts are out of the SMS sandbox'),
    ),
    ...ofTexts(texts, 'sms-spend-limit', ({ monthlySpendLimitUsd = awsDefaultSpendUsd }) =>
      monthlySpendLimitUsd > awsDefaultSpendUsd
        ? ok(`texts may cost ${monthlySpendLimitUsd} US dollars a month`)
        : problem(
            `texts stop without an error once ${monthlySpendLimitUsd} US dollar is spent in a month`,
            `ask for more, then: aws sns set-sms-attributes --attributes MonthlySpendLimit=20; ${place('servicequotas/home/services/sns/quotas')}`,
          ),
    ),
    ...ofTexts(
      texts,
      'sms-origination',
      ({ originations }) =>
        check =>
          asked(check, originations, count =>
            count > 0
              ? ok(`texts can come from ${counted(count, 'number')} of this account`)
              : judged(
                  'this account has no number that texts can come from: some countries, the USA among them, take none without',
                  place('sms-voice/home#/phone-numbers'),
                ),
          ),
    ),
  ];
}

function stackBefore(facts: BeforeFacts, stack: BeforeFacts['stack']): Checkup[] {
  const standing = 'known' in stack ? stack.known : undefined;
  if (standing !== undefined) return [asked('stack', { known: standing }, stackCheckup)];
  const inTheWay = (check: string, answer: Asked<readonly string[]>, remove: string) =>
    asked(check, answer, names => {
      const [first] = names;
      if (first === undefined) return ok('nothing is in the way of a deploy');
      const isOfSns = names.every(name => name.startsWith('sns/'));
      const mend = isOfSns
        ? 'SNS writes them already: npx cdk deploy --parameters SmsStatusLogs=existing'
        : names.map(name => `${remove} ${name}`).join('; ');
      return problem(`the deploy would stop, because they exist: ${listed(names)}`, mend);
    });
  return [
    asked('stack', stack, () =>
      ok('no stack of this name stands here: this will be the first deploy'),
    ),
    inTheWay('log-groups', facts.logGroups, 'aws logs delete-log-group --log-group-name'),
    inTheWay('schedule-groups', facts.scheduleGroups, 'aws scheduler delete-schedule-group --name'),
  ];
}

function stackCheckup({ name, status }: StackFacts): Judgement {
  if (/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return ok(`the stack ${name} stands (${status})`);
  const mend = `aws cloudformation describe-stack-events --stack-name ${name}`;
  return /FAILED|ROLLBACK_COMPLETE$/.test(status) && status !== 'UPDATE_ROLLBACK_COMPLETE'
    ? problem(`the stack ${name} is broken: ${status}`, mend)
    : warning(`the last change of the stack ${name} did not go through: ${status}`, mend);
}

function mailCheckups(mail: BeforeFacts['mail'], place: (path: string) => string): Checkup[] {
  if (mail === undefined) return [];
  const { from, account } = mail;
  return [
    asked('ses-identity', account, ({ isVerified }) =>
      isVerified
        ? ok(`mail may come from ${from}`)
        : problem(
            `neither ${from} nor its domain is verified in SES: no mail goes out`,
            `aws sesv2 create-email-identity --email-identity ${from}, then follow the link in its mail`,
          ),
    ),
    asked('ses-sandbox', account, ({ sandbox }) =>
      sandbox
        ? problem(
            'SES is in its sandbox: mail reaches verified addresses only',
            `ask for production access: ${place('ses/home#/account')}`,
          )
        : ok('SES is out of its sandbox'),
    ),
  ];
}

function subscriptionCheckup({ confirmed, pending }: Subscribed): Judgement {
  return pending.length === 0
    ? ok(
        `mail reaches ${counted(confirmed.length, 'subscriber')} through SNS, and nobody of tocsin.yaml has yet to confirm`,
      )
    : problem(
        `mail does not reach ${listed(pending)}: the subscription is not confirmed`,
        'they follow the link in the mail "AWS Notification - Subscription Confirmation"; tocsin apply sends it anew',
      );
}

function operationsCheckup({ arn, confirmed, pending }: Subscribed & { arn: string }): Judgement {
  if (confirmed.length > 0) {
    return ok(`the pager’s own alarms reach ${counted(confirmed.length, 'subscriber')}`);
  }
  const waits =
    pending.length === 0 ? '' : `; ${counted(pending.length, 'subscription')} wait to be confirmed`;
  return problem(
    `nobody hears the pager’s own alarms${waits}`,
    `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint you@example.com`,
  );
}

const heartbeatSecondsMax = 300;

function heartbeatCheckup(last: Instant | undefined, api: AfterFacts['api']): Judgement {
  const mend = 'docs/runbook.md, heartbeat-missing';
  if (last === undefined)
    return problem('there is no heartbeat: missed deadlines are not found', mend);
  const age = 'known' in api ? secondsBetween(last, api.known.now) : 0;
  return age > heartbeatSecondsMax
    ? problem(`the last heartbeat came at ${last}: missed deadlines are not found`, mend)
    : ok(`the last heartbeat came at ${last}`);
}

function timeZoneCheckup(here: string, there: string | undefined): Judgement {
  if (there === undefined) {
    return warning('the API does not say which time zone data it counts with', 'npx cdk deploy');
  }
  if (here === there) return ok(`time zone data ${there}, here and there`);
  return warning(
    `the deployed functions count with time zone data ${there}, this machine with ${here}`,
    'tocsin coverage says which shifts differ; the deployed ones page. Use Node 24 here too',
  );
}
