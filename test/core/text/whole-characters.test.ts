import { expect, test } from 'vitest';
import { kindOf } from '#core/diagnosis/log-summary.ts';
import { askFrom } from '#core/intake/ask.ts';
import { maskedWithin } from '#core/oncall/addresses.ts';
import { standIn } from '#core/oncall/moving/layers.ts';
import { pointer } from '#core/text/json-pointer.ts';
import { parseMatchers } from '#core/text/matchers.ts';

/** Each cuts what strangers wrote to some length. */
const cutting: [string, (text: string) => unknown][] = [
  ['a condition that is none', text => parseMatchers(text)],
  ['what a sender asks for', text => askFrom({ what: 'note', text: 'done', user: text })],
  ['a kind of log lines', text => kindOf(text)],
  ['why a vendor did not send', text => maskedWithin(`No: ${text}`)],
  [
    'a layer of another pager',
    text => standIn(text, 'ana', '2026-01-01T00:00', '2026-01-02T00:00'),
  ],
  ['the path of a fault', text => pointer([text])],
];

test.each(cutting)('%s is cut between two characters, never within one', (_what, cut) => {
  for (const before of ['', 'x']) {
    const told = JSON.stringify(cut(`${before}${'😀'.repeat(499)}`));
    expect(told).not.toMatch(/\\ud[89a-f]/i);
  }
});
