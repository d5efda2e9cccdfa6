import { describe, expect, test } from 'vitest';
import { slackSignature } from '#core/communication/chat/signature.ts';
import { transcriptText } from '#core/evidence/transcript.ts';
import { incidentId } from '#core/ids.ts';
import { headlineOf } from '#core/incident/headline.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { pageChat } from '#core/paging/page-chat.ts';
import type { Actor } from '#core/people.ts';
import { epochMs } from '#core/time/instant.ts';
import { chatOnMemory } from '../../support/chat-on-memory.ts';
import { given } from '../../support/given.ts';
import { declare } from '../../support/incidents.ts';
import { start } from '../../support/samples.ts';

const headline = headlineOf(given(declare()).incident as DeclaredIncident);
const ana = 'ana@example.com';
const bo = 'bo@example.com';
const id = incidentId('INC-2026-001');
const declares = 'SEV1 Payment processing down';
const byAna: Actor = { kind: 'person', id: 'ana', name: 'Ana', via: 'api' };

/** An incident that Ana declared in Slack. */
async function declared(options?: Parameters<typeof chatOnMemory>[0]) {
  const chat = chatOnMemory(options);
  await chat.types(declares, { user: ana });
  return chat;
}
type World = Awaited<ReturnType<typeof declared>>;
const phaseOf = async (chat: World) => (await chat.incidents.load(id)).incident.phase;
const lines = (chat: World) =>
  chat
    .channel()
    .messages.slice(1)
    .map(({ text }) => text);
const whispers = (chat: World) => chat.shown().ephemeral.map(({ text }) => text);

describe('somebody types /incident', () => {
  test('an incident is declared, with a channel of the day and the service, and its card', async () => {
    const chat = await declared();
    const { name, topic, members, messages } = chat.channel();
    expect(name).toBe('incident-2026-11-22-payments');
    expect(topic).toContain('SEV1');
    expect(members).toEqual([ana]);
    expect(JSON.stringify(messages[0]?.blocks)).toContain('SEV1: Payment processing down');
    expect(chat.channel().pins).toEqual([messages[0]?.ts]);
    expect(chat.logged).toEqual([]);
  });

  test('the links above it lead first to the page that the incident has in the console', async () => {
    const organisation = {
      console: 'https://tocsin.example.com/',
      statusPage: 'https://status.example.com',
    };
    const chat = chatOnMemory({ organisation });
    await chat.types('SEV1 Payment processing down', { user: ana });
    expect(chat.channel().bookmarks.slice(0, 2)).toEqual([
      { title: 'Incident', link: 'https://tocsin.example.com/incidents/INC-2026-001' },
      { title: 'Status page', link: 'https://status.example.com' },
    ]);
  });

  test('the second of a day and a service gets a number, and a new one after the first is archived too', async () => {
    const chat = await declared();
    await chat.types('SEV2 Payments are slow', { user: bo });
    expect(chat.shown().channels.map(({ name }) => name)).toEqual([
      'incident-2026-11-22-payments',
      'incident-2026-11-22-payments-2',
    ]);
  });

  test('on a day when every number is taken it has the name of its incident', async () => {
    const chat = chatOnMemory();
    const taken = ['', ...Array.from({ length: 30 }, (_, index) => `-${index + 2}`)];
    for (const ending of taken) {
      chat.workspace.state.channels.push({
        ...{ id: `C0${ending}`, name: `incident-2026-11-22-payments${ending}`, topic: '' },
        ...{ archived: false, members: [], bookmarks: [], pins: [], messages: [] },
      });
    }
    await chat.types(declares, { user: ana });
    await chat.passes(120);
    expect(chat.shown().channels.at(-1)?.name).toBe('incident-2026-11-22-payments-inc-2026-001');
  });

  test('on a day of thirty incidents of one service each has its channel as soon as Slack makes so many', async () => {
    const chat = chatOnMemory();
    for (let number = 1; number <= 30; number++) {
      await chat.types(`SEV2 Payments are slow in region ${number}`, { user: ana });
    }
    await chat.passes(600);
    const own = chat.shown().channels.map(({ name }) => name);
    expect(new Set(own).size).toBe(30);
    expect(own.slice(0, 3)).toEqual([
      'incident-2026-11-22-payments',
      'incident-2026-11-22-payments-2',
      'incident-2026-11-22-payments-3',
    ]);
    for (const { messages } of chat.shown().channels) {
      expect(messages[0]?.text).toContain('Payments are slow');
    }
  });

  test('people are invited to the channel of every incident, not of the first alone', async () => {
    const chat = await declared();
    await chat.types('SEV1 Search is down', { user: ana });
    expect(chat.shown().channels.map(({ members }) => members)).toEqual([[ana], [ana]]);
  });

  test('where no service is meant, the first word that tells something names the channel', async () => {
    const chat = chatOnMemory();
    await chat.types('SEV2 The lighthouse is down', { user: ana });
    expect(chat.channel().name).toBe('incident-2026-11-22-lighthouse');
  });

  test('the same request told twice is done once', async () => {
    const chat = chatOnMemory();
    const body = new URLSearchParams({
      command: '/incident',
      text: declares,
      user_id: 'U0SOMEBODY',
      channel_id: 'C0GENERAL',
    }).toString();
    const timestamp = String(Math.floor(epochMs(chat.now()) / 1000));
    const headers = {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(timestamp, body, 'local'),
    };
    for (const _ of [1, 2]) expect((await chat.knock(headers, body)).status).toBe(200);
    await chat.settles();
    expect(chat.shown().channels).toHaveLength(1);
    expect((await chat.incidents.load(incidentId('INC-2026-002'))).incident.phase).toBe(
      'undeclared',
    );
  });

  test('what is not understood is answered with what can be said, and nothing is declared', async () => {
    const chat = chatOnMemory();
    const answered = await chat.types('resolv it', { user: ana });
    expect(answered).toMatchObject({ status: 200, body: expect.stringContaining('no command') });
    expect(chat.shown().channels).toEqual([]);
  });
});

