import { describe, expect, test } from 'vitest';
import { parsePayload } from '#core/intake/parse.ts';

/** What is made of a body that nobody knows. */
async function guessed(body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const parsed = await parsePayload('auto', text);
  if ('invalid' in parsed) throw new Error(JSON.stringify(parsed.invalid));
  return parsed.alerts;
}

describe('of a body that nobody knows', () => {
  test('the words that a person would choose are the title, with where they came from', async () => {
    const [alert] = await guessed({
      id: 'a3f1',
      kind: 'watch.triggered',
      payload: {
        headline: 'Checkout queue is stuck',
        state: 'open',
        severity: 'P2',
        service: { name: 'checkout' },
        url: 'https://watch.example.com/1',
        opened: '2026-11-23T02:14:00Z',
      },
    });
    expect(alert).toMatchObject({
      source: 'auto',
      title: 'Checkout queue is stuck',
      status: 'firing',
      vendorSeverity: 'P2',
      service: 'checkout',
      links: [{ url: 'https://watch.example.com/1' }],
      guess: expect.stringContaining('title from /payload/headline, status from /payload/state'),
    });
  });

  test.each([
    [{ title: 'Disk full', status: 'resolved', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', event: 'alert.recovered', host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', resolved: true, host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', firing: false, host: 'db-3' }, 'cleared'],
    [{ title: 'Disk full', status: 'whatever', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', status: 200, host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', status: 'completed', conclusion: 'failure', host: 'db-3' }, 'firing'],
    [{ title: 'Disk full', status: 'completed', conclusion: 'success', host: 'db-3' }, 'cleared'],
  ])('%j is %s', async (body, status) => {
    expect(await guessed(body)).toMatchObject([{ status, title: 'Disk full', service: 'db-3' }]);
  });

  test('what is written for a chat room is titled by its text, not by what is attached', async () => {
    const attached = [{ color: 'danger', title: 'Job 9', text: 'exit 1' }];
    for (const body of [
      { text: 'Deploy of checkout failed', attachments: attached },
      { content: 'Deploy of checkout failed', embeds: attached },
    ]) {
      expect(await guessed(body)).toMatchObject([{ title: 'Deploy of checkout failed' }]);
    }
    expect(await guessed({ attachments: attached })).toMatchObject([{ title: 'Job 9' }]);
  });

  test.each([
    [
      { rule: 'Terminal shell in container', output: '09:00 A shell', hostname: 'n1' },
      'Terminal shell in container',
    ],
    [{ job: 'nightly-import', result: 'failed', host: 'n1' }, 'nightly-import'],
    [{ check: 'api', result: 'recovered', host: 'n1' }, 'api'],
    [{ output: 'CRITICAL: 97% used', host: 'n1' }, 'CRITICAL: 97% used'],
  ])('%j is titled by what was looked at, where nothing is called a title', async (body, title) => {
    expect(await guessed(body)).toMatchObject([{ title }]);
  });

  test('it is the same alert when it is over', async () => {
    const [fires] = await guessed({ subject: '[FIRING] Disk full', host: 'db-3', state: 'firing' });
    const [over] = await guessed({ subject: '[RESOLVED] Disk full', host: 'db-3', state: 'ok' });
    expect(over).toMatchObject({ status: 'cleared', fingerprint: fires?.fingerprint });
    const [keyed] = await guessed({ text: 'It is bad', dedup_key: 'k1', status: 'firing' });
    const [done] = await guessed({ text: 'All is well', dedup_key: 'k1', status: 'resolved' });
    expect(done?.fingerprint).toBe(keyed?.fingerprint);
  });

  test('a text is titled by its first line, and a form by its fields', async () => {
    expect(await guessed('\n\nRESOLVED: replica 2 lags\nby 300 s')).toMatchObject([
      { title: 'RESOLVED: replica 2 lags', status: 'cleared' },
    ]);
    expect(await guessed('name=Shop&message=Shop+is+down&state=DOWN')).toMatchObject([
      { title: 'Shop is down', status: 'firing' },
    ]);
  });

  test('each of a list is one', async () => {
    const events = [{ title: 'One is down' }, { title: 'Two is down' }];
    expect((await guessed({ events })).map(({ title }) => title)).toEqual([
      'One is down',
      'Two is down',
    ]);
  });

  test('nothing that is there is lost: without any words it is an alert all the same', async () => {
    for (const body of [{ a: 1 }, '%%%', [1, 2], { a: { b: {} } }, { title: '' }]) {
      expect((await guessed(body)).map(({ title }) => title !== '')).toEqual([true]);
    }
  });
});
