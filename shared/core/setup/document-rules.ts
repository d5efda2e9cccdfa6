import * as z from 'zod/mini';
import { matchers } from '#core/setup/document-matchers.ts';
import { severities } from '#core/severity.ts';
import { sources } from '#core/sources.ts';
import { patternFault } from '#core/text/word-pattern.ts';

const pattern = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(200),
    z.describe('Compared with the whole text, in any case; * stands for any characters.'),
  );

const words = z.string().check(
  z.maxLength(300),
  z.check(({ value, issues }) => {
    const message = patternFault(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  }),
  z.describe(
    'Words of the title, the name or the description: "payment* (down|failing)". A lone * is up to four words.',
  ),
);

const severity = z.enum(severities);
/** By what an environment label says; the one for all others must be there, or a rule would say nothing at night. */
const byEnvironment = z.record(pattern, severity).check(
  z.refine(each => Object.hasOwn(each, 'default'), {
    error: 'must say what it is by default: { production: SEV1, default: SEV3 }',
  }),
);

/** A team's own rule. All of its conditions must hold, and the first rule that matches decides. */
export const classificationRule = z
  .strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(100)),
    severity: z
      .union([severity, byEnvironment], {
        error: ({ input }) =>
          input === undefined
            ? 'is missing'
            : 'must be one of SEV1, SEV2, SEV3, SEV4, or one for each environment: { production: SEV1, default: SEV3 }',
      })
      .check(
        z.describe(
          'One, or one by what a label such as environment or namespace says; * stands for any text.',
        ),
      ),
    match: z.exactOptional(
      matchers('As Alertmanager writes it, with numbers: service="orders", value > 90.'),
    ),
    reason: z.optional(z.string().check(z.maxLength(300), z.describe('Shown to those paged.'))),
    when: z.optional(
      z
        .strictObject({
          source: z.optional(z.enum(sources)),
          service: z.optional(pattern),
          name: z.optional(pattern),
          title: z.optional(pattern),
          text: z.optional(words),
          labels: z.optional(z.record(z.string(), pattern)),
          vendorSeverity: z.optional(pattern),
          number: z.optional(
            z
              .strictObject({
                name: z.string().check(z.minLength(1)),
                above: z.optional(z.number()),
                below: z.optional(z.number()),
              })
              .check(
                z.refine(
                  ({ above, below }) => above !== undefined || below !== undefined,
                  'needs above or below',
                ),
              ),
          ),
        })
        .check(z.describe('Without any condition the rule matches everything.')),
    ),
  })
  .check(
    z.refine(({ when, match }) => when !== undefined || match !== undefined, {
      error: 'needs match or when: conditions that must hold',
    }),
  );
export type ClassificationRule = z.infer<typeof classificationRule>;
