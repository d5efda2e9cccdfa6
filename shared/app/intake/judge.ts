import type { Alert } from '#core/intake/alert.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import { isWorse, type Severity, type SeverityReason } from '#core/severity.ts';

/** An alert, and every notification that told of it. */
interface Said {
  alert: Alert;
  notifications: readonly { alert: Alert }[];
}

export interface Judged {
  severity: Severity;
  reason: SeverityReason;
  service: string;
}

/** How bad an alert is: the worst that any of its notifications says. Judged once, for words are many in a storm. */
export function judging(): (directory: Directory, subject: Said) => Judged {
  const judged = new WeakMap<Said, { directory: Directory; as: Judged }>();
  return (directory, subject) => {
    const before = judged.get(subject);
    if (before?.directory === directory) return before.as;
    const as = judge(directory, subject);
    judged.set(subject, { directory, as });
    return as;
  };
}

function judge(directory: Directory, { alert, notifications }: Said): Judged {
  const { service, reason: why } = serviceFor(directory, alert);
  const [worst] = distinct(notifications.map(notification => notification.alert))
    .map(each => classify(directory.rules, { kind: 'alert', alert: each, service }))
    .toSorted((a, b) => (isWorse(a.severity, b.severity) ? -1 : 1));
  const { severity, reason } =
    worst ?? classify(directory.rules, { kind: 'alert', alert, service });
  return { service, severity, reason: { ...reason, text: `${reason.text}; ${why}` } };
}

/** Ten thousand repeats in one batch say the same. */
function distinct(alerts: readonly Alert[]): readonly Alert[] {
  if (alerts.length === 1) return alerts;
  return [
    ...new Map(alerts.map(alert => [JSON.stringify({ ...alert, links: [] }), alert])).values(),
  ];
}
