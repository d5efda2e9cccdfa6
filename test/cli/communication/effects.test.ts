import { expect, test } from 'vitest';
import { examples } from '#contract/examples.ts';
import { asked } from '../asked.ts';

test('effects says who waits for what, why, and when it is tried again', async () => {
  const { ran, last } = await asked(['effects', 'INC-2026-001']);
  expect(last).toMatchObject({ operation: 'incidentEffects', params: { id: 'INC-2026-001' } });
  expect(ran.out).toMatch(
    /CHANNEL e-mail +TO Ben Okafor\s+STATE waiting, SES: Throttling.*next try \d\d:19/,
  );
});

test('show names what waits or has failed', async () => {
  const { effects } = examples.incidentEffects.answer;
  const { answer } = examples.showIncident;
  const { ran } = await asked(['show', 'INC-2026-001'], {
    showIncident: () => ({ ...answer, effects }),
  });
  expect(ran.out).toMatch(/Not told +Ben Okafor \(e-mail\): waiting, SES: Throttling/);
});

test('effects retry tries once more what has failed, and says what', async () => {
  const { ran, last } = await asked(['effects', 'retry', 'INC-2026-001', '--to=ops']);
  expect(last).toMatchObject({
    operation: 'retryEffects',
    params: { id: 'INC-2026-001' },
    body: { to: 'ops' },
  });
  expect(ran.out).toContain('tried again: Discord: ops');
});
