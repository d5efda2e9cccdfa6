import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';
import { entryOf } from '#core/own-entry.ts';

const levels: Record<string, string> = { 1: 'emergency', 2: 'critical', 3: 'warning', 4: 'info' };

/** Auvik: `alertStatus` 0 is triggered, 1 is cleared. */
export const parse = reading('auvik', 'needs alertName with alertStatus', body => {
  const name = anyTextAt(body, 'alertName', 'subject', 'alertId');
  const state = textAt(body, 'alertStatus', 'alertStatusString');
  const entity = textAt(body, 'entityName', 'entityId');
  const severity = textAt(body, 'alertSeverityString', 'alertSeverity');
  return {
    status:
      state === '1' || /clear/i.test(textAt(body, 'alertStatusString') ?? '')
        ? 'cleared'
        : 'firing',
    series: [textAt(body, 'correlationId', 'alertId') ?? name],
    name,
    title: name && `${name}${entity && !name.includes(entity) ? ` (${entity})` : ''}`,
    description: textAt(body, 'alertDescription'),
    service: entity ?? textAt(body, 'companyName'),
    severity: entryOf(levels, severity) ?? severity,
    labels: { type: textAt(body, 'entityType'), company: textAt(body, 'companyName') },
    startedAt: timeAt(body, 'date', 'triggeredOn'),
    endedAt: timeAt(body, 'date'),
    links: { Alert: textAt(body, 'link') },
  };
});
