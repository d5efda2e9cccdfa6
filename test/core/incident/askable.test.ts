import { expect, test } from 'vitest';
import { type Asked, askable } from '#core/incident/askable.ts';
import type { DeclaredIncident } from '#core/incident/incident.ts';
import { given } from '../../support/given.ts';
import { acknowledge, ana, bo, declare, resolve } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

function standing(incident: unknown): Record<string, string | undefined> {
  const all: Asked[] = askable(incident as DeclaredIncident, bo, later(120));
  return Object.fromEntries(all.map(each => [each.command, each.text ?? each.standing]));
}

test('of an open incident everything may be asked but to reopen it', () => {
  const { reopen, ...others } = standing(given(declare()).incident);
  expect(new Set(Object.values(others))).toEqual(new Set(['possible']));
  expect(reopen).toMatch(/not resolved/);
});

test('what is so already is done, whoever asks', () => {
  const { incident } = given(declare(), acknowledge(60, ana));
  expect(standing(incident).acknowledge).toBe('done');
});

test('what the rules would refuse says why in their words', () => {
  const { incident } = given(declare(), acknowledge(60, ana), resolve(100, bo));
  expect(standing(incident)).toMatchObject({
    acknowledge: 'INC-2026-001 was resolved by Bo; there is nothing left to acknowledge.',
    reopen: 'possible',
    notes: 'possible',
  });
  expect(standing(incident).escalate).toMatch(/resolved/);
});
