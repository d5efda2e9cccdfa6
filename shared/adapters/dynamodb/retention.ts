/**
 * How many days each kind of item is kept, counted from what it is about; DynamoDB then deletes it. Incidents, their events,
 * the configuration and post-mortems are kept for ever. The archive's own rules are in infra/evidence-bucket.ts.
 */
export const keptDays = {
  /** Longer than the longest link is good for. */
  link: 7,
  /** Which incidents a phone was paged for. */
  pagedPhone: 7,
  /** Alerts that say nothing for this long are forgotten; the incident keeps its own count. */
  alert: 90,
  /** A status that concerned no incident. */
  strayAlert: 2,
  /** Far longer than a flood is remembered. */
  budget: 1,
  /** Of an alert that says that its sender lives, after the last. */
  watchdog: 30,
  /** After an integration was last heard. */
  heardIntegration: 400,
  /** An idempotency key. */
  request: 2,
  /** A carrier may take three days to say what became of a message. */
  message: 7,
  /** After its end. */
  override: 90,
  /** After its end. */
  silence: 90,
  /** What followed from one for the incidents that ran. */
  onCallChange: 7,
  /** Longer than the longest answer is possible. */
  retiredAddress: 8,
  verificationCode: 1,
  /** After its last possible end, and a code that signs in after its own. */
  session: 8,
  signInCode: 1,
  /** How many texts a phone and a person had us send; what went to a phone lately. */
  textCount: 2,
  sendHistory: 1,
  /** Longer than a year, so that last year's may be compared. */
  actionRun: 400,
  /** The page shows 90 days, and counts them by its own calendar. */
  publicIncident: 92,
  /** What a round has told. */
  roundTask: 90,
  receipt: 30,
  /** Of somebody who was entered on the status page. */
  unanswered: 7,
  /** Longer than anything is tried again. */
  told: 7,
};
