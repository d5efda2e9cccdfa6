import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { importRequest } from '#contract/export.ts';
import { incidentTemplate } from '../support/incidents.ts';

const { incident } = parse(incidentTemplate);

test.each(['users_affected', 'duration_minutes'])(
  'an import whose %s is beyond what can be added up is refused by that field',
  field => {
    const impact = { ...incident.impact, [field]: 1e308 };
    const read = importRequest.safeParse({ incident: { ...incident, impact } });
    expect(read.error?.issues).toMatchObject([{ path: ['incident', 'impact', field] }]);
  },
);

test('an import as the runbook has it is taken', () => {
  expect(importRequest.safeParse({ incident }).success).toBe(true);
});
