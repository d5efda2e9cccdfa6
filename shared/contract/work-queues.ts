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

/** How long the functions may take that people wait for to be tried again. */
export const timeoutSeconds = { effects: 25 };
/** A message that failed is hidden for six times as long, as AWS advises; then it is tried again. */
export const hiddenSeconds = { effects: 6 * timeoutSeconds.effects };

/** How long a dead letter is kept. */
export const deadLetterDays = 14;
