/** What people outside the team may hear of, each for itself. */
export const stakeholderKinds = ['declared', 'update', 'all-clear', 'post-mortem'] as const;
export type StakeholderKind = (typeof stakeholderKinds)[number];
