import { anyTextAt, numberAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Pingdom's webhook; a transaction check says SUCCESS and FAILING. */
export const parse = reading('pingdom', 'needs check_name and current_state', body => {
  const name = anyTextAt(body, 'check_name', 'check_params.hostname', 'check_id');
  const state = textAt(body, 'current_state');
  const isUp = statusOf(state) === 'cleared';
  const why = textAt(body, 'description', 'long_description');
  const moment = timeAt(body, 'state_changed_timestamp', 'state_changed_utc_time');
  return {
    status: statusOf(state),
    statusReason: `Pingdom says ${state}`,
    series: [textAt(body, 'check_id') ?? name],
    name,
    title: name && (isUp ? `${name} is up` : `${name} is down${why ? `: ${why}` : ''}`),
    description: textAt(body, 'long_description', 'description'),
    service: name,
    severity: textAt(body, 'importance_level'),
    labels: {
      type: textAt(body, 'check_type'),
      host: textAt(body, 'check_params.hostname'),
      state,
    },
    numbers: { response_ms: numberAt(body, 'response_time') },
    startedAt: isUp ? undefined : moment,
    endedAt: moment,
    links: { Checked: textAt(body, 'check_params.full_url', 'check_params.url') },
  };
});
