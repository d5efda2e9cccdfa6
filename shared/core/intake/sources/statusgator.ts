import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** StatusGator: what another company's status page says. */
export const parse = reading(
  'statusgator',
  'needs a service or a monitor with its status',
  body => {
    const name = anyTextAt(body, 'monitor.name', 'service.name', 'service', 'service_name', 'name');
    const state = textAt(body, 'current_status', 'status', 'monitor.status');
    const status = statusOf(state);
    const why = textAt(body, 'message', 'details', 'title', 'summary');
    return {
      status: state === 'maintenance' ? 'unknown' : status,
      statusReason: `StatusGator says ${state}`,
      series: [textAt(body, 'monitor.id', 'service.id', 'id') ?? name],
      name,
      title:
        name &&
        `${name} is ${status === 'cleared' ? 'up' : (state ?? 'down')}${status === 'firing' && why ? `: ${why}` : ''}`,
      description: why,
      service: name,
      severity: state === 'warn' ? 'warning' : undefined,
      startedAt: timeAt(body, 'timestamp', 'created_at', 'occurred_at'),
      endedAt: timeAt(body, 'timestamp', 'created_at', 'occurred_at'),
      links: {
        Page: textAt(body, 'status_page_url', 'monitor.url', 'service.status_page_url', 'url'),
      },
    };
  },
);
