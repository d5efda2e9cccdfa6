import { anyTextAt, at, isMap, listAt, mapAt, tagsAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Riemann's events, one or several. */
export const parse = reading('riemann', 'needs a service with its state', body =>
  (isMap(at(body, 'event')) || Array.isArray(at(body, 'events'))
    ? [...listAt(body, 'event'), ...listAt(body, 'events')]
    : listAt(body, '')
  ).flatMap(event => {
    const service = anyTextAt(event, 'service');
    const host = textAt(event, 'host');
    const state = textAt(event, 'state');
    if (service === undefined || state === undefined) return [];
    const isOver = statusOf(state) === 'cleared';
    const said = textAt(event, 'description');
    return {
      status:
        state === 'expired'
          ? ('firing' as const)
          : isOver
            ? ('cleared' as const)
            : ('firing' as const),
      series: [host, service],
      name: service,
      title: `${service}${host ? ` on ${host}` : ''} is ${state}${said ? `: ${said}` : ''}`,
      description: said,
      service,
      severity: isOver || state === 'expired' ? undefined : state,
      labels: { ...mapAt(event, 'attributes'), host, ...tagsAt(event, 'tags') },
      numbers: { metric: at(event, 'metric') },
      startedAt: timeAt(event, 'time'),
      endedAt: timeAt(event, 'time'),
    };
  }),
);
