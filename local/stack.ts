import { join, relative, resolve } from 'node:path';
import { splitSettings } from '#contract/stack-settings.ts';
import { type AccountKind, ownNumber } from '#local/account.ts';
import { timeMachine } from '#local/clock/advance.ts';
import { virtualClock } from '#local/clock/clock.ts';
import { changesWhatRoundsSee, idleRounds } from '#local/clock/idle-rounds.ts';
import { consoleFiles } from '#local/console/files.ts';
import { localSignIn } from '#local/console/sign-in.ts';
import { makeWritable } from '#local/data-folder.ts';
import { startDynamoDb } from '#local/emulators/dynamodb.ts';
import { eventBusEmulator, sentEvents } from '#local/emulators/event-bus.ts';
import { inventory, type Resources, sampleResources } from '#local/emulators/inventory.ts';
import { findJava } from '#local/emulators/java.ts';
import { ownAccount } from '#local/emulators/own-account.ts';
import { pushService } from '#local/emulators/push.ts';
import { openQueues } from '#local/emulators/queues.ts';
import { roomsEmulator } from '#local/emulators/rooms.ts';
import { s3 } from '#local/emulators/s3.ts';
import { s3Objects } from '#local/emulators/s3-objects.ts';
import { type Schedules, schedulerEmulator } from '#local/emulators/scheduler.ts';
import { sesEmulator } from '#local/emulators/ses.ts';
import { slackEmulator } from '#local/emulators/slack.ts';
import { newSlackState, type SlackState } from '#local/emulators/slack-workspace.ts';
import { smsEmulator } from '#local/emulators/sms.ts';
import { type Subscriptions, snsEmulator } from '#local/emulators/sns.ts';
import { sqs } from '#local/emulators/sqs.ts';
import { teamAccount } from '#local/emulators/team-account.ts';
import { voiceEmulator } from '#local/emulators/voice.ts';
import { webhooks } from '#local/emulators/webhooks.ts';
import { awsCalls } from '#local/gateway/aws-calls.ts';
import { faults } from '#local/gateway/faults.ts';
import { startGateway } from '#local/gateway/gateway.ts';
import { authoriser } from '#local/gateway/iam.ts';
import { inbox } from '#local/inbox/inbox.ts';
import { inboxNames } from '#local/inbox/names.ts';
import { newPhonesState, type PhonesState, phones } from '#local/inbox/phones.ts';
import { asyncInvoke } from '#local/lambda/async-invoke.ts';
import { functionLogs } from '#local/lambda/function-logs.ts';
import { lambdaHost } from '#local/lambda/host.ts';
import { httpApi } from '#local/lambda/http-api.ts';
import { localPages } from '#local/local-api.ts';
import { announce, findRunning } from '#local/running.ts';
import { logSubscriptions } from '#local/sources/log-subscriptions.ts';
import { type SqsSource, sqsSource } from '#local/sources/queue-source.ts';
import { startRules } from '#local/sources/rules.ts';
import { type Checkpoints, type StreamSource, streamSource } from '#local/sources/stream-source.ts';
import { StartFailure } from '#local/start-failure.ts';
import { type Step, startSteps } from '#local/start-step.ts';
import { stateFile } from '#local/state-file.ts';
import { statusPage } from '#local/status-page.ts';
import { mayTake } from '#local/template/roles.ts';
import { makeReady } from '#local/template/synth.ts';
import { type Model, readModel } from '#local/template/template.ts';
import { throttling, unkindness } from '#local/unkindness.ts';
import { bareRequest } from '#local/wire/aws-wire.ts';
import { requestCounts } from '#local/wire/requests.ts';
import { steps } from '#local/wire/steps.ts';
import type { Witness } from '#local/wire/witness.ts';

export interface LocalStack {
  url: string;
  model: Model;
  /** Where DynamoDB Local listens. */
  databasePort: number;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** 0 takes any free port. */
  port?: number;
  /** Where everything is kept; without it nothing survives. */
  data?: string;
  /** How much of it is set up, and how kind it is; `open` when absent. */
  account?: AccountKind;
  /** A cloud assembly that was synthesised already. */
  assembly?: string;
  /** Bundled and synthesised again, though the sources are those of before. */
  anew?: boolean;
  /** What `-c name=value` sets when it is synthesised. */
  context?: Record<string, unknown>;
  /** The sequence of seconds at which schedules fire within their minute. */
  seed?: number;
  /** Moving the clock holds every round there is, also those that would find nothing to do. */
  everyRound?: boolean;
  /** Grants are checked unless this is false. */
  authorise?: boolean;
  /** With the console at `/`. */
  console?: boolean;
  /** Sees every call to AWS with its answer. */
  witness?: Witness;
  /** Told one line about everything that goes wrong while it runs. */
  tell?: (line: string) => void;
  /** What it cannot live without is gone for good: told once, in one line. It has to be stopped. */
  lost?: (line: string) => void;
  /** Does each step of the start: shows it, limits it, gives it up. */
  step?: Step;
}

