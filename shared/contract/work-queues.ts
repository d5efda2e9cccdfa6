/** What is worked on from a queue; each has its dead letters beside it, under its name and `-dead-letters`. */
export const workQueues = [
  'alerts',
  'repeats',
  'pages',
  'effects',
  'events',
  'put-aside',
  'archive',
  'status-page',
  'timers',
  'replies',
  'receipts',
  'chat',
] as const;
/** Where what people ask for in chat waits apart from what is told there; what is given up of both lies with the latter. */
export const chatRequestsQueue = 'chat-requests';
export type WorkQueueName = (typeof workQueues)[number];

/** How long the functions may take that people wait for to be tried again. */
export const timeoutSeconds = { effects: 25 };
/** A message that failed is hidden for six times as long, as AWS advises; then it is tried again. */
export const hiddenSeconds = { effects: 6 * timeoutSeconds.effects };

/**
 * How often a message is brought before it is a dead letter. A call that Lambda turns away counts as an attempt, too: a
 * storm in an account that may run ten at once turns away a lot. Twenty outlast it; what cannot be worked on raises the
 * alarm on errors long before.
 */
export const receivesMax = 20;

/** How long a dead letter is kept. */
export const deadLetterDays = 14;
