import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delivered } from '#app/intake/ingest.ts';
import type { Silence } from '#core/intake/mute.ts';
import { type IntakeOnMemory, intakeOnMemory } from '../../support/intake-on-memory.ts';
import { later } from '../../support/samples.ts';

/* Alerts that are kept waiting, by the whole front half of the pipeline. Its clock starts at 02:14:00 UTC. */

const key = { name: 'shop', source: 'generic' };
const down = { key: 'db-1', title: 'Disk is full', severity: 'SEV2', service: 'website' };
const over = { key: 'db-1', title: 'Disk is full', status: 'resolved', service: 'website' };

const silence = (change: Partial<Silence> = {}): Silence => ({
  ...{ id: 'sil_1', match: 'service="website"', owner: 'ana', reason: 'disks are swapped' },
  ...{ from: later(-60), until: later(3600), by: 'Ana', createdAt: later(-60) },
  ...change,
});

async function muted(change: Partial<Silence> = {}): Promise<IntakeOnMemory> {
  const desk = intakeOnMemory([key]);
  await desk.silences.add(silence(change), later(0));
  return desk;
}

const incidents = (desk: IntakeOnMemory) =>
  desk.all().map(({ title, phase, alerts }) => ({ title, phase, firing: alerts.firing }));
const open = [{ title: 'Disk is full', phase: 'open', firing: 1 }];

describe('an alert that is silenced', () => {
  test('opens nothing, and its receipt says by whom, until when and why', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    expect(desk.all()).toEqual([]);
    expect((await desk.receipt())?.outcomes).toEqual([
      {
        alert: 'Disk is full',
        outcome: 'muted',
        reason: 'muted by the silence sil_1 of ana until 2026-11-22 22:14 EST: disks are swapped',
      },
    ]);
  });

  test('opens its incident where it is larger than what waits can be', async () => {
    const desk = await muted();
    const labels = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`${index}${'印'.repeat(200)}`, '障'.repeat(256)]),
    );
    await desk.send('shop', { ...down, labels });
    expect(incidents(desk)).toEqual(open);
    expect(await desk.outcomes()).toEqual(['declared']);
  });

  test('is told of on the receipt of its body at once with the others of it', async () => {
    const desk = await muted();
    await desk.send(
      'shop',
      Array.from({ length: 50 }, (_, index) => ({ ...down, key: `db-${index}` })),
    );
    const { receipts } = desk.table;
    let writes = 0;
    receipts.set = (...given) => {
      writes += 1;
      return Map.prototype.set.apply(receipts, given);
    };
    desk.passes(3600);
    await desk.sweep();
    expect((await desk.receipt(1))?.outcomes).toHaveLength(100);
    expect(writes).toBe(1);
  });

  test('that still fires when the silence ends opens its incident then, with no further delivery', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    desk.passes(3600 - 5);
    await desk.sweep();
    expect(desk.all()).toEqual([]);
    desk.passes(5);
    await desk.sweep();
    expect(incidents(desk)).toEqual(open);
    expect(desk.all()[0]?.severityReason.text).toMatch(
      /; it was muted by the silence sil_1 of ana until .*: disks are swapped, and still fires$/,
    );
    expect((await desk.receipt(1))?.outcomes.map(({ outcome }) => outcome)).toEqual([
      'muted',
      'declared',
    ]);
  });

  test('opens its incident once, however often it is taken up', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    desk.passes(3600);
    const waiting = async () => {
      await desk.takeUp();
      return desk.queued.splice(0);
    };
    const [first, second] = [await waiting(), await waiting()];
    expect(first).toHaveLength(1);
    desk.queued.push(...first, ...second);
    await desk.deliver();
    await desk.sweep();
    expect(incidents(desk)).toEqual(open);
  });

  test('that cleared meanwhile opens nothing', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    await desk.send('shop', over);
    expect((await desk.receipt())?.outcomes).toMatchObject([
      { outcome: 'ignored', reason: 'it is over before what muted it: it opened nothing' },
    ]);
    desk.passes(3600);
    await desk.sweep();
    expect(desk.all()).toEqual([]);
  });

  test('that clears as it is taken up opens nothing', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    desk.passes(3600);
    await desk.takeUp();
    await desk.post('shop', over);
    const both = desk.queued.splice(0);
    expect(await desk.take(both)).toEqual({ failed: [] });
    expect(desk.all()).toEqual([]);
  });

  test('opens at once when it gets as bad as SEV1', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    await desk.send('shop', { ...down, severity: 'SEV1' });
    expect(incidents(desk)).toEqual(open);
  });

  test('waits as SEV1 too, where the silence says so', async () => {
    const desk = await muted({ includeSev1: true });
    await desk.send('shop', { ...down, severity: 'SEV1' });
    expect(desk.all()).toEqual([]);
  });

  test('is what matches, and nothing else', async () => {
    const desk = await muted({ match: 'service="website",title=~"Disk.*"' });
    await desk.send('shop', { ...down, key: 'db-2', title: 'Memory is full' });
    await desk.send('shop', down);
    expect(incidents(desk)).toEqual([{ ...open[0], title: 'Memory is full' }]);
  });

  test('waits for the last of several that match', async () => {
    const desk = await muted();
    await desk.silences.add(silence({ id: 'sil_2', until: later(7200) }), later(0));
    await desk.send('shop', down);
    desk.passes(3600);
    await desk.sweep();
    expect(desk.all()).toEqual([]);
    desk.passes(3600);
    await desk.sweep();
    expect(incidents(desk)).toEqual(open);
  });

  test('is looked at again within five minutes, so that a silence which was ended early holds nothing back', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    await desk.silences.end('sil_1', { at: desk.now(), by: 'Ana' });
    desk.passes(300);
    await desk.sweep();
    expect(incidents(desk)).toEqual(open);
  });

  test('stays as bad as the worst that was said of it', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    await desk.send('shop', { ...down, severity: 'SEV4' });
    desk.passes(3600);
    await desk.sweep();
    expect(desk.all()).toMatchObject([{ severity: 'SEV2' }]);
  });

  test('is as bad as what was said since it last cleared, however late the all-clear comes', async () => {
    const desk = await muted();
    await desk.post('shop', down);
    await desk.post('shop', over);
    await desk.post('shop', { ...down, severity: 'SEV4' });
    await desk.deliver(waiting => [waiting[2], waiting[0], waiting[1]].flatMap(each => each ?? []));
    desk.passes(3600);
    await desk.sweep();
    expect(desk.all()).toMatchObject([{ severity: 'SEV4' }]);
  });

  test('and was worse before opens as bad as that, where it is heard of again before it is looked at', async () => {
    const desk = await muted();
    await desk.send('shop', down);
    desk.passes(3600);
    await desk.send('shop', { ...down, severity: 'SEV4' });
    expect(desk.all()).toMatchObject([{ severity: 'SEV2' }]);
  });

  test('of a maintenance of tocsin.yaml waits for its end', async () => {
    const maintenance = [
      {
        ...{ name: 'weekly', match: 'service="website"', owner: 'ana', reason: 'Vacuum' },
        ...{ from: '2026-11-01T00:00', until: '2027-05-01T00:00' },
        repeat: { days: ['sun'], at: '21:00', lasts: '30m' },
      },
    ];
    const desk = intakeOnMemory([key], { maintenance });
    await desk.send('shop', down);
    expect((await desk.receipt())?.outcomes).toMatchObject([
      {
        outcome: 'muted',
        reason: 'muted by the maintenance weekly of ana until 2026-11-22 21:30 EST: Vacuum',
      },
    ]);
    desk.passes(16 * 60);
    await desk.sweep();
    expect(incidents(desk)).toEqual(open);
  });
});

