import * as z from 'zod/mini';
import { eventTypes, isNamed } from '#core/event-types.ts';
import { id, idOf, secureAddress, severity } from '#core/setup/document-fields.ts';

/* Programs outside that are told of every event: who they are, and what of. */

const describe = z.describe;

const eventName = z.string().check(
  z.refine(form => eventTypes.some(type => isNamed(form, type)), {
    error:
      'must be an event of docs/events, such as incident.declared, or all of a kind: incident.*',
  }),
);

export const eventWebhook = z.strictObject({
  name: id.check(describe('What it is called where its deliveries are listed.')),
  url: secureAddress('Events are posted there, signed by Standard Webhooks.'),
  events: z.exactOptional(
    z
      .array(eventName)
      .check(z.minLength(1), describe('Only these, such as incident.*; all when not given.')),
  ),
  severities: z.exactOptional(z.array(severity).check(describe('Only these; all when not given.'))),
  services: z.exactOptional(
    z.array(idOf('a service')).check(describe('Only these; all when not given.')),
  ),
  drills: z.exactOptional(
    z.boolean().check(describe('Exercises and test pages too; not when not given.')),
  ),
  secretVersion: z.exactOptional(
    z
      .int()
      .check(
        z.minimum(1),
        z.maximum(1000),
        describe('One more makes a new secret; what is sent is signed with the one before, too.'),
      ),
  ),
});
