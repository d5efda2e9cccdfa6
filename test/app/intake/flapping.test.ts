import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentId } from '#core/ids.ts';
import { timeline } from '#core/incident/timeline.ts';
import { type IntakeOnMemory, intakeOnMemory } from '../../support/intake-on-memory.ts';

/* An alert that fires and clears again and again. Alerts of SEV2 are held for five minutes and watched for thirty. */

const key = { name: 'shop', source: 'generic' };
const down = { key: 'db-1', title: 'Disk is full', severity: 'SEV2', service: 'website' };
const over = { ...down, status: 'resolved' };

/** So often it fires, clears as long after, and comes back after so many seconds of quiet. */
async function flaps(desk: IntakeOnMemory, times: number, quiet: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await desk.send('shop', down);
    desk.passes(30);
    await desk.send('shop', over);
    desk.passes(quiet);
    await desk.wake();
  }
}

const eventsOf = (desk: IntakeOnMemory) =>
  [...desk.table.commits.values()].flat().flatMap(({ events }) => events);
const pagesIn = (desk: IntakeOnMemory) =>
  eventsOf(desk).filter(({ type }) => type === 'LevelPaged').length;

describe('an alert that flaps', () => {
  test('is one incident and one page, while it comes back within the hold', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 12, 60);
    expect(desk.all()).toMatchObject([{ phase: 'open', flapping: { times: expect.any(Number) } }]);
    expect(pagesIn(desk)).toBe(1);
  });

  test('that comes back later than the hold pages once more, and is held for half an hour from then on', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 9, 400);
    expect(desk.all()).toMatchObject([{ phase: 'open', flapping: { quietSeconds: 1800 } }]);
    expect(pagesIn(desk)).toBe(2);
    const [id] = [...desk.table.commits.keys()] as [IncidentId];
    const told = timeline(desk.table.commits.get(id) ?? []).map(({ text }) => text);
    expect(told.filter(text => text.includes('it came back after it had resolved'))).not.toEqual(
      [],
    );
  });

  test('that a person resolved, and that comes back once, is held as ever', async () => {
    const desk = intakeOnMemory([key]);
    await desk.send('shop', down);
    await desk.resolve('INC-2026-001');
    desk.passes(60);
    await desk.send('shop', over);
    await desk.send('shop', down);
    await desk.send('shop', over);
    expect(desk.all()[0]).not.toHaveProperty('flapping');
  });

  test('is one incident and one page in whatever order its words come, and ends as its last one says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (words, chance) => {
          const next = () => Number(chance.next().value);
          const desk = intakeOnMemory([key]);
          await desk.send('shop', down);
          for (const isOver of words) await desk.post('shop', isOver ? over : down);
          await desk.deliver(waiting =>
            [...waiting, ...waiting.filter(() => next() > 0.6)]
              .map(each => ({ each, at: next() }))
              .toSorted((a, b) => a.at - b.at)
              .map(({ each }) => each),
          );
          await desk.wake();
          const isOver = words.at(-1) === true;
          expect(desk.all()).toMatchObject([{ phase: 'open', alerts: { firing: isOver ? 0 : 1 } }]);
          desk.passes(1800);
          await desk.wake();
          expect(desk.all()).toMatchObject([{ phase: isOver ? 'watching' : 'open' }]);
          expect(eventsOf(desk).filter(({ type }) => type === 'IncidentReopened')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('resolves once it is quiet, and says so on the timeline and on its receipts', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 3, 60);
    const said = 'it cleared 3 times within an hour, so it stays open until it is quiet for 30 min';
    expect((await desk.receipt())?.outcomes).toMatchObject([
      { outcome: 'cleared', reason: expect.stringContaining(said) },
    ]);
    const [id] = [...desk.table.commits.keys()] as [IncidentId];
    const told = timeline(desk.table.commits.get(id) ?? []).map(({ text }) => text);
    expect(told.filter(text => text.includes(said))).toHaveLength(1);
    desk.passes(1200);
    await desk.wake();
    expect(desk.all()).toMatchObject([{ phase: 'open' }]);
    desk.passes(600);
    await desk.wake();
    expect(desk.all()).toMatchObject([
      { phase: 'watching', resolution: 'Every alert cleared and stayed clear for 30 min.' },
    ]);
  });

  test('and clears twice within an hour is held as ever', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 2, 60);
    expect(desk.all()[0]).not.toHaveProperty('flapping');
    desk.passes(300);
    await desk.wake();
    expect(desk.all()).toMatchObject([{ phase: 'watching' }]);
  });

  test('and comes back after the watch opens an incident that names the one before', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 1, 400);
    desk.passes(1800);
    await desk.wake();
    await desk.send('shop', down);
    const [first, second] = desk.all();
    expect(first).toMatchObject({ phase: 'resolved' });
    const told = timeline(desk.table.commits.get(second?.id as IncidentId) ?? []);
    expect(told[0]?.text).toContain(`${first?.id} had this problem before`);
    expect((await desk.receipt())?.outcomes).toMatchObject([
      { outcome: 'declared', reason: expect.stringContaining(`${first?.id} had this problem`) },
    ]);
  });

  test('once a day is none', async () => {
    const desk = intakeOnMemory([key]);
    await flaps(desk, 3, 4000);
    expect(desk.all().every(({ flapping }) => flapping === undefined)).toBe(true);
  });
});
