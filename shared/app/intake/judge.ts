import type { ReceiptId } from '#core/ids.ts';
import type { Alert } from '#core/intake/alert.ts';
import { classify } from '#core/intake/severity/classify.ts';
import type { Directory } from '#core/setup/directory.ts';
import { serviceFor } from '#core/setup/service-for.ts';
import { isWorse, type Severity, type SeverityReason } from '#core/severity.ts';
import type { Instant } from '#core/time/instant.ts';
import type { Held } from '#ports/intake.ts';

/** An alert, and every notification that told of it. */
interface Said {
  alert: Alert;
  notifications: readonly { alert: Alert }[];
}

/** One of which is known, too, what was said of it while it waited. */
interface Waiting {
  subject: {
    alert: Alert;
    notifications: readonly { alert: Alert; acceptedAt: Instant; waited?: ReceiptId }[];
  };
  held?: Held;
}

const all = new WeakMap<Waiting, Said>();

/** What decides how bad it is: the notifications at hand, and what was said before while it waited. */
export function saidOf(looked: Waiting): Said {
  const { subject, held } = looked;
  if (held === undefined) return subject;
  const known = all.get(looked);
  if (known !== undefined) return known;
  const { clearedAt, words = [held] } = held;
  const now = subject.notifications.filter(
    ({ acceptedAt, waited }) =>
      waited === undefined && (clearedAt === undefined || acceptedAt > clearedAt),
  );
  const said = { alert: subject.alert, notifications: [...now, ...words] };
  all.set(looked, said);
  return said;
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
