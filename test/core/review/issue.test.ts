import { expect, test } from 'vitest';
import { automationData, githubIssue, issueOf, jiraIssue } from '#core/review/issue.ts';

const incident = {
  id: 'INC-2026-001',
  title: 'Payments\u202E are\ndown',
  severity: 'SEV2',
  declaredAt: '2026-11-23T02:14:00.123Z',
  service: { name: 'Payments' },
};
const jira = {
  kind: 'jira',
  site: 'https://northwind.atlassian.net',
  project: 'OPS',
  issueType: 'Task',
  user: 'bot@example.com',
  labels: [],
  secret: 'arn',
} as const;

test('an issue says that it comes from an exercise', () => {
  expect(issueOf({ ...incident, drill: 'drill' }, { item: 1, text: 'a' }).facts).toEqual([
    'From SEV2 INC-2026-001: Payments are down',
    'It was an exercise.',
    'Service: Payments',
  ]);
});

test('the mark of an issue is the same each time, and another for another item', () => {
  const ref = (item: number) => issueOf(incident, { item, text: String(item) }).ref;
  expect(ref(1)).toBe(issueOf({ ...incident, severity: 'SEV1' }, { item: 1, text: 'b' }).ref);
  expect(ref(1)).not.toBe(ref(2));
  expect(ref(1)).toMatch(/^tocsin-[0-9a-f]{16}$/);
});

test('the title of an issue is one line that every vendor takes', () => {
  const issue = issueOf(incident, { item: 1, text: `two\r\nlines ${'x'.repeat(600)}` });
  for (const title of [
    githubIssue(issue).title,
    jiraIssue(issue, { ...jira, labels: [] }).fields.summary,
  ]) {
    expect(title).toMatch(/^INC-2026-001: two lines x+\.\.$/);
    expect(title.length).toBeLessThanOrEqual(200);
  }
});

test('nothing in an issue is markup, or calls anybody', () => {
  const { body } = githubIssue(
    issueOf(incident, { item: 1, text: '@ana see #4 <img src=x> `rm`' }),
  );
  expect(body).toMatch(/^@&#8203;ana see \\#4 \\<img src=x\\> \\`rm\\`\n/);
});

test('no tracker makes a link of the words of an alert', () => {
  const title = 'Down, see https://evil.example.com/ack and www.evil.example.com';
  const issue = issueOf({ ...incident, title }, { item: 1, text: 'a' });
  for (const text of [
    githubIssue(issue).body,
    JSON.stringify(jiraIssue(issue, { ...jira, labels: [] })),
  ]) {
    expect(text).not.toMatch(/https?:..evil|evil\.example\.com/);
  }
});

test('a rule is told the whole in plain text', () => {
  const data = automationData(issueOf(incident, { item: 1, text: 'a\nb', dueOn: '2026-12-01' }));
  expect(data.description).toBe(
    'a\nb\n\nFrom SEV2 INC-2026-001: Payments are down\nService: Payments\nDue: 2026-12-01',
  );
  expect(data).toMatchObject({ duedate: '2026-12-01', labels: expect.arrayContaining([data.ref]) });
});
