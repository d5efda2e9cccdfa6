import { anyTextAt, at, numberAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Freshping; its test is of the application "Webhook test". */
export const parse = reading('freshping', 'needs webhook_event_data.check_name', body => {
  const told = at(body, 'webhook_event_data');
  const name = anyTextAt(told, 'check_name', 'request_url');
  const state = textAt(told, 'check_state_name');
  const application = textAt(told, 'application_name');
  const status = statusOf(state);
  const code = textAt(told, 'http_status_code');
  return {
    status,
    statusReason: `Freshping says ${state}`,
    kind: application === 'Webhook test' ? 'test' : undefined,
    series: [textAt(told, 'check_id') ?? name],
    name,
    title:
      name &&
      (status === 'cleared'
        ? `${name} is available`
        : status === 'unknown' || /degraded/i.test(state ?? '')
          ? `${name}: ${state}`
          : `${name} is down: ${[state, code].filter(Boolean).join(', ')}`),
    service: name,
    labels: { application, url: textAt(told, 'request_url'), state },
    numbers: {
      response_ms: numberAt(told, 'response_time'),
      http_status: numberAt(told, 'http_status_code'),
    },
    startedAt: timeAt(told, 'request_start_time'),
    endedAt: timeAt(told, 'request_start_time'),
    links: { Checked: textAt(told, 'request_url') },
  };
});
