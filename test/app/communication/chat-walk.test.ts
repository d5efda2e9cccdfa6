import { describe, expect, test } from 'vitest';
import { slackSignature } from '#core/communication/chat/signature.ts';
import { incidentId } from '#core/ids.ts';
import { epochMs } from '#core/time/instant.ts';
import { chatOnMemory } from '../../support/chat-on-memory.ts';

/* All that can be typed, pressed, marked and filled in, as Slack sends it: what somebody sees who is called at three. */

const ana = 'ana@example.com';
const bo = 'bo@example.com';
const stranger = 'U0STRANGER';
const id = incidentId('INC-2026-001');
const people = { bo: { name: 'Bo', email: bo, slack: 'U0BO' } };

async function declared() {
  const chat = chatOnMemory({ statusPage: {}, people });
  await chat.types('SEV1 Payment processing down', { user: ana });
  return chat;
}
type World = Awaited<ReturnType<typeof declared>>;
const lines = (chat: World) =>
  chat
    .channel()
    .messages.slice(1)
    .map(({ text }) => text)
    .join('\n');
const whispers = (chat: World) =>
  chat
    .shown()
    .ephemeral.map(({ text }) => text)
    .join('\n');
const stateOf = async (chat: World) => (await chat.incidents.load(id)).incident;
const versionOf = async (chat: World) => (await chat.incidents.load(id)).version;

const payload = (body: object) => new URLSearchParams({ payload: JSON.stringify(body) }).toString();
const signed = (chat: World, body: string, { secret = 'local', ageSeconds = 0 } = {}) => {
  const timestamp = String(Math.floor(epochMs(chat.now()) / 1000) - ageSeconds);
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': slackSignature(timestamp, body, secret),
  };
};

/** Typed, what of the incident is so afterwards, and what everybody reads in the channel. */
const acts: [typed: string, is: object, told: RegExp][] = [
  [
    'ack',
    { phase: 'acknowledged', acknowledgedBy: { id: 'ana', via: 'slack' } },
    /Acknowledged by Ana \(via Slack\)/,
  ],
  ['acknowledge', { phase: 'acknowledged' }, /Acknowledged by Ana/],
  [
    'update Rolled back',
    { latestUpdate: { status: 'Rolled back' } },
    /UPDATE \[.*\]\nStatus: Rolled back/,
  ],
  [
    'resolve Restarted it',
    { phase: 'watching', resolution: 'Restarted it' },
    /Resolved by Ana.*Restarted it/s,
  ],
  ['role ic', { roles: { incidentCommander: { person: 'ana' } } }, /Ana is Incident Commander/i],
  ['role ic me', { roles: { incidentCommander: { person: 'ana' } } }, /Ana is Incident Commander/i],
  ['role ic bo', { roles: { incidentCommander: { person: 'bo' } } }, /Bo is Incident Commander/i],
  ['role tl <@U0BO|bo>', { roles: { technicalLead: { person: 'bo' } } }, /Bo is Technical Lead/i],
  ['role comms @Bo', { roles: { communicationsLead: { person: 'bo' } } }, /Bo is Communications/i],
  ['role scribe bo', { roles: { scribe: { person: 'bo' } } }, /Bo is Scribe/i],
  ['escalate nobody answers', { phase: 'open' }, /nobody answers/],
  ['escalate', { phase: 'open' }, /Paging level 2.*Ana asked for help/],
  ['sev 2 only one region', { severity: 'SEV2' }, /SEV1 to SEV2.*only one region/s],
  ['severity sev3', { severity: 'SEV3' }, /SEV1 to SEV3/],
];