/** Starts the deployed shape on this machine: the template's resources, its functions and what connects them. */
export async function startLocalStack(options: StackOptions = {}): Promise<LocalStack> {
  const tell = options.tell ?? (line => console.error(line));
  const step = options.step ?? startSteps({});
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };

  try {
    // First what fails fast: no Java, a taken port, and a folder that cannot be written are said at once.
    const java = await findJava();
    const gateway = await startGateway(options.port ?? 0);
    closing.push(() => gateway.stop());
    const data = options.data === undefined ? undefined : resolve(options.data);
    if (data !== undefined) closing.push(await occupy(data, gateway.url));
    const place = (name: string) => (data === undefined ? undefined : join(data, name));

    /** What reads from the database in the middle of what it holds. */
    const revivable: StreamSource[] = [];
    // The two slow ones side by side; neither may outlive the failure of the other.
    const givenUp = new AbortController();
    const database = startDynamoDb({
      ...{ java, signal: givenUp.signal, lost: options.lost ?? tell },
      revived(line) {
        tell(line);
        for (const source of revivable) source.reopen();
      },
      ...directory(place('dynamodb')),
    });
    closing.push(() => {
      givenUp.abort();
      return database.then(started => started.stop()).catch(() => undefined);
    });
    // It may fail before anybody waits for it.
    database.catch(() => undefined);
    const { parameters, rest: context } = splitSettings(options.context ?? {});
    // What the tables are is in the template: they are opened while the functions are bundled.
    const template = Promise.withResolvers<string>();
    const opened = template.promise.then(async assembly => {
      const { tables } = readModel({ assembly, url: gateway.url, parameters });
      return (await database).createTables(tables);
    });
    opened.catch(() => undefined);
    const { assembly, console: consoleFolder } = await makeReady({
      ...{ step, context: { statusPage: true, ...context }, synthesised: template.resolve },
      ...(options.anew !== undefined && { anew: options.anew }),
      ...(options.assembly !== undefined && { assembly: options.assembly }),
      console: options.console === true,
    });
    const model = readModel({ assembly, url: gateway.url, parameters });
    const dynamodb = await step('Starting the database', () => database);
    const streams = await step('Opening the tables', () => opened);

    function stored<Value>(name: string, initial: Value) {
      const file = stateFile<Value>(place(name), initial);
      closing.push(() => file.flush());
      return file;
    }

    const saved = stored('clock.json', { offsetMs: 0 });
    const clock = virtualClock({
      offsetMs: saved.value.offsetMs,
      onJump(offsetMs) {
        saved.value.offsetMs = offsetMs;
        saved.changed();
        host.clockJumped();
      },
    });
    closing.push(() => clock.stop());

    const account = options.account ?? 'open';
    const unkind = unkindness[account];
    const counts = requestCounts();
    const taken = steps();
    const queues = openQueues({
      ...{ queues: model.queues, clock, counts, doubledOf: unkind.doubledOf },
      ...directory(data),
    });
    closing.push(() => queues.stop());
    const objects = s3Objects({
      ...{ buckets: model.buckets, tell: event => rules.put(event) },
      ...directory(place('s3')),
    });
    closing.push(() => objects.stop());

    const logs = functionLogs({ clock, tell, ...file(place('functions.log')) });
    const host = lambdaHost({
      ...{ functions: model.functions, clock, logs },
      endpoint: gateway.url,
      calls: gateway.calls,
      steps: taken,
      channel: gateway.channel,
      concurrency: unkind.concurrency,
    });
    closing.push(() => host.stop());

    const messages = inbox({ clock, ...file(place('inbox.jsonl')) });
    const events = sentEvents({ clock, ...file(place('events.jsonl')) });
    const subscriptions = stored<Subscriptions>('subscriptions.json', {});
    const invoke = asyncInvoke({ host, clock });
    const fakePhones = phones(
      stored<PhonesState>('phones.json', newPhonesState(smsStatusRole(model), account)),
      { addresses: named(model, 'SES_FROM'), numbers: named(model, 'VOICE_ORIGINATION') },
    );
    if (fakePhones.state.kind !== account) {
      throw new StartFailure(
        `${options.data} holds an account that is ${fakePhones.state.kind}, not ${account}. Start with another directory: npm start -- --data DIR`,
      );
    }
    const writeLog = logSubscriptions({ subscriptions: model.logSubscriptions, invoke, clock });
    const sns = snsEmulator({
      ...{ topics: model.topics, subscriptions, inbox: messages, queues, clock },
      ...{ url: gateway.url, asksForConfirmation: account === 'new' },
      sms: smsEmulator({
        ...{ phones: fakePhones, inbox: messages, clock, log: writeLog },
        mayTake: mayTake(model.roles, 'sns.amazonaws.com'),
      }),
    });
    for (const subscription of model.subscriptions) sns.subscribe(subscription);
    const push = pushService({ inbox: messages, now: clock.now });
    const slack = slackEmulator({
      now: clock.now,
      file: stored<SlackState>('slack.json', newSlackState()),
      async send(headers, body) {
        const answer = await fetch(`${gateway.url}/v1/chat/slack`, {
          method: 'POST',
          headers,
          body,
        });
        return { status: answer.status, body: await answer.text() };
      },
    });
    const made = inventory(stored<Resources>('resources.json', sampleResources()));
    const team = teamAccount({
      ...{ clock, stored, inventory: made },
      logs: {
        groups: model.logGroups,
        lines: group => logs.lines(group.replace('/aws/lambda/', '')),
      },
    });
    const authorise =
      options.authorise === false ? () => undefined : authoriser({ ...model, inventory: made });
    const scheduler = schedulerEmulator({
      clock,
      queues,
      groups: model.scheduleGroups,
      schedules: stored<Schedules>('schedules.json', {}),
      async call({ service, operation, role, input }) {
        const request = bareRequest({ service, operation, caller: role, body: input });
        authorise(request);
        await team[service]?.(request);
      },
      mayTake: mayTake(model.roles, 'scheduler.amazonaws.com'),
      maySend: (role, queueArn) => {
        const body = JSON.stringify({ QueueUrl: queueArn.split(':').at(-1) });
        authorise(bareRequest({ service: 'sqs', operation: 'SendMessage', caller: role, body }));
      },
      seed: options.seed ?? 1,
      isLate: unkind.areSchedulesLate,
      log: tell,
    });

    const queueSources = startQueueSources();
    const streamSources = startStreamSources();
    revivable.push(...streamSources);
    closing.push(() => [...queueSources, ...streamSources].map(source => source.stop()));
    const injected = faults();
    let written = 0;
    // What fails a function may fail it again, and a fault is used up by whoever meets it.
    const deadLetters = () =>
      Object.entries(queues.counts())
        .filter(([name]) => name.endsWith('-dead-letters'))
        .reduce((sum, [, { visible }]) => sum + visible, 0);
    const changes = () =>
      injected.list().length > 0
        ? Number.NaN
        : written + logs.errors() + logs.failures() + deadLetters();
    const rules = startRules({
      ...{ rules: model.rules, queues, invoke, clock, changes },
      idleUntil:
        options.everyRound === true
          ? async (_rule, from) => from
          : idleRounds({ model, dynamodbPort: dynamodb.port, now: clock.now, changes }),
    });
    const time = timeMachine({
      clock,
      workers: [gateway, host, ...queueSources, ...streamSources],
      nextWake: host.nextWake,
      eager: on => queueSources.map(source => source.eager(on)),
      passOver: rules.passOver,
    });

    const [mainTable] = model.tables;
    const signIn =
      consoleFolder === undefined || mainTable === undefined
        ? undefined
        : localSignIn({ dynamodbPort: dynamodb.port, table: mainTable.name, now: clock.now });

    gateway.open({
      aws: awsCalls({
        ...{ clock, counts, steps: taken, faults: injected, authorise },
        ...(options.witness !== undefined && { witness: options.witness }),
        throttle: throttling(unkind, caller => model.functions.some(({ name }) => name === caller)),
        services: {
          dynamodb: request => dynamodb.handle(request),
          sqs: sqs(queues),
          s3: s3(objects, clock),
          sns: request => sns.handle(request),
          scheduler: scheduler.handle,
          events: eventBusEmulator({ sent: events, buses: model.eventBuses }),
          ...ownAccount(model, unkind),
          ses: sesEmulator({
            ...{ phones: fakePhones, inbox: messages, clock },
            configurationSets: model.configurationSets,
            url: gateway.url,
            put: event => rules.put(event),
          }),
          'sms-voice': voiceEmulator({
            ...{ phones: fakePhones, inbox: messages, clock },
            put: event => rules.put(event),
          }),
          ...team,
        },
        done(request) {
          if (changesWhatRoundsSee(request)) written += 1;
          if (request.service !== 'dynamodb' || !isWrite(request.operation)) return;
          for (const source of streamSources) source.wake();
        },
      }),
      ...(model.statusPageBucket !== undefined && {
        statusPage: statusPage({ objects, bucket: model.statusPageBucket }),
      }),
      ...(consoleFolder !== undefined && { console: consoleFiles(consoleFolder) }),
      api: httpApi({ routes: model.routes, host, clock }),
      pages: localPages({
        ...(signIn !== undefined && { signIn }),
        ...{ clock, inbox: messages, counts, faults: injected, logs, queues, rules, ownNumber },
        steps: taken,
        phones: fakePhones,
        inventory: made,
        confirm: token => sns.confirm(token) !== undefined,
        events,
        webhooks: webhooks({
          ...{ inbox: messages, events, slack },
          rooms: roomsEmulator({ now: clock.now }),
          push,
        }),
        push,
        slack,
        loseWakes: () => scheduler.forgetAll() + queues.forgetDelayed(timersQueue(model)),
        advance: seconds => time.advance(seconds),
        names: inboxNames(async () => {
          const { storesOf } = await import('#local/clock/stores.ts');
          const table = model.tables[0]?.name ?? '';
          return storesOf({ dynamodbPort: dynamodb.port, table, now: clock.now, changes });
        }),
        receiveText: payload => sns.publish(repliesTopic(model), { text: payload, attributes: {} }),
      }),
    });

    for (const source of [...queueSources, ...streamSources]) source.wake();
    return { url: gateway.url, model, databasePort: dynamodb.port, stop };

    function startQueueSources(): SqsSource[] {
      const sources = model.queueSources.map(source => {
        const queue = model.queues.find(({ arn }) => arn === source.queueArn);
        if (queue === undefined) throw new StartFailure(`No queue ${source.queueArn}`);
        const consumer = model.functions.find(({ arn }) => arn === source.functionArn);
        if (consumer === undefined) throw new StartFailure(`No function ${source.functionArn}`);
        return sqsSource({ source, consumer, queue, queues, host, clock, tell });
      });
      const byArn = Map.groupBy(sources, source => source.queue.arn);
      queues.onVisible(arn => {
        for (const source of byArn.get(arn) ?? []) source.wake();
      });
      return sources;
    }

    function startStreamSources(): StreamSource[] {
      return model.streamSources.map(definition => {
        const table = model.tables.find(({ arn }) => definition.streamArn.startsWith(`${arn}/`));
        const streamArn = table && streams[table.name];
        if (streamArn === undefined) throw new StartFailure(`No stream ${definition.streamArn}`);
        return streamSource({
          ...{ definition, host, clock, counts, tell, objects },
          dynamodb: { port: dynamodb.port, streamArn },
          checkpoints: stored<Checkpoints>(`stream-${definition.id}.json`, {}),
        });
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One run per directory: two would overwrite each other's state. */
async function occupy(data: string, url: string): Promise<() => void> {
  makeWritable(data);
  makeWritable(join(data, 'dynamodb'));
  const file = join(data, 'running.json');
  const other = await findRunning(file);
  if (other !== undefined) {
    throw new StartFailure(
      `${relative('', data)} is in use by the local stack at ${other.url} (process ${other.pid}). Stop that one, ` +
        'or start with another directory: npm start -- --data DIR',
    );
  }
  return announce(url, file);
}

const directory = (path: string | undefined) => (path === undefined ? {} : { directory: path });
const file = (path: string | undefined) => (path === undefined ? {} : { file: path });

function isWrite(operation: string): boolean {
  return /^(Put|Update|Delete)Item$|^(TransactWriteItems|BatchWriteItem|ExecuteStatement)$/.test(
    operation,
  );
}

/** The role that the stack's daily duty gives to SNS, so that it logs what became of each text. */
function smsStatusRole({ roles }: Model): string | undefined {
  return [...roles.keys()].find(arn => /sms-status-role/.test(arn));
}

/** What the template's functions are told by that name. */
function named({ functions }: Model, variable: string): string[] {
  return [...new Set(functions.flatMap(({ environment }) => environment[variable] || []))];
}

/** Where the last leg of every deadline waits. */
function timersQueue({ queues }: Model): string {
  return queues.find(({ name }) => /timers(?!-?dead)/i.test(name))?.name ?? '';
}

/** Two-way SMS publishes to one topic, and the stack has one for that. */
function repliesTopic(model: Model): string {
  const topic = model.topics.find(({ name }) => name.includes('replies'));
  if (topic === undefined) throw new Error('The stack has no topic for replies');
  return topic.arn;
}
