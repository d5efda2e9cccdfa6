import type { Fingerprint, ProblemKey } from '#core/ids.ts';
import type { Asked } from '#core/intake/ask.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

/**
 * The one shape that every sender's payload becomes. Everything after the edge knows only this.
 * Text is as the sender wrote it, cut to a length that fits a page; it is untrusted and escaped where it is shown.
 */
export interface Alert {
  source: Source;
  /** `unknown`: the sender lost sight of it, which is no all-clear. */
  status: 'firing' | 'cleared' | 'unknown';
  /** For `unknown`: in the sender's words, why it does not know. */
  statusReason?: string;
  /** `heartbeat`: says that its sender lives; its absence is the alert. `test`: somebody tries the sender out. Neither pages. */
  kind?: 'heartbeat' | 'test';
  /** This one time series: the same value when it fires again and when it clears. */
  fingerprint: Fingerprint;
  /** What its fingerprint was by the rule before: what is still open under that must join and clear. */
  formerly?: Fingerprint;
  /** What the alert is an instance of. The sender's own grouping where it has one. */
  problem: ProblemKey;
  /** Stands for every member of its problem: a group that is over as a whole, of which the sender left some out. */
  wholeProblem?: true;
  /** Its sender says that its group is over: so are those of it that were left out before. */
  endsGroup?: true;
  /** The sender's name of the rule, such as `HighErrorRate`. */
  name: string;
  /** One line that tells a person what is wrong. */
  title: string;
  description?: string;
  /** The service as the sender names it; triage matches it to one of the configured services. */
  service?: string;
  /** The sender's own word for the severity, untranslated: `critical`, `P2`, `warning`. */
  vendorSeverity?: string;
  /** Labels, tags, annotations and dimensions: everything that a rule may look at. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Numbers that the sender names, such as `value` and `threshold`. */
  numbers: Record<string, number>;
  startedAt?: Instant;
  /** By what that is known; absent: the sender says so. */
  startedBy?: 'datapoint';
  endedAt?: Instant;
  links: { title: string; url: string }[];
  /** Of a sender that nobody knows: what was taken from which field, for its receipt. */
  guess?: string;
}

/** Whether it tells of trouble, or of its end. */
export function pages({ kind }: Alert): boolean {
  return kind === undefined;
}

/** Whether its sender says of a group as a whole that it is over. */
export function mayEndAsGroup({ source }: Alert): boolean {
  return source === 'alertmanager' || source === 'grafana';
}

/** What one request body held. `ignored` says why a part of it is not an alert (a configuration notice, say). */
export type Parsed =
  | { alerts: Alert[]; ignored: string[]; asked?: Asked[] }
  /** `path` in JSON Pointer form (`/alerts/0/labels`), so that the sender's owner finds the field. */
  | { invalid: { path: string; message: string }[] };
