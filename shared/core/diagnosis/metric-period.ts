import { epochMs, fromEpochMs, type Instant } from '#core/time/instant.ts';

const hour = 3600;
const day = 24 * hour;
/** A request is on its way for a moment; what was just young enough when it was asked is not when it arrives. */
const slackSeconds = 300;

/** How fine CloudWatch keeps data of each age. Asked for finer, it answers with no points, and with no error. */
const kept = [
  { youngerThan: 3 * hour, unit: 1 },
  { youngerThan: 15 * day, unit: 60 },
  { youngerThan: 63 * day, unit: 300 },
] as const;

/**
 * The period in which data that is as old as `from` can be had: the one that is asked for, or the next longer one that
 * CloudWatch still keeps. Source: CloudWatch's reference of GetMetricData, StartTime.
 */
export function periodAt(periodSeconds: number, from: Instant, now: Instant): number {
  const age = (epochMs(now) - epochMs(from)) / 1000 + slackSeconds;
  const unit = kept.find(({ youngerThan }) => age < youngerThan)?.unit ?? hour;
  return Math.ceil(periodSeconds / unit) * unit;
}

/** The beginning of the period that a moment lies in, so that the first one is whole and not left out. */
export function periodStart(at: Instant, periodSeconds: number): Instant {
  const length = periodSeconds * 1000;
  return fromEpochMs(Math.floor(epochMs(at) / length) * length);
}

/** Alarms take 10, 20 or 30 seconds, or whole minutes; of what AWS itself measures they get nothing finer than a minute. */
export function alarmPeriod(periodSeconds: number, namespace: string): number {
  const short = namespace.startsWith('AWS/') ? [] : [10, 20, 30];
  return short.find(period => period >= periodSeconds) ?? Math.ceil(periodSeconds / 60) * 60;
}
