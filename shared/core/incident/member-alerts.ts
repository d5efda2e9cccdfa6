import type { IncidentEvent, MemberAlert } from '#core/incident/events.ts';

/** Every alert that an incident was declared by or that joined it, as often as it did; whether it fires still, its status says. */
export function memberAlerts(
  commits: readonly { events: readonly IncidentEvent[] }[],
): MemberAlert[] {
  return commits
    .flatMap(({ events }) => events)
    .flatMap(event => {
      if (event.type === 'AlertsAttached') return event.alerts;
      return event.type === 'IncidentDeclared' && event.origin.kind === 'alert'
        ? [event.origin.alert]
        : [];
    });
}
