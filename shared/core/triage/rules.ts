import * as z from 'zod/mini';
import { sources } from '#core/alert/alert.ts';
import { type Severity, severities } from '#core/severity.ts';
import { type Vocabulary, vocabulary } from '#core/triage/vocabulary.ts';

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

/**
 * One line of the runbook's definitions, with the words by which people and alerts say it. In a phrase `<list>` is
 * any entry of the vocabulary, `^` the beginning of a clause; words such as "is" and "the" may stand between.
 */
export interface Definition {
  name: string;
  severity: Severity;
  /** The runbook's words. */
  definition: string;
  phrases: readonly string[];
  /** Words that, just before the phrase, make it something else: a staging database, say. */
  notAfter?: string;
  /** True: only where it is the subject of a title, because in a description the words are a side remark. */
  titleOnly?: true;
}

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

  definitions: [
    {
      name: 'complete-outage',
      severity: 'SEV1',
      definition: 'complete service outage',
      phrases: [
        '<completely> <gone>',
        '<completely> <unusable>',
        '<gone> <completely>',
        'complete failure',
        'total failure',
        '<down> for <everything>',
        '<down> everywhere',
        'down for everyone',
        '<everything> <down>',
        '<everything> <cannot>',
        '<nobody> <can>',
        '<database> <gone>',
        '<database> crashed',
        '<database> not responding',
        'no connection to <database>',
        '^ <platform> <gone>',
        '^ <platform> crashed',
        '^ <platform> not responding',
        'production outage',
        'production <gone>',
        'prod <gone>',
        'service outage for everyone',
      ],
      notAfter:
        'staging stage test testing dev development sandbox qa demo preprod preview local replica ' +
        'standby secondary reporting analytics slave read partial partially partly not one internal',
    },
    {
      name: 'data-loss',
      severity: 'SEV1',
      definition: 'data loss or corruption',
      phrases: [
        'data loss',
        'loss of <data>',
        'lost <data>',
        'losing <data>',
        '<data> <lost>',
        'wiped <data>',
        'wiped <database>',
        '<database> wiped',
        '<data> <corrupted>',
        '<corrupted> <data>',
        '<database> <corrupted>',
        '<corrupted> <database>',
        'data loss or corruption',
        'deleted production data',
        '<corrupted> of <data>',
      ],
      notAfter: 'staging test dev sandbox demo',
    },
    {
      name: 'security-breach',
      severity: 'SEV1',
      definition: 'security breach',
      phrases: [
        'security breach',
        'security incident',
        'data breach',
        'breach of <secrets>',
        'breached our systems',
        'systems breached',
        'unauthorised access',
        'unauthorized access',
        'intrusion detected',
        'intruder',
        'hacked',
        'ransomware',
        'malware detected',
        'malware found',
        'account takeover',
        'account compromised',
        'accounts compromised',
        'server compromised',
        'servers compromised',
        'host compromised',
        'system compromised',
        'compromised <secrets>',
        '<secrets> compromised',
        '<secrets> <leaked>',
        '<leaked> <secrets>',
        'leak of <secrets>',
        'data leak',
        'data leaked',
        'data exfiltration',
        'remote code execution',
      ],
    },
    {
      name: 'payment-failure',
      severity: 'SEV1',
      definition: 'payment system failure',
      phrases: [
        '<payments> <down>',
        '<payments> not processed',
        '<payments> not processing',
        '<payments> rejected',
        '<payments> timing out',
        '<payments> declined for everyone',
        '<cannot> <process> <payments>',
        '<cannot> pay',
        'not processing <payments>',
        'failed <payments>',
        'failing <payments>',
        'failure of <payments>',
        'failure in <payments>',
        'failures in <payments>',
        'outage of <payments>',
        'no <payments> processed',
      ],
      notAfter: 'staging test dev sandbox demo',
    },
    {
      name: 'partial-outage',
      severity: 'SEV2',
      definition: 'partial service outage',
      phrases: [
        '<partly> <down>',
        '<partly> <cannot>',
        '<down> for <partly>',
        '<database> replica <gone>',
        'outage',
        'outages',
      ],
      notAfter: 'staging stage test testing dev development sandbox qa demo preprod local',
    },
    {
      name: 'major-feature',
      severity: 'SEV2',
      definition: 'major feature unavailable',
      phrases: [
        '<majorFeature> <gone>',
        '<majorFeature> <unusable>',
        '<anyService> <gone>',
        '<people> <cannot> <mainVerb>',
        '<cannot> <mainVerb>',
        'not <can> to <mainVerb>',
      ],
      notAfter: 'staging stage test testing dev development sandbox qa demo preprod local minor',
    },
    {
      name: 'minor-feature',
      severity: 'SEV3',
      definition: 'minor feature unavailable',
      phrases: ['<minorFeature> <down>', 'minor outage', '<minorFeature> disabled'],
      titleOnly: true,
    },
    {
      name: 'minor-errors',
      severity: 'SEV3',
      definition: 'non-critical errors affecting few users',
      phrases: ['non critical error', 'non critical errors', 'few users', 'few customers'],
      titleOnly: true,
    },
    {
      name: 'cosmetic',
      severity: 'SEV4',
      definition: 'cosmetic issue',
      phrases: [
        ...['typo', 'typos', 'misspelling', 'misspelled', 'misspelt', 'spelling', 'grammar'],
        ...['cosmetic', 'misaligned', 'alignment', 'wrong colour', 'wrong color', 'favicon'],
        ...['wrong font', 'wrong icon', 'wrong logo', 'missing icon', 'missing logo', 'tooltip'],
        ...['broken image', 'logo missing', 'icon missing', 'padding', 'wording', 'visual glitch'],
      ],
      titleOnly: true,
    },
    {
      name: 'non-blocking',
      severity: 'SEV4',
      definition: 'non-blocking error',
      phrases: ['non blocking', 'nonblocking', 'not blocking', 'does not block'],
      titleOnly: true,
    },
    {
      name: 'documentation',
      severity: 'SEV4',
      definition: 'documentation issue',
      phrases: [
        ...['documentation', 'docs', 'readme', 'user guide', 'help page', 'help pages', 'faq'],
        ...['release notes', 'changelog'],
      ],
      titleOnly: true,
    },
  ],

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
    SEV4: ['info', 'information', 'informational', 'low', 'lowest', 'notice', 'debug', 'trivial'],
  },
};
