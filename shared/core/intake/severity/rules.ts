import type { Alert } from '#core/intake/alert.ts';
import { type Definition, definitions } from '#core/intake/severity/definitions.ts';
import { type Vocabulary, vocabulary } from '#core/intake/severity/vocabulary.ts';
import type { Severity } from '#core/severity.ts';

/** What is classified: an alert, or what a person declares. */
export type Subject =
  | { kind: 'alert'; alert: Alert }
  | { kind: 'declaration'; title: string; description?: string };

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
