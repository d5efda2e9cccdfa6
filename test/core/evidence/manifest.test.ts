import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { verifyBundle } from '#core/evidence/manifest.ts';
import { type Bundle, bundleOf, bytes } from '../../support/bundles.ts';

const content = fc.uint8Array({ minLength: 1, maxLength: 60 });
const bundle = fc
  .array(fc.array(content, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map(bundleOf);
/** Any place in any of its files. */
const place = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }));

function pick({ objects }: Bundle, number: number): [string, Uint8Array] {
  const chosen = [...objects][number % objects.size];
  if (chosen === undefined) throw new Error('An empty bundle');
  return chosen;
}

describe('a sealed bundle', () => {
  test('is without flaw as it was sealed', () => {
    fc.assert(
      fc.property(bundle, ({ objects, seal }) => {
        expect(verifyBundle(objects, seal)).toEqual([]);
      }),
    );
  });

  test('betrays any single byte that was changed', () => {
    fc.assert(
      fc.property(bundle, place, (sealed, [file, at, by]) => {
        const [key, before] = pick(sealed, file);
        const after = before.slice();
        const index = at % after.length;
        after[index] = ((after[index] ?? 0) + by) % 256;
        const objects = new Map(sealed.objects).set(key, after);
        expect(verifyBundle(objects, sealed.seal).map(flaw => flaw.key)).toEqual([key]);
      }),
    );
  });

  test('betrays a byte that was cut off or added', () => {
    fc.assert(
      fc.property(bundle, fc.nat(), (sealed, file) => {
        const [key, before] = pick(sealed, file);
        for (const after of [before.slice(0, -1), new Uint8Array([...before, 10])]) {
          const objects = new Map(sealed.objects).set(key, after);
          expect(verifyBundle(objects, sealed.seal)).toHaveLength(1);
        }
      }),
    );
  });

  test('betrays any file that was removed, added or exchanged for another', () => {
    fc.assert(
      fc.property(bundle, fc.nat(), fc.nat(), (sealed, one, other) => {
        const [key, body] = pick(sealed, one);
        const [second, secondBody] = pick(sealed, other);
        const removed = new Map(sealed.objects);
        removed.delete(key);
        expect(verifyBundle(removed, sealed.seal)).not.toEqual([]);
        const added = new Map(sealed.objects).set('incidents/INC-2026-001/0/planted', body);
        expect(verifyBundle(added, sealed.seal)).toHaveLength(1);
        if (sha256(body) === sha256(secondBody)) return;
        const exchanged = new Map(sealed.objects).set(key, secondBody).set(second, body);
        expect(verifyBundle(exchanged, sealed.seal)).not.toEqual([]);
      }),
    );
  });

  test('names a file that was renamed by both its names', () => {
    const { objects, seal } = bundleOf([[bytes('a')], [bytes('b')]]);
    const name = 'incidents/INC-2026-001/0/object-0';
    const renamed = new Map(objects).set(`${name}x`, bytes('a'));
    renamed.delete(name);
    expect(verifyBundle(renamed, seal)).toEqual([
      { key: name, text: 'is missing' },
      { key: `${name}x`, text: 'is in no manifest: it was added later' },
    ]);
  });

  test('says in words what is wrong, and where', () => {
    const { objects, seal } = bundleOf([[bytes('a')], [bytes('b')]]);
    const changed = new Map(objects).set('incidents/INC-2026-001/0/object-0', bytes('x'));
    const [flaw] = verifyBundle(changed, seal);
    expect(flaw?.key).toBe('incidents/INC-2026-001/0/object-0');
    expect(flaw?.text).toMatch(
      /^was changed: its SHA-256 is [0-9a-f]{64}, and [0-9a-f]{64} was sealed$/,
    );
  });

  test('with a manifest that is none of ours is refused, whatever its digest', () => {
    for (const body of [bytes('not JSON'), bytes('{"incident":7}')]) {
      const objects = new Map([['manifest.json', body]]);
      const flaws = verifyBundle(objects, { manifest: 'manifest.json', sealedBy: sha256(body) });
      expect(flaws).toEqual([{ key: 'manifest.json', text: 'is not a manifest' }]);
    }
  });
});
