import { slackManifest } from '#core/communication/chat/manifest.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import { type SlackForms, slackMethods } from '#local/emulators/slack-methods.ts';
import { slackPeople } from '#local/emulators/slack-people.ts';
import {
  type Given,
  jsonOf,
  type SlackState,
  slackWorkspace,
} from '#local/emulators/slack-workspace.ts';
import type { OutsideRequest, OutsideResponse } from '#local/emulators/trackers.ts';
import type { StateFile } from '#local/state-file.ts';

/**
 * How it answers for now: as it should, too busy, not at all, or broken; refusing one method by name; or not at all itself,
 * but something that stands before it, with a page for people.
 */
export type SlackMood =
  | { mood: 'refuses'; method: string; error: string }
  | { mood: 'blocked' }
  | { mood: 'well' }
  | { mood: 'busy'; retryAfter: number }
  | { mood: 'hangs' }
  | { mood: 'down' };

/** What the app was given when it was installed. */
const granted: readonly string[] = slackManifest('https://example.com').oauth_config.scopes.bot;
const hangsMs = 30_000;

/** Calls in a minute, by the tier of the method; a channel takes about one message a second. Source: docs.slack.dev/apis/web-api/rate-limits. */
const perMinute: Readonly<Record<string, number>> = {
  'conversations.create': 20,
  'conversations.setTopic': 20,
  'conversations.archive': 20,
  'conversations.invite': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'users.conversations': 50,
  'users.lookupByEmail': 50,
  'bookmarks.add': 20,
  'pins.add': 20,
  'chat.update': 50,
};
const messagesPerSecond = 1;
const messagesAtOnce = 10;

/**
 * A workspace of Slack's: its Web API, what comes from it, and people in it who press. As strict as Slack with tokens,
 * scopes, names, blocks and rates; everybody whom an e-mail address of example.com or a well-formed id names is a member.
 */
export function slackEmulator(deps: {
  now: () => number;
  file: Pick<StateFile<SlackState>, 'value' | 'changed'>;
  send: Parameters<typeof slackPeople>[0]['send'];
  secrets?: Readonly<Record<string, string>>;
}) {
  const { now } = deps;
  const workspace = slackWorkspace(deps);
  const { state, changed, shownState } = workspace;
  const { token, signingSecret } = JSON.parse(
    (deps.secrets ?? sampleSecrets)['tocsin/slack'] ?? '{}',
  ) as { token: string; signingSecret: string };
  const forms: SlackForms = { triggers: new Map(), views: new Map() };
  const methods = slackMethods(now, workspace, forms);
  const calls = new Map<string, number[]>();
  let mood: SlackMood = { mood: 'well' };

  /** `undefined`: the address is not Slack's. */
  function answer(request: OutsideRequest): OutsideResponse | Promise<OutsideResponse> | undefined {
    const { url } = request;
    if (url.hostname !== 'slack.com' && url.hostname !== 'hooks.slack.com') return undefined;
    switch (mood.mood) {
      case 'busy':
        return tooMany(mood.retryAfter);
      case 'down':
        return { status: 503, body: {} };
      case 'hangs':
        return new Promise(resolve => {
          setTimeout(() => resolve({ status: 504, body: {} }), hangsMs).unref();
        });
      case 'blocked':
        return {
          status: 403,
          headers: { 'content-type': 'text/html' },
          body: '<h1>Forbidden</h1>',
        };
      case 'refuses':
        if (url.pathname === `/api/${mood.method}`) {
          return { status: 200, body: { ok: false, error: mood.error } };
        }
        return theirs(request);
      case 'well':
        return theirs(request);
      default:
        return mood satisfies never;
    }
  }

  function theirs(request: OutsideRequest): OutsideResponse {
    return request.url.hostname === 'slack.com' ? webApi(request) : responseUrl(request);
  }

  function webApi({ method, url, headers, body }: OutsideRequest): OutsideResponse {
    const name = /^\/api\/([\w.]+)$/.exec(url.pathname)?.[1] ?? '';
    const given = { ...Object.fromEntries(url.searchParams), ...readBody(headers, body) };
    const said = String(headers.authorization ?? '').replace(/^Bearer /, '') || given.token;
    const reply = (answered: Given): OutsideResponse => ({
      status: 200,
      headers: { 'x-oauth-scopes': granted.join(','), 'content-type': 'application/json' },
      body: answered,
    });
    const entry = methods[name];
    if (entry === undefined) return reply({ ok: false, error: 'unknown_method' });
    if (method !== 'POST' && method !== 'GET') return reply({ ok: false, error: 'invalid_method' });
    if (said === undefined) return reply({ ok: false, error: 'not_authed' });
    if (said !== token) return reply({ ok: false, error: 'invalid_auth' });
    const [needed, run] = entry;
    if (needed !== undefined && !granted.includes(needed)) {
      return reply({ ok: false, error: 'missing_scope', needed, provided: granted.join(',') });
    }
    const wait = waitFor(name, String(given.channel ?? ''));
    if (wait > 0) return tooMany(wait);
    const done = run(given);
    if (done.ok !== false) changed();
    return reply({ ok: true, ...done });
  }

  /** In seconds; 0: none. */
  function waitFor(method: string, channel: string): number {
    const isMessage = method === 'chat.postMessage';
    const most = isMessage ? messagesAtOnce : perMinute[method];
    if (most === undefined) return 0;
    const spanMs = isMessage ? (messagesAtOnce / messagesPerSecond) * 1000 : 60_000;
    const key = isMessage ? `${method} ${channel}` : method;
    const lately = (calls.get(key) ?? []).filter(at => at > now() - spanMs);
    const [first] = lately;
    if (lately.length >= most && first !== undefined) {
      return Math.max(1, Math.ceil((first + spanMs - now()) / 1000));
    }
    calls.set(key, [...lately, now()]);
    return 0;
  }

  function responseUrl({ method, url, body }: OutsideRequest): OutsideResponse {
    const [, kind, , user = ''] = url.pathname.split('/');
    if (method !== 'POST' || (kind !== 'commands' && kind !== 'actions')) {
      return { status: 404, body: {} };
    }
    const given = jsonOf(body) as Given | undefined;
    if (typeof given?.text !== 'string') return { status: 400, body: {} };
    state.ephemeral.push({ user, channel: '', text: given.text });
    changed();
    return { status: 200, body: 'ok' };
  }

  return {
    answer,
    state,
    behave(wanted: SlackMood) {
      mood = wanted;
    },
    shownState,
    ...slackPeople({ ...deps, workspace, forms, signingSecret }),
  };
}

export type Slack = ReturnType<typeof slackEmulator>;

function tooMany(seconds: number): OutsideResponse {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

/** Most methods take a form, many JSON as well; those that read take no JSON, which is how Slack has it. */
function readBody(headers: OutsideRequest['headers'], body: string): Given {
  if (String(headers['content-type'] ?? '').startsWith('application/json')) {
    return (jsonOf(body) as Given | undefined) ?? {};
  }
  return Object.fromEntries(new URLSearchParams(body));
}
