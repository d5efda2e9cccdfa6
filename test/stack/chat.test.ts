import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { realStack, type Shown } from './stack.ts';
import { ran } from './typed.ts';

/* `/incident` (R8): the deployed functions, under their grants, against a fake Slack that is as strict as Slack. */

const stack = realStack();

interface Workspace {
  channels: {
    name: string;
    topic: string;
    archived: boolean;
    members: string[];
    messages: { ts: string; text: string; blocks: unknown[] }[];
  }[];
  ephemeral: { text: string }[];
}
const workspace = () => stack.call<Workspace>('GET', '/_local/slack');
const newest = async () => {
  const channel = (await workspace()).channels.at(-1);
  if (channel === undefined) throw new Error('There is no channel');
  return channel;
};

/** As Slack posts a slash command. */
async function types(text: string, { secret = 'local' } = {}) {
  const body = new URLSearchParams({
    command: '/incident',
    text,
    user_id: 'U0STRANGER',
    user_name: 'jo',
    team_id: 'T0LOCAL',
    channel_id: 'C0GENERAL',
  }).toString();
  const { now } = await stack.call<{ now: string }>('GET', '/_local/clock');
  const timestamp = String(Math.floor(Date.parse(now) / 1000));
  const signed = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return stack.ask('POST', '/v1/chat/slack', body, {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signed}`,
  });
}

test('a command declares, its channel opens, and its button acknowledges for the person who presses', async () => {
  const answered = await types('SEV1 Payment processing down');
  expect(answered.status).toBe(200);
  expect(await answered.json()).toMatchObject({ response_type: 'ephemeral' });
  await stack.passes(5);

  const channel = await newest();
  expect(channel.name).toMatch(/^incident-\d{4}-\d\d-\d\d-payments(-\d+)?$/);
  expect(channel.topic).toContain('SEV1');
  expect(channel.members.some(member => member.endsWith('@example.com'))).toBe(true);
  const [card] = channel.messages;
  await stack.call('POST', '/_local/slack/press', {
    channel: channel.name,
    ts: card?.ts,
    action: 'acknowledge',
  });
  await stack.passes(5);

  const { incidents } = await stack.call<{ incidents: Shown[] }>('GET', '/v1/incidents?limit=1');
  const [declared] = incidents;
  expect(declared).toMatchObject({ phase: 'acknowledged', severity: 'SEV1' });
  const shown = await stack.call<Shown>('GET', `/v1/incidents/${declared?.id}`);
  expect(shown.timeline.map(({ text }) => text).join('\n')).toContain('(via Slack)');
  const after = await newest();
  expect(JSON.stringify(after.messages[0]?.blocks)).toContain('acknowledged by');
  expect(after.messages.map(({ text }) => text).join('\n')).toContain('Acknowledged by');
});

test('what Slack did not sign is turned away', async () => {
  expect((await types('SEV1 Nothing', { secret: 'guessed' })).status).toBe(401);
});

test('doctor finds the workspace well, by the secret itself, at Slack and at the door', async () => {
  const env = { TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local' };
  const { out } = await ran(['doctor', '--json'], env, ms => stack.passes(ms / 1000));
  const { findings } = JSON.parse(out) as { findings: { check: string; state: string }[] };
  const found = findings.filter(({ check }) => check.startsWith('chat'));
  expect(found.map(({ check, state }) => `${check} ${state}`)).toEqual([
    ...['chat-secret ok', 'chat-token ok', 'chat-scopes ok', 'chat-request-url ok'],
  ]);
});

test('a page goes by direct message where rules say so, and its button acknowledges for that person', async () => {
  interface Document {
    people: Record<string, object>;
    escalationPolicies: object;
  }
  await stack.configures(({ people, escalationPolicies }: Document) => ({
    people: { ...people, bo: { ...people.bo, notify: { high: ['slack', 'sms'] } } },
    escalationPolicies: {
      ...escalationPolicies,
      default: { levels: [{ name: 'Team Lead', people: ['bo'] }] },
    },
  }));
  const { id } = await stack.call<{ id: string }>('POST', '/v1/incidents', {
    title: 'Nobody can pay',
    severity: 'SEV1',
    service: 'payments',
    by: 'ana',
  });
  await stack.passes(10);
  const { direct } = await stack.call<{
    direct: { user: string; channel: string; messages: { ts: string; text: string }[] }[];
  }>('GET', '/_local/slack');
  const told = direct.find(({ user }) => user === 'bo@example.com');
  const page = told?.messages.at(-1);
  expect(page?.text).toContain(id);
  await stack.call('POST', '/_local/slack/press', {
    channel: told?.channel,
    ts: page?.ts,
    action: 'acknowledge',
  });
  await stack.passes(5);
  expect(await stack.call('GET', `/v1/incidents/${id}`)).toMatchObject({
    phase: 'acknowledged',
    acknowledgedBy: { id: 'bo' },
  });
});

test('what was said in the channel is kept with the evidence when it is over', async () => {
  await types('SEV2 Search is slow');
  await stack.passes(5);
  const { name } = await newest();
  await stack.call('POST', '/_local/slack/say', { channel: name, text: 'Is it the index?' });
  const { incidents } = await stack.call<{ incidents: Shown[] }>('GET', '/v1/incidents?limit=1');
  const id = incidents[0]?.id ?? '';
  await stack.resolves(id);
  await stack.passes(31 * 60);
  expect((await newest()).archived).toBe(true);
  await stack.passes(15 * 60);
  const { objects } = await stack.call<{ objects: { key: string }[] }>(
    'GET',
    `/v1/incidents/${id}/evidence`,
  );
  const key =
    objects.map(each => each.key).find(each => each.endsWith('chat/transcript.txt')) ?? '';
  const { url } = await stack.call<{ url: string }>(
    'GET',
    `/v1/incidents/${id}/evidence/content?key=${encodeURIComponent(key)}`,
  );
  expect(await (await fetch(url)).text()).toContain('Is it the index?');
});

test('an incident is run from its channel alone, from the declaration to the all-clear', async () => {
  const slack = (what: string, body: object) =>
    stack.call<{ status: number; ts?: string }>('POST', `/_local/slack/${what}`, body);
  await slack('command', { text: 'SEV1 Checkout is down', user: 'ana@example.com' });
  await stack.passes(5);
  const { name: channel } = await newest();
  const user = 'ana@example.com';
  const typed = [
    ...['status', 'why', 'ack', 'role ic', 'role tl bo', 'sev 2 only one region'],
    ...['update Rolled back', 'note The vendor says it is them', 'escalate we need a DBA'],
  ];
  for (const text of typed) {
    expect((await slack('command', { channel, text, user })).status, text).toBe(200);
    await stack.passes(2);
  }
  const said = await slack('say', { channel, text: 'The pool was full', user: 'bo@example.com' });
  await slack('react', { channel, ts: said.ts, emoji: 'memo', user });
  const { messages } = await newest();
  await slack('press', { channel, ts: messages[0]?.ts, action: 'update', user });
  await slack('submit', { values: { status: 'It holds', impact: 'None any more' } });
  await stack.passes(2);
  await slack('press', { channel, ts: messages[0]?.ts, action: 'resolve', user });
  await slack('submit', { values: { resolution: 'Larger pool' } });
  await stack.passes(31 * 60);

  const [incident] = (await stack.call<{ incidents: Shown[] }>('GET', '/v1/incidents?limit=1'))
    .incidents;
  const { phase, severity, timeline } = await stack.show(incident?.id ?? '');
  expect([phase, severity]).toEqual(['resolved', 'SEV2']);
  const told = timeline.map(({ text }) => text).join('\n');
  for (const words of [
    ...['Acknowledged by Ana', 'only one region', 'Rolled back', 'The vendor says it is them'],
    ...['we need a DBA', 'The pool was full', 'It holds', 'Larger pool', 'All clear'],
  ]) {
    expect(told).toContain(words);
  }
  expect(told.match(/via Slack/g)?.length).toBeGreaterThan(8);
  const after = await newest();
  expect(after.archived).toBe(true);
  expect(after.messages.map(({ text }) => text).join('\n')).toMatch(
    /UPDATE \[.+\]\nStatus: It holds/,
  );
});
