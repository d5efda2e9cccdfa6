import { describe, expect, test } from 'vitest';
import { newSession } from '#core/setup/session.ts';
import { later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const session = newSession({ id: 'one', person: 'ana', way: 'code' }, start);

describe.each([inMemory, onDynamoDb()])('sessions in $name', ({ open }) => {
  test('are found by their person and id together, until they end', async () => {
    const { sessions } = await open();
    expect(await sessions.start(session)).toBe('started');
    expect(await sessions.start({ ...session, way: 'local' })).toBe('exists');
    expect(await sessions.find('ana', 'one')).toEqual(session);
    expect(await sessions.find('bo', 'one')).toBeUndefined();
    expect(await sessions.end('bo', 'one')).toBe('gone');
    expect(await sessions.end('ana', 'one')).toBe('ended');
    expect(await sessions.find('ana', 'one')).toBeUndefined();
  });

  test('are listed for one person', async () => {
    const { sessions } = await open();
    await sessions.start(session);
    await sessions.start({ ...session, id: 'two' });
    await sessions.start({ ...session, person: 'bo' });
    const ids = (await sessions.list('ana')).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(['one', 'two']);
  });

  test('are not brought back by whoever used them while they were ended', async () => {
    const { sessions } = await open();
    await sessions.start(session);
    await sessions.end('ana', 'one');
    expect(await sessions.renew({ ...session, seenAt: later(4000) })).toBe('gone');
    expect(await sessions.find('ana', 'one')).toBeUndefined();
  });
});

describe.each([inMemory, onDynamoDb()])('codes that sign in, in $name', ({ open }) => {
  const code = { person: 'ana', codeSha256: 'right', until: later(600) };

  test('are good once', async () => {
    const { signInCodes } = await open();
    await signInCodes.start('asked', code);
    expect(await signInCodes.use('other', 'right', start)).toBe('unknown');
    expect(await signInCodes.use('asked', 'right', start)).toEqual({ person: 'ana' });
    expect(await signInCodes.use('asked', 'right', start)).toBe('unknown');
  });

  test('of two that come at once, one is let in', async () => {
    const { signInCodes } = await open();
    await signInCodes.start('asked', code);
    const both = await Promise.all([1, 2].map(() => signInCodes.use('asked', 'right', start)));
    expect(both.filter(used => used !== 'unknown')).toEqual([{ person: 'ana' }]);
  });

  test('are worth nothing after their time, and after five tries', async () => {
    const { signInCodes } = await open();
    await signInCodes.start('late', code);
    expect(await signInCodes.use('late', 'right', later(600))).toBe('unknown');
    await signInCodes.start('guessed', code);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await signInCodes.use('guessed', 'no', start)).toEqual({ wrongs: tries + 1 });
    }
    expect(await signInCodes.use('guessed', 'right', start)).toBe('too-many-tries');
  });

  test('are counted within the hour where they are wrong, whosever they are, and where there was one at all', async () => {
    const { signInCodes } = await open();
    await signInCodes.start('one', code);
    await signInCodes.start('another', { ...code, person: 'bo' });
    expect(await signInCodes.wrongs(start)).toBe(0);
    await signInCodes.use('one', 'no', start);
    await signInCodes.use('none', 'no', start);
    expect(await signInCodes.use('another', 'no', start)).toEqual({ wrongs: 2 });
    expect(await signInCodes.wrongs(start)).toBe(2);
    expect(await signInCodes.wrongs(later(3600))).toBe(0);
  });
});
