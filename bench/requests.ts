import type { Client } from './client.ts';

/** What is billed: requests to AWS by the functions. The pollers of queues and streams are Lambda's and counted apart. */
export async function requests(api: Client): Promise<void> {
  console.log('AWS requests (counted at the gateway)');
  const warm = { title: 'Disk almost full', service: 'website', severity: 'SEV4', key: 'warm' };
  await api.send('generic', warm);
  await api.advance(1);

  const alert = { title: 'Payment processing down', service: 'payments', key: 'requests' };
  const opened = await counted(api, async () => {
    await api.send('generic', alert);
    await api.advance(1);
  });
  show('a SEV1 opened and its two pages sent', opened, 1);

  const [incident] = (await api.incidents()).incidents.filter(({ title }) => title === alert.title);
  if (incident === undefined) throw new Error('The alert opened no incident');
  const lived = await counted(api, async () => {
    await api.command(incident.id, 'acknowledge', {});
    await api.command(incident.id, 'resolve', { resolution: 'Restarted.' });
    await api.advance(1900);
  });
  show('its acknowledgement, resolution, archive and all-clear', lived, 1);

  const again = { ...alert, key: 'duplicates', severity: 'SEV4' };
  await api.send('generic', again);
  await api.advance(1);
  const duplicates = 2000;
  const repeated = await counted(api, async () => {
    for (let sent = 0; sent < duplicates; sent += 20) {
      await Promise.all(Array.from({ length: 20 }, () => api.send('generic', again)));
    }
    await api.advance(5);
  });
  show(`a duplicate webhook (of ${duplicates}; target at most 1.15)`, repeated, duplicates);
  console.log();
}

async function counted(api: Client, what: () => Promise<void>): Promise<Record<string, number>> {
  const before = await api.requests();
  await what();
  const after = await api.requests();
  return Object.fromEntries(
    Object.entries(after)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

function show(what: string, counts: Record<string, number>, per: number): void {
  const ours = Object.entries(counts).filter(([operation]) => !operation.startsWith('poller:'));
  const total = ours.reduce((sum, [, count]) => sum + count, 0);
  console.log(`  ${(total / per).toFixed(per === 1 ? 0 : 3)} per ${what}`);
  const detail = ours.map(([operation, count]) => `${operation} ${count}`).join(', ');
  console.log(`      ${detail}`);
}
