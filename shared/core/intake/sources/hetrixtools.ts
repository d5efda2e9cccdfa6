import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** HetrixTools: a monitor that is online or offline, or a blacklist report, which is a list. */
export const parse = reading('hetrixtools', 'needs monitor_name and monitor_status', body =>
  listAt(body, '').map(told => {
    const name = anyTextAt(told, 'monitor_name', 'monitor', 'monitor_target');
    const listed = textAt(told, 'blacklisted_now');
    const state = textAt(told, 'monitor_status');
    // What a server uses too much of, of which no end is told.
    const resource = textAt(told, 'resource_usage.resource_type');
    const used = textAt(told, 'resource_usage.average_usage', 'resource_usage.current_usage');
    const isOver = listed === undefined ? statusOf(state) === 'cleared' : listed === '0';
    const isListed = isOver ? 'is on no blacklist' : `is on ${listed} blacklists`;
    const isSeen = isOver ? 'is up' : `is ${state ?? 'offline'}`;
    const uses = resource && `uses too much ${resource}${used === undefined ? '' : ` (${used})`}`;
    const what = uses ?? (listed === undefined ? isSeen : isListed);
    return {
      status: isOver ? ('cleared' as const) : ('firing' as const),
      series: [
        textAt(told, 'monitor_id', 'monitor') ?? name,
        resource ?? (listed === undefined ? '' : 'blacklist'),
      ],
      name,
      title: name && `${name} ${what}`,
      description: textAt(told, 'monitor_errors', 'errors'),
      service: name,
      labels: {
        target: textAt(told, 'monitor_target'),
        type: textAt(told, 'monitor_type'),
        category: textAt(told, 'monitor_category'),
      },
      startedAt: timeAt(told, 'timestamp'),
      endedAt: timeAt(told, 'timestamp'),
    };
  }),
);
