import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { realStack } from './stack.ts';
import { typist } from './typed.ts';

/* The command lines of the runbook's patterns and recovery procedures, typed literally (R15, R18, R19). */

const bo = { name: 'bo-laptop', sha256: sha256('of-bo'), scope: 'respond', person: 'bo' };
const stack = realStack({ tokens: [bo] });
const { types, tries, typesInShell } = typist(stack, { TOCSIN_PERSON: 'ana' });
/** The one that is open of payments: every line of this file is about it, since none says another. */
let id = '';

/** With a token of his own: the one that belongs to nobody asked already. */
const asBo = { TOCSIN_TOKEN: 'of-bo', TOCSIN_PERSON: 'bo' };

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
    [
      'npm run cache:clear:all',
      'ElastiCache payments-sessions (memcached, 2 nodes): what it has cached -> empty',
    ],
    [
      'npm run monitor:enhanced -- --duration=1h',
      'alarm enhanced-by-tocsin-payments/Tocsin/1-Errors: none -> Sum of Errors',
    ],
    ['npm run deploy:prepare-rollback', 'back by itself: nothing -> failed deployment'],
    ['npm run deploy:rollback', 'version of ECS service payments in main: payments:'],
    [
      'npm run action:run -- --automation=drain-queue --set Batch=10',
      'automation Tocsin-DrainQueue, version 3: not run -> run with Queue=payments-capture, Batch=10',
    ],
    [
      'npm run feature:disable -- --feature=gift-cards --service=catalogue',
      'flag gift-cards of shop123/flags12 in prod123: on -> off',
    ],
    [
      'npm run deploy:prepare-rollback -- --service=catalogue',
      'CodeDeploy catalogue/production back by itself: nothing -> DEPLOYMENT_FAILURE',
    ],
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
    'npm run deploy:prepare-rollback',
    'npm run action:run -- --automation=drain-queue --set Batch=10',
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
    const line = 'npm run db:pool:resize -- --size=40';
    await types(`${line} --yes --reason="the pool is empty"`);
    expect(await types(line)).toContain('it is so already');
    const { runs } = await stack.call<{ runs: { id: string; action: string }[] }>(
      'GET',
      '/v1/action-runs',
    );
    const run = runs.find(({ action }) => action === 'db:pool:resize')?.id;
    const undo = `npm run db:pool:resize -- --undo=${run} --yes --reason="it is over"`;
    expect((await types(undo)).replace(/\s+/g, ' ')).toMatch(/40 -> \d+/);
  });

  test('needs a reason, and stays within its limits', async () => {
    const silent = await tries('npm run db:pool:resize -- --size=50 --yes');
    expect(silent.error).toContain('Say why');
    expect(silent.exitCode).not.toBe(0);
    const far = await tries('npm run db:pool:resize -- --size=5000');
    expect(far.error).toContain('beyond the limit');
    expect(far.exitCode).not.toBe(0);
  });
});

test('tasks get more memory, with the roles and the tags of those before (R15)', async () => {
  // What was begun above has to be over.
  await stack.passes(130);
  const said = await types('npm run scale:memory -- --add=1GB --yes --reason="they are killed"');
  expect(said).toContain('Done.');
  await stack.passes(130);
  expect((await types('npm run scale:memory -- --add=1GB')).replace(/\s+/g, ' ')).toMatch(
    /3072 MiB -> 4096 MiB/,
  );
});

