import { expect, test } from 'vitest';
import { nextStep } from '#cli/next-steps.ts';

test.each([
  ['There is no INC-2026-001.', 'tocsin list'],
  ['There is no such incident.', 'tocsin list'],
  ['There is no post-mortem of INC-2026-001 yet.', 'incident:create-postmortem INC-2026-001`'],
  ['There is no evidence of INC-2026-001 yet.', 'logs:archive INC-2026-001`'],
  ['Say for which service: payments, catalogue.', '--service=payments.'],
  ['Nobody has written its summary yet: fill in the two sentences.', '--learnings'],
  ['INC-2026-001 has no action item 99.', 'tocsin action-items'],
  ['/by: no person zed is configured', 'tocsin.yaml'],
])('%s comes with what to do', (words, step) => {
  expect(nextStep(words).next).toContain(step);
});

test('what explains itself gets no more words', () => {
  expect(nextStep('INC-2026-001 was resolved by Ana.')).toEqual({});
});
