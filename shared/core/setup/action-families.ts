/** Each family is carried out by a function of its own, whose role holds the rights of that family and no others. */
export const families = [
  'database',
  'compute',
  'configuration',
  'cache',
  'deployment',
  'monitoring',
  'automation',
] as const;
export type Family = (typeof families)[number];

export const approvals = ['none', 'second-person'] as const;
export type Approval = (typeof approvals)[number];

/** How long somebody else has to approve what one person asked for. */
export const approvalSeconds = 3600;
