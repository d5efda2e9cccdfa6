import type { Alert } from '#core/intake/alert.ts';
import { lookedAt } from '#core/intake/alert-matchers.ts';
import { problemOf } from '#core/intake/fingerprint.ts';

/** The alert with the problem that its integration groups by, where it names anything: what it does not have counts as empty. */
export function groupedBy(alert: Alert, names: readonly string[] | undefined): Alert {
  if (names === undefined || names.length === 0) return alert;
  const look = lookedAt(alert);
  const values = names.flatMap(name => [name, look(name).texts[0] ?? '']);
  // That the sender's group is over says nothing of another grouping.
  const { wholeProblem: _whole, endsGroup: _ends, ...rest } = alert;
  return { ...rest, problem: problemOf(alert.source, 'group', ...values) };
}
