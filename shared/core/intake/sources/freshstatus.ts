import { anyTextAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Freshstatus; absent things are the words None and False. */
export const parse = reading('freshstatus', 'needs event_data with a title', body => {
  const title = anyTextAt(body, 'title', 'incident_title');
  const state = textAt(body, 'incident_status', 'status');
  const event = textAt(body, 'event_data.event_type') ?? '';
  const services = textAt(body, 'affected_services');
  const isOver = statusOf(state) === 'cleared' || /CLOSE|RESOLVE/.test(event);
  if (title === undefined) return undefined;
  if (/^MAINTENANCE/.test(event)) return { ignored: `"${title}" is planned maintenance` };
  return {
    status: isOver ? 'cleared' : 'firing',
    kind:
      title === 'Sample title' && textAt(body, 'description') === 'Sample description'
        ? 'test'
        : undefined,
    series: [textAt(body, 'incident_id') ?? textAt(body, 'id') ?? title],
    name: title,
    title,
    description: textAt(body, 'message', 'description'),
    service: services?.split(',')[0]?.trim(),
    labels: { services, event, source: textAt(body, 'source') },
    startedAt: timeAt(body, 'start_time'),
    endedAt: timeAt(body, 'end_time'),
  };
});