describe('in the channel of an incident', () => {
  test('the button acknowledges, and the card shows it in its place', async () => {
    const chat = await declared();
    await chat.presses('acknowledge');
    const [card, line] = chat.channel().messages;
    expect(JSON.stringify(card?.blocks)).toContain('acknowledged by Ana');
    expect(JSON.stringify(card?.blocks)).not.toContain('"action_id":"acknowledge"');
    expect(line?.text).toContain('Acknowledged by Ana (via Slack)');
  });

  test('commands are about it, and each does what the same request of the API does', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('ack', { user: ana, channel });
    await chat.types('role ic <@U0BO|bo>', { user: ana, channel });
    await chat.types('role tl bo', { user: ana, channel });
    await chat.types('update Rolled back, error rate falls', { user: ana, channel });
    await chat.types('sev 2 only one region', { user: ana, channel });
    await chat.types('note The vendor says it is them', { user: ana, channel });
    await chat.types('resolve The vendor mended it', { user: ana, channel });
    const { incident } = await chat.incidents.load(id);
    expect(incident).toMatchObject({
      phase: 'watching',
      severity: 'SEV2',
      roles: { technicalLead: { person: 'bo' } },
      latestUpdate: { status: 'Rolled back, error rate falls' },
      resolution: 'The vendor mended it',
      resolvedBy: { id: 'ana', via: 'slack' },
    });
    expect(lines(chat).join('\n')).toContain('UPDATE [21:14 EST]\nStatus: Rolled back');
    // One whom tocsin.yaml does not have.
    expect(whispers(chat).join('\n')).toContain('so the role stays as it is');
  });

  test('a form is shown with what is known in it, and what is sent is done', async () => {
    const chat = await declared();
    await chat.presses('acknowledge');
    await chat.types('update Looking at it', { user: ana, channel: chat.channel().id });
    expect(await chat.presses('update')).toMatchObject({ status: 200, body: '' });
    await chat.workspace.submit({ values: { impact: 'Nobody can pay' } });
    await chat.settles();
    expect((await chat.incidents.load(id)).incident).toMatchObject({
      latestUpdate: { status: 'Looking at it', impact: 'Nobody can pay' },
    });
    await chat.presses('resolve');
    await chat.workspace.submit({ values: { resolution: 'Restarted it' } });
    await chat.settles();
    expect(await phaseOf(chat)).toBe('watching');
  });

  test('words for customers are shown by a button, and sent as they were shown', async () => {
    const chat = await declared({ statusPage: {} });
    await chat.presses('publish');
    await chat.workspace.submit({ values: {} });
    await chat.settles();
    const { incident } = await chat.incidents.load(id);
    expect(incident).toMatchObject({ publicNotices: [{ stage: 'investigating' }] });
    expect(lines(chat).join('\n')).toMatch(
      /On the status page \(investigating\), by Ana: .*\(via Slack\)/,
    );
  });

  test('words for customers that changed meanwhile are not sent', async () => {
    const chat = await declared({ statusPage: {} });
    await chat.presses('publish');
    await chat.presses('publish');
    await chat.workspace.submit({ values: {} });
    await chat.settles();
    await chat.workspace.submit({ values: {} });
    await chat.settles();
    expect((await chat.incidents.load(id)).incident).toMatchObject({ publicNotices: [{}] });
    expect(whispers(chat).join('\n')).toContain('not the words that wait now');
  });

  test('no button is there for customers where nothing is published', async () => {
    for (const statusPage of [undefined, { publish: 'never' }]) {
      const chat = await declared({ ...(statusPage && { statusPage }) });
      expect(JSON.stringify(chat.channel().messages[0]?.blocks)).not.toContain('"publish"');
    }
  });

  test('words are kept as they were written, not as Slack sends them', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('update Errors > 3% & rising, see https://example.com/?a=1&b=2', {
      user: ana,
      channel,
    });
    await chat.types('sev 2 R&D only, says <@U0BO>', { user: ana, channel });
    await chat.workspace.say({ channel, text: 'note a<b, as <@U0BO|bo> said', user: bo });
    await chat.settles();
    expect((await chat.incidents.load(id)).incident).toMatchObject({
      latestUpdate: { status: 'Errors > 3% & rising, see https://example.com/?a=1&b=2' },
      severityReason: { text: 'Ana: R&D only, says @u0bo of Slack' },
    });
    const said = (await chat.incidents.history(id)).flatMap(({ events }) => events);
    const note = said.find(event => event.type === 'NoteAdded');
    expect(note?.text).toMatch(/^Bo: a<b, as @bo said \(https/);
    expect(lines(chat).join('\n')).toContain('Status: Errors &gt; 3% &amp; rising');
    const read = await chat.transcript(id);
    expect(JSON.stringify(read)).toContain('note a<b, as @bo said');
    expect(JSON.stringify(read)).toContain('Status: Errors > 3% & rising');
  });

  test('a message that is marked, or begins with note, is a note with its author and its place', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const said = await chat.workspace.say({ channel, text: 'The pool is full', user: bo });
    await chat.workspace.react({ channel, ts: said.ts, emoji: 'memo', user: ana });
    await chat.workspace.react({ channel, ts: said.ts, emoji: 'memo', user: bo });
    await chat.workspace.say({ channel, text: 'note: rolled back to 41', user: bo });
    await chat.settles();
    const notes = (await chat.incidents.history(id))
      .flatMap(({ events }) => events)
      .flatMap(event => (event.type === 'NoteAdded' ? [event.text] : []));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(
      /^Bo: The pool is full \(https:\/\/local\.slack\.com\/archives\/C\w+\/p\d+\)$/,
    );
    expect(notes[1]).toMatch(/^Bo: rolled back to 41 /);
  });

  test('a message that answers another, or comes with a picture, is noted as any other', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const asked = await chat.workspace.say({ channel, text: 'Is it the pool?', user: ana });
    const told = { channel, thread: asked.ts, user: bo };
    const said = await chat.workspace.say({ ...told, text: 'It is the pool' });
    await chat.workspace.react({ channel, ts: said.ts, emoji: 'memo', user: ana });
    const picture = { channel, user: bo, subtype: 'file_share' };
    await chat.workspace.say({ ...picture, text: 'note how it looks' });
    await chat.workspace.say({ ...told, subtype: 'thread_broadcast', text: 'note for all' });
    await chat.settles();
    expect(whispers(chat)).not.toContain('That message is not there any more.');
    const notes = (await chat.incidents.history(id))
      .flatMap(({ events }) => events)
      .flatMap(event => (event.type === 'NoteAdded' ? [event.text.replace(/ \(.*/, '')] : []));
    expect(notes).toEqual(['Bo: It is the pool', 'Bo: how it looks', 'Bo: for all']);
  });

  test('it is archived after the all-clear, and taken up again in a new one', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('resolve Restarted it', { user: ana, channel });
    await chat.passes(1801);
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    expect(lines(chat).at(-1)).toContain('All clear');
    expect(chat.channel().archived).toBe(true);
    await chat.does(id, { type: 'ReopenIncident', at: chat.now(), by: byAna, reason: 'Again' });
    await chat.settles();
    const [, again] = chat.shown().channels;
    expect(again).toMatchObject({ name: 'incident-2026-11-22-payments-2', archived: false });
    const told = again?.messages.map(({ text }) => text).join('\n');
    expect(told).toContain('Reopened by Ana: Again');
    expect(told).not.toContain('Resolved by');
    await chat.types('ack', { user: ana, channel: again?.id ?? '' });
    expect(await phaseOf(chat)).toBe('acknowledged');
  });

  test('that it was archived is an effect of its own, which fails, is tried again and arrives alone', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('resolve Restarted it', { user: ana, channel });
    await chat.passes(1801);
    const method = 'conversations.archive';
    chat.workspace.behave({ mood: 'refuses', method, error: 'restricted_action' });
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    const archiving = { channel: 'Slack', what: 'the channel is archived', purpose: 'channel' };
    const failed = { ...archiving, state: 'failed', reason: 'not archived: restricted_action' };
    expect(await chat.effects(id)).toMatchObject([failed]);
    expect(chat.channel().archived).toBe(false);
    chat.workspace.behave({ mood: 'well' });
    const [effect] = await chat.effects(id);
    await chat.again(id, effect?.key ?? '');
    expect(await chat.effects(id)).toMatchObject([{ ...archiving, state: 'sent' }]);
    expect(chat.channel().archived).toBe(true);
  });

  test('where it could not be archived an incident that is taken up again goes on in it', async () => {
    const chat = await declared();
    await chat.types('resolve Restarted it', { user: ana, channel: chat.channel().id });
    await chat.passes(1801);
    const method = 'conversations.archive';
    chat.workspace.behave({ mood: 'refuses', method, error: 'restricted_action' });
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    await chat.does(id, { type: 'ReopenIncident', at: chat.now(), by: byAna, reason: 'Again' });
    await chat.settles();
    expect(lines(chat).join()).toContain('Reopened by Ana: Again');
    expect(chat.shown().channels).toHaveLength(1);
  });

  test('all that was said there can be read when it is over, with who said it and what answers it', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const asked = await chat.workspace.say({ channel, text: 'Is it the pool?', user: bo });
    await chat.workspace.say({ channel, text: 'It is', user: ana, thread: asked.ts });
    for (let number = 1; number <= 210; number++) {
      await chat.workspace.say({ channel, text: `Line ${number}`, user: ana });
    }
    await chat.types('resolve Restarted it', { user: ana, channel });
    await chat.passes(1801);
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    expect(chat.channel().archived).toBe(true);
    const read = await chat.transcript(id);
    if (read === 'no channel' || 'unreadable' in read) throw new Error(JSON.stringify(read));
    const said = transcriptText(read, 'Europe/Berlin').split('\n');
    expect(said[0]).toBe('#incident-2026-11-22-payments');
    const place = said.findIndex(line => line.endsWith(': Is it the pool?'));
    expect(said[place + 1]).toMatch(/^2026-11-23 03:14 GMT\+1 {2}> \S+: It is$/);
    expect(said.filter(line => /: Line \d+$/.test(line))).toHaveLength(210);
    expect(said.at(-2)).toContain('All clear');
    expect(await chat.transcript('INC-2026-009')).toBe('no channel');
  });

  test('of more threads than Slack lets be read in a minute all is read by who can wait, and what is not read is counted', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    for (let number = 1; number <= 120; number++) {
      const { ts } = await chat.workspace.say({ channel, text: `Is it ${number}?`, user: bo });
      await chat.workspace.say({ channel, text: `It is not ${number}`, user: ana, thread: ts });
    }
    const said = async (seconds: number) => {
      await chat.passes(61);
      const read = await chat.transcriptWithin(seconds)(id);
      if (read === 'no channel' || 'unreadable' in read) throw new Error(JSON.stringify(read));
      const count = (words: RegExp) => read.messages.filter(({ text }) => words.test(text)).length;
      return [count(/^Is it \d+/), count(/^It is not \d+/), read.missing];
    };
    expect(await said(150)).toEqual([120, 120, undefined]);
    expect(await said(70)).toEqual([
      120,
      100,
      '#incident-2026-11-22-payments: answers in 20 threads: 429',
    ]);
    expect(await said(0)).toEqual([
      120,
      50,
      '#incident-2026-11-22-payments: answers in 70 threads: 429',
    ]);
  });
});