describe('an incident that is open already', () => {
  test('is neither cleared nor hidden: what joins it is written down, what clears clears', async () => {
    const desk = intakeOnMemory([key]);
    await desk.send('shop', down);
    await desk.silences.add(silence(), later(1));
    await desk.send('shop', down);
    expect(await desk.outcomes()).toEqual(['repeated']);
    await desk.send('shop', { ...down, severity: 'SEV1' });
    expect(desk.all()).toMatchObject([{ phase: 'open', severity: 'SEV1' }]);
    await desk.send('shop', over);
    expect(desk.all()).toMatchObject([{ alerts: { firing: 0 } }]);
  });

  test('and is watched is not opened again before the silence ends', async () => {
    const desk = intakeOnMemory([key], { severities: { SEV2: { hold: '0s', watch: '2h' } } });
    await desk.send('shop', down);
    await desk.send('shop', over);
    await desk.wake();
    expect(incidents(desk)).toMatchObject([{ phase: 'watching' }]);
    await desk.silences.add(silence(), later(1));
    await desk.send('shop', down);
    expect(incidents(desk)).toMatchObject([{ phase: 'watching' }]);
    desk.passes(3600);
    await desk.sweep();
    expect(incidents(desk)).toMatchObject([{ phase: 'open', firing: 1 }]);
  });
});

describe('late, out of order and twice', () => {
  /** What three series say during a silence, one word a second. */
  const word = fc.record({
    series: fc.constantFrom('a', 'b', 'c'),
    isOver: fc.boolean(),
    severity: fc.constantFrom('SEV2', 'SEV3', 'SEV4'),
  });
  /** With a silence, which is over in the end; and without any: then it is what fires that must be the same. */
  const ending = async (
    desk: IntakeOnMemory,
    words: { series: string; isOver: boolean; severity: string }[],
    order: (waiting: Delivered[]) => Delivered[],
  ) => {
    for (const { series, isOver, severity } of words) {
      const body = { ...down, key: series, title: `Series ${series}`, severity };
      await desk.post('shop', isOver ? { ...body, status: 'resolved' } : body);
    }
    await desk.deliver(order);
    desk.passes(3600);
    await desk.sweep();
    return desk
      .all()
      .map(({ title, severity, alerts }) => ({ title, severity, firing: alerts.firing }))
      .toSorted((a, b) => (a.title < b.title ? -1 : 1));
  };

  const bothWays = async (
    desk: () => Promise<IntakeOnMemory>,
    words: Parameters<typeof ending>[1],
    chance: Iterator<number>,
  ) => {
    const inOrder = await ending(await desk(), words, waiting => waiting);
    const shuffled = await ending(await desk(), words, waiting =>
      [...waiting, ...waiting.filter(() => chance.next().value > 0.6)]
        .map(each => ({ each, at: chance.next().value }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ each }) => each),
    );
    return { inOrder, shuffled };
  };
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
  const words = fc.array(word, { maxLength: 8 });

  test('what was silenced ends as if everything had come once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(words, chances, async (words, chance) => {
        const { inOrder, shuffled } = await bothWays(() => muted(), words, chance);
        expect(shuffled).toEqual(inOrder);
      }),
      { numRuns: 60 },
    );
  });

  test('what nothing mutes fires in the end where it would in order', async () => {
    await fc.assert(
      fc.asyncProperty(words, chances, async (words, chance) => {
        const desk = async () => intakeOnMemory([key]);
        const { inOrder, shuffled } = await bothWays(desk, words, chance);
        const firing = (all: typeof inOrder) =>
          all.filter(({ firing }) => firing > 0).map(({ title }) => title);
        expect(firing(shuffled)).toEqual(firing(inOrder));
      }),
      { numRuns: 60 },
    );
  });
});
