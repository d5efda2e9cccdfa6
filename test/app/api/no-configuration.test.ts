import { expect, test } from 'vitest';
import { noConfiguration } from '#app/api/refusal.ts';
import { servicesAsked } from '#app/diagnosis/services-asked.ts';
import { calendarFeeds } from '#app/oncall/calendar-feeds.ts';
import { contactOperations } from '#app/oncall/contact-operations.ts';
import { coverageOperations } from '#app/oncall/coverage-operations.ts';
import { overrideOperations } from '#app/oncall/override-operations.ts';
import { insightOperations } from '#app/paging/insight-operations.ts';
import { start } from '../../support/samples.ts';

const configuration = { current: async () => undefined, newest: async () => undefined };
/** Whatever else an operation has; it is not to get so far. */
const deps = { configuration, now: () => start } as never;
const call = {
  params: { id: 'ana', channel: 'sms' },
  query: { days: 30, person: 'ana' },
  body: { person: 'ana', schedule: 'primary', from: start, until: start, service: 'payments' },
  asked: { caller: { actor: { id: 'ana' } } },
} as never;

test.each<[string, () => Promise<unknown>]>([
  ['an override', () => overrideOperations(deps).addOverride(call)],
  ['overrides', () => overrideOperations(deps).listOverrides(call)],
  ['what becomes of an override', () => overrideOperations(deps).removeOverride(call)],
  ['a contact', () => contactOperations(deps).listContacts(call)],
  ['a calendar', () => calendarFeeds(deps).createCalendarFeed(call)],
  ['coverage', () => coverageOperations(deps).coverage(call)],
  ['why somebody was paged', () => insightOperations(deps).why(call)],
  ['an exercise', () => insightOperations(deps).startDrill(call)],
  ['a service', () => servicesAsked(configuration as never, 'payments')],
])('without a configuration, whoever asks for %s is told to apply one', async (_what, ask) => {
  expect(await ask()).toEqual(noConfiguration);
});
