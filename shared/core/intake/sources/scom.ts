import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const levels: Record<string, string> = { 0: 'information', 1: 'warning', 2: 'critical' };

/** System Center Operations Manager, as its connectors post an alert. */
export const parse = reading('scom', 'needs alertName with resolutionState', body => {
  const name = anyTextAt(body, 'alertName', 'name', 'alertId');
  const source = textAt(
    body,
    'alertSource',
    'monitoringObjectDisplayName',
    'alertPath',
    'monitoringObjectPath',
    'managedEntityDisplayName',
    'netbiosComputerName',
  );
  const severity = textAt(body, 'severity', 'alertSeverity');
  const state = textAt(body, 'resolutionState', 'alertResolutionState');
  return {
    status: state === '255' || statusOf(state) === 'cleared' ? 'cleared' : 'firing',
    series: [textAt(body, 'alertId', 'id') ?? name],
    name,
    title:
      name && `${name}${source && source !== 'np' && !name.includes(source) ? ` (${source})` : ''}`,
    description: textAt(body, 'alertDescription', 'description'),
    service: source === 'np' ? undefined : source,
    severity: entryOf(levels, severity) ?? severity,
    labels: {
      path: textAt(body, 'alertPath', 'monitoringObjectPath'),
      priority: textAt(body, 'priority'),
    },
    startedAt: timeAt(body, 'timeRaised', 'createdDate', 'timeRaisedUtc'),
    links: { Console: textAt(body, 'webConsoleLink', 'subscriptionLink') },
  };
});
