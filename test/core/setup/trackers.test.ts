import { describe, expect, test } from 'vitest';
import { parseDirectory } from '#core/setup/parse-directory.ts';
import { actionItemsOf, trackerOf } from '#core/setup/trackers.ts';
import { team } from '../../support/team.ts';

const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tocsin/github-AbCdEf';
const github = { repository: 'northwind/books', secret };
const jira = {
  site: 'https://northwind.atlassian.net',
  project: 'OPS',
  user: 'b@example.com',
  secret,
};
const jiraAutomation = { webhook: 'https://api-private.atlassian.com/x', secret };

function parsed(actionItems: object, ofTeam?: object) {
  const { commerce } = team.teams;
  return parseDirectory({
    ...team,
    actionItems,
    teams: { commerce: { ...commerce, ...(ofTeam && { actionItems: ofTeam }) } },
  });
}

function directoryOf(actionItems: object, ofTeam?: object) {
  const outcome = parsed(actionItems, ofTeam);
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems));
  return outcome.directory;
}

describe('where action items go', () => {
  test('is said for all, or by a team for the incidents of its services', () => {
    const all = { webhook: 'https://hooks.example.com/all', github };
    expect(actionItemsOf(directoryOf(all), 'payments')).toEqual(all);
    const own = directoryOf(all, { webhook: 'https://hooks.example.com/own' });
    expect(actionItemsOf(own, 'payments')).toEqual({ webhook: 'https://hooks.example.com/own' });
    expect(trackerOf(own, 'payments')).toBeUndefined();
  });

  test('is what everybody says for a service that is not there any more', () => {
    expect(trackerOf(directoryOf({ github }, { jira }), 'constructor')).toMatchObject({
      kind: 'github',
    });
  });

  test('is filled in with what is usual', () => {
    expect(trackerOf(directoryOf({ github }), 'payments')).toEqual({
      kind: 'github',
      ...github,
      api: 'https://api.github.com',
      labels: [],
    });
    const enterprise = { ...github, api: 'https://github.example.com/api/v3/' };
    expect(trackerOf(directoryOf({ github: enterprise }), 'payments')).toMatchObject({
      api: 'https://github.example.com/api/v3',
    });
    expect(trackerOf(directoryOf({ jira }), 'payments')).toMatchObject({ issueType: 'Task' });
    expect(trackerOf(directoryOf({ jiraAutomation }), 'payments')).toEqual({
      kind: 'jira-automation',
      ...jiraAutomation,
    });
  });

  test.each([
    [{ github, jira }, 'must name one of github, jira and jiraAutomation'],
    [{ github: { ...github, token: 'ghp_x' } }, 'is not a known field'],
    [{ github: { ...github, secret: 'ghp_x' } }, 'must be an ARN'],
    [{ github: { ...github, repository: 'books' } }, 'must be owner/name'],
    [{ github: { ...github, api: 'http://github.example.com' } }, 'must be an https address'],
    [{ jira: { ...jira, project: 'ops' } }, 'must be the key of a project'],
    [{ jira: { ...jira, labels: ['two words'] } }, 'must be a word without blanks'],
  ])('is refused when it is %o', (actionItems, why) => {
    const outcome = parsed(actionItems);
    expect(JSON.stringify('problems' in outcome ? outcome.problems : '')).toContain(why);
  });
});
