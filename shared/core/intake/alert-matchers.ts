import type { Alert } from '#core/intake/alert.ts';
import { entryOf } from '#core/own-entry.ts';
import type { Severity } from '#core/severity.ts';
import type { Looked } from '#core/text/matchers.ts';

/**
 * What a condition may ask of an alert: its labels and annotations by their names, and beside these what Tocsin calls
 * it: `service` is the service of tocsin.yaml as well as the sender's word, `severity` SEV1 to SEV4 as well as the sender's.
 */
export function lookedAt(
  alert: Alert,
  judged: { service?: string; severity?: Severity } = {},
): Looked {
  return name => {
    const texts = [
      entryOf(alert.labels, name) ?? entryOf(alert.annotations, name),
      ...(Object.hasOwn(ours, name) ? (ours[name]?.(alert, judged) ?? []) : []),
    ].filter(text => text !== undefined);
    const number = entryOf(alert.numbers, name) ?? numberOf(texts[0]);
    return {
      texts: number !== undefined && texts.length === 0 ? [String(number)] : [...new Set(texts)],
      ...(number !== undefined && { number }),
    };
  };
}

type Word = (
  alert: Alert,
  judged: { service?: string; severity?: Severity },
) => (string | undefined)[];

const ours: Readonly<Record<string, Word>> = {
  service: ({ service }, judged) => [service, judged.service],
  severity: ({ vendorSeverity }, judged) => [vendorSeverity, judged.severity],
  alertname: ({ name }) => [name],
  name: ({ name }) => [name],
  title: ({ title }) => [title],
  description: ({ description }) => [description],
  source: ({ source }) => [source],
};

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text.trim())) return undefined;
  return Number(text);
}
