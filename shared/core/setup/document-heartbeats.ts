import * as z from 'zod/mini';
import { id, idOf, severity } from '#core/setup/document-fields.ts';
import { duration } from '#core/time/duration-text.ts';

/** Something that says regularly that it lives, such as a nightly job: its silence is an alert. */
export const heartbeat = z.strictObject({
  name: id.check(z.describe('As it is sent: POST /v1/heartbeats/<name>.')),
  service: z.exactOptional(idOf('the service that is in trouble without it')),
  every: duration('How often it comes.', 60),
  grace: z.exactOptional(duration('How much later it may come; nothing when not given.', 0)),
  severity: z.exactOptional(
    severity.check(z.describe('How bad it is when it does not come; SEV2 when not given.')),
  ),
  integration: z.exactOptional(
    z
      .string()
      .check(z.describe('The integration whose key alone sends it; any key when not given.')),
  ),
});
