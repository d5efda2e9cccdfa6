/** What is worked on from a queue; each has its dead letters beside it, under its name and `-dead-letters`. */
export const workQueues = [
  'alerts',
  'repeats',
  'pages',
  'effects',
  'archive',
  'timers',
  'replies',
  'receipts',
] as const;
export type WorkQueueName = (typeof workQueues)[number];

/** How long a dead letter is kept. */
export const deadLetterDays = 14;
