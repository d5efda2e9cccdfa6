import {
  anyTextAt,
  at,
  isMap,
  listAt,
  tagsAt,
  textAt,
  textOf,
  timeAt,
} from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** New Relic: a workflow's issue, or the classic incident. Values may come in lists of one. */
export const parse = reading(
  'newrelic',
  'needs title with state, or condition_name with current_state',
  body =>
    isMap(body) && ('current_state' in body || 'condition_name' in body)
      ? classic(body)
      : issue(body),
);

function issue(body: unknown) {
  const title = first(body, 'title', 'annotations.title', 'issueTitle', 'description');
  const state = textAt(body, 'state', 'issueState', 'status', 'stateText');
  const isOver = statusOf(state) === 'cleared';
  const url = textAt(body, 'issueUrl', 'issuePageUrl', 'url');
  const id =
    textAt(body, 'id', 'issueId', 'incidentId') ??
    url?.split(/[/?]/).findLast(part => /^[0-9a-f-]{36}$/.test(part));
  const condition = first(body, 'alertConditionNames', 'conditionName', 'condition_name');
  const entity = first(body, 'impactedEntities', 'entitiesData.names', 'entityName', 'targetName');
  if (title === undefined && condition === undefined) return undefined;
  return {
    status: isOver ? ('cleared' as const) : ('firing' as const),
    kind: /^\W*test (notification|issue|alert)/i.test(title ?? '') ? ('test' as const) : undefined,
    series: [id ?? condition ?? title, id === undefined ? entity : ''],
    name: condition ?? title,
    title: title ?? condition,
    description: first(
      body,
      'alertConditionDescriptions',
      'annotations.description',
      'details',
      'description',
    ),
    service:
      entity ?? first(body, 'tags.service', 'labels.service') ?? first(body, 'alertPolicyNames'),
    severity: textAt(body, 'priority', 'severity', 'priorityText'),
    labels: {
      policy: first(body, 'alertPolicyNames', 'policyName'),
      condition,
      trigger: textAt(body, 'trigger', 'triggerEvent'),
      workflow: textAt(body, 'workflowName'),
      ...tagsAt(body, 'tags', 'labels'),
    },
    startedAt: timeAt(body, 'activatedAt', 'createdAt', 'openedAt'),
    endedAt: timeAt(body, 'closedAt', 'updatedAt'),
    links: {
      Issue: url,
      Runbook: first(body, 'alertConditionRunbookUrls', 'runbookUrl', 'runbook'),
    },
  };
}

function classic(body: unknown) {
  const condition = anyTextAt(body, 'condition_name', 'event_type', 'details');
  const state = textAt(body, 'current_state', 'event_state');
  const details = textAt(body, 'details');
  const [target] = listAt(body, 'targets');
  const entity = textAt(target, 'name') ?? textAt(body, 'entity_name');
  const id = textAt(body, 'incident_id', 'id');
  const policy = textAt(body, 'policy_name');
  return {
    status: statusOf(state) === 'cleared' ? ('cleared' as const) : ('firing' as const),
    kind:
      id === '0' || /test/i.test(textAt(body, 'event_type') ?? '') ? ('test' as const) : undefined,
    series: [id ?? condition, id === undefined ? entity : ''],
    ...(id !== undefined && textAt(body, 'incident_id') === undefined
      ? { formerly: [condition, entity] }
      : {}),
    name: condition,
    title:
      details === undefined || details === condition
        ? condition
        : details.includes(condition ?? '')
          ? details
          : `${condition}: ${details}`,
    description: textAt(body, 'condition_description') ?? details,
    service: entity ?? policy,
    severity: textAt(body, 'severity', 'priority'),
    labels: {
      policy,
      condition,
      account: textAt(body, 'account_name'),
      ...tagsAt(target, 'labels'),
    },
    startedAt: timeAt(body, 'timestamp', 'open_timestamp'),
    endedAt: timeAt(body, 'closed_timestamp', 'timestamp'),
    links: {
      Incident: textAt(body, 'incident_url'),
      Runbook: textAt(body, 'runbook_url'),
      Condition: textAt(body, 'condition_url'),
      Entity: textAt(target, 'link'),
    },
  };
}

function first(body: unknown, ...paths: string[]): string | undefined {
  for (const path of paths) {
    const found = at(body, path);
    const text = Array.isArray(found) ? found.map(textOf).find(Boolean) : textAt(body, path);
    if (text !== undefined) return text;
  }
  return undefined;
}
