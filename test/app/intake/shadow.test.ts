import { expect, test } from 'vitest';
import { acceptWebhook, repeatMemory } from '#app/intake/accept-webhook.ts';
import { sha256 } from '#core/digest.ts';
import { receiptId } from '#core/ids.ts';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { intakeOnMemory } from '../../support/intake-on-memory.ts';
import { later } from '../../support/samples.ts';
import { team } from '../../support/team.ts';

const integrations = [
  { name: 'beside', source: 'generic', shadow: true },
  { name: 'real', source: 'generic' },
];
const down = { title: 'Payment processing down', service: 'payments', key: 'pay' };

test('what comes through an integration in the shadow opens nothing, and its receipt says so', async () => {
  const { send, all, receipt } = intakeOnMemory(integrations);
  await send('beside', down);
  expect(all()).toEqual([]);
  expect(await receipt()).toMatchObject({
    state: 'processed',
    outcomes: [
      { alert: down.title, outcome: 'ignored', reason: expect.stringContaining('shadow') },
    ],
  });
});

test('it clears, joins and repeats nothing that others opened', async () => {
  const { send, all } = intakeOnMemory([
    ...integrations.slice(0, 1).map(each => ({ ...each, domain: 'both' })),
    { name: 'real', source: 'generic', domain: 'both' },
  ]);
  await send('real', down);
  await send('beside', { ...down, status: 'resolved' });
  expect(all()).toMatchObject([{ phase: 'open', alerts: { firing: 1, cleared: 0 } }]);
});

test('what was accepted in the shadow stays there, and what was not does not come into it', async () => {
  const { post, configuration, deliver, all } = intakeOnMemory(integrations);
  await post('beside', down);
  await post('real', { ...down, title: 'Checkout down' });
  const turned = integrations.map(each => ({
    ...each,
    keySha256: sha256(each.name),
    shadow: each.name === 'real',
  }));
  const parsed = parseDirectory({ ...team, integrations: turned });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  configuration.put(parsed.directory);
  await deliver();
  expect(all().map(({ title }) => title)).toEqual(['Checkout down']);
});

test('the body is queued with the mark that keeps it from paging, whatever its query says', async () => {
  const { authenticate, configuration } = intakeOnMemory(integrations);
  const queued: object[] = [];
  const accept = acceptWebhook({
    authenticate,
    accept: async webhook => {
      queued.push(webhook);
      return 'accepted';
    },
    heard: { refuse: async () => false },
    repeats: repeatMemory(),
    isStorm: async () => false,
    configuration,
    verifySns: async () => ({ valid: true }),
    verifySmn: async () => ({ valid: true }),
    confirmSns: async () => {},
    confirmSmn: async () => {},
    signingSecrets: async () => [],
    newReceiptId: () => receiptId('rcp_1'),
    now: () => later(0),
    log: () => {},
  });
  await accept('generic', {
    ...{ method: 'POST', path: '/v1/alerts/generic', query: { shadow: 'false' } },
    headers: { 'x-api-key': 'beside' },
    body: JSON.stringify(down),
  });
  expect(queued).toMatchObject([{ integration: 'beside', shadow: true }]);
});

test.each(['opsgenie', 'pagerduty-events'])(
  'a configuration is told that an integration of %s that signs takes nothing of clients, which do not',
  source => {
    const scheme = { scheme: 'hmac', secret: 'arn:aws:secretsmanager:eu-west-1:0:secret:s' };
    const sender = { name: 'app', source, keySha256: sha256('app'), signature: scheme };
    const warned = (integration: object) => {
      const parsed = parseDirectory({ ...team, integrations: [integration] });
      return 'warnings' in parsed ? parsed.warnings.map(({ message }) => message) : parsed.problems;
    };
    expect(warned(sender)).toContainEqual(
      expect.stringContaining('app takes no alerts of clients'),
    );
    const { signature: _, ...unsigned } = sender;
    for (const other of [unsigned, { ...sender, source: 'generic' }]) {
      expect(warned(other)).not.toContainEqual(expect.stringContaining('of clients'));
    }
  },
);

test('a configuration with one in the shadow is told of it each time', () => {
  const parsed = parseDirectory({
    ...team,
    integrations: integrations.map(each => ({ ...each, keySha256: sha256(each.name) })),
  });
  expect('warnings' in parsed && parsed.warnings).toContainEqual({
    path: ['integrations', 0, 'shadow'],
    message: 'beside is in the shadow: what it sends pages nobody',
  });
});
