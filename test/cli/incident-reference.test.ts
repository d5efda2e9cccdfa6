import { expect, test } from 'vitest';
import { incidentReference } from '#cli/incident-reference.ts';
import { instant } from '#core/time/instant.ts';

const askTime = async () => instant('2026-11-23T02:20:00Z');

test.each([
  ['INC-2026-001', 'INC-2026-001'],
  [' inc-2025-012 ', 'INC-2025-012'],
  ['INC-001', 'INC-2026-001'],
  ['inc-12', 'INC-2026-012'],
  ['001', 'INC-2026-001'],
  ['7', 'INC-2026-007'],
  ['2025-001', 'INC-2025-001'],
  ['1234', 'INC-2026-1234'],
])('%j is %s', async (text, id) => {
  expect(await incidentReference(text, askTime)).toBe(id);
});

test.each(['', 'INC', 'payments', 'INC-2026-', 'INC-1-2-3', '#12'])(
  '%j is not an id',
  async text => {
    await expect(incidentReference(text, askTime)).rejects.toThrow('Not an incident id');
  },
);
