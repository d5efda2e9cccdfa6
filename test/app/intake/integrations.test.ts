import { expect, test } from 'vitest';
import { integrationOperations } from '#app/intake/integration-operations.ts';
import { sha256 } from '#core/digest.ts';
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

test('a sender on its way to another key opens and clears the same with either, and it is seen that the former is used', async () => {
  const cron = { name: 'cron', source: 'generic', formerKeySha256: sha256('before') };
  const intake = intakeOnMemory([cron]);
  const backup = { title: 'Backup failed', key: 'backup' };
  const sendWith = async (key: string, body: object) => {
    const request = {
      method: 'POST',
      path: '/v1/alerts/generic',
      query: {},
      body: JSON.stringify(body),
    };
    const { status } = await intake.accept('generic', {
      ...request,
      headers: { 'x-api-key': key },
    });
    await intake.deliver();
    return status;
  };
  expect(await sendWith('cron', backup)).toBe(202);
  expect(await listed(intake)).toMatchObject({ integrations: [{ formerKey: {} }] });

  expect(await sendWith('before', { ...backup, status: 'resolved' })).toBe(202);
  expect(intake.all()).toMatchObject([{ alerts: { firing: 0 } }]);
  const usedAt = intake.now();
  expect(await listed(intake)).toMatchObject({ integrations: [{ formerKey: { usedAt } }] });

  expect(await sendWith('another', backup)).toBe(401);
});
