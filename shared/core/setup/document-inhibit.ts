import * as z from 'zod/mini';
import { id } from '#core/setup/document-fields.ts';
import { matchers } from '#core/setup/document-matchers.ts';

const describe = z.describe;

/** Which alerts explain which others, as in Alertmanager. */
export const inhibition = z.strictObject({
  name: id.check(describe('What it is called, such as node-down.')),
  source: matchers('Which alerts inhibit while they fire: alertname="NodeDown".'),
  target: matchers('Which alerts wait meanwhile: severity=~"warning|critical".'),
  equal: z.exactOptional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(100)))
      .check(
        z.maxLength(10),
        describe('Labels that both must have alike; one that both lack is alike.'),
      ),
  ),
  integrations: z.exactOptional(
    z
      .array(z.string().check(z.minLength(1)))
      .check(
        z.minLength(1, { error: 'must name at least one integration' }),
        describe(
          'Whose alerts inhibit those of every integration; those of the same domain only when not given.',
        ),
      ),
  ),
  includeSev1: z.exactOptional(
    z.boolean().check(describe('Whether SEV1 waits as well, which else opens its incident.')),
  ),
});
