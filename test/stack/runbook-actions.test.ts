import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { realStack } from './stack.ts';

/* The command lines of the runbook's patterns and recovery procedures, typed literally (R15, R18, R19). */

const stack = realStack();
let id = '';

async function types(line: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], {
    env: {
      ...process.env,
      ...{ TOCSIN_URL: stack.url(), TOCSIN_TOKEN: 'local', TOCSIN_PERSON: 'ana', ...env },
    },
    timeout: 60_000,
  });
  await stack.passes(1);
  return stdout;
}

beforeAll(async () => {
  id = await stack.opens({
    title: 'No connection available',
    service: 'payments',
    severity: 'SEV1',
  });
});

const told = async () =>
  (await stack.show(id)).timeline.filter(({ type }) => type.startsWith('Action'));

describe('a dry run, as the runbook writes it', () => {
  test.each([
    ['npm run db:pool:resize -- --size=50', '/payments/database/pool-size: 20 -> 50'],
    [
      'npm run db:connections:kill-idle',
      'connection 4630 of payments-authorise to payments: idle for',
    ],
    ['npm run restart:rolling', 'ECS service payments in main: 3 tasks as they run now'],
    [
      'npm run scale:memory -- --add=2GB',
      'memory of each task of payments in main: 2048 MiB -> 4096 MiB',
    ],
    [
      'npm run feature:disable -- --feature=stripe-payments',
      '/payments/features/stripe-payments: on -> off',
    ],
    [
      'npm run config:set -- --key=payment_provider --value=fallback',
      '/payments/config/payment_provider: stripe -> fallback',
    ],
    ['npm run circuits:reset', '/payments/circuits/stripe: open -> closed'],
  ])('%s', async (line, change) => {
    const said = (await types(line)).replace(/\s+/g, ' ');
    expect(said).toContain(change);
    expect(said).toContain('Nothing was changed yet');
    expect(await told()).toEqual([]);
  });
});

describe('in earnest', () => {
  test.each([
    'npm run db:pool:resize -- --size=50',
    'npm run feature:disable -- --feature=stripe-payments',
    'npm run config:set -- --key=payment_provider --value=fallback',
    'npm run circuits:reset',
    'npm run restart:rolling',
  ])('%s --yes', async line => {
    const separator = line.includes(' -- ') ? '' : ' --';
    const before = (await told()).length;
    const said = await types(`${line}${separator} --yes --reason="the pool is empty"`);
    expect(said).toContain('Done.');
    const since = (await told()).slice(before);
    expect(since.map(({ type }) => type)).toEqual(['ActionStarted', 'ActionFinished']);
    expect(since[0]?.text).toContain('Because: the pool is empty');
  });

  test('idle connections are ended, and the integrity of the data is looked at (R18)', async () => {
    const kill = 'npm run db:connections:kill-idle -- --yes --reason="the pool is empty"';
    expect(await types(kill)).toMatch(/4630 ended[\s\S]*4688 ended[\s\S]*Done\./);
    expect((await types('npm run db:verify:integrity')).replace(/\s+/g, ' ')).toContain(
      'payments: no invalid indexes',
    );
  });

  test('what was done is there, can be seen and taken back', async () => {
    const line = 'npm run db:pool:resize -- --size=50';
    expect(await types(line)).toContain('it is so already');
    const { runs } = await stack.call<{ runs: { id: string; action: string }[] }>(
      'GET',
      '/v1/action-runs',
    );
    const run = runs.find(({ action }) => action === 'db:pool:resize')?.id;
    const undo = `npm run db:pool:resize -- --undo=${run} --yes --reason="it is over"`;
    expect((await types(undo)).replace(/\s+/g, ' ')).toContain('50 -> 20');
  });

  test('needs a reason, and stays within its limits', async () => {
    await expect(types('npm run db:pool:resize -- --size=50 --yes')).rejects.toThrow('Say why');
    await expect(types('npm run db:pool:resize -- --size=5000')).rejects.toThrow(
      'beyond the limit',
    );
  });
});

test('a second person approves where tocsin.yaml says so, and the first cannot', async () => {
  const { document } = await stack.call<{
    document: { services: { payments: { actions: object } } };
  }>('GET', '/v1/config');
  document.services.payments.actions = {
    ...document.services.payments.actions,
    approvals: { 'config:set': 'second-person' },
  };
  await stack.call('PUT', '/v1/config', document);
  await stack.passes(31);
  const line =
    'npm run config:set -- --key=payment_provider --value=stripe --yes --reason="it is back"';
  const said = await types(line);
  expect(said).toContain('Waits for a second person');
  const run = /action:approve --id=(\S+)/.exec(said)?.[1];
  await expect(types(`npm run tocsin -- action:approve --id=${run}`)).rejects.toThrow(
    'somebody else has to approve',
  );
  const approved = await types(`npm run tocsin -- action:approve --id=${run}`, {
    TOCSIN_PERSON: 'bo',
  });
  expect(approved).toContain('Done.');
});

test('keep team on standby (R19)', async () => {
  await types('echo "Fix deployed, monitoring for 1 hour" | ./scripts/notify-team.sh');
  const mails = await stack.inbox('bo@example.com');
  expect(mails.at(-1)?.body).toContain('Fix deployed, monitoring for 1 hour');
  const { timeline } = await stack.show(id);
  expect(timeline.at(-1)?.text).toContain('Fix deployed, monitoring for 1 hour');
});
