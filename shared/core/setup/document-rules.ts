import * as z from 'zod/mini';
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

/** A team's own rule. All of its conditions must hold, and the first rule that matches decides. */
export const classificationRule = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  severity: z.enum(severities),
  reason: z.optional(z.string().check(z.maxLength(300), z.describe('Shown to those paged.'))),
  when: z
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
});
export type ClassificationRule = z.infer<typeof classificationRule>;
