import { expect, test } from 'vitest';
import { dispatch } from '#app/incident/dispatch.ts';
import { commitAfter } from '../../support/given.ts';
import { acknowledge, declare, minutes, planOf, wake } from '../../support/incidents.ts';

test('pages are queued before all else that follows from a commit', async () => {
  // That an acknowledgement was taken back is told to others, and then the next level is paged.
  const plan = planOf('SEV1', { unacknowledgeForgotten: true });
  const before = [declare('SEV1', { plan }), acknowledge(0), wake(minutes(10))];
  const kinds: string[] = [];
  const tell = dispatch({
    queueReactions: async reactions => void kinds.push(...reactions.map(({ kind }) => kind)),
    setAlarmClock: async () => {},
  });
  await tell(commitAfter(before, wake(minutes(15))));
  const pages = kinds.filter(kind => kind === 'page').length;
  expect(pages).toBeGreaterThan(0);
  expect(kinds.length).toBeGreaterThan(pages);
  expect(kinds.slice(0, pages)).toEqual(Array(pages).fill('page'));
});
