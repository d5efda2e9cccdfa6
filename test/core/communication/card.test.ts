import { expect, test } from 'vitest';
import { cardFacts } from '#core/communication/chat/card.ts';
import { headlineOf } from '#core/incident/headline.ts';
import { given } from '../../support/given.ts';
import { acknowledge, declare } from '../../support/incidents.ts';
import { later } from '../../support/samples.ts';

test('a card stands for days, so that it says of which day its moments are', () => {
  const { incident } = given(declare('SEV1'), acknowledge(60));
  if (incident.phase === 'undeclared') throw new Error('undeclared');
  const facts = new Map(cardFacts({ ...headlineOf(incident), nextUpdateAt: later(86_400) }));
  expect(facts.get('Started')).toMatch(/^2026-11-2\d \d\d:\d\d \w+/);
  expect(facts.get('Next update')).toMatch(/^2026-11-2\d \d\d:\d\d \w+/);
});
