import { expect, test } from 'vitest';
import { integrationOperations } from '#app/intake/integration-operations.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';

const senders = [
  { name: 'prom', source: 'alertmanager', service: 'website' },
  { name: 'cron', source: 'generic' },
];

async function listed({ configuration, heard }: ReturnType<typeof intakeOnMemory>) {
  const { listIntegrations } = integrationOperations({ configuration, heard });
  const outcome = await listIntegrations({ publicUrl: 'https://a' } as Parameters<
    typeof listIntegrations
  >[0]);
  return 'answer' in outcome ? outcome.answer : outcome;
}

test('an integration was never heard before an alert of its own is understood, and then as what', async () => {
  const intake = intakeOnMemory(senders);
  await intake.send('cron', { title: 'Disk full', service: 'payments', severity: 'critical' });
  const at = intake.now();
  expect(await listed(intake)).toEqual({
    address: 'https://a',
    integrations: [
      { name: 'prom', source: 'alertmanager', service: 'website' },
      {
        ...{ name: 'cron', source: 'generic', firstAt: at, lastAt: at },
        last: {
          ...{ receipt: 'rcp_1', title: 'Disk full', status: 'firing', service: 'payments' },
          serviceReason: expect.any(String),
          severity: expect.stringMatching(/^SEV[12]$/),
          severityReason: expect.stringContaining('critical'),
        },
      },
    ],
  });
});

test('a test is understood at the door of any sender, pages nobody, and belongs to the service of its integration', async () => {
  const intake = intakeOnMemory(senders);
  await intake.send('prom', { tocsin: 'test' });
  expect(intake.all()).toEqual([]);
  expect(await listed(intake)).toMatchObject({
    integrations: [
      { name: 'prom', last: { status: 'test', service: 'website', title: expect.any(String) } },
      { name: 'cron' },
    ],
  });
  // With anything beside it, it is what it says and no test.
  await intake.send('cron', { tocsin: 'test', title: 'Down' }).catch(() => undefined);
  expect(await listed(intake)).toMatchObject({
    integrations: [{}, { name: 'cron', refused: { reason: expect.stringContaining('tocsin') } }],
  });
});
