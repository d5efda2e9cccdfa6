import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Uptime.com: `event` is alert_raised or alert_cleared. */
export const parse = reading('uptime-com', 'needs data.alert and data.service', body => {
  const alert = at(body, 'data.alert');
  const service = at(body, 'data.service');
  const name = anyTextAt(service, 'display_name', 'name', 'short_name');
  const isUp = textAt(alert, 'is_up') === 'true' || /cleared/.test(textAt(body, 'event') ?? '');
  const why = textAt(alert, 'short_output', 'output');
  return {
    status: isUp ? 'cleared' : 'firing',
    series: [textAt(service, 'id') ?? name],
    name,
    title: name && `${name} is ${isUp ? 'up' : `down${why ? `: ${why}` : ''}`}`,
    description: textAt(alert, 'output'),
    service: name,
    severity: isUp ? undefined : textAt(alert, 'state'),
    labels: { type: textAt(service, 'monitoring_service_type'), tags: textAt(service, 'tags') },
    startedAt: timeAt(alert, 'created_at'),
    endedAt: timeAt(body, 'date', 'data.date'),
    links: {
      Alert: textAt(body, 'data.links.alert_details'),
      Checked: textAt(at(body, 'data.device') ?? service, 'address', 'msp_address'),
    },
  };
});
