import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** updown.io posts a list of events. A check that was never down says `check.up` once, without a downtime. */
export const parse = reading('updown', 'needs events with a check', body =>
  listAt(body, '').flatMap(event => {
    const kind = textAt(event, 'event') ?? '';
    const url = textAt(event, 'check.url');
    const name = anyTextAt(event, 'check.alias', 'check.url', 'check.token');
    if (name === undefined) return [];
    const why = textAt(event, 'downtime.error', 'check.error', 'ssl.error', 'description');
    const isSsl = kind.includes('ssl');
    const isSlow = kind.includes('performance');
    const isKnown = /^check\.(down|up|still_down|ssl_|performance_)/.test(kind);
    if (!isKnown) return { ignored: `the event ${kind} of ${name} is no alert` };
    const isOver = /\.up$|_valid$|_renewed$/.test(kind);
    const what = isSsl
      ? isOver
        ? 'has a valid certificate'
        : 'has a trouble with its certificate'
      : isSlow
        ? 'is slow'
        : isOver
          ? 'is up'
          : 'is down';
    return {
      status: isOver ? ('cleared' as const) : ('firing' as const),
      series: [textAt(event, 'check.token') ?? name, isSsl ? 'ssl' : isSlow ? 'slow' : ''],
      name,
      title: `${name} ${what}${!isOver && why ? `: ${why}` : ''}`,
      description: why,
      service: name,
      labels: { url, event: kind },
      startedAt: timeAt(event, 'downtime.started_at', 'check.down_since', 'time'),
      endedAt: timeAt(event, 'downtime.ended_at', 'time'),
      links: { Checked: url },
    };
  }),
);
