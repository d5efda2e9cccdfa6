import { labelsDigest } from '#core/intake/fingerprint.ts';
import { anyTextAt, at, isMap, listAt, mapAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { type Finding, reading, statusOf } from '#core/intake/make-alert.ts';

/** Azure Monitor: the common schema, metric alerts of before it, and classic ones; notices of budgets. */
export const parse = reading(
  'azure-monitor',
  'needs data.essentials, or context with status',
  body => {
    const essentials = at(body, 'data.essentials') ?? at(body, 'essentials');
    if (isMap(essentials)) return ofCommon(essentials, at(body, 'data') ?? body);
    if (textAt(body, 'data.BudgetName', 'data.NotificationThresholdAmount') !== undefined)
      return ofBudget(at(body, 'data'));
    const context = at(body, 'context') ?? at(body, 'data.context');
    if (isMap(at(context, 'activityLog'))) return ofActivity(at(context, 'activityLog'), body);
    // A scale set that grows as its rule says.
    if (isMap(context) && /^scale (?:in|out)$/i.test(textAt(body, 'operation') ?? ''))
      return { ignored: `${textAt(context, 'details') ?? 'Autoscale'} is no trouble` };
    if (isMap(context)) return ofClassic(context, body);
    const query =
      at(body, 'data.SearchQuery') === undefined ? at(body, 'alertContext') : at(body, 'data');
    return isMap(query) ? ofQuery(query) : undefined;
  },
);

function ofCommon(essentials: unknown, data: unknown): Finding {
  const context = mapAt(data, 'alertContext');
  const budget = textAt(context, 'AlertData.BudgetName');
  const rule =
    textAt(essentials, 'alertRule') ??
    (budget === undefined ? anyTextAt(essentials, 'alertRule', 'alertId') : `Budget ${budget}`);
  const properties = mapAt(context, 'properties');
  const service = textAt(essentials, 'monitoringService') ?? '';
  const isHealth = /health/i.test(service);
  const said = textAt(essentials, 'description') ?? saidIn(context);
  const condition = textAt(essentials, 'monitorCondition');
  // What the activity log tells stays fired for ever; its own state is inside.
  const inner = isHealth
    ? (textAt(properties, 'currentHealthStatus', 'stage') ?? textAt(context, 'status'))
    : undefined;
  const isOver = statusOf(condition) === 'cleared' || isEnd(inner);
  const target = lastPart(targets(essentials)[0]);
  const event = textAt(properties, 'trackingId') ?? textAt(properties, 'communicationId');
  const health = textAt(properties, 'title', 'communication');
  const what = /ServiceHealth/i.test(service) && health !== undefined ? health : said;
  return {
    status: isOver ? 'cleared' : 'firing',
    kind:
      /^test-/.test(rule ?? '') && /\/11111111-1111-/.test(textAt(essentials, 'alertId') ?? '')
        ? 'test'
        : undefined,
    series:
      event !== undefined
        ? [rule, event]
        : isHealth
          ? [rule, targets(essentials)[0]]
          : [textAt(essentials, 'alertId', 'originAlertId') ?? rule],
    name: rule,
    title:
      rule &&
      (what === undefined || what.length > 120 || what.includes(rule) ? rule : `${rule}: ${what}`),
    description: what ?? textAt(context, 'conditionType'),
    service:
      (/ServiceHealth/i.test(service) ? textAt(properties, 'service') : undefined) ??
      textAt(
        listAt(essentials, 'configurationItems').length > 0
          ? { item: listAt(essentials, 'configurationItems')[0] }
          : essentials,
        'item',
      ) ??
      target,
    severity: severityOf(service, essentials, context),
    labels: {
      ...mapAt(data, 'customProperties'),
      signal: textAt(essentials, 'signalType'),
      monitoringService: service,
      resourceGroup: textAt(essentials, 'targetResourceGroup'),
      resourceType: textAt(essentials, 'targetResourceType'),
      target: targets(essentials)[0],
      ...dimensionsOf(context),
    },
    startedAt: timeAt(essentials, 'firedDateTime'),
    endedAt: timeAt(essentials, 'resolvedDateTime'),
    links: {
      Alert: textAt(essentials, 'investigationLink'),
      Results:
        textAt(
          listAt(context, 'condition.allOf')[0],
          'linkToFilteredSearchResultsUI',
          'linkToSearchResultsUI',
        ) ?? textAt(context, 'LinkToFilteredSearchResultsUI', 'LinkToSearchResults'),
    },
  };
}

/** What a rule of Prometheus, a detector or a budget says beside the name of the rule. */
function saidIn(context: unknown): string | undefined {
  const [spent, budget] = [
    textAt(context, 'AlertData.SpentAmount'),
    textAt(context, 'AlertData.BudgetThreshold'),
  ];
  return spent !== undefined && budget !== undefined
    ? `${textAt(context, 'AlertData.BudgetName') ?? 'the budget'} has spent ${spent} of ${budget}`
    : textAt(context, 'annotations.summary', 'annotations.description', 'DetectionSummary');
}

/** Of trouble with Azure itself: its cause is told days after its end, and planned work may be called off. */
function isEnd(stage: string | undefined): boolean {
  return statusOf(stage) === 'cleared' || /^(rca|cancell?ed)$/i.test(stage ?? '');
}

/** Of what stands in the activity log, health as well, nobody can set it: each has Sev4, in an outage too, and its own inside. */
function severityOf(service: string, essentials: unknown, context: unknown): string | undefined {
  const properties = mapAt(context, 'properties');
  const stated = textAt(essentials, 'severity');
  if (!/health|activity log/i.test(service) || isMild(properties)) return stated;
  const own = textAt(properties, 'severity');
  return own ?? (/health/i.test(service) ? textAt(context, 'level') : stated);
}

/** Work to come, what is said for one's information, what somebody has stopped, and what Azure lost sight of. */
function isMild(properties: unknown): boolean {
  return (
    /^(maintenance|informational)$/i.test(textAt(properties, 'incidentType') ?? '') ||
    /^user\s?initiated$/i.test(textAt(properties, 'cause') ?? '') ||
    /^unknown$/i.test(textAt(properties, 'currentHealthStatus') ?? '')
  );
}

function targets(essentials: unknown): string[] {
  const found = at(essentials, 'alertTargetIDs');
  return Array.isArray(found) ? found.filter(each => typeof each === 'string') : [];
}

function lastPart(id: string | undefined): string | undefined {
  return id?.split('/').findLast(part => part !== '');
}

function dimensionsOf(context: unknown): Record<string, string> {
  return Object.assign(
    {},
    ...listAt(context, 'condition.allOf').map(each => tagsAt(each, 'dimensions')),
  );
}

function ofClassic(context: unknown, body: unknown): Finding {
  const name = anyTextAt(context, 'name', 'id');
  const state = textAt(body, 'status', 'data.status');
  const said = textAt(context, 'description');
  const condition = at(context, 'condition');
  const resource = textAt(context, 'resourceName') ?? lastPart(textAt(context, 'resourceId'));
  const digit = textAt(context, 'severity');
  const [metric = condition] = listAt(condition, 'allOf');
  const dimensions = dimensionsOf(context);
  const problem = [textAt(context, 'id') ?? name, name, textAt(context, 'resourceId')];
  const isSplit = Object.keys(dimensions).length > 0;
  return {
    status: statusOf(state) === 'cleared' ? 'cleared' : 'firing',
    // One rule looks at each queue, disk or instance of a resource by itself.
    series: isSplit ? [...problem, labelsDigest(dimensions)] : problem,
    problem,
    name,
    title:
      name &&
      (said === undefined || said.length > 120
        ? `${name}${resource ? ` (${resource})` : ''}`
        : `${name}: ${said}`),
    description: said,
    service: resource,
    severity: digit !== undefined && /^[0-4]$/.test(digit) ? `Sev${digit}` : digit,
    labels: {
      resourceGroup: textAt(context, 'resourceGroupName'),
      resourceType: textAt(context, 'resourceType'),
      region: textAt(context, 'resourceRegion'),
      metric: textAt(metric, 'metricName'),
      ...dimensions,
      ...mapAt(body, 'properties'),
      ...mapAt(body, 'data.properties'),
    },
    numbers: { value: at(metric, 'metricValue'), threshold: at(metric, 'threshold') },
    startedAt: timeAt(context, 'timestamp'),
    endedAt: timeAt(context, 'timestamp'),
    links: { Portal: textAt(context, 'portalLink') },
  };
}

function ofActivity(log: unknown, body: unknown): Finding {
  const properties = at(log, 'properties');
  const name =
    anyTextAt(properties, 'title') ?? anyTextAt(log, 'operationName', 'eventSource', 'resourceId');
  const state = textAt(properties, 'stage', 'currentHealthStatus') ?? textAt(log, 'status');
  return {
    status:
      isEnd(state) || statusOf(textAt(body, 'status', 'data.status')) === 'cleared'
        ? 'cleared'
        : 'firing',
    series: [
      textAt(properties, 'trackingId') ?? textAt(log, 'correlationId', 'eventDataId') ?? name,
      textAt(log, 'resourceId'),
    ],
    name,
    title: textAt(log, 'description') ?? name,
    description: textAt(properties, 'communication', 'details') ?? textAt(log, 'description'),
    service: textAt(properties, 'service') ?? lastPart(textAt(log, 'resourceId')),
    severity: isMild(properties) ? 'Informational' : textAt(log, 'level'),
    labels: {
      source: textAt(log, 'eventSource'),
      resourceGroup: textAt(log, 'resourceGroupName'),
      region: textAt(properties, 'region'),
    },
    startedAt:
      timeAt(properties, 'impactStartTime') ?? timeAt(log, 'eventTimestamp', 'submissionTimestamp'),
    endedAt: timeAt(log, 'eventTimestamp'),
  };
}

function ofQuery(data: unknown): Finding {
  const name = anyTextAt(data, 'AlertRuleName') ?? `${textAt(data, 'AlertType') ?? 'Log'} alert`;
  const digit = textAt(data, 'Severity');
  const count = textAt(data, 'ResultCount');
  return {
    series: [
      textAt(data, 'AlertRuleName'),
      textAt(data, 'ApplicationId', 'WorkspaceId') ?? textAt(data, 'SearchQuery'),
    ],
    name,
    title: `${name}${count === undefined ? '' : `: ${count} results`}`,
    description: textAt(data, 'Description', 'SearchQuery'),
    service: textAt(data, 'ResourceName', 'ApplicationId', 'WorkspaceId'),
    severity: digit !== undefined && /^[0-4]$/.test(digit) ? `Sev${digit}` : digit,
    labels: tagsAt(data, 'Dimensions'),
    numbers: { results: at(data, 'ResultCount'), threshold: at(data, 'Threshold') },
    links: { Results: textAt(data, 'LinkToFilteredSearchResultsUI', 'LinkToSearchResults') },
  };
}

function ofBudget(data: unknown): Finding {
  const name = anyTextAt(data, 'BudgetName') ?? 'Budget';
  return {
    series: [
      'budget',
      textAt(data, 'SubscriptionId'),
      name,
      textAt(data, 'NotificationThresholdAmount'),
    ],
    name,
    title:
      `Budget ${name} has spent ${textAt(data, 'SpendingAmount') ?? '?'} of ${textAt(data, 'Budget') ?? '?'} ${textAt(data, 'Unit') ?? ''}`.trim(),
    service: textAt(data, 'ResourceGroup', 'SubscriptionName'),
    labels: { subscription: textAt(data, 'SubscriptionName') },
    numbers: { spent: at(data, 'SpendingAmount'), budget: at(data, 'Budget') },
  };
}
