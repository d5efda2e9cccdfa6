import * as z from 'zod/mini';
import { sources } from '#core/intake/alert.ts';
import { type Definition, definitions } from '#core/intake/severity/definitions.ts';
import { type Vocabulary, vocabulary } from '#core/intake/severity/vocabulary.ts';
import { type Severity, severities } from '#core/severity.ts';

const pattern = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(200),
    z.describe('Compared with the whole text, in any case; * stands for any characters.'),
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

export interface DefaultRules {
  vocabulary: Vocabulary;
  definitions: readonly Definition[];
  /** Percentages. Those that the runbook leaves open (exactly 50 %, 10 % of users and more) take the worse level. */
  amounts: Record<AmountKind, readonly { from: number; severity: Severity; definition: string }[]>;
  vendorWords: Record<Severity, readonly string[]>;
}
export type AmountKind = 'users' | 'errors' | 'degradation';

/** What holds without any rule of a team: the runbook's definitions (R1) in the words of everyday alerts. */
export const defaultRules: DefaultRules = {
  vocabulary,

  definitions,

  amounts: {
    users: [
      { from: 99, severity: 'SEV1', definition: 'complete service outage' },
      { from: 10, severity: 'SEV2', definition: 'partial service outage: 10 % of users or more' },
      { from: 0, severity: 'SEV3', definition: 'errors affecting < 10 % of users' },
    ],
    errors: [
      { from: 99, severity: 'SEV1', definition: 'complete service outage' },
      { from: 50, severity: 'SEV2', definition: 'performance degradation > 50 %' },
      { from: 0, severity: 'SEV3', definition: 'performance degradation < 50 %' },
    ],
    degradation: [
      { from: 50, severity: 'SEV2', definition: 'performance degradation > 50 %' },
      { from: 0, severity: 'SEV3', definition: 'performance degradation < 50 %' },
    ],
  },

  /** Weakest of all: each product and each team means something else by them. */
  vendorWords: {
    SEV1: ['critical', 'crit', 'fatal', 'emergency', 'emerg', 'disaster', 'blocker', 'panic'],
    SEV2: ['page', 'error', 'err', 'high', 'major', 'urgent', 'severe', 'serious'],
    SEV3: ['warning', 'warn', 'medium', 'moderate', 'average', 'minor', 'normal'],
    SEV4: [
      ...['info', 'information', 'informational', 'low', 'lowest', 'notice', 'debug', 'trivial'],
      'none',
    ],
  },
};
