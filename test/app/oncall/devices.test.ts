import { describe, expect, test } from 'vitest';
import { deviceOperations } from '#app/oncall/device-operations.ts';
import { responderFor } from '#core/oncall/responder.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { memoryRoster } from '../../support/memory/memory-roster.ts';
import * as memory from '../../support/memory/memory-table.ts';
import { callOf } from '../../support/operations.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const publicKey =
  'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const keys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const { notify: _, ...withoutRules } = team;

function office(change: object = { push: { publicKey } }) {
  const parsed = parseDirectory({ ...withoutRules, ...change });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const configuration = memory.memoryConfiguration(memory.memoryTable());
  configuration.put(parsed.directory);
  const roster = memoryRoster();
  const operations = deviceOperations({ configuration, roster, now: () => start });
  const body = (endpoint: string, its: typeof keys) => ({
    ...{ name: 'Chrome on Android', publicKey, subscription: { endpoint, keys: its } },
  });
  return {
    roster,
    add: (endpoint: string, person = 'ana', by = person, its = keys) =>
      operations.addDevice(callOf({ params: { id: person }, body: body(endpoint, its), by })),
    remove: (device: string, person = 'ana', by = person) =>
      operations.removeDevice(callOf({ params: { id: person, device }, by })),
    reached: async (person = 'ana') =>
      responderFor(parsed.directory, await roster.newest(), person, 'high'),
  };
}

const phone = 'https://fcm.googleapis.com/fcm/send/phone';
const laptop = 'https://updates.push.services.mozilla.com/wpush/v2/laptop';
const answered = (outcome: object) =>
  'answer' in outcome ? (outcome.answer as { id: string }) : { id: '' };

describe('a device', () => {
  test('takes pages from when its person says so there, beside what reached them before', async () => {
    const { add, reached } = office();
    expect((await reached())?.contacts?.map(({ channel }) => channel)).not.toContain('push');
    const { id } = answered(await add(phone));
    expect(await reached()).toMatchObject({ push: id, phone: '+15555550101' });
    expect((await reached())?.contacts?.map(({ channel }) => channel)).toEqual([
      ...['push', 'sms', 'email', 'sms'],
    ]);
  });

  test('is one of several, each removed by itself', async () => {
    const { add, remove, reached } = office();
    const [one, other] = [answered(await add(phone)), answered(await add(laptop))];
    expect((await reached())?.push).toBe([one.id, other.id].toSorted().join(' '));
    expect(await remove(one.id)).toMatchObject({ answer: { id: one.id, isUsed: false } });
    expect((await reached())?.push).toBe(other.id);
    expect(await remove(one.id)).toHaveProperty('notFound');
  });

  test('is added twice and is one', async () => {
    const { add, roster } = office();
    await add(phone);
    await add(phone);
    expect((await roster.newest()).contacts).toHaveLength(1);
  });

  test('belongs to whoever sits at it now', async () => {
    const { add, reached } = office();
    await add(phone, 'ana');
    const { id } = answered(await add(phone, 'bo'));
    expect((await reached('ana'))?.push).toBeUndefined();
    expect((await reached('bo'))?.push).toBe(id);
  });

  test('takes the pages of nobody else, whoever asks', async () => {
    const { add, remove } = office();
    expect(await add(phone, 'ana', 'bo')).toHaveProperty('forbidden');
    const { id } = answered(await add(phone));
    expect(await remove(id, 'ana', 'bo')).toHaveProperty('forbidden');
  });

  test.each([
    'http://fcm.googleapis.com/x',
    'https://push.example.com/x',
    'https://fcm.googleapis.com.example.com/x',
    'https://user:secret@fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://127.0.0.1/x',
    'no address',
  ])('at %s is at no push service, and is refused', async endpoint => {
    const { add } = office();
    expect(await add(endpoint)).toMatchObject({ invalid: { path: '/subscription/endpoint' } });
  });

  test('for which nothing could be encrypted is refused', async () => {
    const { add } = office();
    expect(await add(phone, 'ana', 'ana', { ...keys, p256dh: `B${'A'.repeat(86)}` })).toMatchObject(
      {
        invalid: { path: '/subscription/keys/p256dh' },
      },
    );
  });

  test('of a push service of one’s own is taken where the configuration names it', async () => {
    const { add } = office({ push: { publicKey, services: ['push.example.com'] } });
    expect(await add('https://push.example.com/x')).toHaveProperty('answer');
  });

  test('can be had only where there is a key', async () => {
    expect(await office({}).add(phone)).toMatchObject({ refused: { rule: 'no-push' } });
  });

  test('that listens to an earlier key hears nothing, and is told apart', async () => {
    const { add, roster, reached } = office();
    await add(phone);
    const [known] = (await roster.newest()).contacts;
    if (known?.device === undefined) throw new Error('Not added');
    const device = { ...known.device, publicKey: keys.p256dh };
    await roster.putContact({ ...known, device }, known);
    expect(await reached()).toMatchObject({
      remarks: expect.arrayContaining([
        { channel: 'push', text: 'its devices know an earlier key only' },
      ]),
    });
  });

  test('is the eleventh and is refused', async () => {
    const { add } = office();
    for (let n = 0; n < 10; n++) await add(`${phone}${n}`);
    expect(await add(`${phone}10`)).toMatchObject({ refused: { rule: 'too-many-devices' } });
  });
});
