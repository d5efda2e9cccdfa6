import { expect, test } from 'vitest';
import { isFound, wordsOf } from '#core/incident/found.ts';
import { given } from '../../support/given.ts';
import { acknowledge, assign, declare, people } from '../../support/incidents.ts';

const { incident } = given(declare(), acknowledge(30), assign(40, 'technicalLead', people.bo));

test.each([
  ['inc-2026-001'],
  ['PROCESSING'],
  ['down payment'],
  ['payments'],
  // Who acknowledged it, and who leads.
  ['ana'],
  ['bö paym'],
])('an incident is found by %s', text => {
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  expect(isFound(incident, wordsOf(text))).toBe(true);
});

test('all of the words have to stand in it, and nothing is no word', () => {
  if (incident.phase === 'undeclared') throw new Error('Not declared');
  expect(isFound(incident, wordsOf('payment unheard-of'))).toBe(false);
  expect(wordsOf(' \t ')).toEqual([]);
});