describe('who may do what', () => {
  test('whoever is not in tocsin.yaml may look and declare, and not act', async () => {
    const chat = chatOnMemory();
    await chat.types(declares, { user: 'U0STRANGER' });
    expect(chat.channel().messages).toHaveLength(1);
    await chat.presses('acknowledge', { user: 'U0STRANGER' });
    expect(await phaseOf(chat)).toBe('open');
    expect(whispers(chat).at(-1)).toContain('Only people in tocsin.yaml may do this');
    await chat.types('list', { user: 'U0STRANGER' });
    expect(whispers(chat).at(-1)).toContain('INC-2026-001');
  });

  test('a member id in tocsin.yaml wins over the address, which is another person’s then', async () => {
    const chat = await declared({
      people: { ana: { name: 'Ana', email: ana, slack: 'U0ANASOWN' } },
    });
    await chat.presses('acknowledge', { user: ana });
    expect(await phaseOf(chat)).toBe('open');
    await chat.presses('acknowledge', { user: 'U0ANASOWN' });
    expect((await chat.incidents.load(id)).incident).toMatchObject({
      acknowledgedBy: { kind: 'person', id: 'ana', via: 'slack' },
    });
  });

  test.each(['stranger', 'deleted', 'bot'] as const)(
    'an address of a %s vouches for nobody',
    async is => {
      const chat = await declared();
      chat.workspace.state.users.push({ id: 'U0FOREIGN', name: 'bo', email: 'bo@example.com', is });
      await chat.presses('acknowledge', { user: 'U0FOREIGN' });
      expect(await phaseOf(chat)).toBe('open');
    },
  );

  test('an address with a letter that becomes another one in small vouches for nobody', async () => {
    const chat = await declared({ people: { ana: { name: 'Ana', email: 'kay@example.com' } } });
    chat.workspace.state.users.push({ id: 'U0KELVIN', name: 'k', email: '\u212Aay@example.com' });
    await chat.presses('acknowledge', { user: 'U0KELVIN' });
    expect(await phaseOf(chat)).toBe('open');
    chat.workspace.state.users.push({ id: 'U0KAY', name: 'k', email: 'Kay@Example.com' });
    await chat.presses('acknowledge', { user: 'U0KAY' });
    expect(await phaseOf(chat)).toBe('acknowledged');
  });

  test('of nobody is it said that they are not in tocsin.yaml because Slack does not say who they are', async () => {
    const chat = await declared({
      people: { ana: { name: 'Ana', email: ana, slack: 'U0ANASOWN' } },
    });
    const { id: channel } = chat.channel();
    chat.workspace.state.users.push({ id: 'U0BOSOWN', name: 'bo', email: 'bo@example.com' });
    const method = 'users.info';
    chat.workspace.behave({ mood: 'refuses', method, error: 'service_unavailable' });
    const asks = () => chat.types('role tl <@U0BOSOWN>', { user: 'U0ANASOWN', channel });
    await expect(asks()).rejects.toThrow('not known yet');
    expect(whispers(chat).join()).not.toContain('Nobody');
    chat.workspace.behave({ mood: 'well' });
    await asks();
    expect(lines(chat).join()).toContain('Bo is Technical Lead');
  });

  test('words of strangers are no mark-up: nobody is called, nothing is a link', async () => {
    const chat = chatOnMemory();
    const evil = '<!channel> <https://example.com|Acknowledge> & <@U0BOSS>';
    chat.workspace.state.users.push({ id: 'U0EVIL', name: evil });
    await chat.types(`SEV1 ${evil}`, { user: 'U0EVIL' });
    await chat.types('ack', { user: 'U0EVIL', channel: chat.channel().id });
    const shown = JSON.stringify([chat.channel(), whispers(chat)]);
    const marked = chat
      .channel()
      .messages.flatMap(({ text, blocks }) => [text, ...texts(blocks, 'mrkdwn')]);
    expect(marked.join('\n')).not.toMatch(/<[!@#h]/);
    expect(whispers(chat).join('\n')).not.toContain('<!channel>');
    expect(chat.channel().topic).not.toMatch(/<[!@#h]/);
    expect(shown).toContain('&lt;!channel&gt;');
  });
});

/** Every text of this type, however deep. */
function texts(value: unknown, type: string): string[] {
  if (Array.isArray(value)) return value.flatMap(each => texts(each, type));
  if (typeof value !== 'object' || value === null) return [];
  const { type: own, text } = value as { type?: unknown; text?: unknown };
  const here = own === type && typeof text === 'string' ? [text] : [];
  return [...here, ...Object.values(value).flatMap(each => texts(each, type))];
}

describe('the door', () => {
  const body = new URLSearchParams({ command: '/incident', text: declares, user_id: 'U0X' });

  async function knocks(change: { secret?: string; ageSeconds?: number; altered?: boolean }) {
    const chat = chatOnMemory();
    const { secret = 'local', ageSeconds = 0, altered = false } = change;
    const timestamp = String(Math.floor(epochMs(chat.now()) / 1000) - ageSeconds);
    const headers = {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(timestamp, body.toString(), secret),
    };
    const answer = await chat.knock(headers, `${body}${altered ? '&a=b' : ''}`);
    await chat.settles();
    return { status: answer.status, channels: chat.shown().channels.length };
  }

  test.each([
    ['signed with another secret', { secret: 'guessed' }],
    ['changed after it was signed', { altered: true }],
    ['recorded six minutes ago', { ageSeconds: 360 }],
    ['signed for six minutes from now', { ageSeconds: -360 }],
  ])('a request %s is turned away, and nothing comes of it', async (_what, change) => {
    expect(await knocks(change)).toEqual({ status: 401, channels: 0 });
  });

  test('one of four minutes ago is Slack’s, which may be slow', async () => {
    expect(await knocks({ ageSeconds: 240 })).toEqual({ status: 200, channels: 1 });
  });

  test('an unsigned one is turned away, and the question whether we are there is answered', async () => {
    const chat = chatOnMemory();
    expect((await chat.knock({}, body.toString())).status).toBe(401);
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const timestamp = String(Math.floor(epochMs(chat.now()) / 1000));
    const headers = {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': slackSignature(timestamp, challenge, 'local'),
    };
    expect(await chat.knock(headers, challenge)).toEqual({
      status: 200,
      body: '{"challenge":"abc"}',
    });
  });
});

describe('a Slack that does not take what it is told', () => {
  const moods = [
    ['answers 429', { mood: 'busy', retryAfter: 40 }],
    ['hangs', { mood: 'hangs' }],
    ['is down', { mood: 'down' }],
    ['stands behind something that forbids it', { mood: 'blocked' }],
  ] as const;

  test.each(moods)(
    'and %s for ten minutes hears everything afterwards, in order, once',
    async (_what, mood) => {
      const chat = await declared();
      chat.workspace.behave(mood);
      const by = byAna;
      for (const number of [1, 2, 3, 4, 5]) {
        const status = `Step ${number}`;
        await chat.does(id, { type: 'PostUpdate', at: chat.now(), by, status });
        await chat.passes(120);
      }
      expect(lines(chat)).toEqual([]);
      chat.workspace.behave({ mood: 'well' });
      await chat.passes(600);
      const said = lines(chat).flatMap(text => /Status: (.*)/.exec(text)?.[1] ?? []);
      expect(said).toEqual(['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5']);
      expect(JSON.stringify(chat.channel().messages[0]?.blocks)).toContain('Step 5');
      expect(chat.waiting).toEqual([]);
    },
  );

  test('is shown on the incident: why it waits, and when it is told', async () => {
    const chat = await declared();
    chat.workspace.behave({ mood: 'busy', retryAfter: 40 });
    await chat.does(id, { type: 'PostUpdate', at: chat.now(), by: byAna, status: 'Looking' });
    await chat.settles();
    expect(await chat.effects(id)).toMatchObject([
      { channel: 'Slack', to: '#incident-2026-11-22-payments', state: 'waiting', reason: '429' },
    ]);
    chat.workspace.behave({ mood: 'well' });
    await chat.passes(60);
    expect(await chat.effects(id)).toMatchObject([{ state: 'sent' }]);
  });

  test('and asks for more time than a queue keeps anything is left alone until then', async () => {
    const chat = await declared();
    chat.workspace.behave({ mood: 'busy', retryAfter: 3000 });
    await chat.does(id, { type: 'PostUpdate', at: chat.now(), by: byAna, status: 'Looking' });
    await chat.settles();
    chat.workspace.behave({ mood: 'well' });
    chat.calls.length = 0;
    await chat.passes(2900);
    expect(chat.calls).toEqual([]);
    await chat.passes(200);
    expect(lines(chat).join()).toContain('Looking');
    expect(chat.waiting).toEqual([]);
  });

  test('and lets nobody make a channel is shown on the incident, and asked again when somebody wants that', async () => {
    const chat = chatOnMemory();
    const method = 'conversations.create';
    chat.workspace.behave({ mood: 'refuses', method, error: 'restricted_action' });
    await chat.types(declares, { user: ana });
    await chat.types('ack INC-2026-001', { user: ana });
    const [effect] = await chat.effects(id);
    expect(await chat.effects(id)).toMatchObject([
      {
        channel: 'Slack',
        to: 'a channel of its own',
        state: 'failed',
        reason: 'restricted_action',
      },
    ]);
    chat.workspace.behave({ mood: 'well' });
    await chat.again(id, effect?.key ?? '');
    expect(lines(chat).join()).toContain('Acknowledged by Ana');
    expect(await chat.effects(id)).toMatchObject([{ state: 'sent' }]);
  });

  test('and lets us write nothing hears all of it, in order and once, when somebody has mended that', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('ack', { user: ana, channel });
    const method = 'chat.postMessage';
    chat.workspace.behave({ mood: 'refuses', method, error: 'restricted_action' });
    await chat.types('update First', { user: ana, channel });
    await chat.types('update Second', { user: ana, channel });
    const [effect] = await chat.effects(id);
    expect(await chat.effects(id)).toMatchObject([
      { to: '#incident-2026-11-22-payments', state: 'failed', reason: 'restricted_action' },
    ]);
    chat.workspace.behave({ mood: 'well' });
    await chat.again(id, effect?.key ?? '');
    const said = lines(chat).flatMap(text => /Status: (.*)/.exec(text)?.[1] ?? []);
    expect(said).toEqual(['First', 'Second']);
    expect(await chat.effects(id)).toMatchObject([{ state: 'sent' }]);
  });

  test('and refuses one message alone hears the rest', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const method = 'chat.postMessage';
    chat.workspace.behave({ mood: 'refuses', method, error: 'invalid_blocks' });
    await chat.types('update First', { user: ana, channel });
    chat.workspace.behave({ mood: 'well' });
    await chat.types('update Second', { user: ana, channel });
    expect(lines(chat).join()).toContain('Second');
    expect(chat.logged).toMatchObject([{ level: 'error', message: 'chat message refused' }]);
  });

  test('and whose answers are lost is asked what it has, and told nothing twice', async () => {
    const chat = chatOnMemory();
    chat.loseAnswers(4);
    await chat.types(declares, { user: ana });
    await chat.passes(900);
    await chat.presses('acknowledge');
    chat.loseAnswers(2);
    await chat.types('update Looking at it', { user: ana, channel: chat.channel().id });
    await chat.passes(900);
    expect(chat.shown().channels).toHaveLength(1);
    const said = chat.channel().messages.map(({ text }) => text);
    expect(new Set(said).size).toBe(said.length);
    expect(said.filter(text => text.includes('Looking at it'))).toHaveLength(1);
  });

  test('and breaks while it is told is asked what it has, and told nothing twice', async () => {
    const chat = await declared();
    chat.loseAnswers(2, { ok: false, error: 'internal_error' });
    await chat.types('update Looking at it', { user: ana, channel: chat.channel().id });
    await chat.passes(900);
    expect(lines(chat).filter(text => text.includes('Looking at it'))).toHaveLength(1);
  });

  test('where somebody deleted the channel the incident goes on in another once somebody wants that', async () => {
    const chat = await declared();
    chat.workspace.state.channels.length = 0;
    await chat.types('ack INC-2026-001', { user: ana });
    const [effect] = await chat.effects(id);
    expect(effect).toMatchObject({ state: 'failed', reason: 'channel_not_found' });
    await chat.again(id, effect?.key ?? '');
    expect(lines(chat).join()).toContain('Acknowledged by Ana');
    expect(chat.channel().members).toContain(ana);
    expect(await chat.effects(id)).toMatchObject([{ state: 'sent' }]);
  });

  test('where somebody archived the channel nothing more is told, and nothing is tried for ever', async () => {
    const chat = await declared();
    const [channel] = chat.workspace.state.channels;
    if (channel !== undefined) channel.archived = true;
    await chat.types('ack INC-2026-001', { user: ana });
    await chat.passes(3600);
    expect(await phaseOf(chat)).toBe('acknowledged');
    expect(chat.waiting).toEqual([]);
    expect(await chat.effects(id)).toMatchObject([{ state: 'failed', reason: 'is_archived' }]);
  });
});

test('no message is longer, and no card has more, than Slack takes', async () => {
  const chat = chatOnMemory();
  const long = 'x'.repeat(200);
  await chat.types(`SEV1 ${long}`, { user: ana });
  const { id: channel } = chat.channel();
  await chat.types(`update ${'&<>'.repeat(330)}`, { user: ana, channel });
  await chat.types(`note ${'é&'.repeat(2000)}`, { user: ana, channel });
  await chat.presses('update');
  await chat.presses('resolve');
  await chat.types(`resolve ${'<b>'.repeat(600)}`, { user: ana, channel });
  expect(chat.logged.filter(({ level }) => level === 'error')).toEqual([]);
  expect(lines(chat)).toHaveLength(2);
});

describe('a page by direct message', () => {
  const page = pageChat({
    incident: headline,
    purpose: 'acknowledge',
    reason: 'declared',
    levelName: 'On-call Engineer',
    link: 'https://tocsin.example.com/a/token',
    code: '7K3Q',
    now: start,
    again: false,
  });

  test('goes to the member who has the address, and its button acknowledges for them', async () => {
    const chat = await declared();
    expect(await chat.direct({ email: ana }, page, 'page-1')).toMatchObject({ sent: true });
    const [{ user, channel, messages } = { user: '', channel: '', messages: [] }] =
      chat.shown().direct;
    expect(user).toBe(ana);
    await chat.workspace.press({ channel, ts: messages[0]?.ts, action: 'acknowledge' });
    await chat.settles();
    expect((await chat.incidents.load(id)).incident).toMatchObject({
      phase: 'acknowledged',
      acknowledgedBy: { id: 'ana' },
    });
  });

  test('that leads to nobody fails for good, and one that Slack does not take now is tried again', async () => {
    const chat = chatOnMemory();
    expect(await chat.direct({ email: 'jo@elsewhere.example' }, page, 'page-1')).toMatchObject({
      failed: 'give-up',
    });
    for (const mood of ['busy', 'hangs', 'down'] as const) {
      chat.workspace.behave({ mood, retryAfter: 30 });
      expect(await chat.direct({ email: ana }, page, 'page-1')).toMatchObject({ failed: 'retry' });
    }
  });
});
