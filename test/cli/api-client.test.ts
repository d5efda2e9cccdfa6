import { describe, expect, test } from 'vitest';
import { apiClient } from '#cli/api-client.ts';
import { examples } from '#contract/examples.ts';

type Step = Response | Error;

/** A network that answers these in order, and remembers what was sent. */
function network(...steps: Step[]) {
  const sent: { url: string; init: RequestInit }[] = [];
  const pauses: number[] = [];
  const client = apiClient({
    url: 'https://tocsin.example.com',
    credential: 'secret',
    timeZone: 'UTC',
    via: 'cli',
    hear: () => undefined,
    sleep: async ms => {
      pauses.push(ms);
    },
    fetch: async (url, init = {}) => {
      sent.push({ url: String(url), init });
      const step = steps.shift();
      if (step === undefined) throw new Error('One request too many');
      if (step instanceof Error) throw step;
      return step;
    },
  });
  return { client, sent, pauses };
}

const refusedConnection = () =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
/** The answer began, and the network went away. */
const brokenOff = () =>
  new Response(
    new ReadableStream({
      pull: stream =>
        stream.error(
          new TypeError('terminated', {
            cause: Object.assign(new Error(), { code: 'UND_ERR_SOCKET' }),
          }),
        ),
    }),
  );
const json = (body: unknown, status = 200, headers = {}) =>
  Response.json(body, { status, headers });
const list = examples.listIncidents.answer;

describe('reading', () => {
  test('goes on after a broken connection and after a gateway that is overloaded', async () => {
    const { client, pauses } = network(refusedConnection(), json({}, 503), json(list));
    expect(await client.call('listIncidents', {})).toEqual(list);
    expect(pauses).toEqual([200, 800]);
  });

  test('goes on after an answer that broke off in the middle', async () => {
    const { client, sent } = network(brokenOff(), json(list));
    expect(await client.call('listIncidents', {})).toEqual(list);
    expect(sent).toHaveLength(2);
  });

  test('gives up after the third time, and says what the person can check', async () => {
    const { client } = network(refusedConnection(), refusedConnection(), refusedConnection());
    await expect(client.call('listIncidents', {})).rejects.toMatchObject({
      exitCode: 3,
      message: 'Cannot reach Tocsin at https://tocsin.example.com: nothing listens there.',
      next: expect.stringContaining('npm start'),
    });
  });

  test('is not repeated when the API has answered, be it a failure', async () => {
    const { client, sent } = network(json({}, 500));
    await expect(client.call('listIncidents', {})).rejects.toMatchObject({ exitCode: 3 });
    expect(sent).toHaveLength(1);
  });

  test('leaves filters that are not given out of the address', async () => {
    const { client, sent } = network(json(list));
    await client.call('listIncidents', { query: { severity: 'SEV1', cursor: undefined } });
    expect(sent[0]?.url).toBe('https://tocsin.example.com/v1/incidents?severity=SEV1');
  });
});

describe('alerts and heartbeats', () => {
  const params = { source: 'generic', name: 'nightly-backup' };

  test('are said again where the answer is lost: twice is as good as once', async () => {
    const body = { title: 'Down' };
    const { answer } = examples.sendAlert;
    const alerts = network(brokenOff(), json({}, 502), json(answer, 202));
    expect(await alerts.client.call('sendAlert', { params, body })).toEqual(answer);
    expect(alerts.sent.map(({ init }) => init.body)).toEqual(
      Array.from({ length: 3 }, () => JSON.stringify(body)),
    );
    const beats = network(brokenOff(), json(examples.sendHeartbeat.answer, 202));
    await beats.client.call('sendHeartbeat', { params });
    expect(beats.sent).toHaveLength(2);
  });
});

describe('commands', () => {
  const note = { params: { id: 'INC-2026-001' }, body: { text: 'Seen' } };

  test('are sent once, whatever happens', async () => {
    const { client, sent } = network(refusedConnection());
    await expect(client.call('addNote', note)).rejects.toMatchObject({ exitCode: 3 });
    expect(sent).toHaveLength(1);
  });

  test('say that the network is to blame for an answer that broke off', async () => {
    const { client, sent } = network(brokenOff());
    await expect(client.call('addNote', note)).rejects.toMatchObject({
      exitCode: 3,
      message: 'Cannot reach Tocsin at https://tocsin.example.com: the connection broke off.',
    });
    expect(sent).toHaveLength(1);
  });

  test.each([500, 502, 503, 504])(
    'are not to be repeated blindly after %i: they may be done',
    async status => {
      const { client } = network(json({ message: 'Service Unavailable' }, status));
      await expect(client.call('addNote', note)).rejects.toMatchObject({
        exitCode: 3,
        next: expect.stringContaining('may be done all the same'),
      });
    },
  );

  test('carry the credential and do not follow it elsewhere', async () => {
    const { client, sent } = network(json(examples.addNote.answer));
    await client.call('addNote', note);
    expect(sent[0]).toMatchObject({
      url: 'https://tocsin.example.com/v1/incidents/INC-2026-001/notes',
      init: {
        method: 'POST',
        redirect: 'error',
        body: '{"text":"Seen"}',
        headers: { authorization: 'Bearer secret' },
      },
    });
  });
});

describe('answers that are not the contract', () => {
  test('a page of somebody else is told apart from an incident', async () => {
    const { client } = network(new Response('<html>Welcome</html>'));
    await expect(client.call('listIncidents', {})).rejects.toMatchObject({
      exitCode: 3,
      message: "https://tocsin.example.com answered something that is not Tocsin's.",
    });
  });

  test("a gateway's own refusal still has its exit code and its request id", async () => {
    const { client } = network(
      json({ message: 'Unauthorized' }, 401, { 'apigw-requestid': 'abc' }),
    );
    await expect(client.call('listIncidents', {})).rejects.toMatchObject({
      exitCode: 4,
      message: 'https://tocsin.example.com answered 401.',
      requestId: 'abc',
    });
  });

  test('fields of tomorrow do no harm', async () => {
    const { client } = network(json({ ...list, total: 12 }));
    expect(await client.call('listIncidents', {})).toEqual(list);
  });
});

describe('an answer that does not come within the time that API Gateway gives', () => {
  const timeout = () => Object.assign(new Error('timed out'), { name: 'TimeoutError' });

  test('is told as that, and that what was asked for may be done all the same', async () => {
    const { client } = network(timeout());
    const asked = client.call('addNote', { params: { id: 'x' }, body: { text: 'x' } });
    await expect(asked).rejects.toMatchObject({
      message: expect.stringContaining('no answer within 30 s'),
      next: expect.stringContaining('may be done all the same'),
    });
  });

  test('is not asked for again, since it would begin anew', async () => {
    const { client, sent } = network(timeout());
    await expect(client.call('listIncidents', {})).rejects.toThrow('no answer within 30 s');
    expect(sent).toHaveLength(1);
  });
});
