import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { headlineOf } from '#core/incident/headline.ts';
import { bundleSms, bundleVoice, worstFirst } from '#core/paging/page-bundle.ts';
import { gsm7 } from '#core/text/plain-text.ts';
import { declared, later, secondId } from '../../support/samples.ts';
import { segmentsOf } from '../../support/sms-segments.ts';

const { after } = declared();
if (after.phase === 'undeclared') throw new Error('Not declared');
const incident = headlineOf(after);
// As long as links of an API without a domain of its own are.
const link = `https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com/a/${'x'.repeat(16)}`;

test('a text tells of the worst, of how many more, and how to see them all', () => {
  expect(bundleSms({ incident, more: 14, link, again: false })).toBe(
    `SEV1 INC-2026-001 Payments: "Payment processing down" +14 more: reply ? or ${link}`,
  );
});

test('a text is one segment of GSM-7, or three of another alphabet, whatever the title', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.boolean(), (title, again) => {
      const text = bundleSms({
        incident: { ...incident, title, drill: 'drill' },
        more: 99,
        link,
        again,
      });
      expect(segmentsOf(text)).toBeLessThanOrEqual(gsm7(text) === text ? 1 : 3);
      expect(text.endsWith(link)).toBe(true);
    }),
  );
});

test('a second one says (again), an exercise says so', () => {
  const drill = { ...incident, drill: 'drill' } as const;
  const text = bundleSms({ incident: drill, more: 2, link, again: true });
  expect(text).toMatch(/^\(again\) DRILL SEV1 /);
});

test('a call says it twice', () => {
  const said = bundleVoice({ incident, more: 2, link, again: false });
  expect(said.match(/Severity 1 incident number 1\./g)).toHaveLength(2);
  expect(said.match(/2 more incidents are open for you\./g)).toHaveLength(2);
});

test('real comes before exercise, worst before mild, oldest before new', () => {
  const newer = { ...incident, id: secondId, declaredAt: later(5) };
  const mild = { ...incident, severity: 'SEV2' } as const;
  const exercise = { ...incident, drill: 'drill' } as const;
  const sorted = [exercise, mild, newer, incident].toSorted(worstFirst);
  expect(sorted).toEqual([incident, newer, mild, exercise]);
});