describe('after a fix (R19)', () => {
  const watching = async () =>
    (await types('npm run monitor:enhanced -- --duration=1h')).replace(/\s+/g, ' ');

  test('an alarm of a closer watch is an alert, as bad as tocsin.yaml says; the watch ends by itself, with a right to nothing else', async () => {
    expect(await watching()).not.toContain('watched closely already');
    const said = await types('npm run monitor:enhanced -- --duration=1h --yes --reason="fixed"');
    expect(said).toContain('Done.');
    expect(await watching()).toContain('watched closely already');
    const cloudWatch = new CloudWatchClient({
      endpoint: stack.url(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'somebody', secretAccessKey: 'somebody' },
    });
    const alarms = [];
    const asked = { AlarmNamePrefix: 'enhanced-by-tocsin-' };
    for await (const page of paginateDescribeAlarms({ client: cloudWatch }, asked)) {
      alarms.push(...(page.MetricAlarms ?? []));
    }
    expect(alarms).toHaveLength(5);
    const [{ AlarmName: alarmName, AlarmDescription: description } = {}] = alarms;
    await stack.call('POST', '/_local/events', {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${alarmName}`],
      detail: {
        alarmName,
        state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-11-23T02:14:00Z' },
        configuration: { description },
      },
    });
    await stack.passes(1);
    const found = (await stack.incidents('?service=payments')).find(({ title }) =>
      title.includes('enhanced-by-tocsin-payments/Tocsin/1-Errors'),
    );
    expect(found).toMatchObject({
      severity: 'SEV2',
      title: expect.stringContaining('shortly after a fix'),
    });
    // There are two of that service now, so it has to be said which one is meant.
    await stack.call('POST', `/v1/incidents/${found?.id}/resolve`, { resolution: 'a test' });
    await stack.passes(3700);
    expect(await watching()).not.toContain('watched closely already');
  });

  test('the version before is brought back, and forward again', async () => {
    const said = await types('npm run deploy:rollback -- --yes --reason="worse than before"');
    expect(said).toMatch(/being replaced by ones of payments:\d+/);
    await stack.passes(180);
    const run = /--undo=(\S+)/.exec(said)?.[1];
    const undone = await types(
      `npm run deploy:rollback -- --undo=${run} --yes --reason="it is not"`,
    );
    expect(undone).toContain('Done.');
  });

  test('a version brought out by CodeDeploy is brought back likewise', async () => {
    const said = await types(
      'npm run deploy:rollback -- --service=catalogue --yes --reason="worse than before"',
    );
    expect(said).toContain('is being brought back by d-CREATED1');
  });
});

test('caches are emptied once a second person agrees (R18)', async () => {
  const said = await types('npm run cache:clear:all -- --yes --reason="bad entries"');
  expect(said).toContain('Waits for a second person');
  const run = /action:approve --id=(\S+)/.exec(said)?.[1];
  const approved = await types(`npm run tocsin -- action:approve --id=${run}`, asBo);
  expect(approved.replace(/\s+/g, ' ')).toMatch(
    /nodes start anew, empty.*invalidation I1EXAMPLE.*Done\./,
  );
});

test('a flag of AppConfig is switched off and, once that is deployed, on again', async () => {
  const line = (command: string) =>
    types(
      `npm run feature:${command} -- --feature=gift-cards --service=catalogue --yes --reason="down"`,
    );
  expect(await line('disable')).toContain('gift-cards is off: version 2, deployment 2');
  await expect(line('enable')).rejects.toThrow('AppConfig takes no other meanwhile');
  await stack.passes(120);
  expect(await line('enable')).toContain('gift-cards is on: version 3');
});

test('an automation that fails says why, and what is not asked for cannot be said', async () => {
  const run = 'npm run action:run -- --automation=drain-queue';
  await expect(types(`${run} --set Queue=missing --set Batch=1`)).rejects.toThrow(
    'does not ask for Queue',
  );
  await expect(types(`${run}`)).rejects.toThrow('asks for Batch');
  await expect(types('npm run action:run -- --automation=other')).rejects.toThrow(
    'There is: drain-queue',
  );
});

test('a second person approves where tocsin.yaml says so, and the first cannot', async () => {
  await stack.configures(({ services }: { services: { payments: { actions: object } } }) => {
    const { payments } = services;
    payments.actions = { ...payments.actions, approvals: { 'config:set': 'second-person' } };
    return { services };
  });
  const line =
    'npm run config:set -- --key=payment_provider --value=stripe --yes --reason="it is back"';
  const said = await types(line);
  expect(said).toContain('Waits for a second person');
  const run = /action:approve --id=(\S+)/.exec(said)?.[1];
  await expect(types(`npm run tocsin -- action:approve --id=${run}`)).rejects.toThrow(
    'somebody else has to approve',
  );
  await expect(
    types(`npm run tocsin -- action:approve --id=${run}`, { TOCSIN_PERSON: 'bo' }),
  ).rejects.toThrow('cannot vouch for two people');
  const approved = await types(`npm run tocsin -- action:approve --id=${run}`, asBo);
  expect(approved).toContain('Done.');
});

test('what nobody approves within the hour expires, and whoever asked is told', async () => {
  const line =
    'npm run config:set -- --key=payment_provider --value=fallback --yes --reason="it is down again"';
  const run = /action:approve --id=(\S+)/.exec(await types(line))?.[1];
  await stack.passes(4000);
  expect((await told()).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^Nobody approved in time.*it is down again$/),
  );
  const mails = await stack.inbox('ana@example.com');
  expect(JSON.stringify(mails)).toContain('nobody approved config:set on payments in time');
  await expect(types(`npm run tocsin -- action:approve --id=${run}`, asBo)).rejects.toThrow(
    'within an hour',
  );
});

test('keep team on standby (R19)', async () => {
  await typesInShell('echo "Fix deployed, monitoring for 1 hour" | ./scripts/notify-team.sh');
  const mails = await stack.inbox('bo@example.com');
  const told = mails.map(({ body }) => body).join();
  expect(told).toContain('Fix deployed, monitoring for 1 hour');
  const { timeline } = await stack.show(id);
  expect(timeline.at(-1)?.text).toContain('Fix deployed, monitoring for 1 hour');
});
