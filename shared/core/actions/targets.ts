import type { WatchedMetric } from '#core/actions/steps.ts';
import type { Service, ServiceActions } from '#core/setup/directory.ts';
import type { Severity } from '#core/severity.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/** On what actions of a service work, by the part of `services.<id>.actions` that says so. */
export interface Targets extends Omit<ServiceActions, 'approvals' | 'watch'> {
  watch?: { severity: Severity; longestSeconds: number; metrics: WatchedMetric[] };
}

const usualWatch = { severity: 'SEV2', longest: '4h' } as const;

/** Metrics that are evidence can be watched closely, also where tocsin.yaml says no more of it. */
export function targetsOf({ actions, evidence }: Pick<Service, 'actions' | 'evidence'>): Targets {
  const { approvals: _approvals, watch = usualWatch, ...targets } = actions ?? {};
  // Each is an alarm of its own, and one schedule deletes them all.
  const metrics = (evidence?.metrics ?? []).slice(0, 50);
  if (metrics.length === 0) return targets;
  const { severity, longest } = watch;
  return {
    ...targets,
    watch: { severity, longestSeconds: parseDuration(longest) ?? 0, metrics },
  };
}
