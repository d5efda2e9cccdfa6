import { describe, expect, test } from 'vitest';
import { postToRoom } from '#adapters/outside/chat-room.ts';
import type { OutsideAnswer } from '#adapters/outside/outside-call.ts';
import { deliverOnce } from '#app/communication/deliver-once.ts';
import { publishEvents } from '#app/communication/publish-events.ts';
import { tellRoom } from '#app/communication/tell-room.ts';
import { receivesMax } from '#contract/work-queues.ts';
import { effectOf } from '#core/communication/effects.ts';
import type { OutgoingDelivery } from '#core/communication/outgoing/event-delivery.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { roomsEmulator } from '#local/emulators/rooms.ts';
import { sampleSecrets } from '#local/emulators/secrets.ts';
import { commitAfter } from '../../support/given.ts';
import { declare } from '../../support/incidents.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { firstId, later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

/* Chats that are told and not listened to: each by itself, and however it behaves. */

const arnOf = (name: string) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:tocsin/${name}-AbCdEf`;
const rooms = ['teams', 'google-chat', 'discord', 'mattermost'].map(kind => ({
  ...{ name: `ops-${kind}`, kind, secret: arnOf(kind) },
}));
const commit = commitAfter([], declare());

type Answers = (OutsideAnswer | Error)[];

function desk({
  configured = rooms as unknown[],
  answers = [] as Answers,
  secrets = sampleSecrets as Record<string, string>,
} = {}) {
  const table = memory.memoryTable();
  const configuration = memory.memoryConfiguration(table);
  const parsed = parseDirectory({ ...team, chat: { rooms: configured } });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  const queued: OutgoingDelivery[] = [];
  const publish = publishEvents({
    configuration,
    putOnBus: async () => {},
    queueDeliveries: async some => void queued.push(...some),
  });
  let reads = 0;
  const fakes = roomsEmulator({ now: () => 0 });
  const telling = tellRoom({
    once: deliverOnce({ ledger: memory.memoryEffects(table), now: () => later(0), log: () => {} }),
    configuration,
    findCommit: async () => commit,
    postToRoom: postToRoom({
      async call(method, url, headers, body) {
        const next = answers.shift();
        if (next instanceof Error) throw next;
        if (next !== undefined) return next;
        const answer = fakes.answer({ method, url, headers, body: String(body) });
        if (answer === undefined) throw new Error(`Nobody is at ${url.host}`);
        return {
          status: answer.status,
          headers: answer.headers ?? {},
          body: JSON.stringify(answer.body),
        };
      },
      async read(arn) {
        reads += 1;
        const text = secrets[/secret:(.+)-AbCdEf/.exec(arn)?.[1] ?? ''];
        return text === undefined
          ? { unreadable: `the secret ${arn}: AccessDeniedException`, isTransient: false }
          : { text };
      },
      now: () => later(0),
    }),
  });
  const rests: number[] = [];
  return {
    ...{ publish, queued, messages: fakes.messages, rests, reads: () => reads },
    tell: (room: string, attempt = 1) =>
      telling(
        { kind: 'room', room, incidentId: firstId, version: 1 },
        { attempt, rest: async seconds => void rests.push(seconds) },
      ),
    seen: async () =>
      (await memory.memoryEffectsOf(table)(firstId))
        .map(effectOf)
        .map(({ channel, to, state, reason }) =>
          [channel, to, state, ...(reason ? [reason] : [])].join(': '),
        ),
  };
}

const answered = (status: number, body = '', headers = {}): OutsideAnswer => ({
  status,
  headers,
  body,
});

test('each room is told what a commit says as work of its own, once, and it shows with the incident', async () => {
  const { publish, queued, tell, messages, seen } = desk();
  await publish(commit);
  expect(queued).toEqual(
    rooms.map(({ name }) => ({ kind: 'room', room: name, incidentId: firstId, version: 1 })),
  );
  for (const { name } of [...rooms, ...rooms]) expect(await tell(name)).toBe('done');
  expect(messages.map(({ room }) => room)).toEqual([
    'teams',
    'google-chat',
    'discord',
    'mattermost',
  ]);
  expect((await seen()).toSorted()).toEqual([
    'Discord: ops-discord: sent',
    'Google Chat: ops-google-chat: sent',
    'Mattermost: ops-mattermost: sent',
    'Microsoft Teams: ops-teams: sent',
  ]);
});

describe('a room', () => {
  test.each([
    ['in a header', answered(429, '', { 'retry-after': '7' }), 7],
    [
      'in its body',
      answered(429, '{"message": "You are being rate limited.", "retry_after": 64.57}'),
      65,
    ],
    [
      'in words',
      answered(
        200,
        'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId',
      ),
      5,
    ],
    ['not at all', answered(503), 5],
    ['by silence', new Error('no answer'), 5],
  ])(
    'that asks for patience %s is told when it wants, and the message is not lost',
    async (_, answer, seconds) => {
      const { tell, rests, messages, seen } = desk({ answers: [answer] });
      expect(await tell('ops-discord')).toBe('again');
      expect(rests).toEqual([seconds]);
      expect(await seen()).toEqual([expect.stringMatching(/^Discord: ops-discord: waiting: /)]);
      expect(await tell('ops-discord', 2)).toBe('done');
      expect(messages).toHaveLength(1);
    },
  );

  test.each([
    ['is gone', answered(404), 'answered 404: it is gone'],
    ['does not let us in', answered(401), 'answered 401'],
    ['will never take it', answered(400), 'answered 400'],
  ])('that %s is asked no more, and shows as failed', async (_, answer, reason) => {
    const { tell, rests, seen } = desk({ answers: [answer] });
    expect(await tell('ops-discord')).toBe('done');
    expect(rests).toEqual([]);
    expect(await seen()).toEqual([`Discord: ops-discord: failed: ${reason}`]);
  });

  test('that stays away ends with the dead letters, from where it is told once it is back', async () => {
    const { tell, seen, messages } = desk({ answers: [answered(500)] });
    expect(await tell('ops-discord', receivesMax)).toBe('again');
    expect(await seen()).toEqual(['Discord: ops-discord: failed: answered 500']);
    expect(await tell('ops-discord', 1)).toBe('done');
    expect(messages).toHaveLength(1);
  });

  test('whose secret cannot be read waits, with what is to be done; its address is quoted nowhere', async () => {
    const { tell, seen } = desk({ secrets: {} });
    expect(await tell('ops-discord')).toBe('again');
    expect(await seen()).toEqual([expect.stringContaining('AccessDeniedException')]);
    const wrong = desk({ secrets: { 'tocsin/discord': 'hunter2' } });
    expect(await wrong.tell('ops-discord')).toBe('again');
    expect((await wrong.seen()).join()).toContain('has no https address in it');
    expect((await wrong.seen()).join()).not.toContain('hunter2');
  });

  test('that is no longer in tocsin.yaml is told nothing more', async () => {
    const { tell, messages, seen } = desk({ configured: [] });
    expect(await tell('ops-discord')).toBe('done');
    expect(messages).toEqual([]);
    expect(await seen()).toEqual(['chat: ops-discord: not-wanted']);
  });

  test('whose address was changed is told at the new one, once the old one is gone', async () => {
    const answers = [answered(503)];
    const { tell, messages, reads, seen } = desk({ answers });
    expect(await tell('ops-discord')).toBe('again');
    answers.push(answered(404));
    expect(await tell('ops-discord', 2)).toBe('done');
    expect(messages).toHaveLength(1);
    expect(reads()).toBe(2);
    expect(await seen()).toEqual(['Discord: ops-discord: sent']);
  });

  test('has its secret read no more than it has to be', async () => {
    const { tell, reads } = desk();
    await tell('ops-discord');
    await tell('ops-discord');
    expect(reads()).toBe(1);
  });
});
