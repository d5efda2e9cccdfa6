import { anyTextAt, at, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** FireHydrant's incidents and alerts. */
export const parse = reading('firehydrant', 'needs data.incident or data.alert', body => {
  const told = at(body, 'data.incident') ?? at(body, 'incident') ?? at(body, 'data.alert');
  const title = anyTextAt(told, 'name', 'summary', 'id');
  const state = textAt(told, 'current_milestone', 'milestone', 'status', 'signal.status') ?? '';
  return {
    status: /resolved|closed|mitigated|retrospective|postmortem/i.test(state)
      ? 'cleared'
      : 'firing',
    series: [textAt(told, 'id', 'number') ?? title],
    name: title,
    title,
    description: textAt(told, 'description', 'summary', 'customer_impact_summary'),
    service: textAt(listAt(told, 'services')[0] ?? listAt(told, 'infrastructure')[0], 'name'),
    severity: textAt(told, 'severity.slug', 'severity', 'priority'),
    labels: { milestone: state },
    startedAt: timeAt(told, 'started_at', 'created_at'),
    endedAt: timeAt(told, 'resolved_at'),
    links: { Incident: textAt(told, 'incident_url', 'private_status_page_url') },
  };
});
