/** The pagers whose exports are read, in a list of its own: a command line names them before it loads their readers. */
export const systemNames = [
  'opsgenie',
  'pagerduty',
  'goalert',
  'grafana-oncall',
  'incident-manager',
] as const;
export type SystemName = (typeof systemNames)[number];
