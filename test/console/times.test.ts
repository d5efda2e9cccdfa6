import { expect, test, vi } from 'vitest';

test('makes no words for times before some are shown, and each kind once', async () => {
  const made = vi.spyOn(Intl, 'DateTimeFormat');
  const { clockTime, fullTime } = await import('#console/shell/times.ts');
  expect(made).not.toHaveBeenCalled();
  expect(clockTime('2026-03-04T05:06:07Z')).toMatch(/06:07/);
  clockTime(0);
  expect(made).toHaveBeenCalledTimes(1);
  fullTime(0);
  expect(made).toHaveBeenCalledTimes(2);
});
