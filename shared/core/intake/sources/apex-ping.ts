import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Apex Ping's alerts of a check. */
export const parse = reading('apex-ping', 'needs check and alert', body => {
  const check = anyTextAt(body, 'check.name', 'check.url', 'check.id');
  const state = textAt(body, 'state', 'alert.state');
  const alert = textAt(body, 'alert.name', 'alert.id');
  return {
    status: statusOf(state) === 'cleared' ? 'cleared' : 'firing',
    series: [textAt(body, 'alert.id') ?? alert, textAt(body, 'check.id') ?? check],
    name: alert ?? check,
    title: check && `${check}: ${alert ?? 'alert'}`,
    service: check,
    labels: { url: textAt(body, 'check.url'), state },
    startedAt: timeAt(body, 'triggered_at', 'created_at', 'timestamp'),
    links: { Checked: textAt(body, 'check.url'), Check: textAt(body, 'url') },
  };
});
