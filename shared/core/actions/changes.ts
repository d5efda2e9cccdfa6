import type { DeployTarget, Step, WatchedMetric } from '#core/actions/steps.ts';
import { durationText } from '#core/time/duration-text.ts';

/** A step in the words that people decide by. */
export interface Change {
  what: string;
  before: string;
  after: string;
}

export function changeText({ what, before, after }: Change): string {
  return `${what}: ${before} -> ${after}`;
}

export function changeOf(step: Step): Change {
  switch (step.kind) {
    case 'put-parameter':
      return { what: `parameter ${step.name}`, before: step.before, after: step.after };
    case 'put-flag': {
      const { application, environment, profile } = step.place;
      const what = `flag ${step.flag} of ${application}/${profile} in ${environment}`;
      return { what, before: step.before, after: step.after };
    }
    case 'terminate-connection': {
      const { pid, idle, application } = step.connection;
      return {
        what: `connection ${pid} of ${application || 'no name'} to ${step.database.name}`,
        before: `idle for ${idle}`,
        after: 'ended',
      };
    }
    case 'verify-integrity':
      return {
        what: `database ${step.database.name}`,
        before: 'not looked at',
        after: 'looked at, unchanged',
      };
    case 'redeploy':
      return {
        what: `ECS service ${step.service} in ${step.cluster}`,
        before: `${step.tasks} tasks as they run now`,
        after: 'the same number of new ones, one after the other',
      };
    case 'scale-memory':
      return {
        what: `memory of each task of ${step.service} in ${step.cluster}`,
        before: `${step.before} MiB`,
        after: `${step.after} MiB`,
      };
    case 'invalidate-distribution':
      return {
        what: `CloudFront ${step.distribution} (${step.domain})`,
        before: 'what it has cached, on every path',
        after: 'fetched anew',
      };
    case 'reboot-cache':
      return {
        what: `ElastiCache ${step.cluster} (${step.engine}, ${step.nodes.length} nodes)`,
        before: 'what it has cached',
        after: 'empty, all nodes started anew',
      };
    case 'guard-deployments':
      return {
        what: `what takes a deployment of ${targetText(step.target)} back by itself`,
        before: step.before.join(', ') || 'nothing',
        after: step.after.join(', ') || 'nothing',
      };
    case 'roll-back':
      return {
        what: `version of ${targetText(step.target)}`,
        before: step.before.name,
        after: step.after.name,
      };
    case 'put-alarm': {
      const { alarm, metric, breaches, threshold, isThere } = step;
      const after = `${metricText(metric)} ${breaches} ${threshold} in 2 of 3 periods is a ${step.severity}`;
      return { what: `alarm ${alarm}`, before: isThere ? 'as it watches' : 'none', after };
    }
    case 'delete-alarms-later':
      return {
        what: `end of the watch (${step.alarms.length} alarms)`,
        before: 'never',
        after: `deleted by themselves after ${durationText(step.seconds)}`,
      };
    case 'delete-alarms':
      return { what: `alarms ${step.alarms.join(', ')}`, before: 'watching', after: 'deleted' };
    case 'start-automation': {
      const given = Object.entries(step.parameters).map(([key, value]) => `${key}=${value}`);
      return {
        what: `automation ${step.document}, version ${step.version}`,
        before: 'not run',
        after: `run with ${given.join(', ') || 'no parameters'}`,
      };
    }
    default:
      return step satisfies never;
  }
}

/**
 * What of the steps that were shown is done once somebody has approved them. `undefined`: something else would change by
 * now. Idle connections come and go by themselves: of those that were shown, those that are still idle are ended.
 */
export function stillMeant(shown: readonly Step[], now: readonly Step[]): Step[] | undefined {
  const there = now.map(meaningOf);
  const left = shown.filter(step => there.includes(meaningOf(step)));
  const isOfConnections = shown.some(({ kind }) => kind === 'terminate-connection');
  const isSame = left.length === shown.length && shown.length === now.length;
  return (isOfConnections ? left.length > 0 : isSame) ? left : undefined;
}

/**
 * What people decided by, without what is another at each look: for how long, and what a week came to. The table keeps no
 * order of fields, so that steps are not compared as they are written.
 */
function meaningOf(step: Step): string {
  switch (step.kind) {
    case 'terminate-connection':
      return `${step.connection.pid} of ${step.connection.began}`;
    case 'put-alarm':
      return `${step.alarm}: ${metricText(step.metric)} ${step.breaches}, ${step.severity}`;
    default:
      return changeText(changeOf(step));
  }
}

export function targetText(target: DeployTarget): string {
  return 'service' in target
    ? `ECS service ${target.service} in ${target.cluster}`
    : `CodeDeploy ${target.application}/${target.group}`;
}

export function metricText({ name, statistic, dimensions = {} }: WatchedMetric): string {
  const where = Object.values(dimensions).join(', ');
  return `${statistic} of ${name}${where === '' ? '' : ` (${where})`}`;
}
