import * as z from 'zod/mini';
import { approvals } from '#core/setup/action-families.ts';
import { actionNames } from '#core/setup/action-names.ts';
import { id } from '#core/setup/document-fields.ts';
import { severities } from '#core/severity.ts';
import { mebibytes } from '#core/text/memory-size.ts';
import { parseDuration } from '#core/time/duration-text.ts';

/* `services.<id>.actions` of tocsin.yaml: what may be changed during an incident, and how far. */

const describe = z.describe;

const parameter = (description: string) =>
  z.string().check(
    z.regex(/^\/[\w.-]+(\/[\w.-]+)*$/, {
      error: 'must be the full name of a parameter, such as /payments/database/pool-size',
    }),
    describe(description),
  );

const parametersUnder = (description: string) =>
  z.string().check(
    z.regex(/^\/([\w.-]+\/)+$/, {
      error: 'must be a path of parameters between slashes, such as /payments/features/',
    }),
    describe(description),
  );

const value = (description: string) =>
  z.string().check(z.minLength(1), z.maxLength(4096), describe(description));

const appConfigId = (of: string) =>
  z
    .string()
    .check(
      z.regex(/^[a-z0-9]{4,7}$/, { error: 'must be an id of AppConfig, such as a1b2c3d' }),
      describe(`The id of the ${of}.`),
    );

const parameterName = z
  .string()
  .check(z.regex(/^\w{1,100}$/, { error: 'must be the name of a parameter of the document' }));

