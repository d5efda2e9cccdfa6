import { randomUUID } from 'node:crypto';
import { objectIn } from '#core/text/json-in.ts';
import type { Clock } from '#local/clock/clock.ts';
import type { localSignIn } from '#local/console/sign-in.ts';
import type { SentEvents } from '#local/emulators/event-bus.ts';
import type { Inventory } from '#local/emulators/inventory.ts';
import type { PushService } from '#local/emulators/push.ts';
import type { Queues } from '#local/emulators/queues.ts';
import type { Slack, SlackMood } from '#local/emulators/slack.ts';
import { slackPage, slackPolicy } from '#local/emulators/slack-page.ts';
import type { Webhooks } from '#local/emulators/webhooks.ts';
import type { Faults } from '#local/gateway/faults.ts';
import type { LocalRequest } from '#local/gateway/gateway.ts';
import type { Inbox } from '#local/inbox/inbox.ts';
import { inboxPage, inboxPolicy } from '#local/inbox/page.ts';
import { deliveries, type PhoneDelivery, type Phones } from '#local/inbox/phones.ts';
import type { FunctionLogs } from '#local/lambda/function-logs.ts';
import type { Rules } from '#local/sources/rules.ts';
import type { AwsResponse } from '#local/wire/aws-wire.ts';
import type { RequestCounts } from '#local/wire/requests.ts';
import type { Steps } from '#local/wire/steps.ts';

