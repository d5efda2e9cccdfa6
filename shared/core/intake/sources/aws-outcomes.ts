import { at, textAt } from '#core/intake/given.ts';
import type { Found } from '#core/intake/make-alert.ts';

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
];
const names = [
  ...['pipeline', 'project-name', 'canary-name', 'check-name', 'configRuleName', 'jobName', 'name'],
  ...['resource_id', 'resourceId', 'jobQueue', 'workflowName'],
];
const bad =
  /^(failed|failure|fault|timed_?out|timeout|error|warn|warning|unhealthy|aborted|set|non_compliant)$/i;
const good =
  /^(succeeded|success|ok|completed|complete|passed|healthy|clear(ed)?|resolved|compliant|service_steady_state|service_deployment_completed)$/i;

/** `undefined`: nothing has ended in it, well or badly. */
export function outcomeOf(event: unknown): Found | undefined {
  const detail = at(event, 'detail');
  const result = at(detail, 'newEvaluationResult') ?? detail;
  const state = textAt(result, ...states) ?? textAt(detail, ...states) ?? ecsState(detail) ?? '';
  const isOver = good.test(state);
  if (!isOver && !bad.test(state)) return undefined;
  const resources = at(event, 'resources');
  const resource = Array.isArray(resources) && typeof resources[0] === 'string' ? resources[0] : '';
  // What else is called the name of a state machine is that of its run, and another each time.
  const name =
    lastOf(textAt(detail, 'stateMachineArn') ?? '') ??
    textAt(detail, ...names) ??
    lastOf(resource) ??
    'something';
  // Actions of one name (`Deploy`) are in several stages of a pipeline.
  const step = ['stage', 'action'].flatMap(path => textAt(detail, path) ?? []).join(', ');
  const part = step === '' ? textAt(detail, 'resourceId', 'resource_id') : step;
  const what = part === undefined || part === name ? name : `${name} (${part})`;
  const kind = textAt(event, 'detail-type') ?? '';
  const said = textAt(
    detail,
    ...[
      'reason',
      'state-reason',
      'statusReason',
      'cause',
      'errorMessage',
      'message',
      'additional-information.build-status',
    ],
  );
  const word = state.toLowerCase().replaceAll('_', ' ');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [
      textAt(event, 'source'),
      textAt(event, 'account'),
      textAt(event, 'region'),
      name,
      part,
    ],
    name: kind,
    title: `${what}: ${!isOver && said !== undefined && said.length < 200 ? said : `${kind}, ${word}`}`,
    description: said,
    service: name,
    severity: /^warn/i.test(state) ? 'warning' : undefined,
    labels: { state },
  };
}

/** A service of ECS tells of trouble by the kind of its events, and of the end by their names. */
function ecsState(detail: unknown): string | undefined {
  const kind = textAt(detail, 'eventType');
  return kind === 'INFO' ? textAt(detail, 'eventName') : kind;
}

/** `arn:aws:ecs:eu-west-1:1234:service/shop/web` is web. */
function lastOf(arn: string): string | undefined {
  return arn.split(/[:/]/).at(-1) || undefined;
}
