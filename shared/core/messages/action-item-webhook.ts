import type { ActionItemReaction } from '#core/incident/reactions.ts';
import { manyLines, oneLine } from '#core/messages/plain-text.ts';
import { escaped } from '#core/views/markdown.ts';

/**
 * A new action item, as it is told to where the organisation plans its work. `github` is the body of GitHub's "create
 * an issue", `jira` that of Jira's "create issue" without its project: a relay adds its token, or Jira Automation
 * takes the whole. Receivers rely on it, so it only ever grows.
 */
export function actionItemWebhook({ key, at, incident, added }: ActionItemReaction) {
  const { item, text, owner, dueOn } = added;
  const { id, title, severity, service } = incident;
  const summary = oneLine(text).slice(0, 200);
  const labels = ['incident', 'action-item', severity.toLowerCase()];
  const facts = [
    `From ${severity} ${id}: ${oneLine(title)}`,
    `Service: ${oneLine(service.name)}`,
    ...(owner === undefined ? [] : [`Owner: ${oneLine(owner.name)}`]),
    ...(dueOn === undefined ? [] : [`Due: ${dueOn}`]),
  ];
  const plain = [manyLines(text), '', ...facts].join('\n');
  return {
    type: 'action-item',
    /** The same for every attempt. */
    key,
    at,
    item: { number: item, text, ...(owner && { owner }), ...(dueOn && { dueOn }) },
    incident: { id, title, severity, service },
    github: {
      title: `${id}: ${summary}`,
      body: [escaped(text), '', ...facts.map(fact => `- ${escaped(fact)}`)].join('\n'),
      labels,
    },
    jira: {
      fields: {
        summary: `${id}: ${summary}`,
        description: plain,
        labels,
        ...(dueOn && { duedate: dueOn }),
      },
    },
  };
}
