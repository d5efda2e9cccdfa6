import type { LinkView } from '#app/paging/answer-link.ts';

/** What the page behind a link shows of an incident that somebody is paged for. */
export const exampleView: Extract<LinkView, { kind: 'incident' }> = {
  kind: 'incident',
  id: 'INC-2026-001',
  severity: 'SEV1',
  title: 'Payment processing down',
  service: 'Payments',
  facts: [],
  freeRoles: [],
  may: [],
  firing: 0,
  version: 3,
  from: '1.1',
  hints: [],
  age: '2 min',
  phase: 'open',
  name: 'Ana',
  mayAcknowledge: true,
};
