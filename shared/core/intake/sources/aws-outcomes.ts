import { at, isMap, listAt, numberAt, textAt, textOf } from '#core/intake/given.ts';
import { type Found, statusOf } from '#core/intake/make-alert.ts';
import { withoutState } from '#core/intake/sources/stated-title.ts';

/*
 * How something ended that a service of AWS did (a pipeline, a build, a run of a canary, a deployment, a check), of which
 * EventBridge tells in fields that most of them share. What is under way or was stopped by somebody is no alert.
 */

const states = [
  'state',
  'status',
  'build-status',
  'test-run-status',
  'alarm_state',
  'complianceType',
  'result',
  'compliance-status',
  ...['status-details.status', 'state.status'],
];
const names = [
  ...['pipeline', 'project-name', 'canary-name', 'check-name', 'configRuleName', 'jobName', 'name'],
  ...['resource_id', 'resourceId', 'jobQueue', 'workflowName', 'appId', 'SourceIdentifier'],
  ...['Definition', 'vehicle', 'resource-id'],
];
const bad =
  /^(fault|timed_?out|timeout|expired|error|warn|warning|unhealthy|aborted|set|non_compliant)$|(^|_)(failed|failure|with_errors|rollback_complete)$/i;
const good =
  /^(succeed(ed)?|success|ok|completed|complete|passed|healthy|clear(ed)?|resolved|compliant|service_steady_state|service_deployment_completed|replication_task_started|(create|update|import)_complete)$/i;

/** `undefined`: nothing has ended in it, well or badly, and nobody says that it is severe. */
export function outcomeOf(event: unknown): Found | undefined {
  const isNamed = textAt(at(event, 'detail'), ...names) !== undefined;
  const own = ofApplication(event);
  return isNamed ? (endedIn(event) ?? own) : (own ?? endedIn(event));
}

function endedIn(event: unknown): Found | undefined {
  const detail = at(event, 'detail');
  const result = at(detail, 'newEvaluationResult') ?? detail;
  const isOfAws = /^aws\./.test(textAt(event, 'source') ?? '');
  const told =
    textAt(result, ...states) ??
    textAt(detail, ...states) ??
    ecsState(detail) ??
    (isOfAws ? memberOf(detail, calledState, isEnd) : undefined);
  const ended = isEnd(told) ? told : undefined;
  const severity = ended === undefined && isOfAws ? severityOf(detail) : undefined;
  const state = ended ?? severity;
  if (state === undefined) return undefined;
  const kind = textAt(event, 'detail-type') ?? '';
  const isOver = good.test(state);
  const resources = at(event, 'resources');
  const resource = Array.isArray(resources) && typeof resources[0] === 'string' ? resources[0] : '';
  const group = textAt(detail, 'deploymentGroup');
  const named = textAt(detail, ...names);
  // A channel of MediaLive has two pipelines, of which each is a number and no name.
  const isNumber = /^\d$/.test(named ?? '');
  const given = isNumber ? undefined : named;
  const alarm = textAt(detail, 'alarm_id');
  const name =
    (isNumber
      ? /[:/]([a-z]+[:/][^:/]+)$/
          .exec(textAt(detail, 'channel_arn') ?? resource)?.[1]
          ?.replace(/[:/]/, ' ')
      : undefined) ??
    // What else is called the name of a state machine is that of its run, and another each time.
    lastOf(textAt(detail, 'stateMachineArn') ?? '') ??
    (group === undefined ? undefined : textAt(detail, 'application')) ??
    /^service:(.+)/.exec(textAt(detail, 'group') ?? '')?.[1] ??
    given ??
    lastOf(textAt(detail, 'resourceArn') ?? '') ??
    lastOf(resource) ??
    lastOf(memberOf(detail, /(?:name|arn)$/i) ?? '') ??
    lastOf(textAt(detail, 'queue') ?? '') ??
    kind;
  // Actions of one name (`Deploy`) are in several stages of a pipeline, and an application is brought to several groups.
  const parts = ['stage', 'action', 'branchName', ...(group === undefined ? [] : deployed)];
  const step = parts.flatMap(path => textAt(detail, path) ?? []).join(', ');
  const part = step === '' ? (textAt(detail, 'resourceId', 'resource_id') ?? itemOf(detail)) : step;
  const what = part === undefined || part === name ? name : `${name} (${part})`;
  const said = textAt(
    detail,
    ...[
      'reason',
      'state-reason',
      'statusReason',
      'cause',
      'errorMessage',
      'message',
      ...[
        'detailMessage',
        'stoppedReason',
        'FailureReason',
        'status-details.status-reason',
        'description',
      ],
      'additional-information.build-status',
    ],
  );
  const isKind = /^(error|warn)$/i.test(textAt(detail, 'eventType') ?? '');
  const word = ((isKind ? textAt(detail, 'eventName') : undefined) ?? state)
    .toLowerCase()
    .replaceAll('_', ' ');
  const where = ['source', 'account', 'region'].map(path => textAt(event, path));
  const container = textAt(
    listAt(detail, 'containers').find(each => textAt(each, 'reason') !== undefined),
    'reason',
  );
  const why = [said, container].filter(Boolean).join(': ');
  const isNameless = name === kind;
  const end =
    !isOver && why !== '' && why.length < 200 ? why : isNameless ? word : `${kind}, ${word}`;
  return {
    status: isOver ? 'cleared' : 'firing',
    // Several alarms may be set on one channel, of which each is over by itself.
    series: [...where, name, part, ...(alarm === undefined ? [] : [alarm])],
    ...(alarm !== undefined && { formerly: [...where, named ?? name, part] }),
    ...(group !== undefined && { formerly: [...where, lastOf(resource), undefined] }),
    name: kind,
    title: `${what}: ${end}`,
    description: why || undefined,
    service: isNameless ? undefined : name,
    severity: /^warn/i.test(state) ? 'warning' : severity,
    labels: { state },
  };
}

