/** What people outside the team may hear of, each for itself. */
export const stakeholderKinds = ['declared', 'update', 'all-clear', 'post-mortem'] as const;
export type StakeholderKind = (typeof stakeholderKinds)[number];

/** A filter of an SNS topic holds so many: the values of each of its lists, each with each of the others. */
const combinationsMax = 150;

/** Whether a topic can tell them apart from what they do not want to hear. */
export function fitsFilter(
  lists: Partial<Record<'severities' | 'services' | 'kinds', readonly string[] | undefined>>,
): boolean {
  const { severities = [], services = [], kinds = [] } = lists;
  const all = [severities, services, kinds].map(({ length }) => Math.max(length, 1));
  return all.reduce((product, length) => product * length, 1) <= combinationsMax;
}
