import { expect, test } from 'vitest';
import { asked } from '../asked.ts';
import { fakeApi, refuse } from '../fake-api.ts';
import { run } from '../run.ts';

test('a preview shows what each audience would read, and posts nothing', async () => {
  const { ran, requests } = await asked(['update', '1', '--preview', '--status=Rolling back']);
  expect(requests.map(({ operation }) => operation)).not.toContain('postUpdate');
  expect(requests.at(-1)).toMatchObject({
    operation: 'previewUpdate',
    query: { status: 'Rolling back' },
  });
  for (const audience of ['TEAM', 'STAKEHOLDERS', 'CHANNEL', 'STATUS PAGE']) {
    expect(ran.out).toContain(audience);
  }
  expect(ran.out).toContain('UPDATE [02:29 UTC]');
});

test('an update without words says what shows a draft', async () => {
  const ran = await run(['update', 'INC-2026-001'], { env: { TOCSIN_URL: 'http://127.0.0.1:9' } });
  expect(ran.exitCode).toBe(2);
  expect(ran.error).toContain('--preview shows a draft');
});

test('a draft that was left as it was is not posted', async () => {
  await using api = await fakeApi({});
  const env = { TOCSIN_URL: api.url };
  const ran = await run(['update', 'INC-2026-001', '--edit'], { env, edits: text => text });
  expect(ran.exitCode).toBe(1);
  expect(ran.error).toContain('Nothing was posted: the draft was left as it was.');
  expect(api.requests.map(({ operation }) => operation)).toEqual(['previewUpdate']);
});

test('what was typed in the editor is kept where the API does not take it', async () => {
  await using api = await fakeApi({ postUpdate: () => refuse('refused', 'It is resolved.') });
  const ran = await run(['update', 'INC-2026-001', '--edit'], {
    env: { TOCSIN_URL: api.url },
    edits: () => 'Status: Rolling back\nImpact: A third of the checkouts\nfails\n',
  });
  expect(ran.exitCode).toBe(1);
  expect(ran.error).toContain('What you wrote is in INC-2026-001-update.txt.');
  expect(ran.files).toEqual({
    '/home/ana/INC-2026-001-update.txt':
      'Status: Rolling back\nImpact: A third of the checkouts fails\nActions: \n',
  });
});