/** Typed, and what whoever typed it reads alone. */
const looks: [typed: string, reads: RegExp][] = [
  ['list', /SEV1 INC-2026-001 Payment processing down \(open, nobody has it\) <#C\w+>/],
  ['status', /SEV1: Payment processing down \(INC-2026-001, open, nobody has it\)/],
  ['status INC-2026-001', /open, nobody has it/],
  ['why', /^SEV1: /m],
];

describe('what is typed in the channel', () => {
  test.each(acts)('/incident %s is done, and everybody reads it there', async (typed, is, told) => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const answered = await chat.types(typed, { user: ana, channel });
    expect(answered).toMatchObject({ status: 200 });
    expect(await stateOf(chat)).toMatchObject(is);
    expect(lines(chat)).toMatch(told);
    expect(chat.logged.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test.each(looks)('/incident %s is read by whoever asks, known or not', async (typed, reads) => {
    for (const user of [ana, stranger]) {
      const chat = await declared();
      const before = await versionOf(chat);
      await chat.types(typed, { user, channel: chat.channel().id });
      expect(chat.shown().ephemeral.at(-1)?.text).toMatch(reads);
      expect(await versionOf(chat)).toBe(before);
    }
  });

  test('/incident note is a line of the timeline, and whoever wrote it is told', async () => {
    const chat = await declared();
    await chat.types('note The vendor says it is them', { user: ana, channel: chat.channel().id });
    expect(whispers(chat)).toContain(`Noted on the timeline of ${id}.`);
  });

  test('a severity with words declares another, and says how this one would have got it', async () => {
    const chat = await declared();
    await chat.types('sev2 only one region', { user: ana, channel: chat.channel().id });
    expect(whispers(chat)).toContain('SEV2 INC-2026-002 is declared');
    expect(whispers(chat)).toContain(`${id} stays as it is: \`/incident sev 2 …\``);
  });

  test('a severity with a blank in it and words declares where no incident is at home, though one is open', async () => {
    const chat = await declared();
    await chat.types('SEV 2 Search is slow', { user: ana });
    expect(whispers(chat)).toContain('SEV2 INC-2026-002 is declared');
    expect(whispers(chat)).toContain('`/incident sev 2 INC-2026-001 …`');
    expect(await stateOf(chat)).toMatchObject({ severity: 'SEV1', phase: 'open' });
  });

  test('/incident role of a member whom tocsin.yaml does not know says whom, as it was written', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('role ic <@U0NOBODY|cleo>', { user: ana, channel });
    expect(whispers(chat)).toContain('Nobody in tocsin.yaml is @cleo, so the role stays');
  });

  test('/incident help says everything that can be typed, at once', async () => {
    const chat = chatOnMemory();
    const { body } = (await chat.types('help', { user: stranger })) as { body: string };
    for (const word of [
      'list',
      'status',
      'why',
      'ack',
      'update',
      'resolve',
      'role',
      'escalate',
      'sev',
      'note',
    ]) {
      expect(body, word).toContain(`/incident ${word}`);
    }
  });

  test.each([
    ['update', /Say what/],
    ['note', /Say what/],
    ['resolve', /what ended it/],
    ['sev', /Say which/],
    ['sev 9', /Say which|no command|Say what is broken/],
    ['role', /Say which/],
    ['role king bo', /Say which/],
    ['declare', /what is broken/],
    ['SEV1', /what is broken/],
    ['resolv it', /no command/],
    ['', /declares an incident/],
  ])('/incident %s lacks something: it says what, and nothing is done', async (typed, says) => {
    const chat = await declared();
    const before = await versionOf(chat);
    const { body } = (await chat.types(typed, { user: ana, channel: chat.channel().id })) as {
      body: string;
    };
    expect(body).toMatch(says);
    expect(await versionOf(chat)).toBe(before);
    expect(chat.shown().channels).toHaveLength(1);
  });
});

describe('what is typed elsewhere', () => {
  test.each(acts)(
    '/incident %s, about the one that is named, is answered with how it stands',
    async (typed, is) => {
      const chat = await declared();
      const [word = '', ...rest] = typed.split(' ');
      await chat.types([word, id, ...rest].join(' '), { user: ana, channel: 'C0GENERAL' });
      expect(await stateOf(chat)).toMatchObject(is);
      const { severity } = (await stateOf(chat)) as { severity: string };
      const answer = chat.shown().ephemeral.at(-1)?.text ?? '';
      expect(answer).toMatch(
        new RegExp(`^Done: ${severity}: Payment processing down \\(INC-2026-001`),
      );
      expect(answer).toContain(`<#${chat.channel().id}>`);
    },
  );

  test('with two open asks which one is meant, and with none says so', async () => {
    const chat = await declared();
    await chat.types('SEV2 Search is slow', { user: ana });
    await chat.types('ack', { user: ana, channel: 'C0GENERAL' });
    expect(whispers(chat)).toContain('Which one?');
    expect(whispers(chat)).toContain('INC-2026-002 Search is slow');
    expect(whispers(chat)).toContain('`/incident ack INC-2026-001`');
    const quiet = chatOnMemory();
    await quiet.types('ack', { user: ana });
    expect(whispers(quiet)).toContain(
      'No incident is open. `/incident SEV1 Payment processing down` declares one.',
    );
    await chat.types('ack INC-2026-777', { user: ana });
    expect(whispers(chat)).toContain('There is no incident INC-2026-777.');
  });

  test('on a bad day hears of the worst first, and how many more there are', async () => {
    const chat = await declared();
    for (let number = 1; number <= 12; number++) {
      await chat.types(`SEV4 Disk ${number} is filling up`, { user: ana });
    }
    for (const typed of ['list', 'ack']) {
      await chat.types(typed, { user: ana, channel: 'C0GENERAL' });
      const answer = chat.shown().ephemeral.at(-1)?.text ?? '';
      expect(answer).toContain('SEV1 INC-2026-001 Payment processing down');
      expect(answer.match(/^• /gm)).toHaveLength(10);
      expect(answer).toMatch(/\nand 3 more: `tocsin list`$/);
    }
  });
});

describe('a stranger', () => {
  test.each(acts)('who types /incident %s is told why not, and nothing is done', async typed => {
    const chat = await declared();
    const before = await versionOf(chat);
    await chat.types(typed, { user: stranger, channel: chat.channel().id });
    expect(chat.shown().ephemeral.at(-1)).toMatchObject({
      text: expect.stringContaining('Only people in tocsin.yaml may do this'),
    });
    expect(await versionOf(chat)).toBe(before);
  });

  test.each(['acknowledge', 'command'])('who presses %s is told why not', async action => {
    const chat = await declared();
    const before = await versionOf(chat);
    await chat.presses(action, { user: stranger });
    expect(whispers(chat)).toContain('Only people in tocsin.yaml may do this');
    expect(await versionOf(chat)).toBe(before);
  });

  test('help that is asked for twice in the form of one level wakes one further, and the second asker is told of it', async () => {
    const chat = await declared();
    for (const user of [ana, ana]) await chat.presses('help', { user });
    for (const reason of ['Need a DBA', 'Nobody answers']) {
      await chat.workspace.submit({ values: { reason } });
      await chat.settles();
    }
    expect(await stateOf(chat)).toMatchObject({ paging: { escalation: { level: 2 } } });
    expect(whispers(chat)).toMatch(/was paged at .* already: Ana: Need a DBA/);
  });

  test.each(['update', 'severity', 'resolve', 'help', 'publish'])(
    'who fills in the form of %s is told why not',
    async action => {
      const chat = await declared();
      const before = await versionOf(chat);
      await chat.presses(action, { user: stranger });
      await chat.workspace.submit({
        values: { status: 'x', reason: 'x', resolution: 'x', severity: 'SEV4' },
      });
      await chat.settles();
      // Whoever is not in the channel is told by direct message.
      const told = chat.shown().direct.flatMap(({ messages }) => messages.map(({ text }) => text));
      expect(told.join('\n')).toContain('Only people in tocsin.yaml may do this');
      expect(await versionOf(chat)).toBe(before);
    },
  );

  test('who marks a message, or writes one that begins with note, is told why not', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    const said = await chat.workspace.say({ channel, text: 'The pool is full', user: bo });
    const before = await versionOf(chat);
    // Whoever writes in a channel is in it, and nobody else reads what is whispered there.
    chat.workspace.state.channels[0]?.members.push(stranger);
    await chat.workspace.react({ channel, ts: said.ts, emoji: 'memo', user: stranger });
    await chat.workspace.say({ channel, text: 'note all is well', user: stranger });
    await chat.settles();
    expect(await versionOf(chat)).toBe(before);
    expect(whispers(chat)).toContain('Only people in tocsin.yaml may do this');
  });
});

describe('each button', () => {
  test.each([
    ['acknowledge', { phase: 'acknowledged', acknowledgedBy: { id: 'ana' } }],
    ['command', { roles: { incidentCommander: { person: 'ana' } } }],
  ])('%s acts at once', async (action, is) => {
    const chat = await declared();
    await chat.presses(action, { user: ana });
    expect(await stateOf(chat)).toMatchObject(is);
  });

  test.each([
    [
      'update',
      { status: 'Looking', impact: 'Nobody can pay', actions: 'Rollback' },
      { latestUpdate: { status: 'Looking', impact: 'Nobody can pay', actions: 'Rollback' } },
    ],
    ['severity', { severity: 'SEV2', reason: 'One region' }, { severity: 'SEV2' }],
    ['resolve', { resolution: 'Restarted' }, { phase: 'watching', resolution: 'Restarted' }],
    ['help', { reason: 'Need a DBA' }, { phase: 'open' }],
    ['publish', {}, { publicNotices: [{ stage: 'investigating' }] }],
  ])('%s shows its form, and does what was sent', async (action, values, is) => {
    const chat = await declared();
    expect(await chat.presses(action, { user: ana })).toMatchObject({ status: 200, body: '' });
    const before = await versionOf(chat);
    expect(await chat.workspace.submit({ values })).toMatchObject({ status: 200 });
    await chat.settles();
    expect(await stateOf(chat)).toMatchObject(is);
    expect(await versionOf(chat)).toBeGreaterThan(before);
    // What was done stands in the channel, or in the form itself.
    expect(chat.shown().ephemeral).toHaveLength(1);
  });

  test.each([
    ['update', 'status', /write what is known/],
    ['resolve', 'resolution', /write what ended it/],
  ])('%s without a word does nothing, and says so', async (action, field, says) => {
    const chat = await declared();
    await chat.presses(action, { user: ana });
    const before = await versionOf(chat);
    await chat.workspace.submit({ values: { [field]: '  ' } });
    await chat.settles();
    expect(await versionOf(chat)).toBe(before);
    expect(whispers(chat)).toMatch(says);
  });

  test('that shows a form says what to type where Slack did not show it in time', async () => {
    const chat = await declared();
    const { id: channel, messages } = chat.channel();
    const user = { id: chat.workspace.state.users[0]?.id, username: 'ana', team_id: 'T0LOCAL' };
    const body = payload({
      ...{
        type: 'block_actions',
        user,
        channel: { id: channel },
        message: { ts: messages[0]?.ts },
      },
      actions: [{ action_id: 'update', value: id }],
      trigger_id: 'expired.1.2',
      response_url: 'https://hooks.slack.com/actions/T0LOCAL/U0ANA/1',
    });
    expect((await chat.knock(signed(chat, body), body)).status).toBe(200);
    await chat.settles();
    expect(whispers(chat)).toContain('Slack did not show the form; write it instead.');
  });
});

describe('after the all-clear', () => {
  test('the channel is archived, and who acts then is told that it is over', async () => {
    const chat = await declared();
    const { id: channel } = chat.channel();
    await chat.types('resolve Restarted it', { user: ana, channel });
    await chat.passes(1801);
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    expect(chat.channel().archived).toBe(true);
    const before = await versionOf(chat);
    for (const typed of ['ack', 'update x', 'resolve x', 'escalate', 'sev 2 x']) {
      const [word = '', ...rest] = typed.split(' ');
      const told = chat.shown().ephemeral.length;
      await chat.types([word, id, ...rest].join(' '), { user: ana, channel: 'C0GENERAL' });
      expect(chat.shown().ephemeral.length, typed).toBe(told + 1);
    }
    expect(await versionOf(chat)).toBe(before);
  });
});

describe('a reminder of an update', () => {
  test('comes with the form one tap away', async () => {
    const chat = await declared();
    await chat.presses('acknowledge', { user: ana });
    await chat.passes(10 * 60);
    await chat.does(id, { type: 'Wake', at: chat.now() });
    await chat.settles();
    const reminder = chat
      .channel()
      .messages.findLast(({ blocks }) => JSON.stringify(blocks).includes('"action_id":"update"'));
    expect(reminder?.text).toMatch(/update/i);
    expect(reminder?.ts).not.toBe(chat.channel().messages[0]?.ts);
    await chat.presses('update', { user: ana, ts: reminder?.ts ?? '' });
    await chat.workspace.submit({ values: { status: 'Still on it' } });
    await chat.settles();
    expect(await stateOf(chat)).toMatchObject({ latestUpdate: { status: 'Still on it' } });
  });
});

describe('what Slack sends', () => {
  async function bodies(chat: World) {
    const { id: channel, messages } = chat.channel();
    const member = chat.workspace.state.users.find(({ email }) => email === ana)?.id ?? '';
    const user = { id: member, username: 'ana', team_id: 'T0LOCAL' };
    const said = await chat.workspace.say({ channel, text: 'The pool is full', user: bo });
    const event = (told: object) =>
      JSON.stringify({ type: 'event_callback', team_id: 'T0LOCAL', event_id: 'Ev1', event: told });
    return {
      'a command': new URLSearchParams({
        command: '/incident',
        text: 'ack',
        user_id: member,
        channel_id: channel,
      }).toString(),
      'a press': payload({
        type: 'block_actions',
        user,
        channel: { id: channel },
        message: { ts: messages[0]?.ts },
        actions: [{ action_id: 'command', value: id }],
      }),
      'a form': payload({
        type: 'view_submission',
        user,
        view: {
          id: 'V1',
          callback_id: 'resolve',
          private_metadata: id,
          state: { values: { resolution: { resolution: { value: 'Restarted' } } } },
        },
      }),
      'a note of a menu': payload({
        type: 'message_action',
        callback_id: 'note',
        user,
        channel: { id: channel },
        message: { ts: said.ts, text: 'The pool is full', user: 'U0BO' },
      }),
      'a mark': event({
        type: 'reaction_added',
        user: member,
        reaction: 'memo',
        item: { type: 'message', channel, ts: said.ts },
      }),
      'a message': event({
        type: 'message',
        user: member,
        text: 'note we rolled back',
        channel,
        ts: said.ts,
      }),
    };
  }
  const kinds = [
    'a command',
    'a press',
    'a form',
    'a note of a menu',
    'a mark',
    'a message',
  ] as const;

  test.each(kinds)('as %s is done', async kind => {
    const chat = await declared();
    const body = (await bodies(chat))[kind];
    const before = await versionOf(chat);
    expect((await chat.knock(signed(chat, body), body)).status).toBe(200);
    await chat.settles();
    expect(await versionOf(chat)).toBeGreaterThan(before);
  });

  test.each(kinds)('as %s is done once, though it is brought three times', async kind => {
    const chat = await declared();
    const body = (await bodies(chat))[kind];
    const isEvent = body.startsWith('{');
    const headers = signed(chat, body);
    await chat.knock(headers, body);
    await chat.settles();
    const after = await versionOf(chat);
    for (const number of ['1', '2']) {
      // Slack signs an event anew when it brings it again; what somebody recorded is as it was.
      if (isEvent) await chat.passes(60);
      const again = isEvent ? signed(chat, body) : headers;
      const told = {
        ...again,
        'x-slack-retry-num': number,
        'x-slack-retry-reason': 'http_timeout',
      };
      expect((await chat.knock(told, body)).status).toBe(200);
      await chat.settles();
    }
    expect(await versionOf(chat)).toBe(after);
  });

  const faults: [string, { secret?: string; ageSeconds?: number; altered?: true }][] = [
    ['signed with another secret', { secret: 'guessed' }],
    ['recorded six minutes ago', { ageSeconds: 360 }],
    ['of six minutes from now', { ageSeconds: -360 }],
    ['changed after it was signed', { altered: true }],
  ];
  test.each(kinds.flatMap(kind => faults.map(([what, fault]) => [kind, what, fault] as const)))(
    'as %s %s is turned away, and nothing comes of it',
    async (kind, _what, { altered, ...fault }) => {
      const chat = await declared();
      const body = (await bodies(chat))[kind];
      const before = await versionOf(chat);
      const sent = altered ? body.replace(/ana|U/, 'X') : body;
      expect((await chat.knock(signed(chat, body, fault), sent)).status).toBe(401);
      await chat.settles();
      expect(await versionOf(chat)).toBe(before);
    },
  );
});