/** Which limit a check of Trusted Advisor is about, of those that name no resource. */
function itemOf(detail: unknown): string | undefined {
  const item = at(detail, 'check-item-detail');
  const facts = Object.entries(isMap(item) ? item : {}).flatMap(([name, value]) =>
    /status|usage|amount|count|number|time|date|saving|cost/i.test(name)
      ? []
      : (textOf(value) ?? []),
  );
  return facts.slice(0, 4).join(' ') || undefined;
}

const calledState = /^(?!previous|prior|old|last|desired|.{0,30}phase).{0,60}(?:status|state)$/i;

/** Of what has no end, such as the health of a cluster, some say how severe it is. */
function severityOf(detail: unknown): string | undefined {
  const said = textAt(detail, 'severity');
  return /^(critical|high|medium|error|warn(ing)?)$/i.test(said ?? '') ? said : undefined;
}

const deployed = ['deploymentGroup', 'instanceId'];

function isEnd(text: string | undefined): boolean {
  return text !== undefined && (good.test(text) || bad.test(text));
}

/** Each service has names of its own, of which the end says what they are: `jobStatus`, `crawlerName`. */
function memberOf(
  detail: unknown,
  called: RegExp,
  fits: (text: string) => boolean = () => true,
): string | undefined {
  const members = isMap(detail) ? Object.entries(detail) : [];
  return members
    .flatMap(([key, value]) => (called.test(key) ? (textOf(value) ?? []) : []))
    .find(fits);
}

/**
 * What a team's own applications put on a bus. Whoever says how severe it is wants somebody to hear of it; orders and
 * deliveries are on the same bus.
 */
function ofApplication(event: unknown): Found | undefined {
  const source = textAt(event, 'source') ?? '';
  const detail = at(event, 'detail');
  const severity = textAt(detail, 'severity', 'priority');
  if (severity === undefined || /^aws\./.test(source)) return undefined;
  const kind = textAt(event, 'detail-type') ?? source;
  const service = textAt(detail, 'service', 'service.name', 'component') ?? source;
  const key = textAt(detail, 'dedup_key', 'alert_id', 'incident_id', 'key');
  const said = textAt(detail, 'title', 'summary', 'message', 'reason', 'description');
  const title = textAt(detail, 'title', 'summary');
  const formerly = [
    ...[source, textAt(event, 'account'), key ?? kind],
    key === undefined ? (textAt(detail, ...names) ?? service) : '',
  ];
  // One kind of event may tell of several troubles, and each of several things.
  const apart =
    key === undefined
      ? [title && withoutState(title), ...things.map(name => textAt(detail, name))].filter(Boolean)
      : [];
  return {
    status: statusOf(textAt(detail, 'status', 'state')) === 'cleared' ? 'cleared' : 'firing',
    series: [...formerly, ...apart],
    ...(apart.length > 0 && { formerly }),
    name: kind,
    title: said === undefined || said.length > 200 ? `${service}: ${kind}` : `${kind}: ${said}`,
    description: textAt(detail, 'description', 'message'),
    service,
    severity,
  };
}

const things = 'host instance resource queue topic database region tenant environment'.split(' ');

/**
 * A service of ECS tells of trouble by the kind of its events, and of the end by their names; a task by why it stopped,
 * which is no trouble where a scheduler or a person wanted it.
 */
function ecsState(detail: unknown): string | undefined {
  const stopped = textAt(detail, 'stopCode');
  const isCrash =
    stopped === 'TaskFailedToStart' ||
    (stopped === 'EssentialContainerExited' &&
      listAt(detail, 'containers').some(each => (numberAt(each, 'exitCode') ?? 0) !== 0));
  if (isCrash) return 'failed';
  const kind = textAt(detail, 'eventType');
  return kind === 'INFO' ? textAt(detail, 'eventName') : kind;
}

/** `arn:aws:ecs:eu-west-1:1234:service/shop/web` is web. A run, and the id behind a name, are others each time. */
function lastOf(arn: string): string | undefined {
  return arn.replace(ofRun, '').replace(behindName, '$1').split(/[:/]/).at(-1) || undefined;
}

const ofRun = /\/(?:execution|jobs)\/[^/]+$/;
const behindName = /([/][^/]+)\/[\da-f]{8}-[\da-f-]{20,}$/;
