import { expect, test } from 'vitest';
import { cardFacts, stateOf } from '#core/communication/chat/card.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { given } from '../../support/given.ts';
import { acknowledge, ana, declare } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

test('a card says of what is put off that it is, and until when', () => {
  const { incident } = given(declare('SEV1'), acknowledge(60), {
    ...({ type: 'SnoozeIncident', by: ana } as const),
    ...{ at: later(90), until: later(3600), reason: 'the vendor is on it' },
  });
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  expect(stateOf(headlineOf(incident))).toMatch(/^snoozed by Ana until 2026-11-2\d /);
});

test('a card stands for days, so that it says of which day its moments are', () => {
  const { incident } = given(declare('SEV1'), acknowledge(60));
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  const facts = new Map(cardFacts({ ...headlineOf(incident), nextUpdateAt: later(86_400) }));
  expect(facts.get('Started')).toMatch(/^2026-11-2\d \d\d:\d\d \w+/);
  expect(facts.get('Next update')).toMatch(/^2026-11-2\d \d\d:\d\d \w+/);
});
