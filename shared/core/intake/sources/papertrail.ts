import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Papertrail: a form field `payload` with the lines that a saved search found. It never says that something is over. */
export const parse = reading('papertrail', 'needs saved_search and events', body => {
  const events = listAt(body, 'events');
  const [first] = events;
  const name = anyTextAt(body, 'saved_search.name', 'saved_search.query');
  const line = textAt(first, 'message');
  // Who wants only to know how often it was found gets no lines.
  const counted = listAt(body, 'counts')[0];
  const more = events.length > 1 ? ` (${events.length} lines)` : '';
  return {
    series: [textAt(body, 'saved_search.id') ?? name],
    name,
    title: name && `${name}${line ? `: ${line}` : ''}${more}`,
    description: events
      .slice(0, 20)
      .map(
        event =>
          `${textAt(event, 'hostname') ?? ''} ${textAt(event, 'program') ?? ''}: ${textAt(event, 'message') ?? ''}`,
      )
      .join('\n'),
    service: textAt(first ?? counted, 'source_name', 'hostname', 'program'),
    severity: [...new Set(events.flatMap(event => textAt(event, 'severity') ?? []))]
      .slice(0, 8)
      .join(','),
    labels: {
      host: textAt(first, 'hostname'),
      program: textAt(first, 'program'),
      query: textAt(body, 'saved_search.query'),
    },
    numbers: { events: events.length },
    startedAt: timeAt(first, 'received_at'),
    links: { Search: textAt(body, 'saved_search.html_search_url') },
  };
});
