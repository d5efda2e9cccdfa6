import { describe, expect, test } from 'vitest';
import { StartFailure } from '#local/start-failure.ts';
import { startSteps } from '#local/start-step.ts';

const never = () => new Promise<never>(() => undefined);

describe('a step of the start', () => {
  test('is shown when it begins and when it is done', async () => {
    const shown: string[] = [];
    const step = startSteps({
      show: what => {
        shown.push(`begins: ${what}`);
        return () => shown.push(`done: ${what}`);
      },
    });
    expect(await step('Bundling', () => Promise.resolve(22))).toBe(22);
    expect(shown).toEqual(['begins: Bundling', 'done: Bundling']);
  });

  test('that never ends is given up, says which, and is told to end', async () => {
    const step = startSteps({ limitMs: 1 });
    let told: AbortSignal | undefined;
    const waited = step('Starting the database', signal => {
      told = signal;
      return never();
    });
    await expect(waited).rejects.toThrow(
      new StartFailure('Starting the database: not done after 0 s, so the start was given up.'),
    );
    expect(told?.aborted).toBe(true);
  });

  test('ends when the start is given up, and no other begins', async () => {
    const start = new AbortController();
    const step = startSteps({ signal: start.signal });
    const waited = step('Bundling', never);
    const reason = new Error('interrupted');
    start.abort(reason);
    await expect(waited).rejects.toBe(reason);
    let begun = false;
    const next = step('Starting the database', async () => {
      begun = true;
    });
    await expect(next).rejects.toBe(reason);
    expect(begun).toBe(false);
  });
});
