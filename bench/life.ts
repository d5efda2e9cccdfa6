import { startInProcess } from './in-process-stack.ts';

/*
 * The life of one SEV1, and what is asked while many others are open, on the real handlers. Run in a process of its own
 * with a configuration as JSON; prints, for each part, how often each handler asked AWS for what.
 */

type Counts = Record<string, Record<string, number>>;

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;

const stack = await startInProcess(JSON.parse(process.argv[2] ?? ''));
const alert = (title: string, severity: string) =>
  JSON.stringify({ title, service: 'payments', severity });

async function counted(run: () => Promise<unknown>): Promise<Counts> {
  stack.requests.clear();
  await run();
  return Object.fromEntries(
    [...stack.requests].map(([handler, made]) => [
      handler,
      Object.fromEntries(
        [...Map.groupBy(made.toSorted(), operation => operation)].map(([operation, all]) => [
          operation,
          all.length,
        ]),
      ),
    ]),
  );
}

/** Everything that is done again and again, once. */
const usual = (id: string) =>
  counted(async () => {
    await stack.call('on-sweep', {});
    await stack.call('on-duty', {});
    await stack.api('GET', '/v1/incidents', undefined, { service: 'payments', severity: 'SEV1' });
    await stack.api('GET', `/v1/incidents/${id}`);
    await stack.api('POST', `/v1/incidents/${id}/notes`, { text: 'Looking.' });
    await stack.post('generic', alert('Payment processing down', 'SEV1'));
    await stack.settle();
  });

async function declares(title: string, severity: string): Promise<void> {
  await stack.post('generic', alert(title, severity));
  await stack.settle();
}

await stack.passes(600);
const idle = await counted(() => stack.passes(3600));
const declared = await counted(() => declares('Checkout is down', 'SEV1'));
const acknowledged = await counted(async () => {
  await stack.api('POST', '/v1/incidents/INC-2026-001/acknowledge', {});
  await stack.settle();
});
const over = await counted(async () => {
  await stack.api('POST', '/v1/incidents/INC-2026-001/resolve', { resolution: 'Restarted.' });
  await stack.passes(1900);
});

await declares('Payment processing down', 'SEV1');
await usual('INC-2026-002');
const alone = await usual('INC-2026-002');
for (let number = 0; number < 40; number++) {
  const ticket = { title: `Disk ${number} is full`, service: 'payments', severity: 'SEV4' };
  await stack.api('POST', '/v1/incidents', ticket);
  await stack.settle();
}
const crowded = await usual('INC-2026-002');
const flooded = await counted(async () => {
  const alerts = Array.from({ length: 500 }, (_, number) => ({
    title: `Host ${number} is down`,
    service: 'website',
    severity: 'SEV2',
  }));
  await stack.post('generic', JSON.stringify(alerts));
  await stack.settle();
});
const parts = { idle, declared, acknowledged, over, alone, crowded, flooded };
write(`${JSON.stringify(parts, null, 1)}\n`);
