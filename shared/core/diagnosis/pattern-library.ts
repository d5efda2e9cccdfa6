import type { Pattern } from '#core/diagnosis/pattern.ts';

/**
 * Incident patterns that teams on AWS meet, the runbook's three first (R15). Data only: a symptom is a set of words
 * that may stand anywhere in what is looked at, in any case, or what a metric did; `commands` are those of `tocsin` and of the npm scripts.
 */
export const library: readonly Pattern[] = [
  {
    id: 'connection-pool-exhausted',
    name: 'Database connection pool exhausted',
    symptoms: [
      { words: ['no connection available'], weight: 3 },
      { words: ['connection pool'], weight: 2, notInLogs: true },
      { words: ['connection pool', 'exhausted'], weight: 3 },
      { words: ['too many connections'], weight: 3 },
      { words: ['remaining connection slots are reserved'], weight: 3 },
      { words: ['timeout', 'connection', 'acquire'], weight: 2 },
      { words: ['timed out', 'waiting', 'connection'], weight: 2 },
      // As PostgreSQL, HikariCP, node-postgres and SQLAlchemy say it.
      { words: ['too many clients already'], weight: 3 },
      { words: ['connection is not available', 'timed out'], weight: 3 },
      { words: ['timeout exceeded when trying to connect'], weight: 3 },
      { words: ['queuepool limit'], weight: 3 },
      { words: ['timeout', 'database'], weight: 1 },
    ],
    metrics: [{ name: 'DatabaseConnections', shows: { times: 1.5 }, weight: 1 }],
    cause:
      'More requests hold a database connection than the pool has, or some never give one back.',
    quickFixes: [
      { text: 'Increase the pool for the moment', command: 'db:pool:resize -- --size=50' },
      { text: 'End idle connections', command: 'db:connections:kill-idle' },
    ],
    longTerm:
      'Review who holds connections and how long; put a pooler such as RDS Proxy in between.',
  },
  {
    id: 'memory-leak',
    name: 'Memory leak',
    symptoms: [
      { words: ['out of memory'], weight: 3 },
      { words: ['oom'], weight: 3 },
      { words: ['oomkilled'], weight: 3 },
      { words: ['heap', 'limit'], weight: 2 },
      { words: ['memory', 'high'], weight: 2, notInLogs: true },
      { words: ['gradual', 'degradation'], weight: 1 },
      { words: ['exit code 137'], weight: 2 },
    ],
    metrics: [
      { name: 'MemoryUtilization', shows: { above: 90 }, weight: 2 },
      { name: 'mem_used_percent', shows: { above: 90 }, weight: 2 },
    ],
    cause: 'A process keeps what it no longer needs until the host takes it down.',
    quickFixes: [
      { text: 'Restart the instances one after the other', command: 'restart:rolling' },
      { text: 'Or give them more memory for the moment', command: 'scale:memory -- --add=2GB' },
    ],
    longTerm: 'Profile the heap over a day, find what grows, and mend it.',
  },
  {
    id: 'third-party-down',
    name: 'Third-party service down',
    symptoms: [
      { words: ['external api', 'timeout'], weight: 3 },
      { words: ['upstream', 'timeout'], weight: 2 },
      { words: ['third-party'], weight: 2 },
      { words: ['vendor', 'unavailable'], weight: 2 },
      { words: ['payment provider'], weight: 2 },
      { words: ['webhook', 'failing'], weight: 1 },
    ],
    metrics: [],
    cause: 'Something outside your account does not answer, and what depends on it fails.',
    quickFixes: [
      {
        text: 'Switch the feature off that needs it',
        command: 'feature:disable -- --feature=<feature>',
      },
      {
        text: 'Or switch to the fallback',
        command: 'config:set -- --key=<key> --value=fallback',
      },
    ],
    longTerm: 'A fallback that is exercised, a circuit breaker, a second provider.',
    contact: "The vendor's status page and support",
  },
  {
    id: 'throttled',
    name: 'Throttled by AWS',
    symptoms: [
      { words: ['throttl'], weight: 3, notInLogs: true },
      { words: ['rate exceeded'], weight: 3 },
      { words: ['throttlingexception'], weight: 3 },
      { words: ['toomanyrequestsexception'], weight: 3 },
      { words: ['provisionedthroughputexceeded'], weight: 3 },
      { words: ['slowdown', 's3'], weight: 2 },
    ],
    metrics: [
      { name: 'Throttles', shows: { above: 0 }, weight: 2 },
      { name: 'ThrottledRequests', shows: { above: 0 }, weight: 2 },
    ],
    cause:
      'A quota, a concurrency limit or the throughput of a table is lower than what is asked of it.',
    quickFixes: [
      { text: 'Find the caller that asks most and slow it down' },
      { text: 'Ask for the quota to be raised in Service Quotas' },
    ],
    longTerm: 'Back off with jitter, spread hot keys, watch usage against the quota.',
    contact: 'AWS Support',
  },
  {
    id: 'dead-letters',
    name: 'Dead-letter queue grows',
    symptoms: [
      { words: ['dead-letter'], weight: 3, notInLogs: true },
      { words: ['dead letter'], weight: 3, notInLogs: true },
      { words: ['dlq'], weight: 3, notInLogs: true },
    ],
    metrics: [
      {
        name: 'ApproximateNumberOfMessagesVisible',
        where: ['dlq', 'dead'],
        shows: { above: 0 },
        weight: 3,
      },
    ],
    cause: 'A consumer fails on the same messages each time: a bad message, or a bad release.',
    quickFixes: [
      { text: 'Read one of the messages and the error of its consumer' },
      {
        text: 'Roll the consumer back if a deployment preceded it',
      },
      { text: 'Redrive the queue once the consumer works' },
    ],
    longTerm: 'Validate at the edge, and let one bad message of a batch fail alone.',
  },
  {
    id: 'certificate-expired',
    name: 'Certificate expired',
    symptoms: [
      { words: ['certificate', 'expire'], weight: 3 },
      { words: ['cert_has_expired'], weight: 3 },
      { words: ['tls', 'handshake'], weight: 1 },
      { words: ['x509'], weight: 2 },
    ],
    metrics: [{ name: 'DaysToExpiry', shows: { below: 2 }, weight: 3 }],
    cause: 'A certificate ran out, or its renewal could not be validated.',
    quickFixes: [
      { text: 'Renew it; in ACM look at the validation records of the domain' },
      { text: 'Restart what read the old one at start', command: 'restart:rolling' },
    ],
    longTerm: 'ACM with DNS validation, and an alarm 30 days before.',
  },
  {
    id: 'disk-full',
    name: 'Disk full',
    symptoms: [
      { words: ['no space left on device'], weight: 3 },
      { words: ['enospc'], weight: 3 },
      { words: ['disk', 'full'], weight: 3 },
      { words: ['storage', 'low'], weight: 2 },
      { words: ['diskfull'], weight: 3 },
    ],
    // In bytes.
    metrics: [{ name: 'FreeStorageSpace', shows: { below: 1_000_000_000 }, weight: 3 }],
    cause:
      'Logs, temporary files, write-ahead logs of a stuck replica, or just data fill the volume.',
    quickFixes: [
      { text: 'Look what grew: long transactions and replication slots hold logs' },
      { text: 'Enlarge the volume; RDS and EBS do so without downtime' },
    ],
    longTerm: 'Storage autoscaling, log rotation, an alarm at 80 %.',
  },
  {
    id: 'deployment-regression',
    name: 'Regression by a deployment',
    symptoms: [
      { words: ['after', 'deploy'], weight: 3, notInLogs: true },
      { words: ['since', 'release'], weight: 3, notInLogs: true },
      // As the evidence of deployments says it.
      { words: ['brought out', 'minutes before'], weight: 2 },
      { words: ['new version'], weight: 2, notInLogs: true },
      { words: ['rollback'], weight: 2, notInLogs: true },
      { words: ['rolled out'], weight: 2, notInLogs: true },
    ],
    metrics: [],
    cause: 'What was released last behaves differently under real traffic.',
    quickFixes: [
      { text: 'See whether you can go back', command: 'deploy:prepare-rollback' },
      { text: 'Go back to the version before', command: 'deploy:rollback' },
      { text: 'Switch the new feature off', command: 'feature:disable -- --feature=<feature>' },
    ],
    longTerm: 'Release gradually, with alarms that roll back by themselves.',
  },
  {
    id: 'dependency-errors',
    name: 'A dependency answers with errors',
    symptoms: [
      { words: ['502'], weight: 2, notInLogs: true },
      { words: ['503'], weight: 2, notInLogs: true },
      { words: ['504'], weight: 2, notInLogs: true },
      { words: ['bad gateway'], weight: 2 },
      { words: ['service unavailable'], weight: 2 },
      { words: ['gateway timeout'], weight: 2 },
      { words: ['upstream', '503'], weight: 2 },
      { words: ['5xx'], weight: 2 },
    ],
    metrics: ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', '5XXError', '5xx'].map(
      name => ({
        name,
        shows: { times: 3 },
        weight: 1,
      }),
    ),
    cause:
      'A service that this one calls fails or is overloaded; the cause is usually one step further on.',
    quickFixes: [
      { text: 'Find the first service in the chain that fails', command: 'health:check:full' },
      { text: 'Reset the circuit breakers once it has recovered', command: 'circuits:reset' },
    ],
    longTerm: 'Time-outs shorter than those of your callers, retries with a budget.',
  },
  {
    id: 'cold-starts',
    name: 'Storm of cold starts',
    symptoms: [
      { words: ['cold start'], weight: 3 },
      { words: ['init duration'], weight: 3, notInLogs: true },
      { words: ['lambda', 'latency'], weight: 1 },
      { words: ['lambda', 'timed out'], weight: 2 },
    ],
    metrics: [{ name: 'ConcurrentExecutions', shows: { times: 3 }, weight: 1 }],
    cause: 'Traffic rose faster than warm instances, or every instance was replaced at once.',
    quickFixes: [
      { text: 'Provision concurrency for the function that people wait for' },
      { text: 'Look for a burst of retries that keeps it going' },
    ],
    longTerm:
      'Smaller bundles, connections opened late, provisioned concurrency where people wait.',
  },
];
