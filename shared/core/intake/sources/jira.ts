import { anyTextAt, at, isMap, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Jira's webhooks about issues. One whose status is of the category Done, or that is deleted, is over. */
export const parse = reading('jira', 'needs an issue', body => {
  const issue = at(body, 'issue') ?? body;
  const fields = at(issue, 'fields');
  const event = textAt(body, 'webhookEvent', 'issue_event_type_name') ?? '';
  const key = textAt(issue, 'key');
  const title = anyTextAt(fields, 'summary') ?? key;
  if (!isMap(fields) && key === undefined)
    return event === '' ? undefined : { ignored: `what Jira calls ${event} is no alert` };
  if (/comment|worklog|link|attachment|sprint|board/.test(event))
    return { ignored: `${key}: ${event} is no change of its state` };
  const category = textAt(fields, 'status.statusCategory.key');
  const state = textAt(fields, 'status.name', 'status') ?? '';
  const isDone = /^done$/i.test(state) || statusOf(state) === 'cleared';
  const isOver =
    (category === undefined ? isDone : category === 'done') ||
    textAt(fields, 'resolution.name') !== undefined ||
    /deleted/.test(event);
  const site = /^https?:\/\/[^/]+/.exec(textAt(issue, 'self') ?? '')?.[0];
  const component = textAt(listAt(fields, 'components')[0], 'name');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [key ?? textAt(issue, 'id') ?? title],
    name: title,
    title: key === undefined || title === key ? title : `${key}: ${title}`,
    description: textAt(fields, 'description'),
    service: component ?? textAt(fields, 'project.name', 'project.key') ?? key?.split('-')[0],
    severity: textAt(fields, 'priority.name', 'priority'),
    labels: {
      type: textAt(fields, 'issuetype.name'),
      status: textAt(fields, 'status.name'),
      project: textAt(fields, 'project.key'),
    },
    startedAt: timeAt(fields, 'created'),
    endedAt: timeAt(fields, 'resolutiondate', 'updated'),
    links: { Issue: site && key ? `${site}/browse/${key}` : undefined },
  };
});
