import { expect, test } from 'vitest';
import { integrationOperations } from '#app/intake/integration-operations.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';

const senders = [
  { name: 'prom', source: 'alertmanager', service: 'website' },
  { name: 'cron', source: 'generic' },
];

async function listed({ configuration, heard }: ReturnType<typeof intakeOnMemory>) {
  const { listIntegrations } = integrationOperations({ configuration, heard });
  const outcome = await listIntegrations({} as Parameters<typeof listIntegrations>[0]);
  return 'answer' in outcome ? outcome.answer.integrations : outcome;
}

test('an integration was never heard before an alert of its own is understood', async () => {
  const intake = intakeOnMemory(senders);
  await intake.send('cron', { title: 'Disk full', service: 'payments' });
  await intake.deliver();
  const at = intake.now();
  expect(await listed(intake)).toEqual([
    { name: 'prom', source: 'alertmanager', service: 'website' },
    { name: 'cron', source: 'generic', firstAt: at, lastAt: at },
  ]);
});
