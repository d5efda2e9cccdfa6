import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../core/intake/sources/sender-bodies.ts';
import { tries } from '../support/effort.ts';
import { cut, cuts, damaged, damages, mails, placesIn } from './damage.ts';
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

  // What every object of the language has by these names is no word of ours for what a sender says.
  test.each(cases.map(({ source, fires }) => [source, fires] as const))(
    '%s with a word that is a member of every object',
    async (source, fires) => {
      const { length } = placesIn({ root: fires });
      for (const value of ['constructor', 'tostring', '__proto__']) {
        for (let place = 0; place < length; place += 1) {
          const body = JSON.stringify(damaged(fires, [{ place, how: 'replace', value }]));
          expect(await faultOf(source, body), body).toBeUndefined();
        }
      }
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
