import { describe, expect, test } from 'vitest';
import { fingerprint } from '#core/ids.ts';
import { inhibitorsKept } from '#core/intake/inhibition.ts';
import { type Silence, silencesMax } from '#core/intake/mute.ts';
import type { AlertStatus, Held } from '#ports/intake.ts';
import { alert, firstId, later, start } from '../support/samples.ts';
import { inMemory, onDynamoDb } from '../support/tables.ts';

const silence = (change: Partial<Silence> = {}): Silence => ({
  ...{ id: 'sil_1', match: 'service="website"', owner: 'ana', reason: 'disks' },
  ...{ from: start, until: later(600), by: 'Ana', via: 'cli', createdAt: start },
  ...change,
});
const print = fingerprint('print-9');
const held = (change: Partial<Held> = {}): Held => ({
  ...{ alert: alert(), from: { integration: 'shop' }, receiptId: 'rcp_1' as Held['receiptId'] },
  ...{ since: start, by: 'sil_1', reason: 'muted', lookAgainAt: later(300) },
  ...change,
});
const waits = (at: number, change: Partial<Held> = {}): AlertStatus => ({
  ...{ fingerprint: print, status: 'held', at: later(at), incidents: [firstId] },
  held: held(change),
});

describe.each([inMemory, onDynamoDb()])('silences in $name', ({ open }) => {
  test('are read with what is known of alerts, where that is asked for', async () => {
    const { alerts, silences } = await open();
    expect(await silences.add(silence(), start)).toBe('added');
    const keys = { problems: [], fingerprints: [] };
    expect((await alerts.lookUp({ ...keys, silences: true })).silences).toEqual([silence()]);
    expect((await alerts.lookUp(keys)).silences).toEqual([]);
  });

  test('are made once under one id', async () => {
    const { silences } = await open();
    await silences.add(silence(), start);
    expect(await silences.add(silence({ reason: 'another' }), start)).toBe('exists');
    expect(await silences.all()).toEqual([silence()]);
  });

  test('are ended once, by whoever was first, and kept', async () => {
    const { alerts, silences } = await open();
    await silences.add(silence(), start);
    const ended = { at: later(60), by: 'Bo' };
    expect(await silences.end('sil_1', ended)).toEqual(silence({ ended }));
    const again = { at: later(61), by: 'Ana' };
    expect(await silences.end('sil_1', again)).toEqual(silence({ ended }));
    expect(await silences.all()).toEqual([silence({ ended })]);
    const { silences: inForce } = await alerts.lookUp({
      ...{ problems: [], fingerprints: [], silences: true },
    });
    expect(inForce.filter(each => each.ended === undefined)).toEqual([]);
    expect(await silences.end('sil_9', again)).toBeUndefined();
  });

  test('are found by themselves; those that are over are read with what is in force no more', async () => {
    const { silences } = await open();
    const [ended, another] = [{ at: later(60), by: 'Bo' }, silence({ id: 'sil_2' })];
    await silences.add(silence(), start);
    await silences.add(another, start);
    await silences.end('sil_1', ended);
    expect(await silences.find('sil_1')).toEqual(silence({ ended }));
    expect(await silences.find('sil_9')).toBeUndefined();
    expect((await silences.notOver()).filter(each => each.ended === undefined)).toEqual([another]);
  });

  test('of several people who make one at once are all made, and all in force', async () => {
    const { alerts, silences } = await open();
    const ids = ['sil_1', 'sil_2', 'sil_3', 'sil_4'];
    // The first makes the book, and the others change it all at once.
    await silences.add(silence(), start);
    await Promise.all(ids.slice(1).map(id => silences.add(silence({ id }), start)));
    expect((await silences.all()).map(({ id }) => id).toSorted()).toEqual(ids);
    const keys = { problems: [], fingerprints: [], silences: true };
    const inForce = (await alerts.lookUp(keys)).silences;
    expect(inForce.map(({ id }) => id).toSorted()).toEqual(ids);
  });

  test('are so many at most, of which those that are over are none', async () => {
    const { silences } = await open();
    for (let number = 0; number < silencesMax; number++) {
      await silences.add(silence({ id: `sil_${number}` }), start);
    }
    expect(await silences.add(silence({ id: 'sil_more' }), start)).toBe('full');
    expect(await silences.add(silence({ id: 'sil_more', until: later(900) }), later(600))).toBe(
      'added',
    );
  });
});

describe.each([inMemory, onDynamoDb()])('what waits in $name', ({ open }) => {
  test('is kept as it was, and found when it is to be looked at', async () => {
    const { alerts } = await open();
    expect(await alerts.move(waits(10))).toBe('moved');
    const found = await alerts.lookUp({ problems: [], fingerprints: [print] });
    expect(found.alerts.get(print)).toEqual(waits(10));
    expect(await alerts.waiting(later(299), 10)).toEqual([]);
    expect(await alerts.waiting(later(300), 10)).toEqual([
      { fingerprint: print, lookAgainAt: later(300) },
    ]);
  });

  test('moves only from what was read, so that of two one is too late', async () => {
    const { alerts } = await open();
    await alerts.move(waits(10));
    expect(await alerts.move(waits(20))).toBe('conflict');
    expect(await alerts.move(waits(20), { status: 'held', at: later(9) })).toBe('conflict');
    expect(await alerts.move(waits(20), waits(10, { by: 'sil_2' }))).toBe('conflict');
    const over = { fingerprint: print, status: 'cleared', at: later(20), incidents: [] } as const;
    expect(await alerts.move({ ...over, incidents: [] }, waits(10))).toBe('moved');
    expect(await alerts.waiting(later(9999), 10)).toEqual([]);
    const found = await alerts.lookUp({ problems: [], fingerprints: [print] });
    expect(found.alerts.get(print)).toEqual(over);
  });

  test('what begins to inhibit at one moment is all noted, at a new place and at one that is known', async () => {
    const { alerts } = await open();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const some of [names.slice(0, 4), names.slice(4)]) {
      await Promise.all(
        some.map(name =>
          alerts.noteInhibitors('here', [{ fingerprint: fingerprint(name), title: name }], start),
        ),
      );
    }
    const found = (await alerts.inhibitors(['here'])).get('here') ?? [];
    expect(found.map(({ title }) => title).toSorted()).toEqual(names);
  });

  test('what inhibits is noted once at its place, instead of what is gone, the latest last', async () => {
    const { alerts } = await open();
    const source = (name: string) => ({ fingerprint: fingerprint(name), title: name });
    await alerts.noteInhibitors('here', [source('a')], start);
    await Promise.all(['b', 'c'].map(name => alerts.noteInhibitors('here', [source(name)], start)));
    await alerts.noteInhibitors('here', [source('a')], start, [fingerprint('b')]);
    const found = await alerts.inhibitors(['here', 'there']);
    expect([...found.keys()]).toEqual(['here']);
    expect(found.get('here')).toEqual([source('c'), source('a')]);
    for (let one = 0; one < inhibitorsKept; one++) {
      await alerts.noteInhibitors('here', [source(`x${one}`)], start);
    }
    expect((await alerts.inhibitors(['here'])).get('here')).toHaveLength(inhibitorsKept);
  });
});
