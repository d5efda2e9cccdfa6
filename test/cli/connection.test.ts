import { describe, expect, test } from 'vitest';
import { findConnection } from '#cli/connection.ts';

interface Place {
  env?: Record<string, string>;
  files?: Record<string, string>;
  running?: number[];
}

const found = ({ env = {}, files = {}, running = [] }: Place) =>
  findConnection({
    env,
    directory: '/home/ana',
    projectDirectory: '/srv/tocsin',
    readFile: async path => files[path],
    isRunning: pid => running.includes(pid),
  });

const stack = JSON.stringify({ url: 'http://127.0.0.1:4510', pid: 42 });
const here = { '/home/ana/.tocsin/running.json': stack };
const inProject = { '/srv/tocsin/.tocsin/running.json': stack };

describe('finding the API', () => {
  test('by TOCSIN_URL, TOCSIN_TOKEN and TOCSIN_KEY', async () => {
    const env = {
      TOCSIN_URL: 'https://tocsin.example.com/',
      TOCSIN_TOKEN: 'secret',
      TOCSIN_KEY: 'key',
    };
    expect(await found({ env, files: here, running: [42] })).toEqual({
      url: 'https://tocsin.example.com',
      token: 'secret',
      key: 'key',
    });
  });

  test('a line break that came along with a copied token is none of it', async () => {
    const env = {
      TOCSIN_URL: 'https://tocsin.example.com',
      TOCSIN_TOKEN: 'secret\r\n',
      TOCSIN_KEY: ' key',
    };
    expect(await found({ env })).toMatchObject({ token: 'secret', key: 'key' });
  });

  test.each(['TOCSIN_TOKEN', 'TOCSIN_KEY'])(
    '%s with a sign that no request could carry ends there, and is not shown',
    async name => {
      for (const given of ['sec\nret', 'sec ret', 'secret\u2026']) {
        const env = { TOCSIN_URL: 'https://tocsin.example.com', [name]: given };
        await expect(found({ env })).rejects.toMatchObject({
          exitCode: 2,
          message: `${name} has a blank or another sign in it that no secret of ours has.`,
        });
      }
    },
  );

  test.each([
    ['where the person stands', here],
    ['in the project', inProject],
  ])('by the local stack that runs %s', async (_, files) => {
    expect(await found({ files, running: [42] })).toEqual({
      url: 'http://127.0.0.1:4510',
      token: 'local',
      key: 'local',
    });
  });

  test('a local address needs no token, because the local stack has a fixed one', async () => {
    const connection = await found({ env: { TOCSIN_URL: 'http://localhost:9000' } });
    expect(connection).toEqual({ url: 'http://localhost:9000', token: 'local', key: 'local' });
  });

  test('the local credential is never sent elsewhere', async () => {
    const connection = await found({ env: { TOCSIN_URL: 'https://tocsin.example.com' } });
    expect(connection).toEqual({
      url: 'https://tocsin.example.com',
      token: undefined,
      key: undefined,
    });
    for (const alike of ['https://localhost.example.com', 'https://127.0.0.1.example.com']) {
      expect((await found({ env: { TOCSIN_URL: alike } })).token).toBeUndefined();
    }
  });

  test("a person's own token goes only where the person has said, not where a file says", async () => {
    const env = { TOCSIN_TOKEN: 'secret', TOCSIN_KEY: 'key' };
    const connection = await found({ env, files: here, running: [42] });
    expect(connection).toMatchObject({ token: 'local', key: 'local' });
  });

  test.each(['http://evil.example.com', 'http://127.evil.example.com', 'file:///etc', 'nonsense'])(
    'a file that names %s is not believed',
    async url => {
      const file = JSON.stringify({ url, pid: 42 });
      const place = { files: { '/home/ana/.tocsin/running.json': file }, running: [42] };
      await expect(found(place)).rejects.toThrow('No Tocsin to talk to');
    },
  );

  test('by an address that only looks like a local one, no local credential', async () => {
    const connection = await found({ env: { TOCSIN_URL: 'http://127.0.0.1:9000' } });
    expect(connection.token).toBe('local');
  });
});

describe('finding none says what to do', () => {
  test.each([
    ['nothing is set and nothing runs', {}, 3, 'No Tocsin to talk to'],
    ['the stack has ended without a word', { files: here }, 3, 'is not running any more'],
    [
      'the file is half written',
      { files: { '/home/ana/.tocsin/running.json': '{' } },
      3,
      'No Tocsin',
    ],
    [
      'TOCSIN_URL is no address',
      { env: { TOCSIN_URL: 'tocsin.example.com' } },
      2,
      'not an http(s)',
    ],
  ])('when %s', async (_, place, exitCode, message) => {
    await expect(found(place)).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(message),
      next: expect.any(String),
    });
  });
});
