import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Cronitor: `type` is Alert or Recovery. */
export const parse = reading('cronitor', 'needs a monitor and a type', body => {
  const name = anyTextAt(body, 'monitor', 'monitor_name', 'name');
  const isOver = /recover/i.test(textAt(body, 'type', 'state') ?? '');
  const why = textAt(body, 'description', 'rule', 'issue');
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [textAt(body, 'id', 'monitor_key', 'key') ?? name],
    name,
    title:
      textAt(body, 'subject') ??
      (name && `${name} ${isOver ? 'recovered' : `failed${why ? `: ${why}` : ''}`}`),
    description: why,
    service: name,
    labels: { group: textAt(body, 'group'), type: textAt(body, 'type') },
    startedAt: timeAt(body, 'timestamp'),
    endedAt: timeAt(body, 'timestamp'),
    links: { Monitor: textAt(body, 'monitor_url', 'issue_url') },
  };
});
