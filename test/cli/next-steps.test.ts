import { expect, test } from 'vitest';
import { nextStep } from '#cli/next-steps.ts';
import { reasons } from '#contract/problem.ts';

test.each([
  ['no-such-incident', 'tocsin list'],
  ['no-postmortem', 'incident:create-postmortem INC-2026-001`'],
  ['no-evidence', 'logs:archive INC-2026-001`'],
  ['which-service', '--service='],
  ['no-summary', '--learnings'],
  ['no-such-run', 'tocsin action:runs'],
  ['unknown-action-item', 'tocsin action-items'],
  ['unknown-person', 'tocsin.yaml'],
  ['no-configuration', 'tocsin apply'],
])('%s comes with what to do', (reason, step) => {
  expect(nextStep(reason, { id: 'INC-2026-001' }).next).toContain(step);
});

test('every reason that clients act on has a step, and any other none', () => {
  expect(reasons.filter(reason => nextStep(reason).next === undefined)).toEqual([]);
  expect(nextStep('already-resolved')).toEqual({});
  expect(nextStep(undefined)).toEqual({});
});
