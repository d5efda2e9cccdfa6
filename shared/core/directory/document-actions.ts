import * as z from 'zod/mini';
import { approvals } from '#core/actions/families.ts';
import { mebibytes } from '#core/actions/memory-size.ts';
import { actionNames } from '#core/actions/names.ts';
import { id } from '#core/directory/document-fields.ts';
import { parseDuration } from '#core/directory/duration-text.ts';

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
      .strictObject({
        parameters: parametersUnder('Where each feature has its parameter.'),
        on: z._default(value('What a feature says that is on.'), 'on'),
        off: z._default(value('What a feature says that is off.'), 'off'),
      })
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
  approvals: z.exactOptional(
    z
      .partialRecord(z.enum(actionNames), z.enum(approvals))
      .check(
        describe('By action, where a second person has to agree, or need not, unlike usually.'),
      ),
  ),
});
export type ActionsDocument = z.infer<typeof actions>;
