import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../core/intake/sources/sender-bodies.ts';
import { tries } from '../support/effort.ts';
import { cut, cuts, damaged, damages, mails } from './damage.ts';
import { faultOf } from './holds.ts';

/* A sample; `npm run fuzz` tries ten thousand of each. */

describe('a damaged body is an alert, ignored or refused with a place, and nothing is thrown:', () => {
  test.each(cases.map(({ source, fires }) => [source, fires] as const))(
    '%s',
    async (source, fires) => {
      await fc.assert(
        fc.asyncProperty(damages, async all => {
          const body = JSON.stringify(damaged(fires, all)) ?? '';
          expect(await faultOf(source, body)).toBeUndefined();
          expect(await faultOf('auto', body)).toBeUndefined();
        }),
        tries(25),
      );
    },
  );

  test('a mail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...mails), cuts, async (mail, all) => {
        expect(await faultOf('email', cut(mail, all))).toBeUndefined();
        expect(await faultOf('auto', cut(mail, all))).toBeUndefined();
      }),
      tries(100),
    );
  });

  test('half a body, a text or a form', async () => {
    const bodies = cases.map(({ fires }) => JSON.stringify(fires));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bodies), fc.nat(400), async (body, at) => {
        expect(await faultOf('auto', body.slice(0, at))).toBeUndefined();
        expect(await faultOf('auto', body.slice(at).replaceAll('"', ''))).toBeUndefined();
        expect(await faultOf('auto', `a=1&payload=${encodeURIComponent(body)}`)).toBeUndefined();
      }),
      tries(100),
    );
  });
});
