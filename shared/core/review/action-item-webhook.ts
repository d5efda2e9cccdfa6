import { githubIssue, issueOf } from '#core/review/issue.ts';
import type { ActionItemReaction } from '#core/review/review-reactions.ts';
import { manyLines } from '#core/text/plain-text.ts';

/**
 * A new action item, as it is told to a program of the organisation's own, signed like a page. `github` and `jira` are
 * what those take, but for the token and the project: to open issues there directly, see core/setup/trackers.ts.
 * Receivers rely on it, so it only ever grows.
 */
export function actionItemWebhook({ key, at, incident, added }: ActionItemReaction) {
  const { item, text, owner, dueOn } = added;
  const { id, title, severity, service } = incident;
  const issue = issueOf(incident, added);
  return {
    type: 'action-item',
    /** The same for every attempt. */
    key,
    at,
    item: { number: item, text, ...(owner && { owner }), ...(dueOn && { dueOn }) },
    incident: { id, title, severity, service },
    github: githubIssue(issue),
    jira: {
      fields: {
        summary: issue.title,
        description: [manyLines(text), '', ...issue.facts].join('\n'),
        labels: issue.labels,
        ...(dueOn && { duedate: dueOn }),
      },
    },
  };
}
