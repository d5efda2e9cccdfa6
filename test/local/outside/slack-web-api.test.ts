import { ErrorCode, type UsersConversationsResponse, WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { slackManifest } from '#core/communication/chat/manifest.ts';
import { slackEmulator } from '#local/emulators/slack.ts';
import { newSlackState } from '#local/emulators/slack-workspace.ts';

/* Slack's own client, unmodified, takes the fake for Slack: also where it refuses, and where it wants patience. */

function workspace() {
  let clock = Date.parse('2026-11-23T02:14:00Z');
  const slack = slackEmulator({
    now: () => clock,
    file: { value: newSlackState(), changed: () => undefined },
    send: async () => ({ status: 200, body: '' }),
  });
  const client = (token = 'xoxb-local') =>
    new WebClient(token, {
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      async fetch(input, init) {
        const request = new Request(input, init as RequestInit);
        const answer = await slack.answer({
          method: request.method,
          url: new URL(request.url),
          headers: Object.fromEntries(request.headers),
          body: await request.text(),
        });
        const { status = 404, headers = {}, body } = answer ?? {};
        return Response.json(body, { status, headers });
      },
    });
  const passes = (seconds: number) => {
    clock += seconds * 1000;
  };
  return { slack, client, passes };
}

const refusal = (error: string) => ({
  code: ErrorCode.PlatformError,
  data: { ok: false, error },
});
const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: '*SEV1*' } };

test('the client learns from the token who it is and what it may do', async () => {
  const { client } = workspace();
  const known = await client().auth.test();
  expect(known).toMatchObject({ ok: true, team_id: 'T0LOCAL', user: 'tocsin' });
  const { bot } = slackManifest('https://example.com').oauth_config.scopes;
  expect(known.response_metadata?.scopes).toEqual(bot);
  await expect(client('xoxb-guessed').auth.test()).rejects.toMatchObject(refusal('invalid_auth'));
});

test('a channel goes from its making to its archive, and reads as it was written', async () => {
  const { client, slack } = workspace();
  const web = client();
  const name = 'incident-2026-11-23-payments';
  const { channel: made } = await web.conversations.create({ name });
  const channel = made?.id ?? '';
  await web.conversations.setTopic({ channel, topic: 'SEV1: Payments' });
  const { user } = await web.users.lookupByEmail({ email: 'ana@example.com' });
  await web.conversations.invite({ channel, users: user?.id ?? '' });
  const metadata = { event_type: 'told', event_payload: { key: 'a#1' } };
  const { ts = '' } = await web.chat.postMessage({
    ...{ channel, text: 'SEV1', blocks: [section], metadata },
  });
  await web.pins.add({ channel, timestamp: ts });
  await web.bookmarks.add({
    ...{ channel_id: channel, title: 'Runbook', type: 'link', link: 'https://example.com/r' },
  });
  await web.chat.update({ channel, ts, text: 'SEV2', blocks: [section] });

  const { messages } = await web.conversations.history({ channel, include_all_metadata: true });
  expect(messages).toMatchObject([{ ts, text: 'SEV2', metadata }]);
  expect((await web.conversations.history({ channel })).messages?.[0]).not.toHaveProperty(
    'metadata',
  );
  const names: unknown[] = [];
  for await (const page of web.paginate('users.conversations', { limit: 1 })) {
    names.push(...((page as UsersConversationsResponse).channels ?? []).map(each => each.name));
  }
  expect(names).toEqual([name]);
  await web.conversations.archive({ channel });
  expect(slack.shownState().channels).toMatchObject([
    {
      ...{ name, topic: 'SEV1: Payments', archived: true, members: ['ana@example.com'] },
      bookmarks: [{ title: 'Runbook' }],
    },
  ]);
});

test('what Slack refuses is refused under the error that the client knows', async () => {
  const { client } = workspace();
  const web = client();
  const { channel: made } = await web.conversations.create({ name: 'incident' });
  const channel = made?.id ?? '';
  const blocks = Array.from({ length: 51 }, () => section);
  const refused: [Promise<unknown>, string][] = [
    [web.conversations.create({ name: 'incident' }), 'name_taken'],
    [web.conversations.create({ name: 'Incident #1' }), 'invalid_name_specials'],
    [web.conversations.create({ name: 'a'.repeat(81) }), 'invalid_name_maxlength'],
    [web.chat.postMessage({ channel, text: 'much', blocks }), 'invalid_blocks'],
    [web.chat.postMessage({ channel: 'C0NONE', text: 'lost' }), 'channel_not_found'],
    [web.chat.update({ channel, ts: '1.0', text: 'lost' }), 'message_not_found'],
    [web.users.lookupByEmail({ email: 'nobody@elsewhere.invalid' }), 'users_not_found'],
    [
      web.views.open({
        trigger_id: 'guessed',
        view: { type: 'modal', title: { type: 'plain_text', text: 'Update' }, blocks: [section] },
      }),
      'invalid_trigger_id',
    ],
    [web.apiCall('admin.users.list'), 'unknown_method'],
  ];
  for (const [asked, error] of refused) await expect(asked).rejects.toMatchObject(refusal(error));
});

test('a channel that is written to faster than Slack takes it wants the patience that the client reads', async () => {
  const { client, slack, passes } = workspace();
  const web = client();
  const { channel: made } = await web.conversations.create({ name: 'incident' });
  const post = () => web.chat.postMessage({ channel: made?.id ?? '', text: 'again' });
  for (let posts = 0; posts < 10; posts++) await post();
  const tooFast = { code: ErrorCode.RateLimitedError, retryAfter: 10 };
  await expect(post()).rejects.toMatchObject(tooFast);
  passes(11);
  expect((await post()).ok).toBe(true);

  slack.behave({ mood: 'busy', retryAfter: 30 });
  await expect(web.auth.test()).rejects.toMatchObject({ ...tooFast, retryAfter: 30 });
  slack.behave({ mood: 'down' });
  await expect(web.auth.test()).rejects.toMatchObject({ code: ErrorCode.HTTPError });
});
