import { expect, test } from 'vitest';
import { faultOfOrder } from '#core/oncall/own-order.ts';
import { rulesOf } from '#core/oncall/responder.ts';
import type { Contact } from '#core/people.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { emptyRoster, start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const parsed = parseDirectory(team);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { directory } = parsed;

const way = (channel: Contact['channel'], afterSeconds = 0): Contact => ({ channel, afterSeconds });
const fault = (high: Contact[], roster = emptyRoster) =>
  faultOfOrder(directory, roster, { person: 'ana', high });

test('an order of ways that work, the first of them at once, is taken', () => {
  expect(fault([way('email'), way('sms', 60)])).toBeUndefined();
});

test.each([
  ['what stands there already', [way('sms'), way('sms')], 1, 'already'],
  ['a call where none can be made', [way('sms'), way('voice', 60)], 1, 'no calls'],
  ['what comes after the next level', [way('sms'), way('email', 7200)], 1, 'never made'],
  ['an order that reaches nobody', [way('push')], undefined, 'nobody'],
  ['an order that waits', [way('sms', 60)], undefined, 'at once'],
  // The way that is at once does not work, and another would come late.
  ['an order that waits for what works', [way('push'), way('sms', 60)], undefined, 'at once'],
])('%s is refused', (_what, high, index, text) => {
  const found = fault(high);
  expect(found?.text).toContain(text);
  expect(found?.index).toBe(index);
});

test('what somebody says wins over what the file says of them, and that over what it says of all', () => {
  const people = { ana: { name: 'Ana', notify: { high: [way('email')] } }, bo: { name: 'Bo' } };
  const own = { ...directory, people: { ...directory.people, ...people } };
  const orders = [{ person: 'ana', high: [way('webhook')], at: start }];
  expect(rulesOf(own, { orders }, 'ana', 'high')).toEqual({ by: 'person', ways: [way('webhook')] });
  expect(rulesOf(own, {}, 'ana', 'high')).toMatchObject({ ways: [way('email')] });
  expect(rulesOf(own, { orders }, 'bo', 'high')).toMatchObject({ isOfAll: true });
});