/** The fixed local contract: everything under `/_local/`. Scripts rely on it, so it only ever grows. */
export function localPages(deps: {
  clock: Clock;
  /** Who one is in the console; absent where there is none. */
  signIn?: Pick<ReturnType<typeof localSignIn>, 'people' | 'signIn'>;
  inbox: Inbox;
  counts: RequestCounts;
  steps: Steps;
  faults: Faults;
  logs: FunctionLogs;
  queues: Queues;
  rules: Rules;
  phones: Phones;
  /** What the team has made in the account. */
  inventory: Inventory;
  webhooks: Webhooks;
  /** Of the browsers that take pages. */
  push: PushService;
  /** What programs outside were told. */
  events: SentEvents;
  slack: Slack;
  /** Confirms a subscription; false: nobody was given this token. */
  confirm: (token: string) => boolean;
  advance: (seconds: number) => Promise<void>;
  /** Of people, by each address that the configuration in force gives them. */
  names: () => Promise<ReadonlyMap<string, string>>;
  /** Loses every schedule and delayed wake there is; answers how many. */
  loseWakes: () => number;
  /** Publishes what a phone sent to the topic of the number's two-way SMS. */
  receiveText: (payload: string) => void;
  /** The number that our texts come from. */
  ownNumber: string;
}) {
  const { clock } = deps;
  const now = () => new Date(clock.now()).toISOString();

  async function showInbox({ url, headers }: LocalRequest): Promise<AwsResponse> {
    // A plus sign in a query string means a blank, and nobody who types a phone number knows.
    const to = url.searchParams.get('to')?.replace(/^ /, '+');
    const messages = deps.inbox.list(to);
    // What programs read are the messages that we sent; a person sees the whole talk.
    if (!headers.accept?.includes('text/html')) {
      return json(
        200,
        messages.filter(({ reply }) => !reply),
      );
    }
    const names = await deps.names();
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': inboxPolicy(),
      },
      body: inboxPage(messages, clock.now(), address => names.get(address)),
    };
  }

  function reply(input: Input): AwsResponse {
    const { from, text } = input;
    if (typeof from !== 'string' || typeof text !== 'string' || text === '') {
      return json(400, { message: 'Give {"from": "+1...", "text": "..."}' });
    }
    const lastText = deps.inbox
      .list(from)
      .findLast(message => message.channel === 'sms' && !message.reply);
    const inboundMessageId = randomUUID();
    deps.inbox.add({
      ...{ channel: 'sms', to: from, body: text, messageId: inboundMessageId, reply: true },
    });
    deps.receiveText(
      JSON.stringify({
        originationNumber: from,
        destinationNumber: deps.ownNumber,
        messageKeyword: 'KEYWORD_LOCAL',
        messageBody: text,
        inboundMessageId,
        ...(lastText !== undefined && { previousPublishedMessageId: lastText.messageId }),
      }),
    );
    return json(202, { inboundMessageId });
  }

  async function advance(input: Input): Promise<AwsResponse> {
    const seconds = Number(input.seconds);
    if (!(seconds >= 0)) return json(400, { message: 'Give {"seconds": 300}' });
    try {
      await deps.advance(seconds);
      return json(200, { now: now() });
    } catch (error) {
      return json(504, { now: now(), message: (error as Error).message });
    }
  }

  function behave(address: string, { delivery }: Input): AwsResponse {
    if (
      !/^(\+\d+|[^\s@]+@[^\s@]+)$/.test(address) ||
      !deliveries.includes(delivery as PhoneDelivery)
    ) {
      const message = `POST {"delivery": "${deliveries.join('" | "')}"} to /_local/phones/+15550101 or an e-mail address`;
      return json(400, { message });
    }
    deps.phones.behave(address, delivery as PhoneDelivery);
    return json(200, deps.phones.state);
  }

  /** What only a person at the console, or AWS itself, can do. */
  function setAccount(input: Input): AwsResponse {
    const { sandbox, sandboxVerified, monthlySpendLimitUsd, originationNumbers } = input;
    const { state } = deps.phones;
    if (Array.isArray(originationNumbers))
      state.originationNumbers = originationNumbers.map(String);
    if (typeof sandbox === 'boolean') state.sandbox = sandbox;
    if (Array.isArray(sandboxVerified)) state.sandboxVerified = sandboxVerified.map(String);
    if (typeof monthlySpendLimitUsd === 'number') {
      state.attributes.MonthlySpendLimit = String(monthlySpendLimitUsd);
    }
    deps.phones.changed();
    return json(200, state);
  }

  /** As if the team had made it in the account: a log group, a database, a secret. */
  function make({ arn, tags = {} }: Input): AwsResponse {
    const isTags = typeof tags === 'object' && tags !== null && !Array.isArray(tags);
    if (typeof arn !== 'string' || !/^arn:aws:[\w-]+:[\w-]*:\d{12}:.+/.test(arn) || !isTags) {
      const message =
        'Give {"arn": "arn:aws:logs:us-east-1:000000000000:log-group:/my/group", "tags": {"tocsin:actions": "allowed"}}';
      return json(400, { message });
    }
    const texts = Object.entries(tags).map(([key, value]) => [key, String(value)]);
    deps.inventory.add(arn, Object.fromEntries(texts));
    return json(201, { arn, tags });
  }

  /** Where the links lead in the mails that AWS sends. */
  function confirm({ url: { searchParams } }: LocalRequest): AwsResponse {
    const token = searchParams.get('token');
    const address = searchParams.get('address');
    const { mail } = deps.phones.state;
    if (token !== null && deps.confirm(token)) return json(200, { confirmed: true });
    if (address !== null && mail.identities[address] !== undefined) {
      mail.identities[address] = 'verified';
      deps.phones.changed();
      return json(200, { verified: address });
    }
    return json(404, { message: 'Nobody was sent this link' });
  }

  async function receiveOutside({ method, headers, body }: LocalRequest): Promise<AwsResponse> {
    const url = new URL(String(headers['x-outside-url']));
    const said = { body: body.toString(), bytes: body };
    const answer = await deps.webhooks.receive({ method, url, headers, ...said });
    const response = json(answer.status, answer.body);
    return { ...response, headers: { ...response.headers, ...answer.headers } };
  }

  /** What a browser does when somebody subscribes there, and takes it back. */
  function subscribe({ publicKey }: Input): AwsResponse {
    return typeof publicKey === 'string'
      ? json(201, deps.push.subscribe(publicKey))
      : json(400, { message: 'Give {"publicKey": "B..."}' });
  }

  function unsubscribe({ endpoint }: Input): AwsResponse {
    return json(200, { unsubscribed: deps.push.unsubscribe(String(endpoint)) });
  }

  function answerWebhooks({ url, status }: Input): AwsResponse {
    if (typeof url !== 'string' || typeof status !== 'number') {
      return json(400, { message: 'Give {"url": "https://...", "status": 500}' });
    }
    deps.webhooks.answer(url, status);
    return json(200, { url, status });
  }

  function showSlack({ headers }: LocalRequest): AwsResponse {
    const shown = deps.slack.shownState();
    if (!headers.accept?.includes('text/html')) return json(200, shown);
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': slackPolicy(),
      },
      body: slackPage(shown),
    };
  }

  /** What a person does there; answered as their client is. */
  async function doInSlack(did: ReturnType<Slack['press']>): Promise<AwsResponse> {
    const answer = await did;
    return 'error' in answer ? json(400, { message: answer.error }) : json(200, answer);
  }

  function behaveSlack({ mood, retryAfter = 30 }: Input): AwsResponse {
    const moods = ['well', 'busy', 'hangs', 'down', 'blocked'];
    if (!moods.includes(String(mood))) {
      const message = `Give {"mood": one of ${moods.join(', ')}, "retryAfter": 30}`;
      return json(400, { message });
    }
    deps.slack.behave({ mood, retryAfter } as SlackMood);
    return json(200, { mood });
  }

  function addFault(input: Input): AwsResponse {
    try {
      return json(201, deps.faults.add(input));
    } catch (error) {
      return json(400, { message: (error as Error).message });
    }
  }

  function clearFaults(): AwsResponse {
    deps.faults.clear();
    return json(200, []);
  }

  /** As at slack.com, for clients that are told another address. */
  async function askSlack({ method, url, headers, body }: LocalRequest): Promise<AwsResponse> {
    const there = new URL(`https://slack.com${url.pathname.replace('/_local/slack', '')}`);
    there.search = url.search;
    const answer = await deps.slack.answer({ method, url: there, headers, body: body.toString() });
    const { status = 404, headers: told, body: said } = answer ?? { body: {} };
    return {
      status,
      headers: { 'content-type': 'application/json', ...told },
      body: JSON.stringify(said),
    };
  }

  async function signIn({ headers }: LocalRequest, { person }: Input): Promise<AwsResponse> {
    const cookie = await deps.signIn?.signIn(String(person), headers['user-agent']);
    if (cookie === undefined)
      return json(404, { message: 'Give {"person": "ana"}, one of /_local/people' });
    const answer = json(200, { person });
    return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
  }

  type Page = (request: LocalRequest, input: Input) => AwsResponse | Promise<AwsResponse>;
  const pages: Record<string, Page> = {
    'GET /_local': showInbox,
    'GET /_local/inbox': showInbox,
    'POST /_local/inbox/reply': (_request, input) => reply(input),
    'GET /_local/people': async () => json(200, { people: (await deps.signIn?.people()) ?? [] }),
    'POST /_local/sign-in': signIn,
    'GET /_local/clock': () => json(200, { now: now(), pid: process.pid }),
    'POST /_local/clock/advance': (_request, input) => advance(input),
    'DELETE /_local/wakes': () => json(200, { lost: deps.loseWakes() }),
    'GET /_local/requests': () => json(200, deps.counts.all()),
    'GET /_local/requests/by-caller': () => json(200, deps.counts.byCaller()),
    'GET /_local/steps': () => json(200, deps.steps.list()),
    'GET /_local/logs': ({ url }) =>
      json(200, {
        failures: deps.logs.failures(),
        lines: deps.logs.lines(url.searchParams.get('function') ?? undefined),
      }),
    'GET /_local/queues': () => json(200, deps.queues.counts()),
    'GET /_local/events': () => json(200, deps.events.list()),
    'POST /_local/events': (_request, input) => json(202, { rules: deps.rules.put(input) }),
    'GET /_local/phones': () => json(200, deps.phones.state),
    'POST /_local/phones': (_request, input) => setAccount(input),
    'GET /_local/resources': () => json(200, deps.inventory.all()),
    'POST /_local/resources': (_request, input) => make(input),
    'GET /_local/confirm': confirm,
    'POST /_local/outside': receiveOutside,
    'GET /_local/outside': receiveOutside,
    'GET /_local/slack': showSlack,
    'POST /_local/slack': (_request, input) => behaveSlack(input),
    'POST /_local/slack/press': (_request, input) => doInSlack(deps.slack.press(input)),
    'POST /_local/slack/command': (_request, input) => doInSlack(deps.slack.command(input)),
    'POST /_local/slack/submit': (_request, input) => doInSlack(deps.slack.submit(input)),
    'POST /_local/slack/say': (_request, input) => doInSlack(deps.slack.say(input)),
    'POST /_local/slack/react': (_request, input) => doInSlack(deps.slack.react(input)),
    'POST /_local/push': (_request, input) => subscribe(input),
    'DELETE /_local/push': (_request, input) => unsubscribe(input),
    'GET /_local/rooms': () => json(200, deps.webhooks.messages()),
    'GET /_local/issues': () => json(200, deps.webhooks.issues()),
    'POST /_local/webhooks': (_request, input) => answerWebhooks(input),
    'GET /_local/faults': () => json(200, deps.faults.list()),
    'POST /_local/faults': (_request, input) => addFault(input),
    'DELETE /_local/faults': clearFaults,
  };

  return async (request: LocalRequest): Promise<AwsResponse> => {
    if (isForeign(request))
      return json(403, { message: 'Only pages of the local stack may do this' });
    const path = request.url.pathname.replace(/\/$/, '');
    if (path.startsWith('/_local/slack/api/')) return askSlack(request);
    const number = /^\/_local\/phones\/([^/]+)$/.exec(path)?.[1];
    const page: Page | undefined =
      number !== undefined && request.method === 'POST'
        ? (_request, input) => behave(decodeURIComponent(number), input)
        : pages[`${request.method} ${path}`];
    if (page === undefined) {
      return json(404, { message: 'Not a page of the local stack', pages: Object.keys(pages) });
    }
    // What is meant for somebody else's server may be anything.
    const input = path === '/_local/outside' ? {} : readInput(request.body);
    if (input === undefined) return json(400, { message: 'The body is not a JSON object' });
    return page(request, input);
  };
}

type Input = Record<string, unknown>;

function readInput(body: Buffer): Input | undefined {
  return body.length === 0 ? {} : objectIn(body.toString());
}

/** A web page from elsewhere that is open in the same browser must not answer pages or move the clock. */
function isForeign({ headers }: LocalRequest): boolean {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return true;
  return headers.origin !== undefined && headers.origin !== `http://${host}`;
}

function json(status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
