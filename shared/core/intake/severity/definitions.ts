import type { Severity } from '#core/severity.ts';

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
  /** Words that, just behind the phrase, make it something else: down for one user, say. `%` is any percentage. */
  notBefore?: string;
  /** True: only where it is the subject of a title, because in a description the words are a side remark. */
  titleOnly?: true;
}

/** Where no customer is. Before or behind any phrase they set it aside. */
export const nonProduction =
  'staging stage test testing dev development sandbox qa demo preprod preview uat';

/** R1: what the runbook says of each level, the worst first. */
export const definitions: readonly Definition[] = [
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
      'local replica standby secondary reporting analytics slave read partial partially partly not ' +
      'one internal',
    notBefore: 'one single some few several many certain %',
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
    notBefore: 'blocked denied prevented rejected training drills together',
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
      'no <payments> received',
      'no <payments> since',
      'no <payments> in the last',
      'no successful <payments>',
    ],
    notAfter: 'one single few',
  },
  {
    name: 'partial-outage',
    severity: 'SEV2',
    definition: 'partial service outage',
    phrases: [
      '<partly> <down>',
      '<partly> <cannot>',
      '<down> for <partly>',
      '<down> in <partly>',
      '<database> replica <gone>',
      'outage',
      'outages',
    ],
    notAfter: 'local minor',
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
    notAfter: 'local minor 503',
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
];
