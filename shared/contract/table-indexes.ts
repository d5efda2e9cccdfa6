/**
 * The indexes of the table, each with its partition key and its sort key, as the stack makes them and the stores ask
 * them. They hold keys alone: an index then costs a write only when an item moves within it, not with every commit.
 * An item without the attributes is not in it.
 */
export const tableIndexes = {
  byPhase: { partition: 'phaseKey', sort: 'listKey' },
  bySeverity: { partition: 'severityKey', sort: 'listKey' },
  byService: { partition: 'serviceKey', sort: 'listKey' },
  bySeverityAndService: { partition: 'severityServiceKey', sort: 'listKey' },
  /** Only while something is due, so that finding the overdue costs what is overdue. */
  byDeadline: { partition: 'deadlineKey', sort: 'dueAt' },
} as const;

export type TableIndex = keyof typeof tableIndexes;
