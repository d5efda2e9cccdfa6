import { beforeAll, expect, test } from 'vitest';
import type { KeptIssue } from '#local/emulators/trackers.ts';
import { realStack } from './stack.ts';

/* Action items become issues (R23): the deployed functions, under their grants, against strict stand-ins. */

const stack = realStack();
const arn = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/${name}-AbCdEf`;
const github = (secret = 'github') => ({
  github: { repository: 'northwind/books', secret: arn(secret) },
});
const jira = {
  jira: {
    site: 'https://northwind.atlassian.net',
    project: 'OPS',
    user: 'bot@example.com',
    secret: arn('jira'),
  },
};
const automation = {
  jiraAutomation: {
    webhook: 'https://api-private.atlassian.com/automation/webhooks/jira/a/1/2',
    secret: arn('jira-automation'),
  },
};

let id = '';

async function configured(actionItems: object): Promise<void> {
  await stack.configures({ actionItems });
}

interface Item {
  item: number;
  issue?: { tracker: string; reference?: string; url?: string };
  exportFailure?: { reason: string; attempt: number; isFinal: boolean };
}
const items = async () =>
  (await stack.call<{ items: Item[] }>('GET', `/v1/action-items?status=all&incident=${id}`)).items;
const issues = () => stack.call<KeptIssue[]>('GET', '/_local/issues');

async function adds(text: string): Promise<Item> {
  const added = await stack.call<Item>('POST', `/v1/incidents/${id}/action-items`, {
    text,
    owner: 'bo',
    dueOn: '2027-12-01',
    by: 'ana',
  });
  await stack.passes(5);
  const found = (await items()).find(({ item }) => item === added.item);
  if (found === undefined) throw new Error('It is not there');
  return found;
}

beforeAll(async () => {
  id = await stack.opens({ title: 'The pool is full', service: 'payments', severity: 'SEV3' });
});

test('on GitHub, and the timeline has the address', async () => {
  await configured(github());
  expect(await adds('Alarm on the pool')).toMatchObject({
    issue: {
      tracker: 'github',
      reference: 'northwind/books#1',
      url: 'https://github.com/northwind/books/issues/1',
    },
  });
  const told = (await stack.show(id)).timeline.map(({ text }) => text);
  expect(told).toContainEqual(
    'Action item 1 given to GitHub: northwind/books#1, https://github.com/northwind/books/issues/1',
  );
});

test('in Jira', async () => {
  await configured(jira);
  expect(await adds('A larger pool')).toMatchObject({
    issue: { reference: 'OPS-1', url: 'https://northwind.atlassian.net/browse/OPS-1' },
  });
});

test('by a rule of Jira Automation', async () => {
  await configured(automation);
  expect((await adds('A dashboard of the pool')).issue).toMatchObject({
    tracker: 'jira-automation',
  });
  expect((await issues()).map(({ vendor }) => vendor)).toEqual([
    'github',
    'jira',
    'jira-automation',
  ]);
});

test('a token that is not taken is told, and exported by hand once it is', async () => {
  await configured(github('revoked'));
  const refused = await adds('Close idle connections');
  expect(refused.exportFailure).toMatchObject({
    isFinal: true,
    reason: expect.stringContaining('answered 401: Bad credentials'),
  });
  await configured(github());
  await stack.call('POST', `/v1/incidents/${id}/action-items/${refused.item}/export`, {
    by: 'ana',
  });
  await stack.passes(5);
  expect((await items()).at(-1)?.issue).toMatchObject({ reference: 'northwind/books#2' });
  const again = await stack.ask('POST', `/v1/incidents/${id}/action-items/${refused.item}/export`, {
    by: 'ana',
  });
  expect(again.status).toBe(409);
});

test('a secret without the tag cannot be read', async () => {
  await configured(github('untagged'));
  expect((await adds('Read the settings from one place')).exportFailure?.reason).toContain(
    'AccessDeniedException (tag it tocsin:action-items=allowed',
  );
});

test('who is asked too often is asked again later, and the issue is opened once', async () => {
  await configured(github());
  const address = 'https://api.github.com/repos/northwind/books/issues';
  await stack.call('POST', '/_local/webhooks', { url: address, status: 429 });
  expect((await adds('Fewer retries')).exportFailure).toMatchObject({ attempt: 1, isFinal: false });
  await stack.call('POST', '/_local/webhooks', { url: address, status: 200 });
  await stack.passes(70);
  expect((await items()).at(-1)?.issue).toMatchObject({ reference: 'northwind/books#3' });
});
