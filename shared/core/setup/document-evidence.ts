import * as z from 'zod/mini';
import { arn, name, perSeverity, secureAddress } from '#core/setup/document-fields.ts';
import { redactionNames } from '#core/text/redaction-names.ts';
import { duration } from '#core/time/duration-text.ts';

/* `services.<id>.evidence` of tocsin.yaml: what is looked at during an incident, and kept after it. */

const describe = z.describe;

const metric = z.strictObject({
  namespace: name('CloudWatch namespace, such as AWS/Lambda.'),
  name: name('CloudWatch metric name, such as Errors.'),
  statistic: z.string().check(
    z.regex(/^(Average|Sum|Minimum|Maximum|SampleCount|IQM|(p|tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?)$/, {
      error: 'must be a CloudWatch statistic: Sum, Average, Minimum, Maximum, SampleCount, p99',
    }),
    describe('Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99.'),
  ),
  period: z.prefault(
    duration('Width of one data point: 1s, 5s, 10s, 30s or whole minutes.').check(
      z.refine(seconds => [1, 5, 10, 20, 30].includes(seconds) || seconds % 60 === 0, {
        error: 'must be a period that CloudWatch knows: 1s, 5s, 10s, 20s, 30s or whole minutes',
      }),
    ),
    '1m',
  ),
  dimensions: z.exactOptional(z.record(z.string(), z.string())),
});

const threshold = (description: string) =>
  z.number().check(z.minimum(0, { error: 'must not be negative' }), describe(description));

const impact = z.strictObject({
  users: z.exactOptional(
    z.strictObject({
      metric,
      counts: z._default(
        z
          .enum(['affected', 'active'])
          .check(
            describe(
              'affected: users for whom it failed. active: users at work, so that those who are missing count.',
            ),
          ),
        'affected',
      ),
    }),
  ),
  revenue: z.exactOptional(
    z.strictObject({
      metric,
      perUnit: z._default(
        threshold('What one of the counted is worth; 1 where the metric counts money.'),
        1,
      ),
      currency: z
        .string()
        .check(
          z.regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as EUR or USD' }),
          describe('ISO 4217 code, such as EUR.'),
        ),
    }),
  ),
  compareWith: z._default(
    z
      .enum(['day', 'week'])
      .check(describe('What is usual: the same hours a day or a week before.')),
    'week',
  ),
  raises: z.exactOptional(
    z
      .strictObject(
        perSeverity(
          z.strictObject({
            users: z.exactOptional(threshold('From so many users affected.')),
            revenue: z.exactOptional(threshold('From so much revenue lost.')),
          }),
        ),
      )
      .check(describe('From which impact an incident is at least so severe; it never lowers one.')),
  ),
});

const keepDays = z
  .int()
  .check(z.minimum(1), z.maximum(365), describe('When it is deleted again, in days.'));
const rdsName = (description: string) =>
  z.string().check(
    z.regex(/^[A-Za-z](?:-?[A-Za-z0-9]){0,62}$/, {
      error: 'must be the name of a database cluster or instance in RDS, such as orders-db',
    }),
    describe(description),
  );

/** Kept with an incident (R22), besides logs and metrics. */
const preserved = {
  alarms: z.exactOptional(
    z
      .array(name('A CloudWatch alarm.'))
      .check(describe('Whose history is kept, besides those of the alarms that told of it.')),
  ),
  deployments: z.exactOptional(
    z
      .array(
        z.union(
          [
            z.strictObject({
              application: name('A CodeDeploy application.'),
              group: name('Its deployment group.'),
            }),
            z.strictObject({
              cluster: name('An ECS cluster.'),
              ecsService: name('A service of it.'),
            }),
          ],
          {
            error:
              'must be { application, group } of CodeDeploy, or { cluster, ecsService } of ECS',
          },
        ),
      )
      .check(describe('Recent deployments that are kept.')),
  ),
  changes: z.exactOptional(
    z
      .array(
        z.union(
          [
            z.strictObject({ resource: name('Name or id of a resource, as CloudTrail has it.') }),
            z.strictObject({ source: name('A service, such as rds.amazonaws.com.') }),
            z.strictObject({ event: name('An event, such as UpdateFunctionConfiguration.') }),
          ],
          { error: 'must be { resource: … }, { source: … } or { event: … }' },
        ),
      )
      .check(describe('Recent changes of configuration that are kept, as CloudTrail saw them.')),
  ),
  databaseSnapshots: z.exactOptional(
    z
      .array(
        z.union(
          [
            z.strictObject({ cluster: rdsName('An Aurora or Multi-AZ cluster.'), keepDays }),
            z.strictObject({ instance: rdsName('A database instance.'), keepDays }),
          ],
          { error: 'must be { cluster: …, keepDays: … } or { instance: …, keepDays: … }' },
        ),
      )
      .check(describe('Of which a snapshot is taken once an incident is resolved.')),
  ),
  redact: z.exactOptional(
    z
      .array(z.string().check(z.maxLength(300)))
      .check(
        describe(
          `What log lines are kept without: ${redactionNames.join(', ')}, or regular expressions.`,
        ),
      ),
  ),
};

export const evidence = z.strictObject({
  ...preserved,
  logGroups: z.exactOptional(z.array(name('A CloudWatch log group.'))),
  metrics: z.exactOptional(z.array(metric)),
  health: z.exactOptional(
    z
      .array(
        z.strictObject({
          name: name('What is asked, such as the public API.'),
          url: secureAddress('Answers 2xx or 3xx when it is well. It must be reachable publicly.'),
        }),
      )
      .check(describe('Asked by health:check:full.')),
  ),
  impact: z.exactOptional(impact.check(describe('How users affected and revenue are measured.'))),
  database: z.exactOptional(
    z
      .strictObject({
        cluster: arn('rds', 'An Aurora PostgreSQL cluster with the RDS Data API.'),
        secret: arn(
          'secretsmanager',
          'The secret with which it is asked; a reading user is enough.',
        ),
        name: name('The database.'),
      })
      .check(describe('Where db:queries looks.')),
  ),
});
