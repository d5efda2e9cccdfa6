import { expect, test } from 'vitest';
import { asked } from '../asked.ts';
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
