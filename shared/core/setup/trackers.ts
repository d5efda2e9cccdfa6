import { entryOf } from '#core/own-entry.ts';
import type { Directory } from '#core/setup/directory.ts';
import type { ActionItemsDocument } from '#core/setup/document-trackers.ts';

/** Where an action item becomes an issue. `secret` names where the token is kept; the token is nowhere in here. */
export type Tracker =
  | { kind: 'github'; repository: string; api: string; labels: string[]; secret: string }
  | {
      kind: 'jira';
      site: string;
      project: string;
      issueType: string;
      user: string;
      labels: string[];
      secret: string;
    }
  | { kind: 'jira-automation'; webhook: string; secret: string };
export type TrackerKind = Tracker['kind'];

export const trackerNames: Record<TrackerKind, string> = {
  github: 'GitHub',
  jira: 'Jira',
  'jira-automation': 'Jira Automation',
};

/** What a team says about its action items is said instead of what the organisation says. */
export function actionItemsOf(directory: Directory, service: string): ActionItemsDocument {
  const { services, teams, actionItems } = directory;
  const team = entryOf(services, service)?.team;
  return entryOf(teams, team)?.actionItems ?? actionItems;
}

export function trackerOf(directory: Directory, service: string): Tracker | undefined {
  const { github, jira, jiraAutomation } = actionItemsOf(directory, service);
  if (github !== undefined) {
    const { api = 'https://api.github.com', labels = [], ...rest } = github;
    return { kind: 'github', ...rest, labels, api: withoutSlash(api) };
  }
  if (jira !== undefined) {
    const { issueType = 'Task', labels = [], site, ...rest } = jira;
    return { kind: 'jira', ...rest, labels, issueType, site: withoutSlash(site) };
  }
  return jiraAutomation && { kind: 'jira-automation', ...jiraAutomation };
}

function withoutSlash(address: string): string {
  return address.replace(/(?<!\/)\/+$/, '');
}
