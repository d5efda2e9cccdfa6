import { anyTextAt, at, textAt, timeAt, wordsAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** Axiom's monitors: `action` is Open or Closed. */
export const parse = reading('axiom', 'needs event.title and action', body => {
  const title = anyTextAt(body, 'event.title', 'event.body')?.replace(
    /^(triggered|resolved|alert|closed|open):\s*/i,
    '',
  );
  const isOver = statusOf(textAt(body, 'action')) === 'cleared';
  const group = ['event.groupKeys', 'event.groupValues']
    .flatMap(path => wordsAt(body, path) ?? textAt(body, path) ?? [])
    .join('=');
  const monitor = textAt(body, 'event.monitorID', 'event.monitorId') ?? title;
  return {
    status: isOver ? 'cleared' : 'firing',
    kind: /^test$/i.test(textAt(body, 'action') ?? '') ? 'test' : undefined,
    series: [monitor, group],
    problem: [monitor, ''],
    name: title,
    title,
    description: textAt(body, 'event.description') ?? textAt(body, 'event.body'),
    service: textAt(
      at(body, 'event.matchedEvent'),
      'service.name',
      'service',
      'resource.service.name',
    ),
    numbers: { value: at(body, 'event.value') },
    startedAt: timeAt(body, 'event.timestamp', 'event.queryStartTime'),
    endedAt: timeAt(body, 'event.timestamp'),
    links: { Monitor: textAt(body, 'event.url', 'event.monitorURL') },
  };
});