export const actions = z.strictObject({
  pool: z.exactOptional(
    z
      .strictObject({
        parameter: parameter('The parameter from which instances read the size of their pool.'),
        max: z._default(
          z.int().check(z.minimum(1), describe('What db:pool:resize may set at most.')),
          100,
        ),
      })
      .check(describe('What db:pool:resize changes.')),
  ),
  database: z.exactOptional(
    z
      .strictObject({
        cluster: value('The ARN of an Aurora PostgreSQL cluster with the RDS Data API.'),
        secret: value(
          'The ARN of the secret; its user needs pg_signal_backend to end connections.',
        ),
        name: value('The database.'),
        idleFor: z._default(
          z.string().check(
            z.refine(text => (parseDuration(text) ?? 0) > 0, {
              error: 'must be a time such as 10m',
            }),
            describe('From when on a connection counts as idle.'),
          ),
          '10m',
        ),
      })
      .check(describe('What db:connections:kill-idle and db:verify:integrity work on.')),
  ),
  ecs: z.exactOptional(
    z
      .strictObject({
        cluster: value('The name of the cluster.'),
        service: value('The name of the ECS service.'),
        maxMemory: z._default(
          z.string().check(
            z.refine(text => mebibytes(text) !== undefined, {
              error: 'must be a size such as 8GB or 512MB',
            }),
            describe('What scale:memory may give to each task at most.'),
          ),
          '8GB',
        ),
      })
      .check(describe('What restart:rolling and scale:memory work on.')),
  ),
  features: z.exactOptional(
    z
      .union(
        [
          z.strictObject({
            parameters: parametersUnder('Where each feature has its parameter.'),
            on: z._default(value('What a feature says that is on.'), 'on'),
            off: z._default(value('What a feature says that is off.'), 'off'),
          }),
          z.strictObject({
            appConfig: z
              .strictObject({
                application: appConfigId('application'),
                environment: appConfigId('environment'),
                profile: appConfigId('configuration profile of feature flags'),
                strategy: z._default(
                  z.string().check(
                    z.regex(/^([a-z0-9]{4,7}|AppConfig\.[A-Za-z0-9]{9,40})$/, {
                      error: 'must be the id of a deployment strategy, such as AppConfig.AllAtOnce',
                    }),
                    describe('By which a change reaches the service.'),
                  ),
                  'AppConfig.AllAtOnce',
                ),
              })
              .check(describe('Feature flags of AppConfig.')),
          }),
        ],
        { error: 'must be { parameters: … }, or { appConfig: { application: …, … } }' },
      )
      .check(describe('What feature:disable and feature:enable change.')),
  ),
  config: z.exactOptional(
    z
      .strictObject({
        parameters: parametersUnder('Where each setting has its parameter.'),
        keys: z
          .record(
            id,
            z.union([z.literal('any'), z.array(value('A value.')).check(z.minLength(1))], {
              error: 'must be a list of values, or any',
            }),
          )
          .check(describe('Settings that may be changed, each with its values, or any.')),
      })
      .check(describe('What config:set changes.')),
  ),
  circuits: z.exactOptional(
    z
      .strictObject({
        parameters: parametersUnder('Where each circuit breaker has its parameter.'),
        closed: z._default(value('What a circuit says that is closed.'), 'closed'),
      })
      .check(describe('What circuits:reset changes.')),
  ),
  caches: z.exactOptional(
    z
      .strictObject({
        cloudFront: z.exactOptional(
          z.string().check(
            z.regex(/^E[A-Z0-9]{5,20}$/, {
              error: 'must be the id of a distribution, such as E2EXAMPLE1',
            }),
            describe('The CloudFront distribution in front of it.'),
          ),
        ),
        elastiCache: z._default(
          z
            .array(value('A cluster of ElastiCache with nodes, not one in cluster mode.'))
            .check(z.maxLength(20), describe('The cache clusters behind it.')),
          [],
        ),
      })
      .check(
        z.refine(
          ({ cloudFront, elastiCache }) => cloudFront !== undefined || elastiCache.length > 0,
          { error: 'must have cloudFront or elastiCache' },
        ),
        describe('What cache:clear:all empties.'),
      ),
  ),
  deploy: z.exactOptional(
    z
      .union(
        [
          z.strictObject({
            cluster: value('The name of the cluster.'),
            service: value('The name of an ECS service that ECS itself deploys.'),
          }),
          z.strictObject({
            application: value('The application in CodeDeploy.'),
            group: value('Its deployment group.'),
          }),
        ],
        { error: 'must be { cluster, service } of ECS, or { application, group } of CodeDeploy' },
      )
      .check(describe('What deploy:prepare-rollback and deploy:rollback work on.')),
  ),
  watch: z.exactOptional(
    z
      .strictObject({
        severity: z._default(
          z.enum(severities).check(describe('How bad it is when one of its alarms goes off.')),
          'SEV2',
        ),
        longest: z._default(
          z.string().check(
            z.refine(text => (parseDuration(text) ?? 0) >= 300, {
              error: 'must be a time of 5m at least, such as 4h',
            }),
            describe('For how long monitor:enhanced may watch at most.'),
          ),
          '4h',
        ),
      })
      .check(describe('How monitor:enhanced watches the metrics of `evidence`.')),
  ),
  automations: z.exactOptional(
    z
      .record(
        id,
        z.strictObject({
          document: z.string().check(
            z.regex(/^Tocsin-[\w.-]{1,120}$/, {
              error: 'must be the name of a document that begins with Tocsin-',
            }),
            describe('A Systems Manager document of the type Automation.'),
          ),
          parameters: z.exactOptional(
            z
              .record(parameterName, value('Its value.'))
              .check(describe('What is always given to it.')),
          ),
          ask: z.exactOptional(
            z
              .record(
                parameterName,
                z.union([z.literal('any'), z.array(value('A value.')).check(z.minLength(1))], {
                  error: 'must be a list of values, or any',
                }),
              )
              .check(describe('What whoever runs it says, each with its values, or any.')),
          ),
          approval: z.exactOptional(
            z.enum(approvals).check(describe('Whether a second person has to agree.')),
          ),
        }),
      )
      .check(describe('What action:run runs, by name.')),
  ),
  approvals: z.exactOptional(
    z
      .partialRecord(z.enum(actionNames), z.enum(approvals))
      .check(
        describe('By action, where a second person has to agree, or need not, unlike usually.'),
      ),
  ),
});
