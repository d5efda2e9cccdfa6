import { describe, expect, test } from 'vitest';
import { exampleIncidentWithTimeline } from '#contract/examples.ts';
import { fakeApi } from '../fake-api.ts';
import { run } from '../run.ts';

const askedAt = '2026-11-23T02:20:00.000Z';

/** The timeline says this once it was looked at so often; before it has what somebody else asked for. */
async function preserves(words: string[], text: string, afterLooks = 1) {
  let looks = 0;
  const entry = (at: string, said: string) => ({ at, type: 'EvidenceArchived', text: said });
  await using api = await fakeApi({
    collectEvidence: ({ body: { wanted } }) => ({ incident: 'INC-2026-001', wanted, askedAt }),
    showIncident: () => {
      looks += 1;
      const before = entry('2026-11-23T02:19:00.000Z', 'Evidence archived as Bo asked (logs): …');
      const told = looks < afterLooks ? [] : [entry('2026-11-23T02:20:04.000Z', text)];
      return { ...exampleIncidentWithTimeline, timeline: [before, ...told] };
    },
  });
  const ran = await run(words, { env: { TOCSIN_URL: api.url } });
  expect(api.violations).toEqual([]);
  return { ...ran, requests: api.requests };
}

describe('preserving evidence', () => {
  test.each([
    ['logs:archive', 'logs'],
    ['metrics:snapshot', 'metrics'],
    ['db:snapshot', 'database'],
  ])('%s asks for %s and says what was kept', async (command, kind) => {
    const text = `Evidence archived as Ana asked (${kind}): 2 objects, 80 bytes.`;
    const ran = await preserves([command, '--incident=INC-001'], text, 3);
    expect(ran).toMatchObject({ exitCode: 0, error: '', out: text });
    expect(ran.requests[0]).toMatchObject({
      operation: 'collectEvidence',
      params: { id: 'INC-2026-001' },
      body: { wanted: [kind] },
    });
    expect(ran.pauses).toHaveLength(3);
  });

  test('fails when not all of it could be kept', async () => {
    const text =
      'Evidence archived as Ana asked (database): 0 objects, 0 bytes. Not configured: database: in tocsin.yaml, …';
    const ran = await preserves(['db:snapshot', '1'], text);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toBe(text);
  });

  test('that takes longer than anybody waits is told by the timeline', async () => {
    const ran = await preserves(['logs:archive', '1', '--wait=2'], 'never', 99);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.out).toBe('Queued. The timeline of INC-2026-001 will tell what was kept.');
  });
});

test('--wait without a number waits as long as usual', async () => {
  await using api = await fakeApi();
  const ran = await run(['logs:archive', '--incident=1', '--wait'], {
    env: { TOCSIN_URL: api.url },
  });
  expect(ran.error).not.toContain('argument missing');
  expect(ran.pauses.length).toBeGreaterThan(0);
});
