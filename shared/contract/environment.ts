/**
 * Every environment variable that a function reads, with what it holds. The stack sets them from its own resources
 * and nothing else may be read from the environment, so this list is the whole configuration of a deployed function.
 */
export const environmentVariables = {
  TABLE_NAME: 'the one DynamoDB table',
  ALERTS_QUEUE_URL: 'accepted webhooks, newest kind first',
  REPEATS_QUEUE_URL:
    'accepted webhooks that repeat what was accepted moments ago; read in large batches',
  PAGES_QUEUE_URL: 'pages to people; shares nothing with other effects',
  EFFECTS_QUEUE_URL: 'everything else that the world is told',
  EVENTS_QUEUE_URL: 'events for the addresses of programs outside',
  EVENT_BUS_NAME: 'the EventBridge bus that every event of an incident is put on',
  ARCHIVE_QUEUE_URL: 'evidence to collect',
  CHAT_QUEUE_URL: 'incidents of which something has to be told in chat',
  CHAT_REQUESTS_QUEUE_URL: 'what people asked for in chat',
  STATUS_PAGE_QUEUE_URL: 'the public is told something else: the status page is written anew',
  STATUS_PAGE_BUCKET: 'S3 bucket of the status page; empty: there is none',
  STATUS_PAGE_REGION: 'where that bucket is',
  TIMERS_QUEUE_URL: 'wakes of incidents, at once or delayed by up to 15 minutes',
  TIMERS_QUEUE_ARN: 'the same queue, as the target of schedules',
  TIMERS_DEAD_LETTER_ARN: 'where Scheduler puts a wake that it could not deliver',
  SCHEDULE_GROUP:
    'the schedule group with one schedule per incident, or per service that is watched closely',
  SCHEDULER_ROLE_ARN:
    'the role that Scheduler assumes: to send to the timers queue, or to delete alarms for a while',
  EMAIL_TOPIC_ARN: 'SNS topic with one e-mail subscription per person, filtered by recipient',
  STAKEHOLDERS_TOPIC_ARN: 'SNS topic for stakeholders, filtered by severity and service',
  FIGURES_NAMESPACE: 'of the metrics that say what an incident took',
  RECEIPTS_QUEUE_URL: 'what became of calls, and receipts to look at again',
  ARCHIVE_BUCKET: 'S3 bucket for raw webhooks and sealed evidence',
  OBJECT_LOCK:
    'how evidence is locked, such as GOVERNANCE:365 for a year; empty: the bucket locks nothing',
  SMS_STATUS_ROLE_ARN: 'the role with which SNS logs what became of each text',
  SES_FROM: 'address that e-mail comes from by SES; empty: through the e-mail topic',
  SES_CONFIGURATION_SET: 'by which SES tells what became of e-mail; empty with SES_FROM',
  VOICE_ORIGINATION: 'number, or id of one or of a pool, that calls come from; empty: no calls',
  PUBLIC_URL: 'address of the HTTP API as people reach it, without a trailing slash',
  ADMIN_TOKEN_SHA256: 'hex SHA-256 of the first administrator token',
  INTEGRATION_KEY_SHA256:
    'hex SHA-256 of the first integration key; receipts are known again by it',
} as const;

export type EnvironmentName = keyof typeof environmentVariables;
export type Environment<Name extends EnvironmentName = EnvironmentName> = Record<Name, string>;

/** Reads the named variables; throws one error that names every missing one with its meaning. `optional`: may be empty. */
export function readEnvironment<
  Name extends EnvironmentName,
  Optional extends EnvironmentName = never,
>(
  names: readonly Name[],
  env: Readonly<Record<string, string | undefined>>,
  optional: readonly Optional[] = [],
): Environment<Name | Optional> {
  const missing = names.filter(name => !env[name]);
  if (missing.length > 0) {
    const list = missing.map(name => `${name} (${environmentVariables[name]})`).join(', ');
    throw new Error(`Missing environment: ${list}`);
  }
  const all = [...names, ...optional];
  return Object.fromEntries(all.map(name => [name, env[name] ?? ''])) as Environment<
    Name | Optional
  >;
}
