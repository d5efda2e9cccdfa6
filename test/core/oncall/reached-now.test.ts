import { expect, test } from 'vitest';
import { reachedNow } from '#core/oncall/reached-now.ts';
import type { ContactMethod } from '#core/oncall/roster.ts';
import { start } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const { ana } = team.people;
const planned = { person: 'ana', ...ana };
const method = (change: Partial<ContactMethod>): ContactMethod => ({
  ...{ person: 'ana', channel: 'email', address: ana.email, at: start },
  ...{ state: 'verified', enteredBy: 'configuration', ...change },
});

test('whoever could not be reached so when they were first told is, once it is known how', () => {
  const { phone: _, ...told } = planned;
  const roster = { contacts: [] };
  expect(reachedNow(team.people, roster, told, 'sms')).toMatchObject({
    to: { ...told, phone: ana.phone },
    moved: expect.stringContaining('knew no number of Ana'),
  });
  const left = { bo: team.people.bo };
  expect(reachedNow(left, roster, told, 'sms')).toEqual({ to: told });
});

test.each([
  ['email', 'undeliverable', 'Ana: the address is undeliverable: the address bounced'],
  ['sms', 'opted-out', 'Ana: the number has opted out'],
] as const)('a plan that runs tries no %s that is %s', (channel, state, nowhere) => {
  const address = channel === 'sms' ? ana.phone : ana.email;
  const contacts = [method({ channel, address, state, reason: 'the address bounced' })];
  expect(reachedNow(team.people, { contacts }, planned, channel)).toMatchObject({ nowhere });
  expect(reachedNow(team.people, { contacts }, planned, 'voice')).toEqual({ to: planned });
  // Of another address that says nothing.
  const moved = [method({ channel, address: 'bo@example.com', state })];
  expect(reachedNow(team.people, { contacts: moved }, planned, channel)).toEqual({ to: planned });
});

test('whoever left the team is reached nowhere, unless a colleague has that address by now', () => {
  const { ana: _, ...others } = team.people;
  const roster = { contacts: [] };
  expect(reachedNow(others, roster, planned, 'sms')).toEqual({
    to: { person: 'ana', name: 'Ana', email: ana.email },
    nowhere: 'Ana is no longer in the configuration',
  });
  const renamed = { ...others, anna: ana };
  expect(reachedNow(renamed, roster, planned, 'sms')).toEqual({ to: planned });
});
